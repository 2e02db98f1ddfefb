"""Quantiles of a value beside everybody of the context in a row, and beside equipop."""

from __future__ import annotations

import contextlib
import io
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from tests.atlas.grids import grid_of, grids

from bybalance.atlas.contexts import (
    ContextSettings,
    Pace,
    people_contexts,
    value_means,
    value_medians,
    value_quantiles,
)
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

VALUES = st.sampled_from([float("nan"), -3.5, 0.0, 1.25, 1_000.0, 98_765.4321])
RULES = st.builds(
    ContextSettings,
    overshoot=st.sampled_from(["proportional", "whole"]),
    self_rule=st.sampled_from(["include", "exclude"]),
)
QUANTILES = (0.0, 0.1, 0.5, 0.9, 1.0)


def in_a_row(values: np.ndarray, people: np.ndarray, q: float) -> float:  # type: ignore[type-arg]
    """The rule in plain exact arithmetic: blocks of equal value, straight lines between them."""
    blocks = [
        (float(value), sum(Fraction(str(p)) for p in people[values == value]))
        for value in np.unique(values[people > 0])
    ]
    total = sum((count for _, count in blocks), Fraction(0))
    if total == 0:
        return float("nan")
    if total <= 1:
        return float(sum(Fraction(value) * count for value, count in blocks) / total)
    target, start = (total - 1) * Fraction(str(q)), Fraction(0)
    for at, (value, count) in enumerate(blocks):
        end = start + count
        last = max(end - 1, start)
        if target <= last or at == len(blocks) - 1:
            return value
        if target < end:
            return value + float((target - last) / (end - last)) * (blocks[at + 1][0] - value)
        start = end
    raise AssertionError


K = st.lists(st.sampled_from([1, 2, 7, 20, 405, 3_000]), min_size=1, max_size=3)


@given(grids(), st.data(), K, RULES)
@settings(max_examples=80, deadline=None)
def test_a_quantile_is_that_of_everybody_in_a_row(
    grid: PopulationGrid, data: st.DataObject, k: list[int], rule: ContextSettings
) -> None:
    values = np.array(data.draw(st.lists(VALUES, min_size=len(grid), max_size=len(grid))))
    parts = np.array(data.draw(st.lists(st.integers(0, 4), min_size=len(grid), max_size=len(grid))))
    weights = np.floor(grid.totals * parts / 4)
    each = PopulationGrid.from_cells(
        eastings_m=grid.eastings_m,
        northings_m=grid.northings_m,
        totals=grid.totals,
        counts={
            str(cell): np.where(np.arange(len(grid)) == cell, weights, 0)
            for cell in range(len(grid))
        },
    )
    inside = people_contexts(each, k=k, settings=rule).counts
    known = np.flatnonzero(~np.isnan(values))

    found = value_quantiles(
        grid, values, quantiles=QUANTILES, k=k, weights=weights, settings=rule
    )  # fmt: skip

    for at, q in enumerate(QUANTILES):
        for at_k in range(found.shape[1]):
            for origin in range(len(grid)):
                people = inside[known, at_k, origin]
                wanted = in_a_row(values[known], people, q)
                assert_allclose(found[at, at_k, origin], wanted, rtol=1e-6, atol=1e-6)


@given(grids(), st.sampled_from([7, 405]))
@settings(max_examples=30, deadline=None)
def test_quantiles_grow_and_move_with_the_values(grid: PopulationGrid, k: int) -> None:
    values = np.arange(len(grid), dtype=float) % 7

    found = value_quantiles(grid, values, quantiles=(0.1, 0.5, 0.9), k=k)
    moved = value_quantiles(grid, 3 * values + 10, quantiles=(0.1, 0.5, 0.9), k=k)

    is_known = ~np.isnan(found[0])
    assert (found[0][is_known] <= found[1][is_known] + 1e-9).all()
    assert (found[1][is_known] <= found[2][is_known] + 1e-9).all()
    assert_allclose(moved, 3 * found + 10, atol=1e-9)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("self_rule", ["include", "exclude"])
