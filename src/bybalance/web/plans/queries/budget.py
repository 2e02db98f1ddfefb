"""Totals of a budget that add up: by source, by year and by type of measure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.plans.models import Measure
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.content import BudgetContent, PlanContent
from bybalance.web.plans.queries.plan_pages import Action, add_action, with_change
from bybalance.web.plans.queries.shown import ShownPlan
from bybalance.web.shared.tables import Cell, Column, Table

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Total:
    """Money planned and spent; ``unknown_count`` lines do not say what was spent."""

    planned_oere: int
    actual_oere: int
    unknown_count: int


@dataclass(frozen=True)
class Totals:
    """One budget in three ways; each adds up to ``whole``."""

    whole: Total
    by_source: dict[str, Total]
    by_year: dict[int, Total]
    by_kind: dict[str, Total]
    by_source_and_year: dict[tuple[str, int], Total]


def totals(content: PlanContent) -> Totals:
    """Add up every budget line; lines without a measure belong to the plan as a whole."""
    kinds = {measure.id: measure.kind for measure in content.measures}
    lines = content.budget
    return Totals(
        whole=total(lines),
        by_source=_grouped(lines, lambda line: line.organisation),
        by_year=_grouped(lines, lambda line: line.year),
        by_kind=_grouped(lines, lambda line: kinds[line.measure_id] if line.measure_id else ""),
        by_source_and_year=_grouped(lines, lambda line: (line.organisation, line.year)),
    )


def total(lines: Iterable[BudgetContent]) -> Total:
    """The sum of some lines."""
    kept = list(lines)
    return Total(
        planned_oere=sum(line.planned_oere for line in kept),
        actual_oere=sum(line.actual_oere or 0 for line in kept),
        unknown_count=sum(line.actual_oere is None for line in kept),
    )


def _grouped(lines: Iterable[BudgetContent], key: Callable[[BudgetContent], K]) -> dict[K, Total]:
    groups: dict[K, list[BudgetContent]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return {name: total(groups[name]) for name in sorted(groups, key=str)}


@dataclass(frozen=True)
class BudgetPage:
    """The budget of a plan: its sum, three tables that add up to it, and every line."""

    planned: str
    spent: str
    unknown: str
    tables: tuple[Table, ...]
    lines: Table
    action: Action | None


def budget_page(shown: ShownPlan) -> BudgetPage:
    """The money of a plan."""
    found = totals(shown.content)
    return BudgetPage(
        planned=words.amount(found.whole.planned_oere),
        spent=words.amount(found.whole.actual_oere),
        unknown=_unknown(found.whole),
        tables=(source_by_year_table(found), year_table(found), kind_table(found))
        if shown.content.budget
        else (),
        lines=_line_table(shown),
        action=add_action(shown, "budget-line", _("Add a budget line")),
    )


def _line_table(shown: ShownPlan) -> Table:
    lines = shown.content.budget
    titles = {one.id: one.title for one in shown.content.measures}
    table = Table(
        caption=_("Budget lines"),
        columns=(
            Column(_("Measure")),
            Column(_("Source of money")),
            Column(_("Year"), is_figure=True),
            Column(_("Planned"), is_figure=True),
            Column(_("Spent"), is_figure=True),
        ),
        rows=tuple(
            (
                Cell(titles[line.measure_id] if line.measure_id else _("The plan as a whole")),
                Cell(line.organisation),
                Cell(str(line.year)),
                Cell(words.amount(line.planned_oere)),
                Cell(words.amount(line.actual_oere)),
            )
            for line in lines
        ),
    )
    return with_change(shown, "budget-line", table, [line.id for line in lines])


# --- as tables ------------------------------------------------------------------------------


def source_by_year_table(found: Totals) -> Table:
    """Planned money: a row per source, a column per year, and the sums of both."""
    years = tuple(found.by_year)
    rows = [
        (
            Cell(source),
            *(Cell(_planned(found.by_source_and_year.get((source, year)))) for year in years),
            Cell(words.amount(sum_.planned_oere)),
        )
        for source, sum_ in found.by_source.items()
    ]
    sums = (
        Cell(_("In all")),
        *(Cell(words.amount(sum_.planned_oere)) for sum_ in found.by_year.values()),
        Cell(words.amount(found.whole.planned_oere)),
    )
    return Table(
        caption=_("Planned money by source and year"),
        columns=(
            Column(_("Source of money")),
            *(Column(str(year), is_figure=True) for year in years),
            Column(_("In all"), is_figure=True),
        ),
        rows=(*rows, sums),
    )


def year_table(found: Totals) -> Table:
    """Planned and spent by year."""
    return _planned_and_spent(
        _("Planned and spent by year"),
        _("Year"),
        {str(year): sum_ for year, sum_ in found.by_year.items()},
        found.whole,
    )


def kind_table(found: Totals) -> Table:
    """Planned and spent by type of measure."""
    names = {
        kind: words.measure_kind(kind) if kind else _("The plan as a whole")
        for kind in found.by_kind
    }
    order = [*(kind for kind in Measure.Kind.values if kind in names), *([""] * ("" in names))]
    return _planned_and_spent(
        _("Planned and spent by type of measure"),
        _("Type"),
        {names[kind]: found.by_kind[kind] for kind in order},
        found.whole,
    )


def _planned_and_spent(caption: str, heading: str, rows: dict[str, Total], whole: Total) -> Table:
    return Table(
        caption=caption,
        columns=(
            Column(heading),
            Column(_("Planned"), is_figure=True),
            Column(_("Spent"), is_figure=True),
            Column(_("Left"), is_figure=True),
        ),
        rows=tuple(
            (
                Cell(name),
                Cell(words.amount(sum_.planned_oere)),
                Cell(words.amount(sum_.actual_oere), note=_unknown(sum_)),
                Cell(words.amount(sum_.planned_oere - sum_.actual_oere)),
            )
            for name, sum_ in (*rows.items(), (_("In all"), whole))
        ),
    )


def _planned(found: Total | None) -> str:
    return words.NONE if found is None else words.amount(found.planned_oere)


def _unknown(found: Total) -> str:
    if not found.unknown_count:
        return ""
    return ngettext(
        "%(count)s budget line does not say yet what was spent",
        "%(count)s budget lines do not say yet what was spent",
        found.unknown_count,
    ) % {"count": words.number(found.unknown_count)}
