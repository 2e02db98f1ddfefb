"""What a selection is made of: the question, the scores, and the runs that answer it."""

from __future__ import annotations

from bybalance.web.selection.models.question import (
    Candidate,
    Comparison,
    CriterionLevel,
    Selection,
    SelectionCriterion,
)
from bybalance.web.selection.models.request import RunRequest
from bybalance.web.selection.models.run import SelectionComment, SelectionRun
from bybalance.web.selection.models.scoring import Assessor, Conflict, Score

__all__ = [
    "Assessor",
    "Candidate",
    "Comparison",
    "Conflict",
    "CriterionLevel",
    "RunRequest",
    "Score",
    "Selection",
    "SelectionComment",
    "SelectionCriterion",
    "SelectionRun",
]
