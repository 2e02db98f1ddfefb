"""The pages of one plan: overview, measures, risks and status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.plans.models import Measure
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.content import (
    EvidenceContent,
    FactContent,
    GoalContent,
    MeasureContent,
    MilestoneContent,
    PlanContent,
    ReportContent,
)
from bybalance.web.plans.queries.shown import ShownPlan
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class Action:
    """A way to change something, offered to those who may."""

    label: str
    url: str


def add_action(shown: ShownPlan, kind: str, label: str) -> Action | None:
    """The way to add a part, where the page may be changed."""
    if not shown.may_change:
        return None
    return Action(
        label=label, url=reverse("plans:add_part", args=[shown.plan.key, words.part_word(kind)])
    )


def change_url(shown: ShownPlan, kind: str, part_id: int) -> str:
    """The address to change a part; empty where the page may not be changed."""
    if not shown.may_change:
        return ""
    return reverse("plans:change_part", args=[shown.plan.key, words.part_word(kind), part_id])


def with_change(shown: ShownPlan, kind: str, table: Table, ids: Iterable[int]) -> Table:
    """The table with a last column that leads to changing each row, for those who may."""
    if not shown.may_change:
        return table
    rows = tuple(
        (*row, Cell(_("Change"), url=change_url(shown, kind, part_id)))
        for row, part_id in zip(table.rows, ids, strict=True)
    )
    return Table(caption=table.caption, columns=(*table.columns, Column(_("Edit"))), rows=rows)


# --- overview -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownFact:
    """A fact with when it was so, how it is known and where from."""

    fact: FactContent
    when: str
    doubt: str
    change_url: str


@dataclass(frozen=True)
class ShownGoal:
    """A goal with the measures that serve it; ``goal`` is ``None`` for those that serve none."""

    goal: GoalContent | None
    measures: tuple[tuple[str, str, str], ...]
    change_url: str


@dataclass(frozen=True)
class ShownReport:
    """A status report in words."""

    report: ReportContent
    light: str
    subject: str
    when: str
    change_url: str


@dataclass(frozen=True)
class ShownEvidence:
    """A reference and what it supports."""

    evidence: EvidenceContent
    change_url: str


@dataclass(frozen=True)
class Overview:
    """The first page of a plan."""

    kind: str
    areas: tuple[tuple[str, str], ...]
    period: str
    facts: tuple[ShownFact, ...]
    goals: tuple[ShownGoal, ...]
    report: ShownReport | None
    evidence: tuple[ShownEvidence, ...]
    compare: tuple[Action, ...]
    actions: dict[str, Action | None]
    measure_sentence: str


def overview(shown: ShownPlan) -> Overview:
    """What the plan is, what is known of it, what it wants and how it goes."""
    content = shown.content
    reports = [one for one in content.reports if one.measure_id is None]
    return Overview(
        kind=words.plan_kind(content.head.kind),
        areas=tuple((one.name, area_url(one.area_id)) for one in content.areas),
        period=_period(content),
        facts=tuple(
            ShownFact(
                fact=one,
                when=words.when(one),
                doubt="" if one.confidence == "sourced" else words.confidence(one.confidence),
                change_url=change_url(shown, "fact", one.id),
            )
            for one in content.facts
        ),
        goals=_goals(shown),
        report=shown_report(shown, reports[0]) if reports else None,
        evidence=tuple(
            ShownEvidence(evidence=one, change_url=change_url(shown, "evidence", one.id))
            for one in content.evidence
        ),
        compare=_compare_actions(shown),
        actions={
            "goal": add_action(shown, "goal", _("Add a goal")),
            "fact": add_action(shown, "fact", _("Add a fact")),
            "evidence": add_action(shown, "evidence", _("Add evidence")),
            "report": add_action(shown, "status-report", _("Add a status report")),
            "measure": add_action(shown, "measure", _("Add a measure")),
        },
        measure_sentence=measure_sentence(content),
    )


def area_url(area_id: str) -> str:
    """The page of an area, which ``web.site`` puts together."""
    return reverse("area", args=[area_id])


def _period(content: PlanContent) -> str:
    head = content.head
    if head.from_on and head.until_on:
        return _("%(first)s to %(last)s") % {
            "first": words.day(head.from_on),
            "last": words.day(words.last_day(head.until_on)),
        }
    if head.from_on:
        return _("from %(first)s") % {"first": words.day(head.from_on)}
    if head.until_on:
        return _("until %(last)s") % {"last": words.day(words.last_day(head.until_on))}
    return ""


def _goals(shown: ShownPlan) -> tuple[ShownGoal, ...]:
    numbered = shown.content.numbered_measures()

    def lines(goal_id: int | None) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (
                f"{number}. {one.title}",
                f"{shown.url('measures')}#measure-{one.id}",
                f"{words.measure_kind(one.kind)}, {words.measure_state(one.state).lower()}",
            )
            for number, one in numbered
            if one.goal_id == goal_id
        )

    goals = [
        ShownGoal(goal=goal, measures=lines(goal.id), change_url=change_url(shown, "goal", goal.id))
        for goal in shown.content.goals
    ]
    loose = lines(None)
    if loose:
        goals.append(ShownGoal(goal=None, measures=loose, change_url=""))
    return tuple(goals)


def _compare_actions(shown: ShownPlan) -> tuple[Action, ...]:
    return tuple(
        Action(
            label=_("All plans for %(area)s side by side") % {"area": area.name},
            url=reverse("plans:compare", args=[area.area_id]),
        )
        for area in shown.content.areas
    )


def measure_sentence(content: PlanContent) -> str:
    """How many measures there are of each type, as a sentence; empty where there is none."""
    counts = [
        f"{words.measure_kind(kind).lower()} {words.number(count)}"
        for kind in Measure.Kind.values
        if (count := sum(one.kind == kind for one in content.measures))
    ]
    if not counts:
        return ""
    total = len(content.measures)
    return ngettext("%(count)d measure (%(parts)s).", "%(count)d measures (%(parts)s).", total) % {
        "count": total,
        "parts": ", ".join(counts),
    }


# --- measures -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownMeasure:
    """A measure with its days, what it waits for, and the ways to change it."""

    number: int
    measure: MeasureContent
    kind: str
    state: str
    place: str
    goal: str
    dates: str
    milestones: tuple[tuple[MilestoneContent, str, str], ...]
    waits: tuple[tuple[str, str], ...]
    change_url: str


@dataclass(frozen=True)
class MeasuresPage:
    """Every measure of a plan."""

    sentence: str
    measures: tuple[ShownMeasure, ...]
    actions: tuple[Action | None, ...]


def measures_page(shown: ShownPlan) -> MeasuresPage:
    """Every measure, by goal."""
    content = shown.content
    return MeasuresPage(
        sentence=measure_sentence(content),
        measures=tuple(
            _shown_measure(shown, number, one) for number, one in content.numbered_measures()
        ),
        actions=(
            add_action(shown, "measure", _("Add a measure")),
            add_action(shown, "milestone", _("Add a milestone")) if content.measures else None,
            add_action(shown, "dependency", _("Add a dependency"))
            if len(content.measures) > 1
            else None,
        ),
    )


def _shown_measure(shown: ShownPlan, number: int, one: MeasureContent) -> ShownMeasure:
    content = shown.content
    goal = next((goal for goal in content.goals if goal.id == one.goal_id), None)
    names = {measure.id: measure.title for measure in content.measures}
    return ShownMeasure(
        number=number,
        measure=one,
        kind=words.measure_kind(one.kind),
        state=words.measure_state(one.state),
        place=words.place(one),
        goal=goal.title if goal else "",
        dates=_dates(one),
        milestones=tuple(
            (mark, _milestone_text(mark), change_url(shown, "milestone", mark.id))
            for mark in content.milestones
            if mark.measure_id == one.id
        ),
        waits=tuple(
            (
                words.waiting(item.kind, item.lag_days, names[item.before_id]),
                change_url(shown, "dependency", item.id),
            )
            for item in content.dependencies
            if item.after_id == one.id
        ),
        change_url=change_url(shown, "measure", one.id),
    )


def _dates(one: MeasureContent) -> str:
    if one.from_on is None and one.until_on is None:
        return _("no dates yet")
    return f"{words.day(one.from_on)} – {words.day(words.last_day(one.until_on))}"


def _milestone_text(mark: MilestoneContent) -> str:
    if mark.done_on:
        return _("due %(due)s, reached %(done)s") % {
            "due": words.day(mark.due_on),
            "done": words.day(mark.done_on),
        }
    return _("due %(due)s") % {"due": words.day(mark.due_on)}


# --- risks and status -----------------------------------------------------------------------


@dataclass(frozen=True)
class FollowUpPage:
    """How it goes, and what may go wrong."""

    latest: ShownReport | None
    reports: tuple[ShownReport, ...]
    risks: Table
    actions: dict[str, Action | None]


def follow_up_page(shown: ShownPlan) -> FollowUpPage:
    """Status reports, newest first, and risks, gravest first."""
    content = shown.content
    reports = tuple(
        shown_report(shown, one)
        for one in sorted(content.reports, key=lambda one: (one.reported_on, one.id), reverse=True)
    )
    whole = [one for one in reports if one.report.measure_id is None]
    return FollowUpPage(
        latest=whole[0] if whole else None,
        reports=reports,
        risks=_risk_table(shown),
        actions={
            "risk": add_action(shown, "risk", _("Add a risk")),
            "report": add_action(shown, "status-report", _("Add a status report")),
        },
    )


def shown_report(shown: ShownPlan, report: ReportContent) -> ShownReport:
    """A status report in words."""
    measure = shown.content.measure(report.measure_id)
    return ShownReport(
        report=report,
        light=words.light(report.light),
        subject=measure.title if measure else _("The plan as a whole"),
        when=words.day(report.reported_on),
        change_url=change_url(shown, "status-report", report.id),
    )


def _risk_table(shown: ShownPlan) -> Table:
    risks = sorted(
        shown.content.risks, key=lambda one: (-one.probability * one.consequence, one.id)
    )
    table = Table(
        caption=_("Risks, gravest first"),
        columns=(
            Column(_("Risk")),
            Column(_("Probability")),
            Column(_("Consequence")),
            Column(_("Weight"), is_figure=True),
            Column(_("Response")),
            Column(_("Owner")),
        ),
        rows=tuple(
            (
                Cell(one.title, note=words.risk_state(one.state)),
                Cell(words.risk_level(one.probability)),
                Cell(words.risk_level(one.consequence)),
                Cell(words.number(one.probability * one.consequence)),
                Cell(one.response or words.NONE),
                Cell(one.organisation or words.NONE),
            )
            for one in risks
        ),
    )
    return with_change(shown, "risk", table, [one.id for one in risks])
