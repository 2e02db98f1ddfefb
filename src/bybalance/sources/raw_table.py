"""A table as a file holds it: headings and cells of text, each row with its place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from bybalance.sources.problem_log import ProblemLog

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """What every reader hands on, whatever the format.

    Parameters
    ----------
    headings
        As written; an empty text where a column has none.
    columns
        One column of text per heading; null or blank where the cell is empty.
    row_numbers
        The number of each row as the analyst's own program counts it, from 1 at the top.
    """

    headings: tuple[str, ...]
    columns: tuple[pl.Series, ...]
    row_numbers: Sequence[int]


def number_text(value: float | Decimal) -> str:
    """Write a number cell exactly, so that no rule for text can read it as another number.

    A float is written by its shortest exact text. A number with just three decimals gets a zero
    more, since the text "1.234" in a column of persons means 1,234.

    Examples
    --------
    >>> number_text(1040.0), number_text(40.1), number_text(1.234)
    ('1040', '40.1', '1.2340')
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        return str(value)
    if exact == exact.to_integral_value():
        return f"{exact.to_integral_value():f}"
    text = f"{exact.normalize():f}"
    decimal_count = len(text.partition(".")[2])
    return f"{text}0" if decimal_count == 3 else text


def check_size(log: ProblemLog, *, row_count: int = 0, column_count: int = 0) -> None:
    """Refuse a table that is larger than an honest one."""
    if row_count > MAX_ROWS:
        log.refuse("too_many_rows", limit=MAX_ROWS)
    if column_count > MAX_COLUMNS:
        log.refuse("too_many_columns", limit=MAX_COLUMNS)
