"""Turn a column of text into exact values, and say why a text is none.

One rule decides what a mark means, and it depends only on the kind of column:

- *Percentages*: one comma or one point is the decimal mark (``40,1`` and ``40.1``); there are no
  thousands. At most 18 decimals.
- A zero may carry a minus (``-0.0``), as programs write one that they have rounded.
- *Counts of persons*: commas, points or spaces before groups of three digits part thousands
  (``1.040``, ``1,040``, ``1 040``); decimals must be zero (``1040,0``).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from bybalance.model import formatting
from bybalance.model.area_figures_table import COUNT_DTYPE, SHARE_DTYPE

ONE_PERCENT: Final = Decimal("0.01")

NOT_KNOWN: Final = (
    "", "-", "–", "—", ".", "..", "...", "n/a", "na", "nan", "null", "ukendt", "uoplyst", "unknown",
)  # fmt: skip
"""Texts that mean "not known", in any case."""

_PERCENT: Final = r"^([0-9]{1,9})(?:[.,]([0-9]{1,18}))?\s*%?$"
_PLAIN_COUNT: Final = r"^([0-9]{1,12})(?:[.,]0{1,2})?$"
_GROUPED_COUNT: Final = (
    r"^([0-9]{1,3}(?:(?:\.[0-9]{3}){1,3}|(?:,[0-9]{3}){1,3}|(?:[ \u00a0\u202f][0-9]{3}){1,3}))$"
)

_MINUS_ZERO: Final = r"^[-\u2212](0+(?:[.,]0+)?\s*%?)$"
_NEGATIVE_TEXT: Final = re.compile(r"[-\u2212]\s*[0-9.,\s]+%?")
_DECIMAL_TEXT: Final = re.compile(r"[0-9]+[.,]([0-9]+)\s*%?")


def known_text(text: pl.Series) -> pl.Series:
    """Strip blanks and the minus of a zero, and make null of what means "not known"."""
    stripped = text.str.strip_chars().str.replace(_MINUS_ZERO, "${1}")
    return stripped.set(stripped.str.to_lowercase().is_in(NOT_KNOWN).fill_null(value=True), None)


def plain_text(text: pl.Series) -> pl.Series:
    """Strip blanks and the apostrophe by which exports keep a text from becoming a formula."""
    stripped = text.str.strip_chars().str.replace(r"^'(\s*[=+\-@＝＋－＠])", "${1}")
    return stripped.set((stripped == "").fill_null(value=True), None)


def shares(text: pl.Series) -> pl.Series:
    """Divide percentages by 100 by moving the mark in the text, so that nothing is rounded.

    Returns
    -------
    Decimals, null where the text is null or no percentage.
    """
    whole = text.str.extract(_PERCENT, 1).str.zfill(3)
    decimals = text.str.extract(_PERCENT, 2).fill_null("")
    moved = whole.str.head(-2) + "." + whole.str.tail(2) + decimals
    return moved.cast(SHARE_DTYPE)


def look_like_shares(values: pl.Series) -> bool:
    """Tell whether percentages, here as decimals, all read as 0 to 1 with some between.

    Examples
    --------
    >>> look_like_shares(shares(pl.Series(["0.412", "0.53"])))
    True
    >>> look_like_shares(shares(pl.Series(["0.412", "53"])))
    False
    """
    known = values.drop_nulls()
    return bool(
        len(known) and (known <= ONE_PERCENT).all() and ((known > 0) & (known < ONE_PERCENT)).any()
    )


def counts(text: pl.Series) -> pl.Series:
    """Read whole numbers of persons; null where the text is null or no such number."""
    plain = text.str.extract(_PLAIN_COUNT, 1)
    grouped = text.str.extract(_GROUPED_COUNT, 1).str.replace_all(r"\D", "")
    return plain.zip_with(plain.is_not_null(), grouped).cast(COUNT_DTYPE)


def days(text: pl.Series) -> pl.Series:
    """Read dates as :func:`bybalance.model.formatting.read_day` does."""
    day_by_text = {value: _day(value) for value in text.drop_nulls().unique()}
    return pl.Series([day_by_text.get(value) for value in text], dtype=pl.Date)


def why_no_percentage(text: str) -> str:
    """Return the rule that a text breaks which is no percentage."""
    if _NEGATIVE_TEXT.fullmatch(text):
        return "negative"
    return "too_many_decimals" if _DECIMAL_TEXT.fullmatch(text) else "not_a_number"


def why_no_count(text: str) -> str:
    """Return the rule that a text breaks which is no count of persons."""
    if _NEGATIVE_TEXT.fullmatch(text):
        return "negative"
    return "not_whole" if _DECIMAL_TEXT.fullmatch(text) else "not_a_number"


def _day(text: str) -> date | None:
    try:
        return formatting.read_day(text)
    except ValueError:
        return None
