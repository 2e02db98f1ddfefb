"""A plan as files: its tables for spreadsheets and programs, and the whole of it for print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bybalance.pipelines import export_table, tables
from bybalance.pipelines.export_table import Cell, Column, ExportTable, Kind, Provenance
from bybalance.pipelines.wording import Wording
from bybalance.web.lists.exports import ending, file_response
from bybalance.web.plans.queries import budget, effects, plan_pages, timeline, words
from bybalance.web.plans.queries.content import PlanContent
from bybalance.web.plans.queries.shown import ShownPlan
from bybalance.web.shared import printing
from bybalance.web.shared.tables import Table

FORMATS: Final = (
    ("csv", "CSV"),
    ("xlsx", "Excel"),
    ("json", "JSON"),
    ("html", gettext_lazy("For print")),
)

#: What each table is made of, by its name in addresses.
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "measures": ("measures",),
    "budget": ("budget",),
    "risks": ("risks",),
    "measurements": ("measurements",),
}

Rows = list[list[Cell]]


def downloads(shown: ShownPlan, name: str) -> list[tuple[str, str]]:
    """Labels and addresses of one of the plan's tables as files."""
    return [
        (str(label), shown.url("download", name, file_format)) for file_format, label in FORMATS
    ]


def table_response(shown: ShownPlan, name: str, file_format: str, *, now: datetime) -> HttpResponse:
    """One table of the plan as a file; 404 for a name or a format there is not."""
    make = _TABLES.get(name)
    if make is None or file_format not in dict(FORMATS):
        raise Http404
    columns, rows = make(shown.content)
    table = ExportTable(
        title=f"{shown.content.head.name}: {name}",
        language=words.language(),
        columns=columns,
        rows=rows,
        licence=Wording(words.language()).text("table.licence_text"),
        provenance=Provenance(created_at=now),
        sources=(invented_note(),) if shown.is_invented else (),
    )
    content = tables.table_bytes(table, ending(file_format))
    return file_response(content, stem=f"{shown.plan.key}-{name}", file_format=file_format)


def invented_note() -> str:
    return _("This plan is invented.")


def _measures(content: PlanContent) -> tuple[tuple[Column, ...], Rows]:
    goals = {goal.id: goal.title for goal in content.goals}
    columns = (
        Column(id="number", heading=_("Number"), kind=Kind.COUNT),
        Column(id="measure", heading=_("Measure")),
        Column(id="kind", heading=_("Type")),
        Column(id="state", heading=_("State")),
        Column(id="goal", heading=_("Goal")),
        Column(id="organisation", heading=_("Responsible organisation")),
        Column(id="first_on", heading=_("First day"), kind=Kind.DATE),
        Column(id="last_on", heading=_("Last day"), kind=Kind.DATE),
        Column(id="place", heading=_("Place")),
        Column(id="geometry_wkt", heading=_("Geometry (WKT, EPSG:25832)")),
    )
    rows: Rows = [
        [
            number, one.title, words.measure_kind(one.kind), words.measure_state(one.state),
            goals.get(one.goal_id or 0, ""), one.organisation, one.from_on,
            words.last_day(one.until_on), words.place(one), one.geometry_wkt,
        ]
        for number, one in content.numbered_measures()
    ]  # fmt: skip
    return columns, rows


def _budget(content: PlanContent) -> tuple[tuple[Column, ...], Rows]:
    columns = (
        Column(id="year", heading=_("Year"), kind=Kind.COUNT),
        Column(id="source", heading=_("Source of money")),
        Column(id="measure", heading=_("Measure")),
        Column(id="planned_oere", heading=_("Planned (øre)"), kind=Kind.COUNT),
        Column(id="actual_oere", heading=_("Spent (øre)"), kind=Kind.COUNT),
    )
    titles = {one.id: one.title for one in content.measures}
    rows: Rows = [
        [line.year, line.organisation, titles.get(line.measure_id or 0, ""),
         line.planned_oere, line.actual_oere]
        for line in content.budget
    ]  # fmt: skip
    return columns, rows


