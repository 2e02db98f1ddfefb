"""A population grid refuses what cannot be, and keeps zero, missing and withheld apart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from tests.atlas.grids import grid_of, grids

from bybalance.model.errors import InvalidGrid, UnknownGroup
from bybalance.model.grid import PopulationGrid


def made(**changes: object) -> PopulationGrid:
    cells: dict[str, object] = {
        "eastings_m": [719600, 719500, 719500],
        "northings_m": [6175600, 6175600, 6175700],
        "totals": [4, 10, 0],
        "counts": {"tenants": [1, 10, 0]},
    }
    return PopulationGrid.from_cells(**{**cells, **changes})  # type: ignore[arg-type]


def test_cells_are_put_in_order_by_northing_then_easting() -> None:
    grid = made()

    assert grid.eastings_m.tolist() == [719500, 719600, 719500]
    assert grid.totals.tolist() == [10, 4, 0]
    assert grid.group_counts("tenants").tolist() == [10, 1, 0]
    assert (grid.rows.tolist(), grid.columns.tolist()) == ([0, 0, 1], [0, 1, 0])


def test_it_says_what_it_is() -> None:
    assert repr(made()) == (
        "PopulationGrid(3 cells of 100 m, 14 people, groups: tenants; EPSG:25832)"
    )


def test_zero_missing_and_withheld_are_three_things() -> None:
    grid = made(
        counts={"tenants": [0, np.nan, np.nan]}, is_suppressed={"tenants": [False, True, False]}
    )

    assert grid.is_suppressed[:, 0].tolist() == [True, False, False]
    assert grid.is_missing[:, 0].tolist() == [False, False, True]
    assert grid.counts[1, 0] == 0
    assert not grid.is_complete


def test_unknown_numbers_are_replaced_only_when_told_and_never_beyond_the_total() -> None:
    grid = made(totals=[4, np.nan, 0], counts={"tenants": [np.nan, 7, 0]})

    filled = grid.with_unknown_as(2)

    assert filled.totals.tolist() == [7, 4, 0], "a total is at least its largest group"
    assert filled.group_counts("tenants").tolist() == [7, 2, 0]
    assert filled.is_complete


@given(grids(), st.randoms())
def test_the_hash_depends_on_content_and_not_on_order(grid: PopulationGrid, rng: object) -> None:
    order = np.random.default_rng(5).permutation(len(grid))

    again = PopulationGrid.from_cells(
        eastings_m=grid.eastings_m[order],
        northings_m=grid.northings_m[order],
        totals=grid.totals[order],
        counts={name: grid.group_counts(name)[order] for name in grid.groups},
    )

    assert again.content_hash == grid.content_hash
    assert grid.translated(east_m=100, north_m=0).content_hash != grid.content_hash


def test_arrays_cannot_be_changed_behind_the_hash() -> None:
    with pytest.raises(ValueError, match="read-only"):
        made().totals[0] = 5


def test_a_selection_is_a_grid() -> None:
    grid = made()

    assert_array_equal(grid.select(grid.totals > 0).totals, [10, 4])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"totals": [4, -3, 0], "counts": {}}, "E 719500 N 6175600 has -3 people .*-1 often means"),
        ({"totals": [4, 10.5, 0]}, "has 10.5 people .*is_fractional=True"),
        ({"totals": [4, np.inf, 0]}, "No count is that large"),
        ({"counts": {"tenants": [5, 10, 0]}}, "5 of 'tenants' but 4 people in all"),
        ({"counts": {"tenants": [1, -1, 0]}}, r"-1 people \(tenants\)"),
        ({"eastings_m": [719600, 719600, 719500]}, "E 719600 N 6175600 is there twice"),
        ({"eastings_m": [719650, 719500, 719500]}, "off the lattice .*no multiple of 100 m"),
        ({"northings_m": [6175600, 6175600, 6175750]}, "northings differ"),
        ({"eastings_m": [719600.5, 719500, 719500]}, "easting 719600.*whole number"),
        ({"eastings_m": [np.nan, 719500, 719500]}, "easting nan"),
        ({"totals": [4, 10]}, "have 2, 3 entries"),
        ({"cell_size_m": 0}, "a side is 1 m or more"),
        ({"crs": "EPSG:4326"}, "WGS 84, which is measured in degree.*reproject"),
        ({"crs": "EPSG:2263"}, "survey foot"),
        ({"crs": "nonsense"}, "'nonsense' names no coordinate system"),
        ({"counts": {"": [0, 0, 0]}}, "name of its own"),
        (
            {"is_suppressed": {"tenants": [True, False, False]}},
            "withheld but has a number",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_place_value_and_remedy(
    changes: dict[str, object], says: str
) -> None:
    with pytest.raises(InvalidGrid, match=f"(?s){says}"):
        made(**changes)


def test_the_constructor_refuses_cells_out_of_order() -> None:
    grid = made()
    arguments = {name: getattr(grid, name) for name in PopulationGrid.__slots__}

    with pytest.raises(InvalidGrid, match=r"out of order.*from_cells sorts them"):
        PopulationGrid(**{**arguments, "eastings_m": grid.eastings_m[[1, 0, 2]]})
    with pytest.raises(InvalidGrid, match="totals has the shape"):
        PopulationGrid(**{**arguments, "totals": grid.totals[:2]})


@pytest.mark.parametrize(
    "ask",
    [
        lambda grid: grid.group_counts("owners"),
        lambda _grid: made(is_suppressed={"owners": [False] * 3}),
    ],
)
def test_a_group_that_is_not_there_is_named(ask: Callable[[PopulationGrid], object]) -> None:
    with pytest.raises(UnknownGroup, match="no group 'owners'; the grid has tenants"):
        ask(made())


def test_a_grid_may_be_empty() -> None:
    grid = grid_of({})

    assert len(grid) == 0
    assert grid.is_complete
