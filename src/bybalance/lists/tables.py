"""Read the packaged CSV tables strictly: an error names file, row, column, value and remedy."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from importlib.resources.abc import Traversable
from typing import TypeVar

from bybalance.model.errors import InvalidPublishedLists

Choice = TypeVar("Choice", bound=Enum)
Found = TypeVar("Found")


def error(file: str, row: int | None, what: str) -> InvalidPublishedLists:
    """Return the error that names file and row."""
    return InvalidPublishedLists(f"{file}{f', row {row}' if row else ''}: {what}")


class Row:
    """One row of a table, which knows where it stands."""

    def __init__(self, cells: Mapping[str, str], *, file: str, row: int) -> None:
        self._cells = cells
        self._file = file
        self._row = row

    def __getitem__(self, column: str) -> str:
        """Return the text of a cell."""
        return self._cells[column]

    def names(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that holds several, joined by semicolons."""
        return tuple(part for part in self[column].split(";") if part)

    def day(self, column: str) -> date:
        """Return an ISO date."""
        try:
            return date.fromisoformat(self[column])
        except ValueError:
            raise self._error(column, "write a date such as 2023-12-01") from None

    def count(self, column: str) -> int | None:
        """Return a whole number, or ``None`` for an empty cell."""
        if not self[column]:
            return None
        if not self[column].isdecimal():
            raise self._error(column, "write a whole number or leave the cell empty")
        return int(self[column])

    def number(self, column: str) -> Decimal | None:
        """Return an exact decimal number, or ``None`` for an empty cell."""
        if not self[column]:
            return None
        try:
            return Decimal(self[column])
        except InvalidOperation:
            raise self._error(column, "write a number such as 40.1 or leave it empty") from None

    def choice(self, column: str, kind: type[Choice]) -> Choice:
        """Return a member of a closed set."""
        try:
            return kind(self[column])
        except ValueError:
            allowed = ", ".join(str(member.value) for member in kind)
            raise self._error(column, f"choose one of {allowed}") from None

    def lookup(self, column: str, known: Mapping[str, Found]) -> Found:
        """Return what a cell refers to."""
        if self[column] not in known:
            raise self._error(
                column, "it must be one of those defined elsewhere; check the spelling"
            )
        return known[self[column]]

    def lookup_each(self, column: str, known: Mapping[str, object]) -> Iterator[str]:
        """Yield each name in a cell, all of which must be known."""
        for name in self.names(column):
            if name not in known:
                raise self._error(column, f"{name!r} is not one of {', '.join(known)}")
            yield name

    def refuse_shared(self, column: str, said: Iterable[str], denied: Iterable[str]) -> None:
        """Refuse a row that says a thing in one column and denies it in this one."""
        both = sorted(set(said) & set(denied))
        if both:
            raise self._error(column, f"the row also says the opposite of {both[0]!r}")

    def _error(self, column: str, remedy: str) -> InvalidPublishedLists:
        return error(self._file, self._row, f"column {column} is {self[column]!r}; {remedy}.")


def read(path: Traversable, *, key: tuple[str, ...]) -> tuple[Row, ...]:
    """Read a packaged table.

    Parameters
    ----------
    path
        UTF-8, comma, one header row.
    key
        The columns that together name a row; no two rows may share them.

    Raises
    ------
    InvalidPublishedLists
        If a row has more or fewer cells than the header, or repeats a key.
    """
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), strict=True)
    rows, seen = [], set()
    for position, cells in enumerate(reader, start=2):
        if None in cells or None in cells.values():
            raise error(path.name, position, "has another number of cells than the header.")
        named = tuple(cells[column] for column in key)
        if named in seen:
            raise error(path.name, position, f"repeats {', '.join(named)}; keep one of the rows.")
        seen.add(named)
        rows.append(Row(cells, file=path.name, row=position))
    return tuple(rows)
