"""The public page: the outcome and its reasons, never who scored what."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.web.areas.models import Area
from bybalance.web.programme.models import Node
from bybalance.web.selection import permissions
from bybalance.web.selection.models import Candidate, Selection, SelectionCriterion
from bybalance.web.selection.queries import results, sentences
from bybalance.web.selection.queries.kept import KeptRun
from bybalance.web.selection.queries.work import criteria_of
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import Awaited, RelatedLink, RelatedSection
from bybalance.web.shared.tables import Table
from bybalance.web.shared.together import Questions


@dataclass(frozen=True)
class OutcomePage:
    """What everybody may read of a published selection."""

    selection: Selection
    chosen: list[Candidate]
    has_other_choice: bool
    ranks: Table
    chart: results.ChartBlock
    knocked_out: list[str]
    smallest_change: str
    agreement: str
    without_assessors: str
    weighed_criteria: list[tuple[SelectionCriterion, Decimal]]
    method: str
    portfolio: Table | None
    portfolio_sentence: str
    assessor_count: int
    conflict_count: int


def outcome_page(selection: Selection) -> OutcomePage:
    """The outcome of a published selection, from the run that it rests on."""
    run = selection.published_run
    if run is None:
        raise ValueError(f"selection {selection.pk} is published without a run")
    kept = KeptRun(run)
    chosen = list(selection.candidates.filter(is_selected=True).select_related("area", "selection"))
    highest = {item["candidate_id"] for item in kept.candidates if item["is_chosen"]}
    weights = dict(
        zip(kept.result["criterion_ids"], [weight for _name, weight in kept.weights], strict=True)
    )
    return OutcomePage(
        selection=selection,
        chosen=chosen,
        has_other_choice=highest != {f"c{item.pk}" for item in chosen},
        ranks=results.ranks_table(kept, with_levels=False),
        chart=results.acceptability_chart(kept),
        knocked_out=results.knocked_out(kept),
        smallest_change=sentences.smallest_change(kept),
        agreement=sentences.agreement(kept),
        without_assessors=sentences.without_assessors(kept),
        weighed_criteria=[
            (item, weights[f"k{item.pk}"])
            for item in criteria_of(selection)
            if f"k{item.pk}" in weights
        ],
        method=str(Selection.Method(kept.labels["weight_method"]).label),
        portfolio=results.portfolio_table(kept),
        portfolio_sentence=results.portfolio_sentence(kept),
        assessor_count=len(kept.run.case["assessor_ids"]),
        conflict_count=kept.result["conflict_count"],
    )


def node_section(node: Node, viewer: Viewer, questions: Questions) -> Awaited:
    """Selections made for a part of the programme, as far as the reader may know of them.

    Who runs selections finds the way to all of them here.
    """
    visible = permissions.selections.visible_to(viewer)
    found = questions.add(visible.filter(node=node).select_related("node"))
    index = RelatedLink(label=_("All selections"), url=reverse("selection:index"))
    return lambda: RelatedSection(
        key="selections",
        heading=_("Selection of areas"),
        links=(*map(_link, found), *([index] if permissions.manages(viewer) else [])),
    )


def area_section(area: Area, viewer: Viewer, questions: Questions) -> Awaited:
    """Public selections in which an area was a candidate."""
    public = permissions.selections.published().filter(candidates__area=area)
    found = questions.add(public.select_related("node").distinct())
    return lambda: RelatedSection(
        key="selections",
        heading=_("Candidate in a selection"),
        links=tuple(_link(selection) for selection in found),
    )


def _link(selection: Selection) -> RelatedLink:
    is_published = selection.state == Selection.State.PUBLISHED and selection.node.is_published
    route = "selection:outcome" if is_published else "selection:work"
    return RelatedLink(
        label=selection.title,
        url=reverse(route, args=[selection.pk]),
        note=selection.get_state_display(),
        is_invented=selection.is_invented,
    )
