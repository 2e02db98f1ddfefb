"""Profiles over k and distance, and the contexts within a radius they stand on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from tests.atlas.grids import grid_of, grids

from bybalance.atlas.contexts import people_contexts, radius_contexts
from bybalance.atlas.segregation import many_groups, two_groups
from bybalance.atlas.segregation.profile import context_quantiles, segregation_profile
from bybalance.model.errors import InvalidSetting, UnknownCount
from bybalance.model.grid import PopulationGrid

HALVES = grid_of({(x, y): (10, 10 if x < 6 else 2) for x in range(12) for y in range(12)})


@given(
    grid=grids(group_count=5),
    radii=st.lists(st.sampled_from([0, 99, 100, 141.5, 300, 500, 5_000]), min_size=1),
    rule=st.sampled_from(["include", "exclude"]),
)
def test_a_radius_holds_what_a_look_at_every_cell_finds(
    grid: PopulationGrid, radii: list[float], rule: str
) -> None:
    found = radius_contexts(grid, radius_m=radii, self_rule=rule)  # type: ignore[arg-type]

    apart = np.hypot(
        grid.eastings_m[:, np.newaxis] - grid.eastings_m,
        grid.northings_m[:, np.newaxis] - grid.northings_m,
    )
    if rule == "exclude":
        np.fill_diagonal(apart, np.inf)
    for at, radius in enumerate(found.radius_m):
        is_near = apart <= radius
        assert_array_equal(found.people[at], is_near @ grid.totals)
        for group in range(len(grid.groups)):
            assert_array_equal(found.counts[group, at], is_near @ grid.counts[:, group])


@pytest.mark.parametrize("radius", [-1.0, math.nan, math.inf])
def test_a_radius_is_a_distance(radius: float) -> None:
    with pytest.raises(InvalidSetting, match="radius_m"):
        radius_contexts(HALVES, radius_m=[radius])


def test_at_distance_zero_the_profile_is_the_measure_of_cells() -> None:
    members, totals = HALVES.group_counts("a"), HALVES.totals

    for weights in ("residents", "contexts"):
        for measure, plain in (
            ("dissimilarity", two_groups.dissimilarity(members, totals)),
            ("isolation", two_groups.isolation(members, totals)),
            ("theil_h", many_groups.theil_h(np.column_stack([members, totals - members]))),
        ):
            [row] = segregation_profile(
                HALVES,
                group="a",
                measure=measure,
                radius_m=[0],
                weights=weights,  # type: ignore[arg-type]
            )
            assert row.estimate == pytest.approx(plain, abs=1e-12)


def test_a_profile_falls_as_contexts_grow_and_ends_at_none() -> None:
    rows = segregation_profile(HALVES, group="a", k=(10, 100, 400, 1_440))

    estimates = [row.estimate for row in rows]
    assert estimates == sorted(estimates, reverse=True)
    assert estimates[-1] == pytest.approx(0, abs=1e-12)
    assert [row.reach for row in rows] == [10, 100, 400, 1_440]


def test_rows_say_scale_chance_and_units() -> None:
    rows = segregation_profile(
        HALVES, group="a", k=[50], radius_m=[200], draw_count=30, measure="theil_h"
    )

    assert [(row.scale, row.unit_count) for row in rows] == [("k", 144), ("radius_m", 144)]
    for row in rows:
        assert row.low < row.expected < row.high < row.estimate


def test_each_draw_is_measured_in_its_own_contexts() -> None:
    rng = np.random.default_rng(1)
    free = HALVES.totals.astype(int)
    dealt = rng.multivariate_hypergeometric(free, int(HALVES.counts.sum()), method="marginals")
    one = PopulationGrid.from_cells(
        eastings_m=HALVES.eastings_m, northings_m=HALVES.northings_m, totals=HALVES.totals,
        counts={"a": dealt},
    )  # fmt: skip
    [alone] = segregation_profile(one, group="a", k=[60])

    [row] = segregation_profile(HALVES, group="a", k=[60], draw_count=1, seed=1)

    assert row.expected == alone.estimate


def test_quantiles_count_people_and_not_cells() -> None:
    shares = people_contexts(HALVES, k=10).share("a", 10)

    found = context_quantiles(shares, HALVES.totals, quantiles=[0.1, 0.9])

    assert_allclose(found, [0.2, 1.0])
    assert np.isnan(context_quantiles([np.nan], [3], quantiles=[0.5])).all()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"k": [5], "measure": "gini"}, "no measure 'gini'; choose one of isolation"),
        ({}, "Name a scale"),
    ],
)
def test_mistakes_are_named(options: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidSetting, match=says):
        segregation_profile(HALVES, group="a", **options)  # type: ignore[arg-type]


def test_unknown_numbers_are_refused() -> None:
    grid = PopulationGrid.from_cells(
        eastings_m=[0], northings_m=[0], totals=[5], counts={"a": [np.nan]}
    )

    with pytest.raises(UnknownCount):
        segregation_profile(grid, group="a", k=[5])
