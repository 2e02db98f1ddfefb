"""Weights by distance beside a plain sum, and beside equipop."""

from __future__ import annotations

import contextlib
import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import integrate
from tests.atlas.grids import grid_of, grids

from bybalance.atlas.contexts import ContextSettings, Decay, decayed_contexts, people_contexts
from bybalance.atlas.contexts.decay import FORMS, MEAN_WITHIN_CELL
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

THEIR_NAMES = {
    "exponential": "negexp", "normal": "expnormal", "root": "expsqrt", "lognormal": "lognormal",
    "power": "power",
}  # fmt: skip
CASES = [(form, calibration) for form in FORMS for calibration in ("half_weight", "half_life")]
CASES.remove(("power", "half_life"))


@given(
    grids(),
    st.lists(st.sampled_from([1, 7, 20, 405, 3_000]), min_size=1, max_size=3),
    st.builds(
        ContextSettings,
        overshoot=st.sampled_from(["proportional", "whole"]),
        self_rule=st.sampled_from(["include", "exclude"]),
        own_cell=st.sampled_from(["equal_area", "point"]),
    ),
    st.sampled_from(FORMS),
)
@settings(max_examples=60, deadline=None)
def test_it_is_the_sum_of_weights_over_the_people_of_the_context(
    grid: PopulationGrid, k: list[int], rule: ContextSettings, form: str
) -> None:
    decay = Decay(half_m=300.0, form=form)  # type: ignore[arg-type]
    each = PopulationGrid.from_cells(
        eastings_m=grid.eastings_m,
        northings_m=grid.northings_m,
        totals=grid.totals,
        counts={
            str(cell): np.where(np.arange(len(grid)) == cell, grid.totals, 0)
            for cell in range(len(grid))
        },
    )
    inside = people_contexts(each, k=k, settings=rule).counts
    east, north = grid.eastings_m * 1.0, grid.northings_m * 1.0
    apart = np.hypot(east[:, None] - east, north[:, None] - north)
    if rule.own_cell == "equal_area":
        np.fill_diagonal(apart, MEAN_WITHIN_CELL * 100)
    weights = decay.weights(apart)
    part_a = grid.group_counts("a") / np.maximum(grid.totals, 1)

    found = decayed_contexts(grid, decay=decay, k=k, settings=rule)

    assert_allclose(found.people, np.einsum("cko,co->ko", inside, weights), atol=1e-9)
    wanted = np.einsum("cko,co,c->ko", inside, weights, part_a)
    assert_allclose(found.counts[0], wanted, atol=1e-9)
    assert (found.people <= np.maximum(inside.sum(axis=0), 0) + 1e-9).all()


@pytest.mark.parametrize(("form", "calibration"), CASES)
def test_equipop_finds_the_same(form: str, calibration: str) -> None:
    cells = pytest.importorskip("equipop.cells")
    fastcounts = pytest.importorskip("equipop.fastcounts")
    their_decay = pytest.importorskip("equipop.decay")
    rng = np.random.default_rng(3)
    at = rng.normal(10, 4, (3_000, 2)).clip(0, 20).astype(int)
    places, people = np.unique(at, axis=0, return_counts=True)
    grid = PopulationGrid.from_cells(
        eastings_m=places[:, 0] * 100, northings_m=places[:, 1] * 100, totals=people,
        counts={"a": rng.binomial(people, 0.3)},
    )  # fmt: skip
    k = [30, 400, 2_000]
    name = {"half_weight": "half-probability", "half_life": "half-life"}[calibration]
    city = cells.CellData(
        E=grid.eastings_m + 50.0, N=grid.northings_m + 50.0, n=grid.totals.astype(int),
        binary_sums={"a": grid.group_counts("a").astype(int)},
    )  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        theirs = fastcounts.run_knn_counts(
            city, k_values=k, report=False,
            decay=their_decay.Decay(model=THEIR_NAMES[form], half_life_m=350, calibration=name),
        )  # fmt: skip
    decay = Decay(half_m=350.0, form=form, calibration=calibration)  # type: ignore[arg-type]

    found = decayed_contexts(grid, decay=decay, k=k)

    for at_k, number in enumerate(k):
        assert_allclose(found.people[at_k], theirs[f"ND_{number}"], rtol=1e-9)
        assert_allclose(found.counts[0, at_k], theirs[f"TD_a_{number}"], rtol=1e-9, atol=1e-9)
        assert_allclose(found.shares[0, at_k], theirs[f"RD_a_{number}"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("form", ["exponential", "normal", "root", "lognormal"])
def test_half_of_the_area_lies_before_the_half_life(form: str) -> None:
    decay = Decay(half_m=400.0, form=form, calibration="half_life")  # type: ignore[arg-type]

    def area(start: float, end: float) -> float:
        # In u = ln(d + 1), where the slow tails of these curves are short.
        return integrate.quad(
            lambda u: float(decay.weights(np.array([math.expm1(u)]))[0]) * math.exp(u),
            math.log1p(start), math.log1p(end), limit=500,
        )[0]  # fmt: skip

    assert area(0, 400) == pytest.approx(area(400, 1e9), rel=1e-4)


@pytest.mark.parametrize("form", FORMS)
def test_the_weight_is_half_where_told(form: str) -> None:
    weights = Decay(half_m=400.0, form=form).weights(np.array([0.0, 400.0]))  # type: ignore[arg-type]

    assert weights.tolist() == pytest.approx([1.0, 0.5])


def test_what_cannot_be_is_refused() -> None:
    for changes in (
        {"form": "straight"}, {"calibration": "third"}, {"half_m": 0.0},
        {"form": "power", "calibration": "half_life"},
    ):  # fmt: skip
        with pytest.raises(InvalidSetting):
            Decay(**{"half_m": 100.0, **changes})  # type: ignore[arg-type]
    empty = decayed_contexts(grid_of({}), decay=Decay(half_m=100.0), k=5)
    assert empty.people.shape == (1, 0)
