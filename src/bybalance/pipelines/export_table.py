"""A table on its way out: columns that know what they hold, rows, sources, licence, provenance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

from bybalance import __version__
from bybalance.model.formatting import Language

Cell = str | int | Decimal | Fraction | date | None

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BLANK_STARTS: Final = ("\t", "\r", "\n")
_ROUNDED_DECIMALS: Final = 10


class Kind(Enum):
    """What the cells of a column hold; percentages are 0 to 100, as printed on the lists."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    POINTS = "points"
    PERSONS = "persons"
    DATE = "date"

    @property
    def is_number(self) -> bool:
        """Tell whether the cells are numbers."""
        return self not in (Kind.TEXT, Kind.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: an id for programs and a heading for people."""

    id: str
    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a table was made of and with, so that it can be made again."""

    created_at: datetime
    rule_versions: tuple[str, ...] = ()
    input_sha256: str | None = None
    code_version: str = __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable:
    """Everything that an exported file shows, in one language.

    ``rows`` have one cell per column; ``sources`` are lines of text, ``licence`` is one.
    """

    title: str
    language: Language
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    licence: str
    provenance: Provenance
    sources: tuple[str, ...] = ()


def harmless_text(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Examples
    --------
    >>> harmless_text("=1+1"), harmless_text(" @x"), harmless_text("Balby")
    ("'=1+1", "' @x", 'Balby')
    """
    is_risky = text.startswith(_BLANK_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    return f"'{text}" if is_risky else text


def exact_decimal(number: int | Decimal | Fraction) -> Decimal:
    """Return a number as a decimal without trailing zeros; thirds and the like are rounded.

    Examples
    --------
    >>> exact_decimal(Fraction(227, 100)), exact_decimal(Decimal("40.100"))
    (Decimal('2.27'), Decimal('40.1'))
    """
    if isinstance(number, Fraction):
        number = _terminating(number)
    text = f"{Decimal(number):f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _terminating(number: Fraction) -> Decimal:
    for decimals in range(_ROUNDED_DECIMALS * 2):
        scaled = number * 10**decimals
        if scaled.denominator == 1:
            return Decimal(scaled.numerator).scaleb(-decimals)
    return Decimal(round(number * 10**_ROUNDED_DECIMALS)).scaleb(-_ROUNDED_DECIMALS)
