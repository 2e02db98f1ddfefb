"""Figures about many areas at once: the typed table between readers and classification."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl

from bybalance.model.area_figures import (
    COUNT_FIGURES,
    FIGURES,
    RATIO_FIGURES,
    SHARE_FIGURES,
    AreaFigures,
)
from bybalance.model.errors import InvalidFigure

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


def plain_name(name: str) -> str:
    """Return a name so that two that look alike are equal: case, ways to write å, blanks.

    Examples
    --------
    >>> plain_name("A\u030aby  Nord") == plain_name("ÅBY NORD")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


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
        cls, rows: Iterable[tuple[str, str | None, date, Mapping[str, Any]]]
    ) -> AreaFiguresTable:
        """Build from plain rows: area, municipality, list date, and figures by name.

        Figures are what :class:`~bybalance.model.area_figures.AreaFigures` takes; one that is
        left out is not known.

        Raises
        ------
        InvalidFigure
            If a figure is unknown, cannot be, or is a share of more than :data:`SHARE_SCALE`
            decimals.
        """
        records = [
            {
                "area": area,
                "municipality": municipality,
                "list_date": list_date,
                **_checked(figures),
            }
            for area, municipality, list_date, figures in rows
        ]
        return cls(pl.DataFrame(records, schema=SCHEMA))


def _checked(figures: Mapping[str, Any]) -> dict[str, int | Decimal | None]:
    unknown = sorted(set(figures) - set(FIGURES))
    if unknown:
        raise InvalidFigure(
            f"There is no figure {unknown[0]!r}; choose one of {', '.join(FIGURES)}."
        )
    checked = AreaFigures(**figures)
    return {
        name: getattr(checked, name) if name in COUNT_FIGURES else _on_scale(name, checked)
        for name in FIGURES
    }


def _on_scale(name: str, figures: AreaFigures) -> Decimal | None:
    value = figures.get(name)
    if value is None:
        return None
    units = value * 10**SHARE_SCALE
    if units.denominator != 1:
        raise InvalidFigure(
            f"{name} is {value}, which takes more than {SHARE_SCALE} decimals; a table would "
            "round it. Round it yourself, or evaluate the area on its own."
        )
    return Decimal(f"{units.numerator}E-{SHARE_SCALE}")
