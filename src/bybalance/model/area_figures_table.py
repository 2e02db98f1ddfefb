"""Figures about many areas at once: the typed table between readers and classification."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from bybalance.model.area_figures import (
    COUNT_FIGURES,
    FIGURES,
    RATIO_FIGURES,
    SHARE_FIGURES,
    AreaFigures,
)

SHARE_SCALE: Final = 20
"""Decimals kept of a share: more than any float, so nothing is rounded before a comparison."""

SHARE_DTYPE: Final = pl.Decimal(38, SHARE_SCALE)
COUNT_DTYPE: Final = pl.Int64()

SCHEMA: Final[dict[str, pl.DataType]] = {
    "area": pl.String(),
    "municipality": pl.String(),
    "list_date": pl.Date(),
    **dict.fromkeys(COUNT_FIGURES, COUNT_DTYPE),
    **dict.fromkeys((*SHARE_FIGURES, *RATIO_FIGURES), SHARE_DTYPE),
}
"""Column names and types, in order. Null means not known."""


@dataclass(frozen=True, slots=True, eq=False)
class AreaFiguresTable:
    """One row per area and list date, in the order of the input.

    Parameters
    ----------
    frame
        Columns and types of :data:`SCHEMA`; ``area`` and ``list_date`` hold no null, and no two
        rows share area, municipality and list date. Readers in :mod:`bybalance.sources` make
        sure of the values; the constructor checks names and types.

    Raises
    ------
    ValueError
        If a column is missing, is not in the schema, or has another type.
    """

    frame: pl.DataFrame

    def __post_init__(self) -> None:
        """Refuse a frame of another shape."""
        given = dict(self.frame.schema)
        wrong = sorted(name for name in {*SCHEMA, *given} if given.get(name) != SCHEMA.get(name))
        if wrong:
            raise ValueError(
                f"These columns are missing, unknown or of another type: {', '.join(wrong)}. "
                f"A table of area figures has exactly the columns {', '.join(SCHEMA)}."
            )
        object.__setattr__(self, "frame", self.frame.select(list(SCHEMA)))

    def __len__(self) -> int:
        """Count the rows."""
        return self.frame.height

    def rows(self) -> Iterator[tuple[str, str | None, date, AreaFigures]]:
        """Yield area, municipality, list date and figures of each row, as exact numbers."""
        for row in self.frame.iter_rows(named=True):
            figures = AreaFigures(**{name: row[name] for name in FIGURES})
            yield row["area"], row["municipality"], row["list_date"], figures

    @classmethod
    def from_rows(
        cls, rows: list[tuple[str, str | None, date, dict[str, object]]]
    ) -> AreaFiguresTable:
        """Build from plain rows: area, municipality, list date, and figures by name.

        Shares are :class:`~decimal.Decimal` between 0 and 1; a figure that is left out is not
        known.
        """
        records = [
            {
                "area": area,
                "municipality": municipality,
                "list_date": list_date,
                **{name: figures.get(name) for name in FIGURES},
            }
            for area, municipality, list_date, figures in rows
        ]
        return cls(pl.DataFrame(records, schema=SCHEMA))
