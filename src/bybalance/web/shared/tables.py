"""A data table as a page shows it: what the columns are called and what the cells say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

Direction = Literal["ascending", "descending", "none"]


@dataclass(frozen=True)
class Column:
    """A column; ``sort_url`` leads to the table sorted by it, ``sorted`` says how it is now."""

    label: str | Promise
    is_figure: bool = False
    sort_url: str = ""
    sorted: Direction = "none"


@dataclass(frozen=True)
class Cell:
    """What a cell says, where it leads, and a remark in small type.

    ``items`` are the same words one by one, where they are several things.
    """

    text: str | Promise
    url: str = ""
    note: str | Promise = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns; the first cell of a row is its heading."""

    caption: str | Promise
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                message = f"A row has {len(row)} cells, the table has {len(self.columns)} columns"
                raise ValueError(message)

    def without_empty_columns(self) -> Table:
        """The same table without the columns in which no row has anything to say."""
        kept = [
            index
            for index, _column in enumerate(self.columns)
            if index == 0 or any(str(row[index].text) not in {"", "–"} for row in self.rows)
        ]
        return Table(
            caption=self.caption,
            columns=tuple(self.columns[index] for index in kept),
            rows=tuple(tuple(row[index] for index in kept) for row in self.rows),
        )

    @property
    def labelled_rows(self) -> list[list[tuple[Column, Cell]]]:
        """Each cell with its column, which names the cell where rows become blocks."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]
