"""What several assessors say of several candidates: levels with an evidence note each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bybalance.model.errors import IncompleteScores, InvalidSelection
from bybalance.selection.criteria import LEVELS
from bybalance.selection.values import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One assessor's level for one candidate on one criterion, and what it rests on."""

    assessor_id: str
    candidate_id: str
    criterion_id: str
    level: int
    evidence_note: str

    def __post_init__(self) -> None:
        where = f"score of {self.candidate_id} on {self.criterion_id} by {self.assessor_id}"
        if isinstance(self.level, bool) or self.level not in LEVELS:
            raise InvalidSelection(
                f"{where}: level {self.level!r}, but a level is 0, 1, 2, 3 or 4."
            )
        if not self.evidence_note.strip():
            raise InvalidSelection(
                f"{where}: the evidence note is empty. Say in a sentence what the level rests on."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An assessor who may not judge a candidate, such as an owner of its homes."""

    assessor_id: str
    candidate_id: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreSheet:
    """Every score of a selection as one array.

    ``levels`` has shape ``(n_assessors, n_candidates, n_criteria)``; ``nan`` where an assessor has
    given none or may give none. ``conflict_count`` tells how many scores were left out because of
    a conflict of interest.
    """

    assessor_ids: tuple[str, ...]
    candidate_ids: tuple[str, ...]
    criterion_ids: tuple[str, ...]
    levels: Floats
    conflict_count: int = 0

    @classmethod
    def from_scores(
        cls,
        scores: Iterable[Score],
        *,
        assessor_ids: Sequence[str],
        candidate_ids: Sequence[str],
        criterion_ids: Sequence[str],
        conflicts: Collection[Conflict] = (),
    ) -> ScoreSheet:
        """Set scores in order, and leave out those under a conflict of interest.

        Raises
        ------
        InvalidSelection
            If a score names something unknown, or the same thing is scored twice.
        """
        axes = {"assessor": assessor_ids, "candidate": candidate_ids, "criterion": criterion_ids}
        places = {name: _places(name, ids) for name, ids in axes.items()}
        levels = np.full([len(ids) for ids in axes.values()], np.nan)
        conflict_count = 0
        for score in scores:
            cell = (
                _place(score.assessor_id, "assessor", places),
                _place(score.candidate_id, "candidate", places),
                _place(score.criterion_id, "criterion", places),
            )
            pair = Conflict(assessor_id=score.assessor_id, candidate_id=score.candidate_id)
            if pair in conflicts:
                conflict_count += 1
                continue
            if not np.isnan(levels[cell]):
                raise InvalidSelection(
                    f"{score.assessor_id} has two scores for {score.candidate_id} on "
                    f"{score.criterion_id}. Keep one of them."
                )
            levels[cell] = score.level
        return cls(
            assessor_ids=tuple(assessor_ids),
            candidate_ids=tuple(candidate_ids),
            criterion_ids=tuple(criterion_ids),
            levels=levels,
            conflict_count=conflict_count,
        )

    def without(self, assessor_id: str) -> ScoreSheet:
        """Return the sheet as it would be had this assessor not taken part."""
        keep = np.array([name != assessor_id for name in self.assessor_ids])
        return ScoreSheet(
            assessor_ids=tuple(name for name in self.assessor_ids if name != assessor_id),
            candidate_ids=self.candidate_ids,
            criterion_ids=self.criterion_ids,
            levels=self.levels[keep],
            conflict_count=self.conflict_count,
        )

    def missing(self) -> tuple[tuple[str, str], ...]:
        """Return each ``(candidate, criterion)`` that nobody has scored."""
        empty = np.isnan(self.levels).all(axis=0)
        return tuple(
            (self.candidate_ids[candidate], self.criterion_ids[criterion])
            for candidate, criterion in np.argwhere(empty)
        )

    def panel_levels(self, *, is_ordinal: NDArray[np.bool_]) -> Floats:
        """Return the assessors' common level of each candidate on each criterion.

        Parameters
        ----------
        is_ordinal
            Shape ``(n_criteria,)``. Where true the panel level is the median, which needs only
            the order of the levels; elsewhere it is the mean.

        Returns
        -------
        Array of shape ``(n_candidates, n_criteria)`` with levels between 0 and 4.

        Raises
        ------
        IncompleteScores
            If nobody has scored some candidate on some criterion.
        """
        missing = self.missing()
        if missing:
            candidate, criterion = missing[0]
            raise IncompleteScores(
                f"nobody has scored {candidate} on {criterion}, nor {len(missing) - 1} further "
                "pairs. Ask an assessor without a conflict of interest, or take the candidate out.",
                missing=missing,
            )
        medians, means = np.nanmedian(self.levels, axis=0), np.nanmean(self.levels, axis=0)
        return np.where(is_ordinal, medians, means)


def _places(kind: str, ids: Sequence[str]) -> dict[str, int]:
    double = [name for name, count in Counter(ids).items() if count > 1]
    if double:
        raise InvalidSelection(f"{kind} {double[0]!r} is there twice. Name each {kind} once.")
    if not ids:
        raise InvalidSelection(f"there is no {kind}. Add at least one {kind}.")
    return {name: position for position, name in enumerate(ids)}


def _place(name: str, kind: str, places: dict[str, dict[str, int]]) -> int:
    if name not in places[kind]:
        raise InvalidSelection(
            f"a score names the {kind} {name!r}, which this selection does not have. It has "
            f"{', '.join(places[kind])}."
        )
    return places[kind][name]
