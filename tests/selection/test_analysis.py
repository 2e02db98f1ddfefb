from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from tests.selection.cases import AREAS, ASSESSORS, CRITERIA, case

from bybalance.model.errors import InvalidSelection, NoCandidate
from bybalance.selection.analysis import Candidate, Weighting, WeightMethod, analyse
from bybalance.selection.criteria import Criterion
from bybalance.selection.scores import Conflict


def test_it_ranks_and_chooses() -> None:
    found = analyse(case(), seed=1)

    # By hand: means over three assessors, a quarter a level, weights 10/28, 8/28, 6/28, 4/28.
    by_id = {item.candidate_id: item for item in found.candidates}
    havnen = (10 / 3 * 10 + 4 * 8 + 11 / 3 * 6 + 8 / 3 * 4) / (4 * 28)
    assert by_id["havnen"].total == pytest.approx(havnen)
    assert [item.candidate_id for item in found.candidates] == [
        "havnen",
        "bakken",
        "engen",
        "dammen",
        "skoven",
    ]
    assert [item.is_chosen for item in found.candidates] == [True, True, True, False, False]
    assert found.weights == pytest.approx([10 / 28, 8 / 28, 6 / 28, 4 / 28])


def test_the_same_seed_gives_the_same_result_and_another_seed_other_draws() -> None:
    first, again, other = (analyse(case(), seed=seed) for seed in (7, 7, 8))

    assert asdict(first) == asdict(again)
    assert first.candidates[0].rank_shares != other.candidates[0].rank_shares
    assert first.candidates[0].total == other.candidates[0].total


def test_the_hash_follows_the_content_and_not_the_order_of_the_scores() -> None:
    original = case()
    shuffled = replace(original, scores=original.scores[::-1])
    changed = replace(original, scores=(replace(original.scores[0], level=0), *original.scores[1:]))

    assert original.input_hash() == shuffled.input_hash()
    assert original.input_hash() != changed.input_hash()


def test_shares_add_up_and_the_choice_share_is_that_of_the_first_ranks() -> None:
    found = analyse(case(), seed=1)

    for item in found.candidates:
        assert sum(item.rank_shares) == pytest.approx(1)
        assert item.choice_share == pytest.approx(sum(item.rank_shares[:3]))
    assert found.candidates[-1].central_weights is None


def test_a_candidate_below_a_knock_out_level_is_named_and_not_ranked() -> None:
    criteria = tuple(
        Criterion(id=name, knock_out_level=2 if name == CRITERIA[1] else None) for name in CRITERIA
    )

    found = analyse(case(criteria=criteria), seed=1)

    assert [(item.candidate_id, item.criterion_id) for item in found.knocked_out] == [
        ("dammen", CRITERIA[1])
    ]
    assert found.knocked_out[0].panel_level == pytest.approx(2 / 3)
    assert found.eligible_ids == ("havnen", "bakken", "engen", "skoven")


def test_it_refuses_to_choose_among_nobody() -> None:
    criteria = tuple(Criterion(id=name, knock_out_level=4) for name in CRITERIA)

    with pytest.raises(NoCandidate, match="every candidate is below"):
        analyse(case(criteria=criteria), seed=1)


def test_a_conflict_of_interest_leaves_scores_out_of_everything() -> None:
    conflict = Conflict(assessor_id="housing", candidate_id="dammen")

    found = analyse(case(conflicts=(conflict,)), seed=1)

    dammen = next(item for item in found.candidates if item.candidate_id == "dammen")
    assert found.conflict_count == 4
    assert dammen.panel_levels[0] == pytest.approx(3.5)


def test_it_says_what_happens_without_each_assessor() -> None:
    found = analyse(case(), seed=1)

    assert [item.assessor_id for item in found.without_assessor] == list(ASSESSORS)
    assert all(item.ranks is not None for item in found.without_assessor)


def test_an_assessor_who_is_alone_on_a_candidate_cannot_be_left_out() -> None:
    conflicts = tuple(
        Conflict(assessor_id=name, candidate_id="engen") for name in ("housing", "research")
    )

    found = analyse(case(conflicts=conflicts), seed=1)

    assert [item.ranks is None for item in found.without_assessor] == [True, False, False]


def test_it_finds_the_change_of_weights_that_alters_the_choice() -> None:
    found = analyse(case(), seed=1)

    assert found.smallest_change is not None
    assert found.smallest_change.entering_id == "dammen"
    assert found.smallest_change.leaving_id == "engen"
    assert 0 < found.smallest_change.moved_share < 0.5
    assert len(found.weight_limits) == len(CRITERIA)


def test_choosing_everybody_leaves_nothing_to_alter() -> None:
    found = analyse(case(chosen_count=5), seed=1)

    assert found.smallest_change is None
    assert found.weight_limits == ()


def test_a_budget_gives_a_portfolio() -> None:
    found = analyse(case(budget_oere=2_000_000_000), seed=1)

    members = {item.candidate_id for item in found.candidates if item.is_in_portfolio}
    # 700 + 800 + 500 million øre; havnen fits only with two that are worth less together.
    assert members == {"bakken", "engen", "dammen"}
    assert found.portfolio_cost_oere == 2_000_000_000
    assert {item.standing for item in found.candidates} <= {"core", "borderline", "exterior"}


def test_without_a_budget_there_is_no_portfolio() -> None:
    found = analyse(case(), seed=1)

    assert found.portfolio_cost_oere is None
    assert {item.standing for item in found.candidates} == {None}


def test_ordinal_criteria_need_only_the_order_of_the_levels() -> None:
    criteria = tuple(Criterion(id=name, is_ordinal=True) for name in CRITERIA)

    found = analyse(case(criteria=criteria), seed=1)

    havnen = next(item for item in found.candidates if item.candidate_id == "havnen")
    assert havnen.panel_levels == (3, 4, 4, 3)


@pytest.mark.parametrize(
    ("weighting", "expected"),
    [
        (
            Weighting(method=WeightMethod.RANK_ORDER, ranks=(1, 2, 3, 4)),
            [0.5208, 0.2708, 0.1458, 0.0625],
        ),
        (
            Weighting(
                method=WeightMethod.PAIRWISE,
                comparisons=((1, 1, 2, 2), (1, 1, 2, 2), (0.5, 0.5, 1, 1), (0.5, 0.5, 1, 1)),
            ),
            [1 / 3, 1 / 3, 1 / 6, 1 / 6],
        ),
    ],
)
def test_weights_come_by_any_of_the_methods(weighting: Weighting, expected: list[float]) -> None:
    found = analyse(case(weighting=weighting), seed=1)

    assert found.weights == pytest.approx(expected, abs=1e-4)
    is_pairwise = weighting.method is WeightMethod.PAIRWISE
    assert found.consistency_ratio == (pytest.approx(0) if is_pairwise else None)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"draw_count": 0}, "ask for 1 to 100000"),
        ({"portfolio_draw_count": 100_001}, "portfolio draws"),
        ({"chosen_count": 0}, "ask for 1 or more"),
        (
            {"candidates": tuple(Candidate(id=name) for name in AREAS), "budget_oere": 5},
            "has no cost",
        ),
    ],
)
def test_it_refuses_a_case_that_contradicts_itself(
    changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(InvalidSelection, match=complaint):
        case(**changes)
