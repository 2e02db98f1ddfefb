"""The wording catalogues in the language of the page, and small words used on several pages."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.pipelines.wording import Wording, decimals_for
from bybalance.rules.rule_version import Criterion, Test
from bybalance.rules.truth import Truth

#: What a line of categories has been called, first in full and then where room is short.
LINEAGE_NAMES: Final = {
    "vulnerable_area": (_("vulnerable areas"), _("vulnerable")),
    "parallel_society": (_("ghetto areas, parallel societies since 2021"), _("ghetto/parallel")),
    "transformation_area": (
        _("hard ghetto areas, transformation areas since 2021"),
        _("hard/transformation"),
    ),
    "prevention_area": (_("prevention areas"), _("prevention")),
    "combined_letting_area": (_("areas with combined letting"), _("combined letting")),
}

#: A verdict as CSS classes and components know it.
STATES = {Truth.MET: "met", Truth.NOT_MET: "not-met", Truth.UNKNOWN: "unknown"}


def language() -> Language:
    """The language of the page."""
    return formatting.language_of(get_language() or "da")


def wording() -> Wording:
    """The catalogues in the language of the page."""
    return Wording(language())


def lineage(name: str) -> str:
    """A line of categories by the names it has had."""
    return str(LINEAGE_NAMES[name][0])


def short_lineage(name: str) -> str:
    """A line of categories in a word or two."""
    return str(LINEAGE_NAMES[name][1])


def day(value: date) -> str:
    return formatting.long_date(value, language=language())


def count(value: int | None) -> str:
    if value is None:
        return formatting.unknown(language=language())
    return formatting.number(value, language=language())


def share(value: Fraction | None) -> str:
    """A share as a percentage, with as many decimals as it takes to show it."""
    if value is None:
        return formatting.unknown(language=language())
    percentage = value * 100
    return formatting.percent(percentage, decimals=decimals_for(percentage), language=language())


def figure(value: Fraction | None, criterion: Criterion) -> str:
    """The value of a criterion's figure with its unit."""
    if value is None or criterion.test is not Test.COUNT_AT_LEAST:
        return share(value)
    return formatting.persons(value, language=language())
