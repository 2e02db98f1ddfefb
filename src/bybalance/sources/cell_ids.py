"""Names of grid cells, as the statistical offices write them.

========== ============================= ==================================================
Kvadratnet ``100m_61756_7195``           northing and easting in units of the side; Denmark
Long       ``CRS3035RES1000mN…E…``       metres; Eurostat, German census
Short      ``1kmN2684E4334``             in units of the side; Eurostat
CBS        ``E1550N4635``                units of 100 m; Netherlands, side not told
SSB        ``22536006661600``            2, easting, northing in metres; Norway, side not told
========== ============================= ==================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class CellIdScheme:
    """One way of naming cells; the named groups of ``pattern`` are ``n``, ``e`` and ``side``."""

    name: str
    pattern: str
    crs: str
    sides_m: dict[str, int]
    unit_m: int | None
    """Metres per unit of a coordinate; ``None`` for one side of a cell."""


SCHEMES: Final = (
    CellIdScheme(
        name="kvadratnet",
        pattern=r"^(?<side>100m|1km|10km)_(?<n>\d{3,6})_(?<e>\d{2,5})$",
        crs="EPSG:25832",
        sides_m={"100m": 100, "1km": 1_000, "10km": 10_000},
        unit_m=None,
    ),
    CellIdScheme(
        name="long",
        pattern=r"^CRS3035RES(?<side>100m|250m|500m|1000m|1km|10000m|10km)N(?<n>\d{5,8})E(?<e>\d{5,8})$",
        crs="EPSG:3035",
        sides_m={
            "100m": 100, "250m": 250, "500m": 500, "1000m": 1_000, "1km": 1_000,
            "10000m": 10_000, "10km": 10_000,
        },
        unit_m=1,
    ),
    CellIdScheme(
        name="short",
        pattern=r"^(?<side>100m|1km|10km)N(?<n>\d{2,6})E(?<e>\d{2,6})$",
        crs="EPSG:3035",
        sides_m={"100m": 100, "1km": 1_000, "10km": 10_000},
        unit_m=None,
    ),
    CellIdScheme(
        name="cbs", pattern=r"^E(?<e>\d{4})N(?<n>\d{4})(?<side>)$", crs="EPSG:28992",
        sides_m={}, unit_m=100,
    ),
    CellIdScheme(
        name="ssb", pattern=r"^2(?<e>\d{6})(?<n>\d{7})(?<side>)$", crs="EPSG:32633",
        sides_m={}, unit_m=1,
    ),
)  # fmt: skip
"""Every scheme that is read. Patterns exclude each other."""


def find_scheme(ids: pl.Series) -> CellIdScheme | None:
    """Return the scheme that most of the first names follow, if any does.

    Examples
    --------
    >>> find_scheme(pl.Series(["100m_61756_7195"])).name
    'kvadratnet'
    """
    first = ids.drop_nulls().head(1_000)
    hits = [(int(first.str.contains(scheme.pattern).sum()), scheme) for scheme in SCHEMES]
    count, best = max(hits, key=lambda hit: hit[0])
    return best if count else None


def corners(ids: pl.Series, scheme: CellIdScheme) -> pl.DataFrame:
    """Return ``easting_m``, ``northing_m`` and ``side_m``; null where a name is not of the scheme.

    Examples
    --------
    >>> corners(pl.Series(["100m_61756_7195"]), SCHEMES[0]).row(0)
    (719500, 6175600, 100)
    """
    parts = pl.DataFrame({"id": ids}).select(
        pl.col("id").str.extract_groups(scheme.pattern).alias("parts")
    )["parts"].struct.unnest()  # fmt: skip
    side = parts["side"].replace_strict(scheme.sides_m, default=None, return_dtype=pl.Int64)
    unit = side if scheme.unit_m is None else pl.repeat(scheme.unit_m, len(ids), eager=True)
    return pl.DataFrame(
        {
            "easting_m": parts["e"].cast(pl.Int64) * unit,
            "northing_m": parts["n"].cast(pl.Int64) * unit,
            "side_m": side,
        }
    )
