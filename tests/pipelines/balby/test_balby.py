"""The invented city: the same from the same seed, shaped as promised, and never taken for real."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from scipy import sparse

from bybalance.atlas.profile.areas import cells_within
from bybalance.lists.published import published_lists
from bybalance.model import coordinates
from bybalance.pipelines.balby import people, plan, write


@pytest.fixture(scope="module")
def town() -> people.Balby:
    return people.make_balby()


def test_the_same_seed_makes_the_same_city_and_another_seed_another(town: people.Balby) -> None:
    again, other = people.make_balby(), people.make_balby(seed=2)

    for year in people.YEARS:
        assert again.people[year].content_hash == town.people[year].content_hash
        assert again.households[year].content_hash == town.households[year].content_hash
        assert other.people[year].content_hash != town.people[year].content_hash
    assert shapely.equals_exact(list(again.streets), list(town.streets)).all()


def test_it_has_about_sixty_thousand_people(town: people.Balby) -> None:
    assert town.people[2024].totals.sum() == pytest.approx(60_000, rel=0.01)


def test_cells_of_the_centre_are_spread_as_those_of_frederiksberg(town: people.Balby) -> None:
    totals = town.people[2024].totals
    centre = totals[(town.zones == people.INNER) & (totals > 0)]

    assert np.quantile(centre, [0.25, 0.5, 0.75]) == pytest.approx([54, 119, 216], rel=0.02)
    assert centre.mean() == pytest.approx(140.7, rel=0.02)
    assert centre.max() <= 595


def test_the_share_of_non_western_residents_is_that_of_the_region(town: people.Balby) -> None:
    grid = town.people[2024]

    share = grid.group_counts("non_western").sum() / grid.totals.sum()

    assert share == pytest.approx(0.149, abs=0.005)


@pytest.mark.parametrize(
    ("area_id", "residents"), [("balby-nord", 1_450), ("balby-vest", 1_120), ("balby-oe", 990)]
)
def test_areas_have_the_residents_of_the_readmes_example(
    town: people.Balby, area_id: str, residents: int
) -> None:
    area = next(area for area in plan.AREAS if area.area_id == area_id)
    outline = plan.moved(plan.area_polygon(area))
    grid = town.people[2024]
    inside = shapely.contains(outline, shapely.points(grid.eastings_m + 50, grid.northings_m + 50))

    assert grid.totals[inside].sum() == residents


def test_tenures_add_up_to_households_and_nobody_lives_on_water(town: people.Balby) -> None:
    grid = town.people[2024]
    squares = shapely.box(
        grid.eastings_m, grid.northings_m, grid.eastings_m + 100, grid.northings_m + 100
    )
    wet = shapely.area(shapely.intersection(plan.moved(plan.fjord()), squares))

    for year, homes in town.households.items():
        assert (homes.counts.sum(axis=1) == homes.totals).all()
        assert ((homes.totals > 0) == (town.people[year].totals > 0)).all()
    assert wet.max() <= 0.35 * 10_000


def test_it_lies_in_the_sea_far_from_land() -> None:
    """Grenaa, Anholt and Sjællands Odde are the nearest land; their places are in degrees."""
    frame = shapely.box(*plan.CORNER_M, *(np.array(plan.CORNER_M) + plan.SIZE_M))
    land = [(10.93, 56.41), (10.95, 56.44), (11.51, 56.70), (11.37, 55.97), (11.71, 56.20)]

    nearest = min(frame.distance(shapely.Point(coordinates.to_metres(*place))) for place in land)

    assert nearest > 4_000


def test_its_areas_are_on_no_published_list() -> None:
    known = {area.name.casefold() for area in published_lists().areas.values()}

    assert not known & {area.name.casefold() for area in plan.AREAS}


def test_districts_do_not_overlap_and_housing_areas_lie_in_one() -> None:
    districts = [plan.area_polygon(area) for area in plan.AREAS if area.kind == "district"]
    estates = [plan.area_polygon(area) for area in plan.AREAS if area.kind == "housing_area"]

    assert sum(district.area for district in districts) == pytest.approx(
        shapely.union_all(districts).area
    )
    assert len(estates) >= 3
    for estate in estates:
        assert any(district.contains(estate) for district in districts)


def test_no_cell_lies_in_two_districts(town: people.Balby) -> None:
    grid = town.people[2024]
    inside = [
        cells_within(plan.moved(plan.area_polygon(area)), grid)
        for area in plan.AREAS
        if area.kind == "district"
    ]

    assert np.sum(inside, axis=0).max() == 1


def test_streets_cross_the_railway_at_main_roads_only(town: people.Balby) -> None:
    wall = plan.moved(plan.railway())
    roads = plan.moved(shapely.union_all([*plan.main_roads(), *plan.access_roads()]))

    crossing = [piece for piece in town.streets if piece.intersects(wall)]

    assert crossing
    assert max(piece.distance(roads) for piece in crossing) < 55


def test_almost_everybody_can_walk_to_everybody(town: people.Balby) -> None:
    ends = np.array([piece.coords for piece in town.streets]).reshape(-1, 2)
    nodes, index = np.unique(ends, axis=0, return_inverse=True)
    pairs = index.reshape(-1, 2)
    links = sparse.coo_matrix(
        (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(nodes), len(nodes))
    )
    _count, part = sparse.csgraph.connected_components(links, directed=False)
    largest = nodes[part == np.bincount(part).argmax()] - 50
    grid = town.people[2024]
    homes = np.column_stack([grid.eastings_m, grid.northings_m])
    is_reached = np.isin(homes @ [1, 1j], largest @ [1, 1j])

    assert grid.totals[is_reached].sum() > 0.95 * grid.totals.sum()


def test_every_file_says_that_it_is_invented(town: people.Balby, tmp_path: Path) -> None:
    write.write_balby(town, tmp_path)

    for path in tmp_path.glob("*.csv"):
        assert pl.read_csv(path)["note"].unique().to_list() == [write.INVENTED]
    for path in tmp_path.glob("*.geojson"):
        document = json.loads(path.read_text(encoding="utf-8"))
        assert document["note"] == write.INVENTED
        assert all(each["properties"]["is_invented"] for each in document["features"])
    assert "invented" in (tmp_path / write.SETTINGS_FILE).read_text(encoding="utf-8")
