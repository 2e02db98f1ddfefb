from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bybalance.model.errors import NoWeights
from bybalance.selection import sampling
from bybalance.selection.sampling import draw_weights
from bybalance.selection.weights import WeightSpace, rank_order_centroid


def drawn(space: WeightSpace, *, count: int = 40_000, seed: int = 7) -> np.ndarray:
    return draw_weights(space, count=count, rng=np.random.default_rng(seed))


def test_weights_in_a_stated_order_have_the_rank_order_centroid_as_their_mean() -> None:
    found = drawn(WeightSpace(4, chains=((2, 0, 3, 1),)))

    expected = rank_order_centroid([2, 4, 1, 3])
    np.testing.assert_allclose(found.mean(axis=0), expected, atol=0.004)


def test_free_weights_are_uniform_on_the_simplex() -> None:
    found = drawn(WeightSpace(3))

    # P(w < x) = 1 - (1 - x)^2 for each of three.
    for limit in (0.1, 0.3, 0.5):
        assert (found[:, 0] < limit).mean() == pytest.approx(1 - (1 - limit) ** 2, abs=0.01)


def test_the_same_state_gives_the_same_draws() -> None:
    space = WeightSpace(3, ranges=((0.2, 0.5), (0.0, 1.0), (0.1, 1.0)))

    np.testing.assert_array_equal(drawn(space, count=50), drawn(space, count=50))


def test_the_walk_draws_from_the_same_weights_as_the_exact_way() -> None:
    space = WeightSpace(4, ranges=((0.1, 0.4), (0.1, 0.5), (0.0, 0.5), (0.0, 0.5)))
    rng = np.random.default_rng(3)

    exact = draw_weights(space, count=40_000, rng=rng)
    walked = sampling._walk(space, count=40_000, rng=rng)

    np.testing.assert_allclose(walked.mean(axis=0), exact.mean(axis=0), atol=0.004)
    for share in (10, 50, 90):
        np.testing.assert_allclose(
            np.percentile(walked, share, axis=0), np.percentile(exact, share, axis=0), atol=0.01
        )


def test_narrow_ranges_are_walked_and_kept() -> None:
    middle = 1 / 12
    space = WeightSpace(12, ranges=((middle - 0.01, middle + 0.01),) * 12, chains=((0, 1, 2),))

    found = drawn(space, count=2_000)

    assert all(space.contains(row) for row in found)
    assert found.std(axis=0).min() > 0.002
    np.testing.assert_allclose(found[:, 3:].mean(axis=0), middle, atol=0.001)


def test_weights_that_are_all_fixed_are_given_back() -> None:
    space = WeightSpace(3, ranges=((0.5, 0.5), (0.3, 0.3), (0.2, 0.2)))

    assert drawn(space, count=3).tolist() == [[0.5, 0.3, 0.2]] * 3


def test_some_fixed_weights_leave_the_rest_free() -> None:
    space = WeightSpace(3, ranges=((0.5, 0.5), (0.0, 1.0), (0.0, 1.0)))

    found = drawn(space, count=5_000)

    assert found[:, 0] == pytest.approx(0.5)
    assert np.percentile(found[:, 1], 50) == pytest.approx(0.25, abs=0.02)
    assert np.ptp(found[:, 1]) > 0.45


def test_an_order_that_leaves_one_point_gives_that_point() -> None:
    space = WeightSpace(3, ranges=((0.0, 1 / 3), (0.0, 1.0), (0.0, 1.0)), chains=((0, 1, 2),))

    np.testing.assert_allclose(drawn(space, count=2), 1 / 3, atol=1e-9)


def test_an_order_and_ranges_that_meet_fix_two_weights() -> None:
    space = WeightSpace(
        4,
        ranges=((0.0, 0.3), (0.3, 1.0), (0.0, 1.0), (0.0, 1.0)),
        chains=((0, 1), (2, 3)),
    )

    found = drawn(space, count=500)

    assert found[:, :2] == pytest.approx(0.3)
    assert (found[:, 2] >= found[:, 3] - 1e-9).all()


@st.composite
def spaces(draw: st.DrawFn) -> WeightSpace:
    count = draw(st.integers(1, 6))
    low = [draw(st.sampled_from([0.0, 0.0, 0.05, 0.1])) for _ in range(count)]
    high = [draw(st.sampled_from([0.25, 0.5, 1.0, 1.0])) for _ in range(count)]
    order = draw(st.permutations(range(count)))
    length = draw(st.integers(0, count))
    chains = (tuple(order[:length]),) if length > 1 else ()
    try:
        return WeightSpace(count, ranges=tuple(zip(low, high, strict=True)), chains=chains)
    except NoWeights:
        assume(False)
        raise


@given(spaces(), st.integers(0, 99))
def test_every_draw_lies_in_the_space(space: WeightSpace, seed: int) -> None:
    found = draw_weights(space, count=60, rng=np.random.default_rng(seed))

    assert found.shape == (60, space.criterion_count)
    assert all(space.contains(row, tolerance=1e-7) for row in found)
