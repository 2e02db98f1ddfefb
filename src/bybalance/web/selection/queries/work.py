"""The work pages: where a selection stands, and an assessor's own sheet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _

from bybalance.web.selection import permissions
from bybalance.web.selection.models import (
    Assessor,
    Candidate,
    CriterionLevel,
    Score,
    Selection,
    SelectionComment,
    SelectionCriterion,
    SelectionRun,
)
from bybalance.web.selection.queries.case import missing_count, weighting_of
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.tables import Cell, Column, Table

#: The states that a selection passes through, in order.
STEPS = (
    Selection.State.DRAFT,
    Selection.State.SCORING,
    Selection.State.CLOSED,
    Selection.State.PUBLISHED,
)


@dataclass(frozen=True)
class IndexPage:
    """Outcomes that are public, and what the reader works with."""

    published: list[Selection]
    own: list[Selection]
    can_manage: bool


@dataclass(frozen=True)
class PanelMember:
    """An assessor and how far they are."""

    assessor: Assessor
    is_reader: bool
    missing_count: int


@dataclass(frozen=True)
class WorkPage:
    """Where a selection stands, for one who takes part."""

    selection: Selection
    steps: list[str]
    current_step: int
    criteria: list[SelectionCriterion]
    weights: list[float]
    candidates: list[Candidate]
    panel: list[PanelMember]
    own: PanelMember | None
    runs: list[SelectionRun]
    comments: list[SelectionComment]
    can_manage: bool

    @property
    def waits_for_count(self) -> int:
        """How many assessors have not handed in."""
        return sum(member.assessor.handed_in_at is None for member in self.panel)

    @property
    def weighed_criteria(self) -> list[tuple[SelectionCriterion, float]]:
        """Each criterion with its weight in per cent."""
        return list(zip(self.criteria, self.weights, strict=True))


@dataclass(frozen=True)
class SheetPage:
    """One assessor's scores: what is done and what is owed, candidate by candidate."""

    selection: Selection
    assessor: Assessor
    rows: list[tuple[Candidate, int, bool]]
    criteria_count: int
    missing_count: int


def index_page(viewer: Viewer) -> IndexPage:
    """Selections whose outcome is public, and those the reader takes part in."""
    return IndexPage(
        published=list(permissions.selections.published().select_related("node")),
        own=list(permissions.selections.insiders(viewer).select_related("node")),
        can_manage=permissions.manages(viewer),
    )


def work_page(selection: Selection, viewer: Viewer) -> WorkPage:
    """Where a selection stands; scores only when all are in."""
    assessors = selection.assessors.select_related("user", "selection")
    panel = [
        PanelMember(
            assessor=assessor,
            is_reader=assessor.user == viewer,
            missing_count=missing_count(assessor),
        )
        for assessor in assessors
    ]
    can_see = permissions.may_see_scores(viewer, selection).allowed
    criteria = criteria_of(selection)
    return WorkPage(
        selection=selection,
        steps=[str(state.label) for state in STEPS],
        current_step=[state.value for state in STEPS].index(selection.state) + 1,
        criteria=criteria,
        weights=[float(100 * weight) for weight in weighting_of(selection).weights()],
        candidates=list(selection.candidates.select_related("area", "selection")),
        panel=panel,
        own=next((member for member in panel if member.is_reader), None),
        runs=list(selection.runs.all()) if can_see else [],
        comments=list(selection.comments.select_related("author")) if can_see else [],
        can_manage=permissions.manages(viewer),
    )


def criteria_of(selection: Selection) -> list[SelectionCriterion]:
    """The criteria in order, with their levels at hand."""
    levels = Prefetch("levels", queryset=CriterionLevel.objects.order_by("level"))
    return list(selection.criteria.prefetch_related(levels))


def scores_table(candidate: Candidate) -> Table:
    """Everybody's scores of one candidate, with what they rest on; only for those inside."""
    conflicted = set(candidate.conflicts.values_list("assessor_id", flat=True))
    scores = candidate.scores.select_related("assessor__user", "criterion")
    return Table(
        caption=_("Everybody's scores"),
        columns=(
            Column(_("Criterion")),
            Column(_("Assessor")),
            Column(_("Level"), is_figure=True),
            Column(_("Rests on")),
        ),
        rows=tuple(
            (
                Cell(score.criterion.name),
                Cell(
                    str(score.assessor),
                    note=_("does not count: conflict of interest")
                    if score.assessor_id in conflicted
                    else "",
                ),
                Cell(str(score.level)),
                Cell(score.evidence_note),
            )
            for score in scores.order_by("criterion__position", "assessor")
        ),
    )


def sheet_page(assessor: Assessor) -> SheetPage:
    """What an assessor has scored and still owes."""
    selection = assessor.selection
    own = Score.objects.filter(assessor=assessor)
    counts = dict(
        own.values_list("candidate").annotate(count=Count("pk")).values_list("candidate", "count")
    )
    conflicted = set(assessor.conflicts.values_list("candidate_id", flat=True))
    return SheetPage(
        selection=selection,
        assessor=assessor,
        rows=[
            (candidate, counts.get(candidate.pk, 0), candidate.pk in conflicted)
            for candidate in selection.candidates.select_related("area", "selection")
        ],
        criteria_count=selection.criteria.count(),
        missing_count=missing_count(assessor),
    )