def _risks(content: PlanContent) -> tuple[tuple[Column, ...], Rows]:
    columns = (
        Column(id="risk", heading=_("Risk")),
        Column(id="probability", heading=_("Probability"), kind=Kind.COUNT),
        Column(id="consequence", heading=_("Consequence"), kind=Kind.COUNT),
        Column(id="response", heading=_("Response")),
        Column(id="owner", heading=_("Owner")),
        Column(id="state", heading=_("State")),
    )
    rows: Rows = [
        [one.title, one.probability, one.consequence, one.response, one.organisation,
         words.risk_state(one.state)]
        for one in content.risks
    ]  # fmt: skip
    return columns, rows


def _measurements(content: PlanContent) -> tuple[tuple[Column, ...], Rows]:
    uses = {use.id: use for use in content.uses}
    outcomes = {one.id: one.title for one in content.outcomes}
    columns = (
        Column(id="outcome", heading=_("Outcome")),
        Column(id="indicator", heading=_("Indicator")),
        Column(id="unit", heading=_("Unit")),
        Column(id="measured_on", heading=_("Measured on"), kind=Kind.DATE),
        Column(id="number", heading=_("Measured value"), kind=Kind.COUNT),
        Column(id="source", heading=_("Source")),
        Column(id="source_url", heading=_("Address of the source")),
    )
    rows: Rows = [
        [outcomes[uses[one.use_id].outcome_id], uses[one.use_id].name, uses[one.use_id].unit,
         one.measured_on, one.number, one.source_title, one.source_url]
        for one in content.measurements
    ]  # fmt: skip
    return columns, rows


_TABLES: Final[
    Mapping[str, Callable[[PlanContent], tuple[tuple[export_table.Column, ...], Rows]]]
] = {
    "measures": _measures,
    "budget": _budget,
    "risks": _risks,
    "measurements": _measurements,
}


# --- the whole plan on paper ----------------------------------------------------------------


def plan_pdf(shown: ShownPlan, *, now: datetime) -> HttpResponse:
    """The plan as a tagged PDF."""
    content = printing.pdf(plan_sheet(shown, now=now), made_at=now)
    return printing.answer(content, file_name=f"{shown.plan.key}.pdf")


def plan_sheet(shown: ShownPlan, *, now: datetime) -> printing.Sheet:
    """Everything the plan says, in the order in which one reads it."""
    head = shown.content.head
    blocks: list[printing.Block] = []
    if shown.is_invented:
        blocks.append(printing.Notice(invented_note()))
    if shown.is_working_copy:
        blocks.append(printing.Notice(_("A working copy: not published, and it may change.")))
    blocks += _introduction(shown)
    blocks += _goals_and_measures(shown)
    blocks += _time_and_money(shown, now=now)
    blocks += _risks_and_effects(shown)
    version = (
        _("Version %(number)s, published on %(day)s.")
        % {
            "number": shown.version.number,
            "day": words.day(timezone.localdate(shown.version.published_at)),
        }
        if shown.version
        else _("Working copy, printed on %(day)s.") % {"day": words.day(timezone.localdate(now))}
    )
    return printing.Sheet(
        title=head.name,
        language=words.language(),
        blocks=tuple(blocks),
        kicker=words.plan_kind(head.kind),
        lead=head.summary,
        source=version,
    )


def _introduction(shown: ShownPlan) -> list[printing.Block]:
    content = shown.content
    page = plan_pages.overview(shown)
    facts = [
        (_("Area"), ", ".join(area.name for area in content.areas)),
        (_("Period"), page.period),
        (_("Horizon"), str(content.head.horizon_year or "")),
    ]
    blocks: list[printing.Block] = [
        printing.Facts(tuple((label, text) for label, text in facts if text))
    ]
    if content.head.vision:
        blocks += [printing.Heading(_("Vision")), printing.Prose(content.head.vision)]
    if content.facts:
        rows = tuple(
            (
                one.when,
                f"{one.fact.label}: {one.fact.text}",
                one.doubt or words.confidence("sourced"),
                ", ".join(filter(None, (one.fact.source_title, one.fact.source_url))),
            )
            for one in page.facts
        )
        columns = (_("When"), _("What"), _("How it is known"), _("Source"))
        blocks += [
            printing.Heading(_("What is known")),
            printing.Grid(_("Facts"), columns, rows),
        ]
    return blocks


