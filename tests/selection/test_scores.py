from __future__ import annotations

import numpy as np
import pytest

from bybalance.model.errors import IncompleteScores, InvalidSelection
from bybalance.selection.scores import Conflict, Score, ScoreSheet


def score(**changes: object) -> Score:
    return Score(
        **{
            "assessor_id": "a",
            "candidate_id": "c",
            "criterion_id": "k",
            "level": 3,
            "evidence_note": "Seen on a visit.",
            **changes,
        }  # type: ignore[arg-type]
    )


def sheet(*scores: Score, conflicts: tuple[Conflict, ...] = ()) -> ScoreSheet:
    return ScoreSheet.from_scores(
        scores,
        assessor_ids=("a", "b", "d"),
        candidate_ids=("c", "e"),
        criterion_ids=("k",),
        conflicts=conflicts,
    )


@pytest.mark.parametrize("level", [-1, 5, 2.5, True])
def test_it_refuses_a_level_off_the_scale(level: object) -> None:
    with pytest.raises(InvalidSelection, match="a level is 0, 1, 2, 3 or 4"):
        score(level=level)


def test_it_refuses_a_score_without_evidence() -> None:
    with pytest.raises(InvalidSelection, match="what the level rests on"):
        score(evidence_note=" \n")


def test_it_refuses_the_same_score_twice() -> None:
    with pytest.raises(InvalidSelection, match="Keep one of them"):
        sheet(score(), score(level=1))


@pytest.mark.parametrize("field", ["assessor_id", "candidate_id", "criterion_id"])
def test_it_refuses_a_name_that_the_selection_does_not_have(field: str) -> None:
    with pytest.raises(InvalidSelection, match="'stranger', which this selection does not have"):
        sheet(score(**{field: "stranger"}))


def test_it_refuses_a_name_twice_and_nobody_at_all() -> None:
    with pytest.raises(InvalidSelection, match="there twice"):
        ScoreSheet.from_scores((), assessor_ids="aa", candidate_ids="c", criterion_ids="k")
    with pytest.raises(InvalidSelection, match="there is no assessor"):
        ScoreSheet.from_scores((), assessor_ids="", candidate_ids="c", criterion_ids="k")


def test_a_score_under_a_conflict_of_interest_does_not_count() -> None:
    found = sheet(
        score(level=4),
        score(assessor_id="b", level=1),
        score(candidate_id="e"),
        conflicts=(Conflict(assessor_id="a", candidate_id="c"),),
    )

    assert found.conflict_count == 1
    assert found.panel_levels(is_ordinal=np.array([False])).tolist() == [[1], [3]]


def test_the_panel_level_is_the_mean_and_on_an_ordinal_criterion_the_median() -> None:
    given = [score(level=0), score(assessor_id="b", level=1), score(assessor_id="d", level=4)]
    found = sheet(*given, score(candidate_id="e"))

    assert found.panel_levels(is_ordinal=np.array([False]))[0, 0] == pytest.approx(5 / 3)
    assert found.panel_levels(is_ordinal=np.array([True]))[0, 0] == 1


def test_a_pair_that_nobody_scored_is_named() -> None:
    with pytest.raises(IncompleteScores, match="nobody has scored e on k") as caught:
        sheet(score()).panel_levels(is_ordinal=np.array([False]))

    assert caught.value.missing == (("e", "k"),)


def test_leaving_an_assessor_out_leaves_their_scores_out() -> None:
    rest = sheet(score(level=4), score(assessor_id="b", level=0)).without("a")

    assert rest.assessor_ids == ("b", "d")
    assert np.nanmax(rest.levels) == 0
