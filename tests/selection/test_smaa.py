"""SMAA-2 against answers worked out by hand: volumes of parts of the simplex of weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bybalance.model.errors import InvalidSelection
from bybalance.selection.criteria import Criterion
from bybalance.selection.sampling import draw_weights
from bybalance.selection.scores import ScoreSheet
from bybalance.selection.smaa import acceptability, draw_values
from bybalance.selection.weights import WeightSpace

DRAWS = 40_000
#: Four standard deviations of a share of one half.
TOLERANCE = 4 * 0.5 / DRAWS**0.5


def weights(count: int, *, chains: tuple[tuple[int, ...], ...] = ()) -> np.ndarray:
    rng = np.random.default_rng(11)
    return draw_weights(WeightSpace(count, chains=chains), count=DRAWS, rng=rng)


def test_two_candidates_who_each_win_one_criterion() -> None:
    # 0.8 w >= 1 - w exactly when w >= 5/9; the central weights are the middles of the two parts.
    found = acceptability(np.array([[0.8, 0.0], [0.0, 1.0]]), weights=weights(2))

    assert found.ranks[0] == pytest.approx([4 / 9, 5 / 9], abs=TOLERANCE)
    assert found.central_weights[0] == pytest.approx([7 / 9, 2 / 9], abs=0.005)
    assert found.central_weights[1] == pytest.approx([5 / 18, 13 / 18], abs=0.005)
    assert found.confidence_factors.tolist() == [1, 1]
    assert found.wins[0, 1] == pytest.approx(4 / 9, abs=TOLERANCE)


def test_three_candidates_who_each_win_one_of_three_criteria() -> None:
    # By symmetry a third each; the mean of the largest of three weights is 11/18.
    found = acceptability(np.eye(3), weights=weights(3))

    np.testing.assert_allclose(found.ranks, 1 / 3, atol=TOLERANCE)
    np.testing.assert_allclose(np.diag(found.central_weights), 11 / 18, atol=0.005)
    np.testing.assert_allclose(found.wins, 0.5, atol=TOLERANCE)


def test_a_compromise_wins_in_the_middle_of_the_simplex() -> None:
    # The third candidate has 0.5 on both: first when both weights are below 0.5, which among two
    # never happens but for one point; with 0.6 it wins for weights between 0.4 and 0.6.
    found = acceptability(np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]]), weights=weights(2))

    assert found.ranks[2, 0] == pytest.approx(0.2, abs=TOLERANCE)
    assert found.ranks[2, 1] == pytest.approx(0.8, abs=TOLERANCE)
    assert found.ranks[2, 2] == 0


def test_a_stated_order_decides_between_the_winners_of_two_criteria() -> None:
    found = acceptability(np.eye(2), weights=weights(2, chains=((1, 0),)))

    assert found.ranks[1].tolist() == [1, 0]
    assert np.isnan(found.central_weights[0]).all()
    assert found.confidence_factors.tolist() == [0, 1]


def test_those_who_tie_share_the_ranks() -> None:
    found = acceptability(np.array([[0.5, 0.5], [0.5, 0.5], [0.0, 0.0]]), weights=weights(2))

    assert found.ranks.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]
    assert found.wins[0].tolist() == [0.5, 0.5, 1]
    assert found.confidence_factors.tolist() == [0.5, 0.5, 0]


@given(
    arrays.arrays(np.float64, (5, 3), elements=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])),
    st.integers(0, 50),
)
def test_acceptabilities_sum_to_one_both_ways(values: np.ndarray, seed: int) -> None:
    drawn = draw_weights(WeightSpace(3), count=200, rng=np.random.default_rng(seed))

    found = acceptability(values, weights=drawn)

    np.testing.assert_allclose(found.ranks.sum(axis=0), 1, atol=1e-9)
    np.testing.assert_allclose(found.ranks.sum(axis=1), 1, atol=1e-9)
    np.testing.assert_allclose(found.wins + found.wins.T, 1, atol=1e-9)
    assert (found.confidence_factors >= 0).all()
    assert (found.confidence_factors <= 1).all()


def acceptability_slowly(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """One draw after another; ties share their ranks."""
    ranks = np.zeros((values.shape[1], values.shape[1]))
    for drawn, row in zip(values, weights, strict=True):
        totals = [round(float(total), 12) for total in drawn @ row]
        for candidate, total in enumerate(totals):
            better = sum(other > total for other in totals)
            equal = totals.count(total)
            for rank in range(better, better + equal):
                ranks[candidate, rank] += 1 / equal
    return ranks / len(weights)


@given(
    arrays.arrays(np.float64, (20, 4, 2), elements=st.sampled_from([0.0, 0.5, 1.0])),
    st.integers(0, 50),
)
def test_it_agrees_with_one_draw_after_another(values: np.ndarray, seed: int) -> None:
    drawn = draw_weights(WeightSpace(2), count=20, rng=np.random.default_rng(seed))

    found = acceptability(values, weights=drawn)

    np.testing.assert_allclose(found.ranks, acceptability_slowly(values, drawn), atol=1e-9)


def test_certain_values_say_the_same_as_the_same_values_drawn_again_and_again() -> None:
    values = np.random.default_rng(5).random((4, 3))
    drawn = weights(3)[:500]

    certain = acceptability(values, weights=drawn)
    repeated = acceptability(np.broadcast_to(values, (500, 4, 3)).copy(), weights=drawn)

    np.testing.assert_allclose(certain.ranks, repeated.ranks)
    np.testing.assert_allclose(certain.confidence_factors, repeated.confidence_factors)


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        (np.zeros((2, 3)), np.zeros((5, 2))),
        (np.zeros((4, 2, 3)), np.zeros((5, 3))),
        (np.zeros(3), np.zeros((5, 3))),
        (np.zeros((2, 3)), np.zeros((0, 3))),
    ],
)
def test_it_refuses_shapes_that_do_not_fit(values: np.ndarray, drawn: np.ndarray) -> None:
    with pytest.raises(InvalidSelection, match="do not fit"):
        acceptability(values, weights=drawn)


class TestDrawnValues:
    def sheet(self, levels: list[list[list[float]]]) -> ScoreSheet:
        array = np.array(levels, dtype=np.float64)
        return ScoreSheet(
            assessor_ids=tuple(f"a{i}" for i in range(array.shape[0])),
            candidate_ids=tuple(f"c{i}" for i in range(array.shape[1])),
            criterion_ids=tuple(f"k{i}" for i in range(array.shape[2])),
            levels=array,
        )

    def test_each_assessor_has_the_same_chance(self) -> None:
        sheet = self.sheet([[[0.0]], [[4.0]], [[np.nan]], [[4.0]]])

        drawn = draw_values(
            sheet,
            criteria=(Criterion(id="k0"),),
            count=DRAWS,
            rng=np.random.default_rng(2),
        )

        assert np.unique(drawn).tolist() == [0, 1]
        assert drawn.mean() == pytest.approx(2 / 3, abs=TOLERANCE)

    def test_an_ordinal_level_is_worth_anything_between_its_neighbours(self) -> None:
        sheet = self.sheet([[[0.0], [1.0], [2.0], [3.0], [4.0]]])

        drawn = draw_values(
            sheet,
            criteria=(Criterion(id="k0", is_ordinal=True),),
            count=DRAWS,
            rng=np.random.default_rng(2),
        )[:, :, 0]

        # Three uniform numbers in order have the means 1/4, 1/2 and 3/4.
        assert drawn.mean(axis=0) == pytest.approx([0, 0.25, 0.5, 0.75, 1], abs=TOLERANCE)
        assert (np.diff(drawn, axis=1) >= 0).all()

    def test_only_the_order_counts_on_an_ordinal_criterion(self) -> None:
        # Level 3 against level 1: ahead for every value of the levels, so the rank is certain.
        values = draw_values(
            self.sheet([[[3.0], [1.0]]]),
            criteria=(Criterion(id="k0", is_ordinal=True),),
            count=500,
            rng=np.random.default_rng(2),
        )

        assert acceptability(values, weights=np.ones((500, 1))).ranks[0].tolist() == [1, 0]
