from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.errors import InvalidSelection, NoWeights
from bybalance.selection.weights import WeightSpace, rank_order_centroid, rank_sum, swing_weights

# Rank-order centroid weights as tabled by Roberts and Goodwin (2002), four decimals.
CENTROIDS = {
    2: [0.7500, 0.2500],
    3: [0.6111, 0.2778, 0.1111],
    4: [0.5208, 0.2708, 0.1458, 0.0625],
    5: [0.4567, 0.2567, 0.1567, 0.0900, 0.0400],
    6: [0.4083, 0.2417, 0.1583, 0.1028, 0.0611, 0.0278],
    7: [0.3704, 0.2276, 0.1561, 0.1085, 0.0728, 0.0442, 0.0204],
    8: [0.3397, 0.2147, 0.1522, 0.1106, 0.0793, 0.0543, 0.0335, 0.0156],
}


@pytest.mark.parametrize("count", CENTROIDS)
def test_rank_order_centroids_are_those_of_the_published_table(count: int) -> None:
    found = rank_order_centroid(range(1, count + 1))

    assert found.round(4).tolist() == CENTROIDS[count]


def test_criteria_of_equal_rank_share_their_weight() -> None:
    found = rank_order_centroid([1, 2, 2, 4])

    assert found.round(4).tolist() == [0.5208, 0.2083, 0.2083, 0.0625]


@pytest.mark.parametrize("ranks", [[], [2, 3], [1, 1, 2], [1, 2, 2, 3], [0, 1]])
def test_it_refuses_what_is_no_ranking(ranks: list[int]) -> None:
    with pytest.raises(InvalidSelection, match="followed by rank 4"):
        rank_order_centroid(ranks)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_swing_weights_keep_proportions_and_sum_to_one(points: list[int]) -> None:
    found = swing_weights(points)

    assert found.sum() == pytest.approx(1)
    np.testing.assert_allclose(found * sum(points), points, atol=1e-9)


@pytest.mark.parametrize("points", [[], [-1, 100], [float("nan")], [0, 0]])
def test_it_refuses_what_are_no_swing_points(points: list[float]) -> None:
    with pytest.raises(InvalidSelection, match="swing points"):
        swing_weights(points)


@given(st.integers(1, 12))
def test_rank_sum_falls_by_even_steps(count: int) -> None:
    found = rank_sum(range(1, count + 1))

    assert found.sum() == pytest.approx(1)
    assert np.ptp(np.diff(found)) == pytest.approx(0) if count > 1 else True


class TestWeightSpace:
    def test_it_refuses_ranges_that_no_weights_satisfy(self) -> None:
        with pytest.raises(NoWeights, match="Widen a range"):
            WeightSpace(2, ranges=((0.0, 0.4), (0.0, 0.5)))

    def test_it_refuses_an_order_that_the_ranges_contradict(self) -> None:
        with pytest.raises(NoWeights, match="drop a part of the order"):
            WeightSpace(2, ranges=((0.0, 0.3), (0.6, 1.0)), chains=((0, 1),))

    @pytest.mark.parametrize(
        ("ranges", "chains", "complaint"),
        [
            (((0.0, 1.0),), (), "one range per criterion"),
            (((0.5, 0.2), (0.0, 1.0)), (), "its lower end first"),
            ((), ((0, 0),), "once at most"),
            ((), ((0, 2),), "once at most"),
        ],
    )
    def test_it_refuses_what_is_no_range_or_order(
        self,
        ranges: tuple[tuple[float, float], ...],
        chains: tuple[tuple[int, ...], ...],
        complaint: str,
    ) -> None:
        with pytest.raises(InvalidSelection, match=complaint):
            WeightSpace(2, ranges=ranges, chains=chains)

    def test_it_refuses_no_criterion(self) -> None:
        with pytest.raises(InvalidSelection, match="no criterion"):
            WeightSpace(0)

    def test_it_knows_what_it_holds(self) -> None:
        space = WeightSpace(3, ranges=((0.0, 0.5),) * 3, chains=((0, 1),))

        assert space.contains(np.array([0.5, 0.3, 0.2]))
        assert not space.contains(np.array([0.3, 0.5, 0.2]))
        assert not space.contains(np.array([0.6, 0.3, 0.1]))
        assert not space.contains(np.array([0.5, 0.3, 0.1]))