@pytest.mark.parametrize("overshoot", ["proportional", "whole"])
def test_equipop_finds_the_same_means_and_medians(
    seed: int, self_rule: str, overshoot: str
) -> None:
    cells = pytest.importorskip("equipop.cells")
    analysis = pytest.importorskip("equipop.analysis")
    rng = np.random.default_rng(seed)
    at = rng.normal(10, 3, (2_000, 2)).clip(0, 20).astype(int)
    places, people = np.unique(at, axis=0, return_counts=True)
    income = rng.lognormal(12.5, 0.4, len(people)).round(2)
    grid = PopulationGrid.from_cells(
        eastings_m=places[:, 0] * 100, northings_m=places[:, 1] * 100, totals=people
    )
    order = np.lexsort((places[:, 0], places[:, 1]))
    income, k = income[order], [40, 200, 1_600]
    city = cells.CellData(
        E=grid.eastings_m + 50.0, N=grid.northings_m + 50.0, n=grid.totals.astype(int),
        value_arrays={"income": [np.array([value]) for value in income]},
        value_weights={"income": [np.array([float(n)]) for n in grid.totals]},
    )  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        theirs = analysis.run_knn_stats(
            city, k, {"income": ["mean", "median", "p90"]}, overshoot_mode=overshoot,
            self_rule=self_rule,
        )  # fmt: skip
    rule = ContextSettings(overshoot=overshoot, self_rule=self_rule)  # type: ignore[arg-type]

    means = value_means(grid, income, k=k, settings=rule)
    middle, high = value_quantiles(grid, income, quantiles=(0.5, 0.9), k=k, settings=rule)

    for at_k, number in enumerate(k):
        assert_allclose(means[at_k], theirs[f"Mean_income_{number}"], rtol=1e-9)
        assert_allclose(middle[at_k], theirs[f"Med_income_{number}"], rtol=1e-9)
        assert_allclose(high[at_k], theirs[f"P90_income_{number}"], rtol=1e-9)


def test_by_hand() -> None:
    # Ten people at 100, ten at 200, one third of ten at 900.
    grid = grid_of({(0, 0): (10, 0), (1, 0): (10, 0), (3, 0): (10, 0)})

    found = value_medians(grid, [100.0, 200.0, 900.0], k=[20, 22])

    # k = 20: places 0-9 and 10-19, the middle is 9.5; k = 22: 10.5.
    assert found[0].tolist() == [150.0, 150.0, 550.0]
    assert found[1, 0] == 200.0


def test_nobody_with_a_value_has_no_median_and_threads_do_not_matter() -> None:
    grid = grid_of({(x, y): (x + y, 0) for x in range(20) for y in range(20)})
    values = np.where(grid.eastings_m < 300, np.nan, grid.eastings_m * 1.0)

    assert np.isnan(value_medians(grid, np.full(400, np.nan), k=5)).all()
    one = value_medians(grid, values, k=[5, 90], pace=Pace(thread_count=1))
    assert_array_equal(one, value_medians(grid, values, k=[5, 90], pace=Pace(thread_count=3)))


@pytest.mark.parametrize("weights", [[6.0], [-1.0], [0.5], [1.0, 1.0]])
def test_weights_are_some_of_the_people(weights: list[float]) -> None:
    with pytest.raises(InvalidSetting, match="weights say how many"):
        value_means(grid_of({(0, 0): (5, 1)}), [1.0], k=3, weights=weights)


@pytest.mark.parametrize("quantiles", [[], [1.1], [float("nan")]])
def test_quantiles_go_from_0_to_1(quantiles: list[float]) -> None:
    with pytest.raises(InvalidSetting, match="numbers from 0 to 1"):
        value_quantiles(grid_of({(0, 0): (5, 1)}), [1.0], k=3, quantiles=quantiles)
