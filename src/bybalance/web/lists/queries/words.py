"""The wording catalogues in the language of the page, and small words used on several pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.pipelines.wording import Wording, decimals_for
from bybalance.rules.rule_version import Criterion, Test
from bybalance.rules.truth import Truth

#: What the areas of a category are called together.
CATEGORY_NAMES: Final = {
    "vulnerable_area": _("vulnerable areas"),
    "ghetto_area": _("ghetto areas"),
    "hard_ghetto_area": _("hard ghetto areas"),
    "parallel_society": _("parallel societies"),
    "transformation_area": _("transformation areas"),
    "prevention_area": _("prevention areas"),
    "combined_letting_area": _("areas with combined letting"),
}

#: Headings of figure columns, short and with places to break: many stand side by side.
FIGURE_HEADINGS: Final = {
    "resident_count": pgettext_lazy("column", "Residents"),
    "outside_labour_market_share": pgettext_lazy("column", "Outside the labour market"),
    "non_western_share": pgettext_lazy("column", "Non-western origin"),
    "convicted_share": pgettext_lazy("column", "Convicted"),
    "basic_education_share": pgettext_lazy("column", "Basic school only"),
    "income_ratio": pgettext_lazy("column", "Income"),
    "outside_labour_market_latest_share": pgettext_lazy(
        "column", "Outside the labour market, latest year"
    ),
}

#: What a line of categories has been called, first in full and then where room is short.
LINEAGE_NAMES: Final = {
    "vulnerable_area": (_("vulnerable areas"), _("vulnerable")),
    "parallel_society": (_("parallel societies, until 2021 ghetto areas"), _("parallel")),
    "transformation_area": (
        _("transformation areas, until 2021 hard ghetto areas"),
        _("transformation"),
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


def heading(term_id: str) -> str:
    """A term of the catalogues as the first word of a line."""
    return capitalised(wording().term(term_id))


def rules(version_id: str) -> str:
    """A rule version by its year, as the first words of a line: "The rules of 2018"."""
    return heading(f"version.{version_id}")


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def categories(category_id: str) -> str:
    """The areas of a category together, such as "parallel societies"."""
    return str(CATEGORY_NAMES[category_id])


def joined(names: Sequence[str]) -> str:
    """Names in a row as a sentence has them: commas, and a word before the last."""
    if len(names) == 1:
        return names[0]
    return gettext("%(all_but_last)s and %(last)s") % {
        "all_but_last": ", ".join(names[:-1]),
        "last": names[-1],
    }


def lineage(name: str) -> str:
    """A line of categories by the names it has had."""
    return str(LINEAGE_NAMES[name][0])


def short_lineage(name: str) -> str:
    """A line of categories in a word or two."""
    return str(LINEAGE_NAMES[name][1])


def day(value: date) -> str:
    return formatting.long_date(value, language=language())


def short_month(value: date) -> str:
    """A month in three letters and its year, for the two lists of one year."""
    _day, month, year = day(value).split(formatting.NO_BREAK_SPACE)
    return f"{month[:3]}. {year}"


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
