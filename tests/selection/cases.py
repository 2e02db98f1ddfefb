"""An invented selection: three assessors, five areas of the town of Balby, four criteria."""

from __future__ import annotations

from bybalance.selection.analysis import Candidate, SelectionCase, Weighting, WeightMethod
from bybalance.selection.criteria import Criterion, campaign_criteria
from bybalance.selection.scores import Score

ASSESSORS = ("planner", "housing", "research")
AREAS = ("havnen", "bakken", "engen", "skoven", "dammen")
CRITERIA = tuple(scale.id for scale in campaign_criteria())
#: Levels by area and criterion, an assessor a sign.
LEVELS = {
    "havnen": ("334", "444", "344", "233"),
    "bakken": ("443", "333", "222", "444"),
    "engen": ("222", "333", "444", "223"),
    "skoven": ("111", "222", "111", "112"),
    "dammen": ("334", "011", "343", "333"),
}
COSTS_OERE = dict(zip(AREAS, (900_000_000, 700_000_000, 800_000_000, 0, 500_000_000), strict=True))


def scores() -> tuple[Score, ...]:
    return tuple(
        Score(
            assessor_id=assessor,
            candidate_id=area,
            criterion_id=criterion,
            level=int(levels[column]),
            evidence_note=f"Invented note on {area}.",
        )
        for area, row in LEVELS.items()
        for criterion, levels in zip(CRITERIA, row, strict=True)
        for column, assessor in enumerate(ASSESSORS)
    )


def case(**changes: object) -> SelectionCase:
    settings: dict[str, object] = {
        "criteria": tuple(Criterion(id=name) for name in CRITERIA),
        "candidates": tuple(Candidate(id=name, cost_oere=COSTS_OERE[name]) for name in AREAS),
        "assessor_ids": ASSESSORS,
        "scores": scores(),
        "weighting": Weighting(method=WeightMethod.SWING, swing_points=(100, 80, 60, 40)),
        "chosen_count": 3,
        "draw_count": 2_000,
        "portfolio_draw_count": 50,
        **changes,
    }
    return SelectionCase(**settings)  # type: ignore[arg-type]
