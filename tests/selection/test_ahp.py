from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.errors import InvalidSelection
from bybalance.selection.ahp import pairwise_weights

# coffee, wine, tea, beer, soda, milk, water: which is drunk more in the United States, and how many
# times as much. Saaty (2008); only what is above the diagonal is written down.
DRINKS = (
    (9, 5, 2, 1, 1, 1 / 2),
    (1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9),
    (1 / 3, 1 / 4, 1 / 3, 1 / 9),
    (1 / 2, 1, 1 / 3),
    (2, 1 / 2),
    (1 / 3,),
)
PUBLISHED = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
PUBLISHED_CONSISTENCY_RATIO = 0.022


def reciprocal(upper: tuple[tuple[float, ...], ...]) -> np.ndarray:
    matrix = np.eye(len(upper) + 1)
    for row, values in enumerate(upper):
        for offset, value in enumerate(values, start=1):
            matrix[row, row + offset], matrix[row + offset, row] = value, 1 / value
    return matrix


def test_the_drinks_of_saaty_come_out_to_every_printed_digit() -> None:
    found = pairwise_weights(reciprocal(DRINKS))

    assert found.weights.round(3).tolist() == PUBLISHED
    assert round(found.consistency_ratio, 3) == PUBLISHED_CONSISTENCY_RATIO
    assert found.is_consistent


def test_comparisons_that_go_in_a_circle_are_told() -> None:
    circle = reciprocal(((9, 1 / 9), (9,)))

    assert not pairwise_weights(circle).is_consistent


@given(st.lists(st.sampled_from([1.0, 1.5, 2.0, 3.0]), min_size=1, max_size=8))
def test_comparisons_without_contradiction_give_back_their_weights(raw: list[float]) -> None:
    expected = np.array(raw) / sum(raw)

    found = pairwise_weights(expected[:, None] / expected[None, :])

    np.testing.assert_allclose(found.weights, expected, atol=1e-9)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("matrix", "complaint"),
    [
        (np.array([[1.0, 2.0]]), "must be square"),
        (np.array([[1.0, 2.0], [2.0, 1.0]]), "the other way round"),
        (np.array([[1.0, 12.0], [1 / 12, 1.0]]), "from 1/9 to 9"),
        (np.eye(1).repeat(16, 0).repeat(16, 1), "too many to compare"),
    ],
)
def test_it_refuses_what_is_no_comparison(matrix: np.ndarray, complaint: str) -> None:
    with pytest.raises(InvalidSelection, match=complaint):
        pairwise_weights(matrix)
