"""Neighbourhoods hold what they promise, on drawn maps and on real ones where they are there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from tests.atlas.grids import grid_of

from bybalance.atlas.neighbourhoods import (
    LEFT_OVER_REASONS,
    Neighbourhoods,
    NeighbourhoodSettings,
    build_neighbourhoods,
    neighbourhood_quality,
)
from bybalance.atlas.neighbourhoods.parts import near_cells
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
RULE = NeighbourhoodSettings(small_households=20, large_households=60)


def plain(width: int, height: int) -> PopulationGrid:
    return grid_of({(x, y): (10, 0) for x in range(width) for y in range(height)})


@st.composite
def maps(draw: st.DrawFn) -> tuple[PopulationGrid, dict[int, np.ndarray], np.ndarray, list[object]]:  # type: ignore[type-arg]
    places = draw(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=60))
    grid = grid_of(dict.fromkeys(places, (10, 0)))
    count = st.sampled_from([0, 1, 5, 12, 25])
    years = {
        year: np.array(draw(st.lists(count, min_size=len(grid), max_size=len(grid))))
        for year in range(2020, 2020 + draw(st.integers(1, 3)))
    }
    kinds = np.array(
        draw(st.lists(st.tuples(count, count), min_size=len(grid), max_size=len(grid)))
    )
    end = st.integers(-1, 10)
    barriers = [
        shapely.LineString([(100 * x, 100 * y), (100 * u, 100 * v)])
        for x, y, u, v in draw(st.lists(st.tuples(end, end, end, end), max_size=3))
    ]
    return grid, years, kinds, barriers


@given(maps(), st.integers(0, 5), st.integers(1, 2))
@settings(max_examples=80, deadline=None)
def test_neighbourhoods_hold_what_they_promise(
    drawn: tuple[PopulationGrid, dict[int, np.ndarray], np.ndarray, list[object]],  # type: ignore[type-arg]
    seed: int,
    gap: int,
) -> None:
    grid, years, kinds, barriers = drawn
    rule = NeighbourhoodSettings(small_households=20, large_households=60, gap_cells=gap)

    found = build_neighbourhoods(
        grid, households=years, kinds=kinds, barriers=barriers, settings=rule, seed=seed
    )

    # Which cells may be joined, worked out pair by pair.
    def may_touch(one: int, other: int) -> bool:
        steps = max(
            abs(grid.rows[one] - grid.rows[other]), abs(grid.columns[one] - grid.columns[other])
        )
        line = shapely.LineString(
            [(grid.eastings_m[at] + 50, grid.northings_m[at] + 50) for at in (one, other)]
        )
        return steps <= gap and not any(line.intersects(barrier) for barrier in barriers)

    homes = np.column_stack(list(years.values()))
    for level, least in (("small", 20), ("large", 60)):
        numbers = found.of_level(level)
        for number in range(numbers.max() + 1):
            cells = np.flatnonzero(numbers == number).tolist()
            assert cells, "numbers have no holes"
            assert (homes[cells].sum(axis=0) >= least).all()
            reached, waiting = {cells[0]}, [cells[0]]
            while waiting:
                here = waiting.pop()
                new = [each for each in cells if each not in reached and may_touch(here, each)]
                reached.update(new)
                waiting += new
            assert reached == set(cells)
    for number in range(found.small.max() + 1):
        assert len(set(found.large[found.small == number].tolist())) == 1
    assert (found.large[found.small < 0] == -1).all()
    for at, reason in enumerate(found.reasons):
        assert (reason is None) == (found.small[at] >= 0)
        assert reason is None or reason in LEFT_OVER_REASONS
        assert (reason == "nobody") == (homes[at].sum() == 0)
    for quality in neighbourhood_quality(found, households=years, kinds=kinds):
        assert quality.too_small == quality.in_pieces == ()


@given(maps(), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_the_same_seed_gives_the_same_and_moving_the_map_changes_nothing(
    drawn: tuple[PopulationGrid, dict[int, np.ndarray], np.ndarray, list[object]],  # type: ignore[type-arg]
    seed: int,
) -> None:
    grid, years, kinds, _ = drawn

    here = build_neighbourhoods(grid, households=years, kinds=kinds, settings=RULE, seed=seed)
    there = build_neighbourhoods(
        grid.translated(east_m=700, north_m=-300), households=years, kinds=kinds, settings=RULE,
        seed=seed,
    )  # fmt: skip

    assert_array_equal(here.small, there.small)
    assert_array_equal(here.large, there.large)


def test_nothing_can_be_left_over_that_is_large_enough() -> None:
    grid = grid_of(dict.fromkeys([(0, 0), (1, 0), (5, 5), (9, 9)], (10, 0)))

    found = build_neighbourhoods(
        grid, households={1: [15, 15, 25, 3], 2: [15, 15, 19, 3]}, settings=RULE
    )

    assert found.small.tolist() == [0, 0, -1, -1]
    assert found.reasons == (None, None, "cut_off", "cut_off")


def test_a_year_with_few_households_makes_them_larger() -> None:
    grid = plain(6, 6)
    many = build_neighbourhoods(grid, households={1: [10] * 36}, settings=RULE)

    few = build_neighbourhoods(grid, households={1: [10] * 36, 2: [2] * 36}, settings=RULE)

    assert few.small.max() < many.small.max()


def test_different_dwellings_part_neighbourhoods_and_a_barrier_does() -> None:
    grid = plain(8, 4)
    is_east = grid.columns >= 4
    kinds = np.column_stack([np.where(is_east, 0, 10), np.where(is_east, 10, 0)])
    barrier = shapely.LineString([(300, -100), (300, 900)])

    by_kind = build_neighbourhoods(grid, households={1: [10] * 32}, kinds=kinds, settings=RULE)
    by_rail = build_neighbourhoods(
        grid, households={1: [10] * 32}, barriers=[barrier], settings=RULE
    )

    assert not set(by_kind.small[is_east]) & set(by_kind.small[~is_east])
    assert not set(by_rail.large[grid.columns < 3]) & set(by_rail.large[grid.columns >= 3])
    assert neighbourhood_quality(by_kind, households={1: [10] * 32}, kinds=kinds)[
        0
    ].homogeneity == pytest.approx(1)


def test_polygons_cover_the_cells() -> None:
    found = build_neighbourhoods(plain(6, 4), households={1: [10] * 24}, settings=RULE)

    polygons = found.polygons("small")

    assert sum(polygon.area for polygon in polygons.values()) == 24 * 10_000
    assert next(iter(polygons)) == "small-0001"
    with pytest.raises(InvalidSetting, match="small or large"):
        found.polygons("middle")


def test_near_cells_leap_over_as_many_as_told() -> None:
    grid = grid_of({(0, 0): (1, 0), (2, 0): (1, 0), (5, 0): (1, 0)})

    assert [len(near_cells(grid, gap_cells=gap)[0]) for gap in (1, 2, 3)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"households": {}}, "at least one year"),
        ({"households": {1: [5]}}, "each of the 4 cells"),
        ({"households": {1: [5, 5, 5, -1]}}, "0 or more"),
        ({"kinds": [[1.0]]}, "a row for each"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidSetting, match=says):
        build_neighbourhoods(plain(2, 2), **{"households": {1: [5] * 4}, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "numbers", [{"small_households": 0}, {"large_households": 5}, {"gap_cells": 0}, {"size": -1.0}]
)
def test_settings_that_cannot_be_are_refused(numbers: dict[str, float]) -> None:
    with pytest.raises(InvalidSetting):
        NeighbourhoodSettings(**numbers)  # type: ignore[arg-type]


def test_oslo_is_parted_into_neighbourhoods_of_the_sizes_that_denmark_has() -> None:
    file = SHARED / "no-oslo-grid-100m" / "Oslo_bef_100m_2015.csv"
    if not file.exists():
        pytest.skip("real grids are not on this machine")
    text = [line.split() for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    ids = [line[0].strip('"') for line in text]
    grid = PopulationGrid.from_cells(
        eastings_m=[int(each[1:7]) for each in ids],
        northings_m=[int(each[7:]) for each in ids],
        totals=[float(line[1].strip('"')) for line in text],
        crs="EPSG:32633",
    )
    homes = {2015: np.ceil(grid.totals / 2.0)}

    found: Neighbourhoods = build_neighbourhoods(grid, households=homes)

    small, large = neighbourhood_quality(found, households=homes)
    assert small.too_small == small.in_pieces == large.too_small == large.in_pieces == ()
    assert small.left_over_households.get("cut_off", 0) < 0.02 * homes[2015].sum()
    assert 150 <= small.households[2] <= 350
    assert 600 <= large.households[2] <= 1_400
    assert small.raggedness[0] < 2.5
