"""What forms show of what is kept."""

from __future__ import annotations

from typing import Any

from django.db import models

from bybalance.model import money
from bybalance.web.selection.models import (
    Assessor,
    Candidate,
    Comparison,
    Conflict,
    Selection,
    SelectionCriterion,
)
from bybalance.web.selection.queries.kept import language


def settings_initial(selection: Selection) -> dict[str, Any]:
    """The question and its limits, the budget in kroner."""
    names = ("title_da", "title_en", "purpose_da", "purpose_en", "chosen_count")
    initial = {name: getattr(selection, name) for name in names}
    if selection.budget_oere is not None:
        initial["budget_oere"] = money.amount_as_typed(selection.budget_oere, language=language())
    return initial


def weights_initial(selection: Selection, criteria: list[SelectionCriterion]) -> dict[str, Any]:
    """What the group has said so far, by every method."""
    initial: dict[str, Any] = {"keeps_order": selection.keeps_order}
    for item in criteria:
        initial[f"points_{item.pk}"] = item.swing_points
        initial[f"rank_{item.pk}"] = item.rank
        initial[f"low_{item.pk}"] = item.lowest_weight_pct
        initial[f"high_{item.pk}"] = item.highest_weight_pct
    for compared in Comparison.objects.filter(first__selection=selection):
        initial[f"step_{compared.first_id}_{compared.second_id}"] = compared.step
    return {**dict.fromkeys(_steps_of(criteria), 0), **initial}


def scores_initial(assessor: Assessor, candidate: Candidate) -> dict[str, Any]:
    """An assessor's own scores of one candidate."""
    initial: dict[str, Any] = {}
    for score in assessor.scores.filter(candidate=candidate):
        initial[f"level_{score.criterion_id}"] = score.level
        initial[f"note_{score.criterion_id}"] = score.evidence_note
    return initial


def publish_initial(selection: Selection) -> dict[str, Any]:
    """The newest run and those who score highest in it, or what was published before."""
    run = selection.published_run or selection.runs.first()
    chosen = list(selection.candidates.filter(is_selected=True))
    if run is not None and not chosen:
        highest = {item["candidate_id"] for item in run.result["candidates"] if item["is_chosen"]}
        chosen = [item for item in selection.candidates.all() if f"c{item.pk}" in highest]
    return {
        "run": run,
        "chosen": chosen,
        "reasons_da": selection.reasons_da,
        "reasons_en": selection.reasons_en,
    }


def conflicts_of(selection: Selection) -> models.QuerySet[Conflict]:
    """The conflicts of interest that were declared."""
    return Conflict.objects.filter(assessor__selection=selection).select_related("assessor")


def _steps_of(criteria: list[SelectionCriterion]) -> list[str]:
    return [
        f"step_{first.pk}_{second.pk}"
        for place, first in enumerate(criteria)
        for second in criteria[place + 1 :]
    ]