def _goals_and_measures(shown: ShownPlan) -> list[printing.Block]:
    blocks: list[printing.Block] = []
    if shown.content.goals:
        blocks.append(printing.Heading(_("Goals")))
        blocks.append(
            printing.Bullets(
                tuple(
                    ": ".join(filter(None, (goal.title, goal.text))) for goal in shown.content.goals
                ),
                numbered=True,
            )
        )
    measures = plan_pages.measures_page(shown).measures
    if measures:
        blocks.append(printing.Heading(_("Measures")))
    for one in measures:
        blocks.append(printing.Heading(f"{one.number}. {one.measure.title}", level=2))
        if one.measure.text:
            blocks.append(printing.Prose(one.measure.text))
        facts = [
            (_("Type"), one.kind),
            (_("State"), one.state),
            (_("Goal"), one.goal),
            (_("Responsible"), one.measure.organisation),
            (_("When"), one.dates),
            (_("Place"), one.place),
            (_("Waits"), "; ".join(text for text, _url in one.waits)),
            (
                _("Milestones"),
                "; ".join(f"{mark.title} ({text})" for mark, text, _url in one.milestones),
            ),
        ]
        blocks.append(printing.Facts(tuple((label, text) for label, text in facts if text)))
    return blocks


def _time_and_money(shown: ShownPlan, *, now: datetime) -> list[printing.Block]:
    blocks: list[printing.Block] = []
    found = timeline.timeline(shown.content, today=timezone.localdate(now))
    if found.critical:
        blocks += [
            printing.Heading(_("Timeline")),
            printing.Prose(found.critical_sentence),
            printing.Bullets(found.critical),
            _grid(found.table),
        ]
    if shown.content.budget:
        sums = budget.totals(shown.content)
        blocks += [printing.Heading(_("Budget"))]
        blocks += [
            _grid(table)
            for table in (
                budget.source_by_year_table(sums),
                budget.year_table(sums),
                budget.kind_table(sums),
            )
        ]
    return blocks


def _risks_and_effects(shown: ShownPlan) -> list[printing.Block]:
    blocks: list[printing.Block] = []
    follow_up = plan_pages.follow_up_page(shown)
    if follow_up.reports:
        blocks.append(printing.Heading(_("Status")))
        blocks.append(
            printing.Bullets(
                tuple(
                    f"{one.when}, {one.subject}: {one.light}. {one.report.reason}"
                    for one in follow_up.reports
                )
            )
        )
    if follow_up.risks.rows:
        blocks += [printing.Heading(_("Risks")), _grid(follow_up.risks)]
    page = effects.effects_page(shown)
    if page.outcomes:
        blocks.append(printing.Heading(_("Effects")))
    for outcome in page.outcomes:
        blocks.append(printing.Heading(outcome.outcome.title, level=2))
        for use in outcome.uses:
            facts = (
                (_("Indicator"), use.use.name),
                (_("Baseline"), use.baseline),
                (_("Target"), use.target),
                (_("Status"), use.sentence),
            )
            blocks.append(printing.Facts(facts))
            if use.table.rows:
                blocks.append(_grid(use.table))
    if shown.content.evidence:
        blocks.append(printing.Heading(_("Evidence")))
        lines = (
            ", ".join(filter(None, (one.source_title, one.source_url))) + f": {one.supports}"
            for one in shown.content.evidence
        )
        blocks.append(printing.Bullets(tuple(lines)))
    return blocks


def _grid(table: Table) -> printing.Grid:
    """A table of a page as a table on paper; the last column of links to change is left out."""
    labels = [str(column.label) for column in table.columns]
    kept = [at for at, label in enumerate(labels) if label != _("Edit")]
    return printing.Grid(
        caption=str(table.caption),
        columns=tuple(labels[at] for at in kept),
        rows=tuple(
            tuple(
                "\n".join(str(part) for part in (row[at].text, row[at].note) if part) for at in kept
            )
            for row in table.rows
        ),
        figure_columns=tuple(place for place, at in enumerate(kept) if table.columns[at].is_figure),
    )
