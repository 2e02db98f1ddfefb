"""From the rows of a selection to what the engine decides on."""

from __future__ import annotations

from typing import Any

import numpy as np

from bybalance.selection import analysis as engine
from bybalance.selection.criteria import Criterion
from bybalance.selection.scores import Conflict as EngineConflict
from bybalance.selection.scores import Score as EngineScore
from bybalance.selection.values import ValueFunction
from bybalance.selection.weights import WeightSpace
from bybalance.web.selection.models import (
    Assessor,
    Candidate,
    Comparison,
    Conflict,
    Score,
    Selection,
    SelectionCriterion,
)

#: So many sets of weights tell who is always in the best portfolio.
PORTFOLIO_DRAWS = 200


def case_of(selection: Selection) -> engine.SelectionCase:
    """Everything that a run rests on, by ids that say nothing of persons."""
    return engine.SelectionCase(
        criteria=tuple(_criterion(item) for item in selection.criteria.prefetch_related("levels")),
        candidates=tuple(
            engine.Candidate(id=candidate_id(item.pk), cost_oere=item.cost_oere)
            for item in selection.candidates.all()
        ),
        assessor_ids=tuple(assessor_id(item.pk) for item in selection.assessors.all()),
        scores=tuple(
            EngineScore(
                assessor_id=assessor_id(score.assessor_id),
                candidate_id=candidate_id(score.candidate_id),
                criterion_id=criterion_id(score.criterion_id),
                level=score.level,
                evidence_note=score.evidence_note,
            )
            for score in Score.objects.filter(assessor__selection=selection)
        ),
        conflicts=tuple(
            EngineConflict(
                assessor_id=assessor_id(item.assessor_id),
                candidate_id=candidate_id(item.candidate_id),
            )
            for item in Conflict.objects.filter(assessor__selection=selection)
        ),
        weighting=weighting_of(selection),
        chosen_count=selection.chosen_count,
        budget_oere=selection.budget_oere,
        portfolio_draw_count=PORTFOLIO_DRAWS,
    )


def weighting_of(selection: Selection) -> engine.Weighting:
    """What the group said of the criteria, in the order of the list."""
    criteria = list(selection.criteria.all())
    ranges = tuple(
        (item.lowest_weight_pct / 100, item.highest_weight_pct / 100) for item in criteria
    )
    weighting = engine.Weighting(
        method=engine.WeightMethod(selection.weight_method),
        swing_points=tuple(float(item.swing_points) for item in criteria),
        ranks=tuple(item.rank for item in criteria),
        comparisons=_comparisons(criteria),
        ranges=ranges,
    )
    if not selection.keeps_order:
        return weighting
    weights = weighting.weights()
    order = sorted(range(len(criteria)), key=lambda place: (-weights[place], place))
    return engine.Weighting(
        method=weighting.method,
        swing_points=weighting.swing_points,
        ranks=weighting.ranks,
        comparisons=weighting.comparisons,
        ranges=ranges,
        chains=(tuple(order),),
    )


def space_of(weighting: engine.Weighting) -> WeightSpace:
    """The weights that the group could live with; an error where there are none."""
    return WeightSpace(len(weighting.ranges), ranges=weighting.ranges, chains=weighting.chains)


def labels_of(selection: Selection) -> dict[str, Any]:
    """What criteria and candidates are called now, for a run that is read later."""
    return {
        "criteria": {
            criterion_id(item.pk): {"da": item.name_da, "en": item.name_en}
            for item in selection.criteria.all()
        },
        "candidates": {
            candidate_id(item.pk): {"name": str(item), "is_invented": item.is_invented}
            for item in selection.candidates.select_related("area", "selection")
        },
        "chosen_count": selection.chosen_count,
        "weight_method": selection.weight_method,
    }


def missing_count(assessor: Assessor) -> int:
    """How many scores an assessor still owes."""
    selection = assessor.selection
    candidates = selection.candidates.exclude(conflicts__assessor=assessor)
    owed = candidates.count() * selection.criteria.count()
    return owed - assessor.scores.filter(candidate__in=candidates).count()


def unscored_pairs(selection: Selection) -> list[tuple[Candidate, SelectionCriterion]]:
    """Candidates and criteria that nobody without a conflict has scored."""
    conflicts = set(
        Conflict.objects.filter(assessor__selection=selection).values_list(
            "assessor_id", "candidate_id"
        )
    )
    scored = {
        (candidate, criterion)
        for assessor, candidate, criterion in Score.objects.filter(
            assessor__selection=selection
        ).values_list("assessor_id", "candidate_id", "criterion_id")
        if (assessor, candidate) not in conflicts
    }
    return [
        (candidate, criterion)
        for candidate in selection.candidates.select_related("area")
        for criterion in selection.criteria.all()
        if (candidate.pk, criterion.pk) not in scored
    ]


def criterion_id(key: int) -> str:
    """A criterion's name in the engine."""
    return f"k{key}"


def candidate_id(key: int) -> str:
    """A candidate's name in the engine."""
    return f"c{key}"


def assessor_id(key: int) -> str:
    """An assessor's name in the engine."""
    return f"a{key}"


def _criterion(item: SelectionCriterion) -> Criterion:
    points = tuple((float(level.level), level.value_pct / 100) for level in item.levels.all())
    return Criterion(
        id=criterion_id(item.pk),
        value_function=ValueFunction(points),
        is_ordinal=item.is_ordinal,
        knock_out_level=item.knock_out_level,
    )


def _comparisons(criteria: list[SelectionCriterion]) -> tuple[tuple[float, ...], ...]:
    """The matrix of all pairs; a pair that nobody has compared is equal."""
    place = {item.pk: position for position, item in enumerate(criteria)}
    matrix = np.ones((len(criteria), len(criteria)))
    for compared in Comparison.objects.filter(first__in=criteria, second__in=criteria):
        times = _times(compared.step)
        row, column = place[compared.first_id], place[compared.second_id]
        matrix[row, column], matrix[column, row] = times, 1 / times
    return tuple(tuple(float(value) for value in row) for row in matrix)


def _times(step: int) -> float:
    """0 is once, 8 is nine times, -8 a ninth."""
    return step + 1.0 if step >= 0 else 1.0 / (1 - step)
