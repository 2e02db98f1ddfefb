"""Contexts against the plain definition: on any small grid, by any method, on any threads."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from tests.atlas.grids import grid_of, grids

from bybalance.atlas.contexts import ContextSettings, Pace, PeopleContexts, people_contexts
from bybalance.model.errors import InvalidSetting, RunCancelled, UnknownCount, UnknownGroup
from bybalance.model.grid import PopulationGrid

SETTINGS = st.builds(
    ContextSettings,
    overshoot=st.sampled_from(["proportional", "whole"]),
    self_rule=st.sampled_from(["include", "exclude"]),
    own_cell=st.sampled_from(["equal_area", "point"]),
)
K = st.lists(st.sampled_from([1, 2, 3, 7, 10, 11, 20, 99, 400, 801, 5_000]), min_size=1, max_size=4)


def by(method: str, rule: ContextSettings) -> ContextSettings:
    return ContextSettings(
        overshoot=rule.overshoot,
        self_rule=rule.self_rule,
        own_cell=rule.own_cell,
        method=method,  # type: ignore[arg-type]
    )


def assert_same(found: PeopleContexts, expected: PeopleContexts) -> None:
    for name in ("people", "counts", "radius_m", "ring_d2", "is_short"):
        assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)


@pytest.mark.parametrize("method", ["raster", "tree"])
@settings(max_examples=400)
@given(grid=grids(), k=K, rule=SETTINGS)
def test_a_fast_method_gives_what_the_definition_gives(
    method: str, grid: PopulationGrid, k: list[int], rule: ContextSettings
) -> None:
    expected = people_contexts(grid, k=k, settings=by("reference", rule))

    found = people_contexts(grid, k=k, settings=by(method, rule))

    assert_same(found, expected)


@given(grid=grids(group_count=7), k=K)
def test_any_number_of_groups_goes_in_one_call(grid: PopulationGrid, k: list[int]) -> None:
    together = people_contexts(grid, k=k)

    for at, group in enumerate(grid.groups):
        alone = people_contexts(grid, k=k, groups=[group])
        assert_array_equal(together.counts[at], alone.counts[0])


@given(grid=grids(), k=K, east=st.integers(-50, 50), north=st.integers(-50, 50))
def test_contexts_do_not_depend_on_where_the_grid_lies(
    grid: PopulationGrid, k: list[int], east: int, north: int
) -> None:
    moved = grid.translated(east_m=100 * east, north_m=100 * north)

    assert_same(people_contexts(moved, k=k), people_contexts(grid, k=k))


@given(grid=grids(), k=K)
def test_a_context_holds_k_people_and_no_more_of_a_group_than_people(
    grid: PopulationGrid, k: list[int]
) -> None:
    found = people_contexts(grid, k=k)

    wanted = np.minimum(np.array(found.k), grid.totals.sum())
    assert_array_equal(found.people, np.broadcast_to(wanted[:, np.newaxis], found.people.shape))
    assert (found.counts >= 0).all()
    assert (found.counts <= found.people * (1 + 1e-12)).all()
    assert (np.diff(found.radius_m, axis=0) >= -1e-9).all(), "a larger k never reaches less far"


@given(grid=grids(), k=K, data=st.data())
def test_origins_may_be_a_few_cells_in_any_order(
    grid: PopulationGrid, k: list[int], data: st.DataObject
) -> None:
    cells = data.draw(st.permutations(range(len(grid))))
    chosen = np.array(cells[: data.draw(st.integers(0, len(cells)))], np.int64)

    few = people_contexts(grid, k=k, origins=chosen)

    assert_array_equal(few.counts, people_contexts(grid, k=k).counts[:, :, chosen])


def town(seed: int, *, side: int = 90, people: int = 60_000) -> PopulationGrid:
    rng = np.random.default_rng(seed)
    centres = rng.integers(0, side, (12, 2))
    at = centres[rng.integers(0, 12, people)] + rng.normal(0, 7, (people, 2))
    cells, members = np.unique(np.clip(at, 0, side - 1).astype(int), axis=0, return_counts=True)
    return PopulationGrid.from_cells(
        eastings_m=cells[:, 0] * 100,
        northings_m=cells[:, 1] * 100,
        totals=members,
        counts={"a": rng.binomial(members, 0.2), "b": rng.binomial(members, 0.5)},
    )


def test_a_town_gives_the_same_by_the_definition_for_many_origins() -> None:
    grid = town(1)
    chosen = np.random.default_rng(3).choice(len(grid), 60, replace=False).astype(np.int64)
    k = (200, 1_600, 12_800, 51_200)

    found = people_contexts(grid, k=k, origins=chosen)

    slow = ContextSettings(method="reference")
    assert_same(found, people_contexts(grid, k=k, origins=chosen, settings=slow))


def test_results_are_the_same_on_any_number_of_threads() -> None:
    grid = town(2)

    one, many = (people_contexts(grid, k=(400, 6_400), pace=Pace(thread_count=n)) for n in (1, 7))

    assert_same(one, many)


def test_two_calls_at_once_do_not_disturb_each_other() -> None:
    grid, results = town(4), {}

    def call(name: int) -> None:
        results[name] = people_contexts(grid, k=(400, 3_200))

    threads = [threading.Thread(target=call, args=(name,)) for name in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert_same(results[1], results[0])
    assert_same(results[2], results[0])


def test_islands_far_apart_are_reached_across_the_sea() -> None:
    islands = {(0, 0): (30, 3), (900, 0): (30, 0), (900, 1_100): (50, 50)}
    grid = grid_of(islands)

    found = people_contexts(grid, k=(60, 110), settings=ContextSettings(method="raster"))

    assert_array_equal(found.ring_d2[0], [900**2, 900**2, 1_100**2])
    slow = people_contexts(grid, k=(60, 110), settings=ContextSettings(method="reference"))
    assert_same(found, slow)


def test_a_sparse_country_takes_the_tree_and_a_dense_one_the_raster() -> None:
    far = grid_of({(0, 0): (5, 1), (90_000, 80_000): (5, 5)})

    found = people_contexts(far, k=6)

    assert found.counts[0, 0].tolist() == [1 + 1.0, 5 + 0.2]


class TestRules:
    NINE = {(cell % 3, cell // 3): (10, 4 if cell == 1 else 0) for cell in range(9)}

    def test_the_last_ring_counts_pro_rata(self) -> None:
        found = people_contexts(
            grid_of(self.NINE), k=11, settings=ContextSettings(own_cell="point")
        )

        assert found.counts[0, 0, 4] == pytest.approx(4 / 40)
        assert found.radius_m[0, 4] == pytest.approx(100 * math.sqrt(1 / 40))

    def test_the_whole_ring_counts_when_asked_for(self) -> None:
        found = people_contexts(
            grid_of(self.NINE), k=11, settings=ContextSettings(overshoot="whole")
        )

        assert (found.people[0, 4], found.counts[0, 0, 4], found.radius_m[0, 4]) == (50, 4, 100)

    def test_a_cell_that_holds_k_has_the_radius_of_an_equal_area(self) -> None:
        found = people_contexts(grid_of({(0, 0): (400, 40)}), k=100)

        assert found.counts[0, 0, 0] == 10
        assert found.radius_m[0, 0] == pytest.approx(100 * math.sqrt(0.25 / math.pi))

    def test_at_a_sharp_boundary_the_share_follows_the_line(self) -> None:
        half = {(x, y): (100, 100 if x > 4 else 0) for x in range(10) for y in range(10)}

        found = people_contexts(grid_of(half), k=101)

        edge = found.shares[0, 0].reshape(10, 10)[5]
        assert edge[4] == pytest.approx(0.25 / 101)
        assert edge[5] == pytest.approx(1 - 0.25 / 101)

    def test_more_people_than_there_are_gives_everybody_and_says_so(self) -> None:
        found = people_contexts(grid_of({(0, 0): (3, 1), (3, 4): (2, 2)}), k=6)

        assert found.is_short.all()
        assert found.people.tolist() == [[5.0, 5.0]]
        assert found.shares.tolist() == [[[0.6, 0.6]]]
        assert found.radius_m.tolist() == [[500.0, 500.0]]

    def test_an_empty_map_has_contexts_of_nobody(self) -> None:
        found = people_contexts(grid_of({(0, 0): (0, 0)}), k=1)

        assert found.people.tolist() == [[0.0]]
        assert math.isnan(found.shares[0, 0, 0])

    def test_a_grid_without_cells_has_no_contexts(self) -> None:
        found = people_contexts(grid_of({}), k=1)

        assert found.counts.shape == (1, 1, 0)

    def test_parts_of_people_count_in_thousandths(self) -> None:
        grid = PopulationGrid.from_cells(
            eastings_m=[0, 100, 300], northings_m=[0, 0, 0], totals=[0.4, 0.35, 7.25],
            counts={"a": [0.1, 0.35, 0]}, is_fractional=True,
        )  # fmt: skip

        found = people_contexts(grid, k=1)

        assert found.people[0, 0] == 1
        assert found.counts[0, 0, 0] == pytest.approx(0.45)

    def test_numbers_beyond_32_bits_are_added_up_exactly(self) -> None:
        big = 2**31 - 7
        grid = grid_of({(0, 0): (big, 0), (1, 0): (big, big), (2, 0): (5, 5)})

        found = people_contexts(grid, k=big + 100)

        assert found.counts[0, 0, 0] == 100
        assert found.ring_d2[0].tolist() == [1, 1, 4]


class TestRefusals:
    def test_unknown_numbers_are_not_guessed(self) -> None:
        grid = PopulationGrid.from_cells(
            eastings_m=[0, 100], northings_m=[0, 0], totals=[5, 9], counts={"a": [1, np.nan]}
        )

        with pytest.raises(
            UnknownCount, match=r"1 of 2 cells have no number for 'a'.*with_unknown"
        ):
            people_contexts(grid, k=3)
        assert people_contexts(grid.with_unknown_as(0), k=3).counts[0, 0, 0] == pytest.approx(0.6)

    def test_a_group_that_is_not_there_is_named_with_those_that_are(self) -> None:
        with pytest.raises(UnknownGroup, match="no group 'b'; the grid has a"):
            people_contexts(grid_of({(0, 0): (1, 0)}), k=1, groups=["b"])

    @pytest.mark.parametrize("k", [0, -1, 2**41, 1.5, []])
    def test_k_counts_people(self, k: int) -> None:
        with pytest.raises(InvalidSetting, match="k is"):
            people_contexts(grid_of({(0, 0): (1, 0)}), k=k)

    @pytest.mark.parametrize("origins", [[1], [-1], [0, 0], [0.5]])
    def test_origins_are_cells_of_the_grid(self, origins: list[int]) -> None:
        with pytest.raises(InvalidSetting, match="origins"):
            people_contexts(grid_of({(0, 0): (1, 0)}), k=1, origins=np.array(origins))

    def test_a_word_that_names_no_choice_is_refused_with_the_choices(self) -> None:
        with pytest.raises(InvalidSetting, match="'half'; choose one of proportional, whole"):
            ContextSettings(overshoot="half")  # type: ignore[arg-type]


class TestPace:
    @pytest.mark.parametrize("method", ["raster", "tree"])
    def test_progress_grows_to_one(self, method: str) -> None:
        seen: list[float] = []

        people_contexts(
            town(5, people=5_000),
            k=(400, 800),
            settings=ContextSettings(method=method),  # type: ignore[arg-type]
            pace=Pace(progress=seen.append),
        )

        assert seen == sorted(seen)
        assert seen[-1] == 1

    def test_it_stops_when_asked_to(self) -> None:
        with pytest.raises(RunCancelled, match="nothing was kept"):
            people_contexts(town(5, people=5_000), k=400, pace=Pace(should_stop=lambda: True))


def test_shares_are_told_by_name() -> None:
    found = people_contexts(grid_of({(0, 0): (10, 5)}), k=(5, 10))

    assert_allclose(found.share("a", 10), [0.5])
    with pytest.raises(InvalidSetting, match="k is 7; these contexts have 5, 10"):
        found.share("a", 7)
