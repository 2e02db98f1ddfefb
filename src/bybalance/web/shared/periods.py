"""A period as people write it: whole years as years, otherwise days; the last day is included."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bybalance.model import formatting


def period_text(from_on: date | None, until_on: date | None) -> str:
    """The half-open period in words; empty where neither end is known."""
    last_on = None if until_on is None else until_on - timedelta(days=1)
    if from_on is None and last_on is None:
        return ""
    if from_on is None:
        return _("until %(last)s") % {"last": _end(last_on)}
    if last_on is None:
        return _("from %(first)s") % {"first": _start(from_on)}
    if _is_first_of_year(from_on) and _is_last_of_year(last_on):
        years = (str(from_on.year), str(last_on.year))
        return years[0] if years[0] == years[1] else "–".join(years)
    return _("%(first)s to %(last)s") % {"first": _day(from_on), "last": _day(last_on)}


def _start(day: date) -> str:
    return str(day.year) if _is_first_of_year(day) else _day(day)


def _end(day: date | None) -> str:
    if day is not None and _is_last_of_year(day):
        return _("the end of %(year)s") % {"year": day.year}
    return _day(day) if day is not None else ""


def _day(day: date) -> str:
    return formatting.long_date(day, language=formatting.language_of(get_language() or "da"))


def _is_first_of_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)


def _is_last_of_year(day: date) -> bool:
    return (day.month, day.day) == (12, 31)
