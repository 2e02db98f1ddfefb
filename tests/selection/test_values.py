from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bybalance.model.errors import InvalidSelection
from bybalance.selection.values import (
    LINEAR,
    ValueFunction,
    additive_values,
    chosen_idx,
    ranks_of,
)

levels = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
tables = arrays.arrays(np.float64, (6, 3), elements=levels)
weightings = st.lists(st.integers(0, 10), min_size=3, max_size=3).filter(any)


class TestValueFunction:
    def test_it_runs_straight_between_its_points(self) -> None:
        function = ValueFunction(((0, 0.0), (1, 0.1), (3, 0.8), (4, 1.0)))

        assert [function.of(level) for level in (0, 0.5, 2, 4)] == pytest.approx([0, 0.05, 0.45, 1])

    def test_it_may_fall_where_less_is_better(self) -> None:
        assert ValueFunction(((0, 1.0), (100, 0.0))).of(25) == 0.75

    @pytest.mark.parametrize(
        ("points", "complaint"),
        [
            (((0, 0.0),), "at least two"),
            (((2, 0.0), (1, 1.0)), "in order of level"),
            (((1, 0.0), (1, 1.0)), "each level once"),
            (((0, 0.1), (4, 1.0)), "one must be 0 and the other 1"),
            (((0, 0.0), (2, 1.0), (3, 0.5), (4, 1.0)), "both up and down"),
        ],
    )
    def test_it_refuses_what_is_no_value_function(
        self, points: tuple[tuple[float, float], ...], complaint: str
    ) -> None:
        with pytest.raises(InvalidSelection, match=complaint):
            ValueFunction(points)

    def test_it_refuses_a_level_off_the_scale(self) -> None:
        with pytest.raises(InvalidSelection, match="level 5 lies outside the scale from 0 to 4"):
            LINEAR.of(5)


@given(tables, weightings, arrays.arrays(np.float64, (3,), elements=levels))
def test_a_candidate_who_joins_moves_nobody_else(
    table: np.ndarray, raw: list[int], newcomer: np.ndarray
) -> None:
    weights = np.array(raw) / sum(raw)

    before = additive_values(table, weights=weights)
    after = additive_values(np.vstack([table, newcomer]), weights=weights)

    np.testing.assert_array_equal(after[:-1], before)


@given(tables, weightings, st.integers(0, 5))
def test_a_dominated_candidate_changes_no_rank_of_the_others(
    table: np.ndarray, raw: list[int], best: int
) -> None:
    weights = np.array(raw) / sum(raw)
    dominated = table[best] / 2

    before = ranks_of(additive_values(table, weights=weights))
    after = ranks_of(additive_values(np.vstack([table, dominated]), weights=weights))

    order_before = np.argsort(before, kind="stable")
    order_after = np.argsort(after[:-1], kind="stable")
    np.testing.assert_array_equal(order_before, order_after)
    assert after[-1] >= after[best]


def test_equal_totals_share_a_rank_and_are_chosen_in_order() -> None:
    totals = np.array([0.1 + 0.2, 0.3, 0.5, 0.1])

    assert ranks_of(totals).tolist() == [2, 2, 1, 4]
    assert chosen_idx(totals, count=2) == (2, 0)
