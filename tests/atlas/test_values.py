"""Means of a value, beside a plain sum over the context of each cell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from tests.atlas.grids import grid_of, grids

from bybalance.atlas.contexts import ContextSettings, people_contexts, value_means
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

VALUES = st.sampled_from([float("nan"), -3.5, 0.0, 1.25, 1_000.0, 98_765.4321])


@given(
    grid=grids(),
    data=st.data(),
    k=st.lists(st.sampled_from([1, 7, 20, 405, 3_000]), min_size=1, max_size=3),
    rule=st.builds(
        ContextSettings,
        overshoot=st.sampled_from(["proportional", "whole"]),
        self_rule=st.sampled_from(["include", "exclude"]),
        method=st.sampled_from(["raster", "tree", "reference"]),
    ),
)
def test_a_mean_is_the_sum_over_the_people_of_the_context(
    grid: PopulationGrid, data: st.DataObject, k: list[int], rule: ContextSettings
) -> None:
    values = np.array(data.draw(st.lists(VALUES, min_size=len(grid), max_size=len(grid))))
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
    known = np.where(np.isnan(values), 0, 1)
    people = np.einsum("cko,c->ko", inside, known)
    sums = np.einsum("cko,c->ko", inside, np.nan_to_num(values))

    found = value_means(grid, values, k=k, settings=rule)

    expected = sums / np.where(people > 0, people, np.nan)
    assert_allclose(found, expected, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("values", [[1.0, 2.0], [float("inf")]])
def test_there_is_one_finite_value_per_cell(values: list[float]) -> None:
    with pytest.raises(InvalidSetting, match="one finite number per cell"):
        value_means(grid_of({(0, 0): (5, 1)}), values, k=3)
