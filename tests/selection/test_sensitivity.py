from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bybalance.model.errors import InvalidSelection
from bybalance.selection.sensitivity import smallest_change, weight_limits
from bybalance.selection.values import additive_values, chosen_idx
from bybalance.selection.weights import WeightSpace

levels = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
tables = arrays.arrays(np.float64, (5, 4), elements=levels)
weightings = st.lists(st.integers(1, 20), min_size=4, max_size=4).map(
    lambda raw: np.array(raw) / sum(raw)
)
HAIR = 1e-7


def choice(values: np.ndarray, weights: np.ndarray, count: int) -> set[int]:
    return set(chosen_idx(additive_values(values, weights=weights), count=count))


def moved_by_hand(lead: np.ndarray, weights: np.ndarray) -> float:
    """Take weight where the lead is largest, give it where it is least, until the lead is gone."""
    gap, moved = float(lead @ weights), 0.0
    receiver = int(np.argmin(lead))
    for giver in np.argsort(-lead):
        gain = lead[giver] - lead[receiver]
        if gap <= 0 or gain <= 0:
            break
        step = min(weights[giver], gap / gain)
        moved, gap = moved + step, gap - step * gain
    return moved if gap <= 1e-12 else np.inf


@given(tables, weightings, st.integers(1, 4))
def test_it_is_the_change_found_by_hand(
    values: np.ndarray, weights: np.ndarray, count: int
) -> None:
    inside = choice(values, weights, count)
    by_hand = min(
        moved_by_hand(values[i] - values[o], weights)
        for i in inside
        for o in set(range(5)) - inside
    )

    found = smallest_change(values, weights=weights, chosen_count=count)

    assert (np.inf if found is None else found.moved_share) == pytest.approx(by_hand, abs=1e-9)


@given(tables, weightings, st.integers(1, 4))
def test_a_little_more_alters_the_choice_and_a_little_less_does_not(
    values: np.ndarray, weights: np.ndarray, count: int
) -> None:
    found = smallest_change(values, weights=weights, chosen_count=count)
    assume(found is not None and found.moved_share > 1e-4)
    assert found is not None
    lead = values[found.leaving_idx] - values[found.entering_idx]
    step = (found.weights - weights) / found.moved_share
    assert np.abs(found.weights - weights).sum() / 2 == pytest.approx(found.moved_share)

    # At the weights found the two are level; on the way there the one inside is ahead.
    assert lead @ found.weights == pytest.approx(0, abs=1e-9)
    before = weights + step * (found.moved_share - 1e-4)
    assert lead @ before > 0
    assert choice(values, before, count) == choice(values, weights, count)

    # Beyond them, if weight can still move that way, the one outside is ahead.
    beyond = found.weights - HAIR * (lead - lead.mean())
    beyond = np.clip(beyond, 0, None) / np.clip(beyond, 0, None).sum()
    if lead @ beyond < -1e-12:
        assert choice(values, beyond, count) != choice(values, weights, count)


@given(tables, weightings, st.integers(1, 4), st.integers(0, 99))
def test_no_smaller_change_in_any_direction_alters_the_choice(
    values: np.ndarray, weights: np.ndarray, count: int, seed: int
) -> None:
    found = smallest_change(values, weights=weights, chosen_count=count)
    reach = 1.0 if found is None else found.moved_share
    assume(reach > 1e-6)
    rng = np.random.default_rng(seed)
    targets = rng.dirichlet(np.ones(4), size=50)
    moved = np.abs(targets - weights).sum(axis=1) / 2
    shrink = np.minimum(1.0, (reach - 1e-6) / moved)

    tried = weights + shrink[:, None] * (targets - weights)

    original = choice(values, weights, count)
    assert all(choice(values, row, count) == original for row in tried)


def test_a_change_must_stay_within_the_ranges() -> None:
    values = np.array([[1.0, 0.0], [0.0, 1.0]])
    narrow = WeightSpace(2, ranges=((0.55, 0.7), (0.3, 0.45)))

    assert smallest_change(values, weights=np.array([0.6, 0.4]), space=narrow) is None


def test_a_change_must_stay_in_the_order() -> None:
    values = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    weights = np.array([0.5, 0.3, 0.2])

    free = smallest_change(values, weights=weights)
    in_order = smallest_change(values, weights=weights, space=WeightSpace(3, chains=((0, 1, 2),)))

    assert free is not None
    assert free.moved_share == pytest.approx(0.15)
    assert in_order is not None
    assert in_order.weights == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_who_is_best_on_everything_stays_chosen() -> None:
    assert smallest_change(np.array([[1.0, 0.8], [0.5, 0.7]]), weights=np.array([0.5, 0.5])) is None


def test_a_tie_at_the_edge_of_the_choice_needs_no_change() -> None:
    found = smallest_change(np.array([[1.0, 0.0], [0.0, 1.0]]), weights=np.array([0.5, 0.5]))

    assert found is not None
    assert found.moved_share == 0


@given(tables, weightings, st.integers(1, 4), st.integers(0, 3))
def test_one_weight_alone_alters_the_choice_beyond_its_limits_only(
    values: np.ndarray, weights: np.ndarray, count: int, position: int
) -> None:
    limits = weight_limits(values, weights=weights, chosen_count=count)[position]
    others = np.delete(weights, position) / (1 - weights[position])
    original = choice(values, weights, count)

    # At 0 and 1 themselves two may be level, which is no limit.
    for share in np.linspace(0, 1, 41)[1:-1]:
        tried = np.insert(others * (1 - share), position, share)
        lower = -1.0 if limits.lower is None else limits.lower
        upper = 2.0 if limits.upper is None else limits.upper
        if lower + 1e-9 < share < upper - 1e-9:
            assert choice(values, tried, count) == original
        elif share < lower - 1e-9 or share > upper + 1e-9:
            assert choice(values, tried, count) != original


def test_a_criterion_with_all_the_weight_has_no_limits() -> None:
    limits = weight_limits(np.array([[1.0, 0.0], [0.0, 1.0]]), weights=np.array([1.0, 0.0]))

    assert limits[0].lower is None
    assert limits[0].upper is None


@pytest.mark.parametrize(
    ("weights", "count", "complaint"),
    [
        ([0.5, 0.5, 0.0], 1, "one weight per criterion"),
        ([0.5, 0.5], 2, "nothing to choose"),
        ([0.5, 0.5], 0, "nothing to choose"),
        ([0.5, 0.2], 1, "lie outside"),
    ],
)
def test_it_refuses_what_cannot_be_asked(weights: list[float], count: int, complaint: str) -> None:
    with pytest.raises(InvalidSelection, match=complaint):
        smallest_change(
            np.array([[1.0, 0.0], [0.0, 1.0]]), weights=np.array(weights), chosen_count=count
        )
