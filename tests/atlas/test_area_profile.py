"""Profiles of areas beside figures worked out by hand, and beside plain sums."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from tests.atlas.grids import grid_of, grids

from bybalance.atlas.contexts import ContextSettings, people_contexts
from bybalance.atlas.profile import (
    FIGURES,
    AreaProfile,
    ProfileArea,
    area_profiles,
    compared,
    profile_changes,
    read_profiles,
    summarise,
    table_of,
)
from bybalance.atlas.profile.summary import KEYS
from bybalance.atlas.segregation.profile import context_quantiles
from bybalance.model.errors import InvalidGeometry, InvalidSetting
from bybalance.model.grid import PopulationGrid

RULES = st.builds(
    ContextSettings,
    overshoot=st.sampled_from(["proportional", "whole"]),
    self_rule=st.sampled_from(["include", "exclude"]),
)
K = st.lists(st.sampled_from([1, 7, 20, 405, 3_000]), min_size=1, max_size=3)


def street() -> PopulationGrid:
    """Five cells of ten people in a row, the group in the west: 10, 5, 0, 0, 5."""
    return grid_of({(x, 0): (10, a) for x, a in enumerate([10, 5, 0, 0, 5])})


def west() -> ProfileArea:
    return ProfileArea.of_cells("west", [(0, 0), (100, 0)], city="town")


TOWN = {"town": shapely.box(0, 0, 400, 100)}


def one(profiles: Sequence[AreaProfile]) -> AreaProfile:
    (profile,) = profiles
    return profile


class TestByHand:
    def test_means_of_area_surroundings_city_and_region(self) -> None:
        point = one(area_profiles({2026: street()}, [west()], cities=TOWN, k=[10, 20])).points

        # k = 10: each cell is its own context. Surroundings: all within 1,600 m but the area.
        assert point[0].area.mean == pytest.approx(0.75)
        assert point[0].surroundings.mean == pytest.approx(5 / 30)
        assert point[0].city.mean == pytest.approx(15 / 40)
        assert point[0].region.mean == pytest.approx(20 / 50)
        assert point[0].gap == pytest.approx(0.75 - 5 / 30)
        # k = 20: cell 0 takes half of ... all of cell 1; cell 1 half of 0 and half of 2.
        assert point[1].area.mean == pytest.approx(((10 + 5) / 20 + (5 + 5) / 20) / 2)

    def test_percentiles_go_over_people(self) -> None:
        grid = grid_of({(0, 0): (90, 9), (1, 0): (10, 8)})
        area = ProfileArea.of_cells("all", [(0, 0), (100, 0)])

        found = one(area_profiles({2026: grid}, [area], k=[10])).points[0].area

        assert (found.p10, found.p50, found.p90) == pytest.approx((0.1, 0.1, 0.1))
        assert found.mean == pytest.approx((90 * 0.1 + 10 * 0.8) / 100)

    def test_rank_percentile_and_ties(self) -> None:
        areas = [
            ProfileArea.of_cells(name, [(100 * x, 0)], city="town") for x, name in enumerate("abc")
        ]
        areas.append(ProfileArea.of_cells("d", [(300, 0)], city="town"))

        found = area_profiles({2026: street()}, areas, cities=TOWN, k=[10])

        assert [each.points[0].rank for each in found] == [1, 2, 3, 3]
        assert {each.points[0].rank_count for each in found} == {4}
        assert [each.points[0].city_percentile for each in found] == [0.75, 0.5, 0.0, 0.0]

    def test_who_lives_near(self) -> None:
        reach = one(
            area_profiles(
                {2026: street()}, [west()], cities=TOWN, k=[10], distances_m=[50, 150, 999]
            )
        ).reach

        # From the border at 200 m east to the centres at 250, 350 and 450 m.
        assert [(each.distance_m, each.people, each.share) for each in reach] == [
            (50, 10, 0.0), (150, 20, 0.0), (999, 30, pytest.approx(5 / 30)),
        ]  # fmt: skip

    def test_rounding_noise_of_one_cell(self) -> None:
        grid = grid_of({(0, 0): (10, 5), (9, 9): (10, 0)})
        area = ProfileArea.of_cells("one", [(0, 0)])

        point = one(area_profiles({2026: grid}, [area], k=[10], rounding_base=5)).points[0]

        # The context is the cell: the share is x / 10, the variance of rounding to fives is 4.
        assert point.noise.high - 0.5 == pytest.approx(1.959964 * 2 / 10)

    def test_chance_of_one_cell(self) -> None:
        grid = grid_of({(0, 0): (10, 5), (9, 9): (30, 5)})
        area = ProfileArea.of_cells("one", [(0, 0)])

        point = one(area_profiles({2026: grid}, [area], k=[10])).points[0]

        # Ten of forty people drawn, ten of them members: hypergeometric.
        deviation = np.sqrt(10 * 0.25 * 0.75 * (40 - 10) / (40 - 1)) / 10
        assert point.chance_mean == pytest.approx(0.25)
        assert point.chance.high == pytest.approx(0.25 + 1.959964 * deviation)

    def test_change_and_comparison(self) -> None:
        later = grid_of({(x, 0): (10, a) for x, a in enumerate([10, 9, 0, 0, 5])})
        grids_by_year = {2025: street(), 2026: later}

        found = area_profiles(grids_by_year, [west()], cities=TOWN, k=[10], rounding_base=5)

        (change,) = profile_changes(found)[2026]
        assert change.change == pytest.approx(0.2)
        noise = 1.959964 * 2 * np.sqrt(2) / 20  # of two cells of ten, as shares of twenty
        assert change.noise.high == pytest.approx(0.2 + np.hypot(noise, noise))
        assert compared(found[1], found[0])[0].change == pytest.approx(-0.2)
        with pytest.raises(InvalidSetting, match="twice"):
            profile_changes([found[0], found[0]])

    @pytest.mark.parametrize(
        ("members", "key"),
        [
            ([10, 9, 0, 0, 0], "higher_fades"),
            ([0, 0, 9, 9, 9], "lower_fades"),
            ([4, 4, 4, 4, 4], "like_city"),
        ],
    )
    def test_summary(self, members: list[int], key: str) -> None:
        grid = grid_of({(x, 0): (10, a) for x, a in enumerate(members)})

        profile = one(area_profiles({2026: grid}, [west()], cities=TOWN, k=[10, 40]))
        message = summarise(profile)

        assert message.key == f"atlas.profile.{key}"
        assert message.key in KEYS
        assert message.params["share_first"] == profile.points[0].area.mean
        assert message.params["half_k"] == (None if key == "like_city" else 40)

    def test_what_does_not_fade_stays(self) -> None:
        profile = one(area_profiles({2026: street()}, [west()], cities=TOWN, k=[5, 10]))

        assert summarise(profile).key == "atlas.profile.higher_stays"

    def test_an_area_without_people_is_unknown(self) -> None:
        area = ProfileArea.of_cells("lake", [(9_000, 0)])

        profile = one(area_profiles({2026: street()}, [area], k=[10]))

        assert np.isnan(profile.points[0].area.mean)
        assert summarise(profile).key == "atlas.profile.unknown"


class TestWhatIsRefused:
    def test_settings(self) -> None:
        grid = {2026: street()}
        with pytest.raises(InvalidSetting, match="two areas 'west'"):
            area_profiles(grid, [west(), west()], cities=TOWN)
        with pytest.raises(InvalidSetting, match="whose border is not given"):
            area_profiles(grid, [west()])
        with pytest.raises(InvalidSetting, match="at least one"):
            area_profiles({}, [west()])
        with pytest.raises(InvalidSetting, match="rounding_base is 0"):
            area_profiles(grid, [west()], cities=TOWN, rounding_base=0)
        other = people_contexts(grid_of({(0, 0): (10, 1)}), k=[10])
        with pytest.raises(InvalidSetting, match="not those of all cells"):
            area_profiles(grid, [west()], cities=TOWN, contexts={2026: other})

    @pytest.mark.parametrize(
        ("shape", "says"),
        [
            (shapely.Point(0, 0), "is a Point"),
            (shapely.Polygon(), "empty"),
            (shapely.Polygon([(0, 0), (1, 1), (0, 1), (1, 0)]), "Self-intersection"),
            (None, "is a NoneType"),
        ],
    )
    def test_shapes(self, shape: object, says: str) -> None:
        with pytest.raises(InvalidGeometry, match=says):
            ProfileArea(area_id="x", polygon=shape)


def halves(grid: PopulationGrid) -> tuple[ProfileArea, dict[str, shapely.Polygon]]:
    """The western half of a map, and a town that leaves out its east."""
    box = shapely.box(-50, -50, grid.eastings_m.mean() + 55, grid.northings_m.max() + 200)
    town = shapely.box(-50, -50, grid.eastings_m.max() + 20, grid.northings_m.max() + 200)
    return ProfileArea(area_id="x", polygon=box, city="town"), {"town": town}


@given(grids(), K, RULES)
@settings(max_examples=60, deadline=None)
def test_the_mean_is_the_mean_over_people_and_means_depend_on_the_cells_as_told(
    grid: PopulationGrid, k: list[int], rule: ContextSettings
) -> None:
    area, cities = halves(grid)
    base = 5
    own = area.cells_of(grid)
    each = PopulationGrid.from_cells(
        eastings_m=grid.eastings_m,
        northings_m=grid.northings_m,
        totals=grid.totals,
        counts={
            str(cell): np.where(np.arange(len(grid)) == cell, grid.totals, 0)
            for cell in range(len(grid))
        },
    )
    near = people_contexts(each, k=k, settings=rule)

    found = area_profiles({1: grid}, [area], cities=cities, k=k, settings=rule, rounding_base=base)

    for profile in found:
        members = grid.group_counts(profile.group)
        for at, point in enumerate(profile.points):
            # c: what one person of each cell weighs in the mean.
            parts = np.where(own, grid.totals, 0) / max(grid.totals[own].sum(), 1)
            inside = near.counts[:, at] / np.maximum(grid.totals, 1)[:, np.newaxis]
            people = near.people[at]
            is_known = people > 0
            if not (parts[is_known] > 0).any():
                assert np.isnan(point.area.mean)
                continue
            c = (inside[:, is_known] / people[is_known]) @ parts[is_known]
            if parts[~is_known].sum() == 0:
                assert_allclose(point.area.mean, c @ members, atol=1e-9)
                small = grid.totals * (2 * grid.totals + 1) / 6
                variance = np.where(grid.totals >= base, 4.0, small)
                wide = 1.959964 * np.sqrt((c**2 * variance).sum())
                assert_allclose(
                    [point.noise.low, point.noise.high],
                    np.clip([c @ members - wide, c @ members + wide], 0, 1), atol=1e-6,
                )  # fmt: skip
                n, of = grid.totals.sum(), members.sum()
                squares = (c**2 * grid.totals).sum() / n - ((c * grid.totals).sum() / n) ** 2
                wide = 1.959964 * np.sqrt(of * (n - of) / max(n - 1, 1) * max(squares, 0))
                assert_allclose(point.chance_mean, of / n * (c * grid.totals).sum(), atol=1e-9)
                assert_allclose(point.chance.high, min(point.chance_mean + wide, 1), atol=1e-6)


@given(grids(), K)
@settings(max_examples=30, deadline=None)
def test_it_depends_neither_on_where_the_map_lies_nor_on_other_areas(
    grid: PopulationGrid, k: list[int]
) -> None:
    area, cities = halves(grid)
    moved_area = ProfileArea(
        area_id="x", polygon=shapely.affinity.translate(area.polygon, 3_000, -700), city="town"
    )
    moved_town = {"town": shapely.affinity.translate(cities["town"], 3_000, -700)}
    other = ProfileArea(area_id="y", polygon=cities["town"])
    moved = grid.translated(east_m=3_000, north_m=-700)

    here = area_profiles({1: grid}, [area], cities=cities, k=k)
    there = area_profiles({1: moved}, [moved_area], cities=moved_town, k=k)
    beside = area_profiles({1: grid}, [other, area], cities=cities, k=k)

    assert table_of(here).equals(table_of(there))
    assert table_of(here).equals(table_of([each for each in beside if each.area_id == "x"]))


@given(grids(), K)
@settings(max_examples=30, deadline=None)
def test_a_table_holds_a_profile_whole(grid: PopulationGrid, k: list[int]) -> None:
    area, cities = halves(grid)
    profiles = area_profiles({2025: grid, 2026: grid}, [area], cities=cities, k=k)

    table = table_of(profiles)
    again = read_profiles(table, profiles[0].provenance)

    assert table_of(again).equals(table)
    assert set(table["figure"]) == set(FIGURES)
    # nan is not equal to nan, so profiles are compared as texts.
    assert [repr(each) for each in again] == [repr(each) for each in profiles]


@given(grids(), K)
@settings(max_examples=30, deadline=None)
def test_ordered_figures(grid: PopulationGrid, k: list[int]) -> None:
    area, cities = halves(grid)

    for profile in area_profiles({1: grid}, [area], cities=cities, k=k, rounding_base=5):
        for point in profile.points:
            for level in (point.area, point.surroundings, point.city, point.region):
                if not np.isnan(level.mean):
                    assert 0 <= level.p10 <= level.p50 <= level.p90 <= 1 + 1e-12
                    assert -1e-12 <= level.mean <= 1 + 1e-12
            if not np.isnan(point.noise.low):
                assert point.noise.low <= point.area.mean + 1e-12
                assert point.noise.high >= point.area.mean - 1e-12


def test_chance_is_what_dealing_out_gives() -> None:
    rng = np.random.default_rng(5)
    cells = {(x, y): (int(rng.integers(1, 60)), 0) for x in range(8) for y in range(8)}
    cells = {place: (total, int(rng.integers(0, total + 1))) for place, (total, _) in cells.items()}
    grid = grid_of(cells)
    area = ProfileArea.of_cells("x", [(100 * x, 100 * y) for x in range(3) for y in range(3)])
    members = int(grid.group_counts("a").sum())
    dealt = rng.multivariate_hypergeometric(
        grid.totals.astype(int), members, size=2_000, method="marginals"
    )
    drawn = PopulationGrid.from_cells(
        eastings_m=grid.eastings_m, northings_m=grid.northings_m, totals=grid.totals,
        counts={str(at): one_draw for at, one_draw in enumerate(dealt)},
    )  # fmt: skip
    own = area.cells_of(grid)
    near = people_contexts(drawn, k=[300]).shares[:, 0]
    means = np.average(near[:, own], weights=grid.totals[own], axis=1)

    point = one(area_profiles({1: grid}, [area], k=[300])).points[0]

    deviation = (point.chance.high - point.chance_mean) / 1.959964
    assert point.chance_mean == pytest.approx(means.mean(), abs=4 * means.std() / np.sqrt(2_000))
    assert deviation == pytest.approx(means.std(), rel=0.08)


def test_contexts_that_are_there_already_give_the_same() -> None:
    grid = street()
    near = {2026: people_contexts(grid, k=[10, 20])}

    again = area_profiles({2026: grid}, [west()], cities=TOWN, contexts=near)

    assert table_of(again).equals(
        table_of(area_profiles({2026: grid}, [west()], cities=TOWN, k=[10, 20]))
    )


def test_provenance_goes_into_a_manifest() -> None:
    profile = one(area_profiles({2026: street()}, [west()], cities=TOWN, k=[10]))

    manifest = profile.provenance.as_manifest()

    assert json.loads(json.dumps(manifest)) == manifest
    assert manifest["grid_hash_by_year"] == {"2026": street().content_hash}
    assert manifest["rules_id"] is None


def test_percentiles_agree_with_everybody_in_a_row() -> None:
    assert context_quantiles([0.3, 0.1], [2, 3], quantiles=[0.1, 0.5, 0.9]).tolist() == [
        0.1, 0.1, 0.3,
    ]  # fmt: skip
