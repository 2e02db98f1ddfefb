"""Area profiles that may be published: from the protected layer, rounded, with reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from bybalance.atlas.batches import Pace
from bybalance.atlas.contexts import PUBLIC_K, ContextSettings
from bybalance.atlas.disclosure import protected
from bybalance.atlas.disclosure.protected import ProtectedFrame, ProtectedGrid
from bybalance.atlas.disclosure.rules import DisclosureRules
from bybalance.atlas.profile import (
    AreaProfile,
    ProfileArea,
    ProfileProvenance,
    area_profiles,
    read_profiles,
    table_of,
)
from bybalance.atlas.profile.areas import Polygon, cells_within
from bybalance.atlas.profile.figures import LEVELS
from bybalance.atlas.profile.measure import DISTANCES_M, SURROUNDINGS_M
from bybalance.model.errors import InvalidSetting

BELOW: Final = "<"
ABOVE: Final = ">"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedProfiles:
    """Profiles as a table that may be published, and what they were made of.

    Parameters
    ----------
    table
        Columns as :data:`bybalance.atlas.profile.COLUMNS`, with ``value_reason``.
    provenance
        For the manifest.
    """

    table: ProtectedFrame
    provenance: ProfileProvenance

    def profiles(self) -> tuple[AreaProfile, ...]:
        """Return the profiles as the public may see them: rounded, ``nan`` where withheld."""
        return read_profiles(self.table.frame, self.provenance)


def protected_profiles(
    safe: Mapping[int, ProtectedGrid],
    areas: Sequence[ProfileArea],
    *,
    households: Mapping[int, ArrayLike],
    cities: Mapping[str, Polygon] | None = None,
    region: Polygon | None = None,
    groups: Sequence[str] | None = None,
    k: Sequence[int] = PUBLIC_K,
    distances_m: Sequence[float] = DISTANCES_M,
    surroundings_m: float = SURROUNDINGS_M,
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> ProtectedProfiles:
    """Profile areas from the protected layer, and withhold and round what must be.

    A place (area, surroundings, city, region, everybody within a distance) needs enough people
    and households in every year (D3), otherwise its figures are withheld in all. Shares are
    rounded to a point (D7); near none and near all only that is said (D6). Gaps and ranks are
    worked out from the rounded shares (D8). Intervals are rounded outwards.

    Parameters
    ----------
    safe
        Protected grids by year.
    households
        Households per cell, by year, each of shape ``(n_cells,)``.
    areas, cities, region, groups, k, distances_m, surroundings_m, settings, pace
        As :func:`bybalance.atlas.profile.area_profiles`; k starts at 400 (D12).

    Raises
    ------
    TypeError
        If a grid is not protected.
    InvalidSetting
        If a k is too small, grids follow different rules, or households do not fit the grid.
    """
    rules = _common_rules(safe)
    least = rules.count("D12", "public_k_min")
    if any(number < least for number in k):
        raise InvalidSetting(f"k is {min(k)}; what is published starts at k = {least} (D12).")
    found = area_profiles(
        {year: one.grid for year, one in safe.items()}, areas, cities=cities, region=region,
        groups=groups, k=k, distances_m=distances_m, surroundings_m=surroundings_m,
        rounding_base=rules.count("D7", "rounding_base"), settings=settings, pace=pace,
    )  # fmt: skip
    size = _Sizes.of(safe, areas, households, cities or {}, region, surroundings_m, distances_m)
    frame = table_of(found)
    # Members within a distance, to tell small numerators (D2).
    members = {
        (one.area_id, one.group, one.year, reach.distance_m): reach.people * reach.share
        for one in found
        for reach in one.reach
    }
    rows = [
        _protected_row(row, rules=rules, size=size, members=members)
        for row in frame.iter_rows(named=True)
    ]
    table = pl.DataFrame(rows, schema={**frame.schema, "value_reason": pl.String})
    provenance = replace(found[0].provenance, rules_id=rules.id)
    return ProtectedProfiles(
        table=protected.made_here(
            _with_ranks(_with_gaps(table)), rules=rules, note="atlas.note.profiles"
        ),
        provenance=provenance,
    )


def _common_rules(safe: Mapping[int, ProtectedGrid]) -> DisclosureRules:
    for one in safe.values():
        protected.require_protected_grid(one)
    versions = {one.rules.id: one.rules for one in safe.values()}
    if len(versions) != 1:
        listed = ", ".join(sorted(versions)) or "none"
        raise InvalidSetting(f"The grids follow the rules {listed}; protect all by one version.")
    return next(iter(versions.values()))


@dataclass(frozen=True, slots=True, eq=False)
class _Sizes:
    """Which places are large enough in every year, by area and place."""

    is_large: dict[tuple[str, str], bool]

    @classmethod
    def of(
        cls,
        safe: Mapping[int, ProtectedGrid],
        areas: Sequence[ProfileArea],
        households: Mapping[int, ArrayLike],
        cities: Mapping[str, Polygon],
        region: Polygon | None,
        surroundings_m: float,
        distances_m: Sequence[float],
    ) -> _Sizes:
        is_large: dict[tuple[str, str], bool] = {}
        for year, one in safe.items():
            grid, rules = one.grid, one.rules
            homes = np.asarray(households.get(year, ()), np.float64).reshape(-1)
            if len(homes) != len(grid) or np.isnan(homes).any():
                raise InvalidSetting(
                    f"{year} has {len(homes)} numbers of households for {len(grid)} cells; give "
                    "one known number per cell, so that small areas can be told (D3)."
                )

            def enough(
                is_in: NDArray[np.bool_],
                people: NDArray[np.float64] = grid.totals,
                homes: NDArray[np.float64] = homes,
                rules: DisclosureRules = rules,
            ) -> bool:
                is_fit = people[is_in].sum() >= rules.count("D3", "persons_min")
                return bool(is_fit and homes[is_in].sum() >= rules.count("D3", "households_min"))

            in_city = {name: enough(cells_within(city, grid)) for name, city in cities.items()}
            everywhere = np.ones(len(grid), bool)
            in_region = enough(everywhere if region is None else cells_within(region, grid))
            for area in areas:
                own, apart = area.cells_of(grid), area.distances_m(grid)
                places = {
                    "area": enough(own),
                    "surroundings": enough((apart <= surroundings_m) & ~own),
                    "city": area.city is not None and in_city[area.city],
                    "region": in_region,
                } | {f"{far:g}": enough((apart <= far) & ~own) for far in distances_m}
                for place, is_fit in places.items():
                    key = (area.area_id, place)
                    is_large[key] = is_large.get(key, True) and is_fit
        return cls(is_large)


def _protected_row(
    row: dict[str, Any],
    *,
    rules: DisclosureRules,
    size: _Sizes,
    members: Mapping[tuple[str, str, int, float], float],
) -> dict[str, Any]:
    """Return a row with its value rounded, or a reason for none."""
    figure, value = row["figure"], row["value"]
    if figure == "people_within":  # D1
        return {**row, "value_reason": None}
    level = figure.rpartition("_")[0]
    place = level if level in LEVELS else "area"
    if figure == "share_within":
        place = f"{row['reach']:g}"
    if value is None:
        nobody = row["people"] == 0
        reason = protected.NOBODY_THERE if nobody else protected.NOT_AVAILABLE
        return {**row, "value_reason": reason}
    if not size.is_large[row["area_id"], place]:
        return _withheld(row)
    if figure == "share_within":
        key = (row["area_id"], row["group"], row["year"], row["reach"])
        least = rules.count("D2", "hidden_below")
        parts = (members[key], row["people"] - members[key])
        if any(0.5 < part < least - 0.5 for part in parts):
            return _withheld(row)
    if level in LEVELS or figure == "share_within":
        value, edge = rounded_share(value, rules)
        return {**row, "value": value, "value_edge": edge, "value_reason": None}
    return {**row, "value": _rounded(figure, value, rules), "value_reason": None}


def rounded_share(share: float, rules: DisclosureRules) -> tuple[float, str | None]:
    """Return a share rounded for tables, with ``<`` or ``>`` near none and near all (D6, D7)."""
    edge, step = rules.share("D6", "edge_share"), float(rules.share("D7", "table_step"))
    if share < edge:
        return float(edge), BELOW
    if share > 1 - edge:
        return float(1 - edge), ABOVE
    return round(round(share / step) * step, 10), None


def _rounded(figure: str, value: float, rules: DisclosureRules) -> float:
    if figure in ("rank", "rank_count"):
        return value
    step = float(rules.share("D7", "table_step"))
    if figure.endswith("_low"):
        return round(math.floor(value / step + 1e-9) * step, 10)
    if figure.endswith("_high"):
        return round(math.ceil(value / step - 1e-9) * step, 10)
    return round(round(value / step) * step, 10)


def _withheld(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "value": None, "value_edge": None, "value_reason": protected.CONFIDENTIAL}


def _with_gaps(table: pl.DataFrame) -> pl.DataFrame:
    """Work the gap out from the two shares that are told; none where one is a bound (D8)."""
    keys = ["area_id", "group", "year", "reach"]
    plain = pl.col("value_edge").is_null() & pl.col("value").is_not_null()

    def told(figure: str) -> pl.DataFrame:
        is_it = (pl.col("scale") == "k") & (pl.col("figure") == figure)
        return table.filter(is_it & plain).select(*keys, pl.col("value").alias(figure))

    gaps = told("area_mean").join(told("surroundings_mean"), on=keys, how="inner")
    gaps = gaps.select(
        *keys, (pl.col("area_mean") - pl.col("surroundings_mean")).round(10).alias("told_gap")
    )
    joined = table.join(gaps, on=keys, how="left", maintain_order="left")
    is_gap = pl.col("figure").str.starts_with("gap")
    is_open = pl.col("told_gap").is_null() & pl.col("value").is_not_null()
    value = (
        pl.when(is_gap & pl.col("told_gap").is_null())
        .then(None)
        .when((pl.col("figure") == "gap") & pl.col("value").is_not_null())
        .then(pl.col("told_gap"))
        .otherwise(pl.col("value"))
    )
    reason = (
        pl.when(is_gap & is_open)
        .then(pl.lit(protected.CONFIDENTIAL))
        .otherwise(pl.col("value_reason"))
    )
    return joined.with_columns(value=value, value_reason=reason).drop("told_gap")


def _with_ranks(table: pl.DataFrame) -> pl.DataFrame:
    """Rank by the shares that are told, among those told; equals share the better rank (D8)."""
    keys = ["city", "group", "year", "reach"]
    means = table.filter(
        pl.col("figure") == "area_mean", pl.col("value").is_not_null(), pl.col("city").is_not_null()
    ).with_columns(
        # A bound stands beyond every value inside it.
        (pl.col("value") + pl.when(pl.col("value_edge") == BELOW).then(-0.001)
         .when(pl.col("value_edge") == ABOVE).then(0.001).otherwise(0.0)).alias("height")
    )  # fmt: skip
    ranks = means.select(
        "area_id", *keys,
        told_rank=pl.col("height").rank("min", descending=True).over(keys).cast(pl.Float64),
        told_count=pl.len().over(keys).cast(pl.Float64),
    )  # fmt: skip
    joined = table.join(
        ranks, on=["area_id", *keys], how="left", maintain_order="left", nulls_equal=True
    )
    is_open = pl.col("value").is_not_null()
    value = (
        pl.when((pl.col("figure") == "rank") & is_open)
        .then(pl.col("told_rank"))
        .when((pl.col("figure") == "rank_count") & is_open)
        .then(pl.col("told_count"))
        .otherwise(pl.col("value"))
    )
    return joined.with_columns(value=value).drop("told_rank", "told_count")
