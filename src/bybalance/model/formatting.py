"""Numbers and dates as a reader of Danish or English expects them, exact to the last figure shown.

Values are ``int``, ``Decimal`` or ``Fraction``: rounding is half-up on the decimals shown and never
goes through a binary float, so a share of exactly 50 % can never read as 49.9 %.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Exact = int | Decimal | Fraction
Language = Literal["da", "en"]

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_MARKS: dict[Language, tuple[str, str]] = {"da": (".", ","), "en": (",", ".")}
_MONTHS: dict[Language, tuple[str, ...]] = {
    "da": (
        "januar", "februar", "marts", "april", "maj", "juni",
        "juli", "august", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_UNKNOWN: dict[Language, str] = {"da": "ukendt", "en": "unknown"}
_POINTS: dict[Language, tuple[str, str]] = {
    "da": ("procentpoint", "procentpoint"),
    "en": ("percentage point", "percentage points"),
}
_PERSONS: dict[Language, tuple[str, str]] = {
    "da": ("person", "personer"),
    "en": ("person", "persons"),
}
_OF: dict[Language, str] = {"da": "af", "en": "of"}


_DAY_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{1,2})([-./]) ?(?P<month>\d{1,2})\2 ?(?P<year>\d{4})",
    )
)
_DAY_WITH_MONTH_NAME = re.compile(
    r"(?P<day>\d{1,2})\.? ?(?P<month>[a-z]+)\.? (?P<year>\d{4})", re.ASCII | re.IGNORECASE
)


def language_of(code: str) -> Language:
    """Which of the two languages a language code such as ``en-gb`` belongs to."""
    return "en" if code.startswith("en") else "da"


def unknown(*, language: Language) -> str:
    """Word for a value that nobody has published."""
    return _UNKNOWN[language]


def number(value: Exact, *, decimals: int = 0, language: Language) -> str:
    """Digits in groups of three: ``1.234,5`` in Danish, ``1,234.5`` in English."""
    units = _rounded_half_up(value, decimals)
    digits = f"{abs(units):0{decimals + 1}d}"
    whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    group_mark, decimal_mark = _MARKS[language]
    grouped = f"{int(whole):,}".replace(",", group_mark)
    sign = MINUS if units < 0 else ""
    return f"{sign}{grouped}{decimal_mark}{part}" if decimals else f"{sign}{grouped}"


def signed_number(value: Exact, *, decimals: int = 0, language: Language) -> str:
    """Digits with a plus sign where the value shown is above zero."""
    plus = "+" if _rounded_half_up(value, decimals) > 0 else ""
    return plus + number(value, decimals=decimals, language=language)


def percent(value: Exact, *, decimals: int = 1, language: Language) -> str:
    """Percentage with a narrow space before the sign; ``value`` is 0 to 100."""
    return f"{number(value, decimals=decimals, language=language)}{NARROW_SPACE}%"


def points(value: Exact, *, decimals: int = 1, language: Language) -> str:
    """Signed difference between two percentages, with its unit in words."""
    shown = signed_number(value, decimals=decimals, language=language)
    return _with_unit(shown, _POINTS[language], is_one=_is_one(value, decimals))


def persons(value: Exact, *, decimals: int = 0, language: Language) -> str:
    """Count of people with its unit in words; a mean over years may have decimals."""
    shown = number(value, decimals=decimals, language=language)
    return _with_unit(shown, _PERSONS[language], is_one=_is_one(value, decimals))


def out_of(part: int, whole: int, *, language: Language) -> str:
    """Ratio of two counts in words: ``3 af 4``."""
    counts = number(part, language=language), number(whole, language=language)
    return f"{NO_BREAK_SPACE}{_OF[language]}{NO_BREAK_SPACE}".join(counts)


def long_date(day: date, *, language: Language) -> str:
    """Day in full: ``12. marts 2019`` or ``12 March 2019``."""
    dot = "." if language == "da" else ""
    month = _MONTHS[language][day.month - 1]
    return f"{day.day}{dot}{NO_BREAK_SPACE}{month}{NO_BREAK_SPACE}{day.year}"


def read_day(text: str) -> date:
    """Read a day as people write it in Denmark.

    ``2023-12-01``, ``20231201``, ``01-12-2023``, ``1.12.2023``, ``1/12/2023``,
    ``1. december 2023``, ``1 dec. 2023`` or ``1 December 2023``.

    Raises
    ------
    ValueError
        If the text is none of these, or there is no such day.

    Examples
    --------
    >>> read_day("1. december 2023")
    datetime.date(2023, 12, 1)
    """
    words = " ".join(text.split())
    if named := _DAY_WITH_MONTH_NAME.fullmatch(words):
        return date(int(named["year"]), _month_of(named["month"].lower()), int(named["day"]))
    for form in _DAY_FORMS:
        if found := form.fullmatch(words):
            return date(*(int(found[part]) for part in ("year", "month", "day")))
    raise ValueError(text)


def _month_of(name: str) -> int:
    """Return the number of a month by its name, or by at least three letters of it."""
    for names in _MONTHS.values():
        for number_of, full in enumerate(names, start=1):
            if full.lower() == name or (len(name) >= 3 and full.lower().startswith(name)):
                return number_of
    raise ValueError(name)


def _rounded_half_up(value: Exact, decimals: int) -> int:
    """Value in units of its last decimal; a half goes away from zero."""
    if isinstance(value, float):
        message = f"{value!r} is a float; give an int, Decimal or Fraction, which are exact"
        raise TypeError(message)
    units = Fraction(value) * 10**decimals
    rounded = int(abs(units) + Fraction(1, 2))
    return rounded if units >= 0 else -rounded


def _is_one(value: Exact, decimals: int) -> bool:
    """Whether the value shown is one, plus or minus."""
    one: int = 10**decimals
    return abs(_rounded_half_up(value, decimals)) == one


def _with_unit(shown: str, unit: tuple[str, str], *, is_one: bool) -> str:
    one, many = unit
    return f"{shown}{NO_BREAK_SPACE}{one if is_one else many}"
