"""Numbers and dates in the language of the page; a missing value reads "unknown"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import template
from django.utils.translation import get_language

from bybalance.model import formatting, money
from bybalance.model.formatting import Exact, Language

register = template.Library()


def _language() -> Language:
    return formatting.language_of(get_language() or "da")


def _known(value: Exact | None, write: Callable[[Exact, Language], str]) -> str:
    language = _language()
    return formatting.unknown(language=language) if value is None else write(value, language)


@register.filter
def number(value: Exact | None, decimals: int = 0) -> str:
    return _known(
        value, lambda known, lang: formatting.number(known, decimals=decimals, language=lang)
    )


@register.filter
def percent(value: Exact | None, decimals: int = 1) -> str:
    return _known(
        value, lambda known, lang: formatting.percent(known, decimals=decimals, language=lang)
    )


@register.filter
def points(value: Exact | None, decimals: int = 1) -> str:
    return _known(
        value, lambda known, lang: formatting.points(known, decimals=decimals, language=lang)
    )


@register.filter
def persons(value: Exact | None, decimals: int = 0) -> str:
    return _known(
        value, lambda known, lang: formatting.persons(known, decimals=decimals, language=lang)
    )


@register.filter(expects_localtime=True)
def long_date(day: date | None) -> str:
    language = _language()
    if day is None:
        return formatting.unknown(language=language)
    return formatting.long_date(day, language=language)


@register.filter
def amount(amount_oere: int) -> str:
    """Whole øre as kroner with their currency."""
    return money.format_amount(amount_oere, language=_language())
