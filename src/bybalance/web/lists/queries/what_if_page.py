"""What if: the verdict on figures real or supposed, under rules in force or others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.lists.published import Listing, PublishedLists, published_lists
from bybalance.model.area_figures import AreaFigures
from bybalance.model.areas import Area
from bybalance.rules import counterfactual
from bybalance.rules.evaluate import CategoryResult, CriterionResult, Verdict, evaluate
from bybalance.rules.history import History
from bybalance.rules.truth import Truth
from bybalance.web.lists.queries import explanation, words
from bybalance.web.lists.queries.rules_page import threshold_text
from bybalance.web.shared import tables

_STREAK_LINEAGE = "parallel_society"


@dataclass(frozen=True)
class Question:
    """What the reader asks: figures, list date, and how the rules differ from those in force."""

    figures: AreaFigures
    list_date: date
    version_id: str | None = None
    convicted_threshold_share: Fraction | None = None
    years_in_a_row: int | None = None
    lists_before: int | None = None
    area_id: str = ""


@dataclass(frozen=True)
class WhatIfPage:
    """The answer, and what it changes against the rules in force or the published figures."""

    explained: explanation.ExplainedVerdict
    area: Area | None
    area_url: str
    compared_with: str
    changed: tables.Table | None


def figures_of_listing(area_id: str, list_date: date) -> dict[str, Any]:
    """The official figures of a row, as the form's fields want them; empty without a row."""
    published = published_lists()
    area = published.find_area(area_id)
    row = published.listing(list_date, area.area_id) if area else None
    if area is None or row is None:
        return {}
    named = {
        "resident_count": row.figures.resident_count,
        "outside_labour_market_pct": row.figures.outside_labour_market_share,
        "non_western_pct": row.figures.non_western_share,
        "convicted_pct": row.figures.convicted_share,
        "basic_education_pct": row.figures.basic_education_share,
        "income_pct": row.figures.income_ratio,
        "outside_labour_market_latest_pct": row.figures.outside_labour_market_latest_share,
    }
    figures = {name: _typed(value) for name, value in named.items() if value is not None}
    streak = _streak(published, area.area_id, list_date)
    return figures | ({} if streak is None else {"lists_before": str(streak)})


def what_if_page(question: Question) -> WhatIfPage:
    """Answer the question, and set the answer beside what held.

    With an area, the published figures under the rules in force are the base; without one, the
    same figures under the rules in force.

    Raises
    ------
    NoRulesInForce, UnknownRuleVersion
    """
    published = published_lists()
    area = published.find_area(question.area_id) if question.area_id else None
    row = published.listing(question.list_date, area.area_id) if area else None
    answer = _verdict(published, question, area)
    base = _base_verdict(published, question, area, row)
    return WhatIfPage(
        explained=explanation.explained(answer, doubts=dict(published.book.doubts), key="what-if"),
        area=area,
        area_url=reverse("area", args=[area.area_id]) if area else "",
        compared_with=_("Against the published figures under the rules in force")
        if row
        else _("Against the same figures under the rules in force"),
        changed=_changes(counterfactual.difference(base, answer)),
    )


def _verdict(published: PublishedLists, question: Question, area: Area | None) -> Verdict:
    rule_set = published.book.rules_for(
        question.list_date,
        version_id=question.version_id,
        convicted_threshold_share=question.convicted_threshold_share,
        years_in_a_row=question.years_in_a_row,
    )
    return evaluate(
        question.figures, rule_set=rule_set, histories=_histories(published, question, area)
    )


def _base_verdict(
    published: PublishedLists, question: Question, area: Area | None, row: Listing | None
) -> Verdict:
    if area is None or row is None:
        figures, histories = question.figures, _histories(published, question, area)
    else:
        figures = row.figures
        histories = published.histories(area.area_id, before=question.list_date)
    return evaluate(
        figures, rule_set=published.book.rules_for(question.list_date), histories=histories
    )


def _histories(
    published: PublishedLists, question: Question, area: Area | None
) -> Mapping[str, History]:
    """Earlier years as the reader says, or as the published lists know them."""
    known = published.histories(area.area_id, before=question.list_date) if area else {}
    if question.lists_before is None:
        return known
    year = question.list_date.year
    said = {year - back: Truth.MET for back in range(1, question.lists_before + 1)}
    said[year - question.lists_before - 1] = Truth.NOT_MET
    return {**known, _STREAK_LINEAGE: said}


def _streak(published: PublishedLists, area_id: str, list_date: date) -> int | None:
    """Lists in a row before this one, when the published lists tell where the row began."""
    history = published.histories(area_id, before=list_date).get(_STREAK_LINEAGE, {})
    length = 0
    while history.get(list_date.year - 1 - length) is Truth.MET:
        length += 1
    is_told = history.get(list_date.year - 1 - length) is Truth.NOT_MET
    return length if is_told or length else None


def _typed(value: Fraction | int) -> str:
    """A figure as someone would type it: a whole number, or a percentage."""
    if isinstance(value, int):
        return str(value)
    percentage = value * 100
    for decimals in range(19):
        units = percentage * 10**decimals
        if units.denominator == 1:
            return str(Decimal(units.numerator).scaleb(-decimals))
    raise ValueError(f"{value} is no finite decimal")


def _changes(difference: counterfactual.Difference) -> tables.Table | None:
    """What differs as it is shown, or ``None`` when nothing does."""
    rows = [
        (
            tables.Cell(words.capitalised(words.lineage(change.lineage))),
            tables.Cell(_category_text(change.before)),
            tables.Cell(_category_text(change.after)),
        )
        for change in difference.categories
        if change.is_changed
    ]
    rows += [
        (
            tables.Cell(words.heading(change.criterion_id)),
            tables.Cell(_criterion_text(change.before)),
            tables.Cell(_criterion_text(change.after)),
        )
        for change in difference.criteria
        if change.is_changed
    ]
    rows = [(subject, before, then) for subject, before, then in rows if before != then]
    if not rows:
        return None
    return tables.Table(
        caption=_("What changes"),
        columns=(tables.Column(_("Subject")), tables.Column(_("Before")), tables.Column(_("Then"))),
        rows=tuple(rows),
    )


def _category_text(result: CategoryResult | None) -> str:
    if result is None:
        return _("no such category")
    wording = words.wording()
    return f"{words.heading(result.category.id)}: {wording.term(result.truth.value)}"


def _criterion_text(result: CriterionResult | None) -> str:
    if result is None:
        return _("no such criterion")
    value = words.figure(result.value, result.criterion)
    limit = threshold_text(result.criterion)
    return _("%(value)s, threshold %(limit)s: %(verdict)s") % {
        "value": value,
        "limit": limit,
        "verdict": words.wording().term(result.truth.value),
    }
