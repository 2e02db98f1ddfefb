"""Contexts on foot beside plain Python and beside hand-drawn streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from tests.atlas.grids import grid_of, grids

from bybalance.atlas.contexts import ContextSettings, Pace, people_contexts
from bybalance.atlas.contexts.network import WalkingNetwork, lattice_network, network_contexts
from bybalance.model.errors import InvalidGeometry, InvalidSetting
from bybalance.model.grid import PopulationGrid

RULES = st.builds(
    ContextSettings,
    overshoot=st.sampled_from(["proportional", "whole"]),
    self_rule=st.sampled_from(["include", "exclude"]),
)
K = st.lists(st.sampled_from([1, 7, 20, 405, 3_000]), min_size=1, max_size=3)


@st.composite
def networks(draw: st.DrawFn) -> WalkingNetwork:
    count = draw(st.integers(0, 12))
    places = draw(
        st.lists(
            st.tuples(st.integers(-100, 1_300), st.integers(-100, 1_300)),
            min_size=count, max_size=count,
        )
    )  # fmt: skip
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    edges = draw(st.lists(pairs, max_size=25)) if count else []
    lengths = [draw(st.sampled_from([0, 10, 100, 100, 141.42, 999.999])) for _ in edges]
    return WalkingNetwork.from_edges(np.array(places).reshape(-1, 2), edges, lengths)


@given(grids(), networks(), K, RULES, st.sampled_from([50.0, 300.0, 5_000.0]))
@settings(max_examples=100, deadline=None)
def test_the_kernel_is_the_reference_bit_by_bit(
    grid: PopulationGrid, network: WalkingNetwork, k: list[int], rule: ContextSettings, far: float
) -> None:
    fast, slow = (
        network_contexts(
            grid, network, k=k, settings=rule, max_connector_m=far, method=method  # type: ignore[arg-type]
        )
        for method in ("auto", "reference")
    )  # fmt: skip

    for name in ("people", "counts", "distance_m", "is_short", "is_attached"):
        assert_array_equal(getattr(fast, name), getattr(slow, name))


def row(people: list[int], members: list[int]) -> PopulationGrid:
    return grid_of(
        {(x, 0): (n, a) for x, (n, a) in enumerate(zip(people, members, strict=True))}
    )  # fmt: skip


def street(count: int) -> WalkingNetwork:
    return WalkingNetwork.from_edges(
        [(100 * x + 50, 50) for x in range(count)], [(x, x + 1) for x in range(count - 1)]
    )


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=12),
    K,
    st.sampled_from(["proportional", "whole"]),
    st.sampled_from(["include", "exclude"]),
)
@settings(max_examples=60, deadline=None)
def test_on_a_straight_street_walking_is_flying(
    people: list[int], k: list[int], overshoot: str, self_rule: str
) -> None:
    grid = row(people, [n // 3 for n in people])
    rule = ContextSettings(overshoot=overshoot, self_rule=self_rule)  # type: ignore[arg-type]

    on_foot = network_contexts(grid, street(len(people)), k=k, settings=rule)
    in_the_air = people_contexts(grid, k=k, settings=rule)

    assert_array_equal(on_foot.people, in_the_air.people)
    assert_array_equal(on_foot.counts, in_the_air.counts)
    assert_array_equal(on_foot.is_short, in_the_air.is_short)


def test_a_canal_parts_and_a_bridge_joins() -> None:
    grid = row([10, 10, 10, 10], [10, 10, 0, 0])
    canal = shapely.LineString([(200, -500), (200, 500)])
    cut = street(4).cut_by([canal])

    apart = network_contexts(grid, cut, k=[20, 30])
    joined = network_contexts(grid, cut.with_edges([(1, 2)], [400.0]), k=[20, 30])

    assert apart.shares[0, 0].tolist() == [1.0, 1.0, 0.0, 0.0]
    assert apart.is_short.tolist() == [[False] * 4, [True] * 4]
    assert apart.people[1].tolist() == [20.0] * 4
    assert joined.shares[0, 1].tolist() == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1 / 3])
    assert joined.distance_m[1].tolist() == [500.0, 400.0, 400.0, 500.0]


def test_a_cell_far_from_any_way_reaches_itself_only() -> None:
    grid = grid_of({(0, 0): (10, 10), (1, 0): (10, 0), (9, 9): (10, 5)})

    found = network_contexts(grid, street(2), k=20)

    assert found.is_attached.tolist() == [True, True, False]
    assert (found.people[0].tolist(), found.is_short[0].tolist()) == (
        [20.0, 20.0, 10.0], [False, False, True],
    )  # fmt: skip


def test_a_lattice_leads_around_a_barrier() -> None:
    grid = grid_of({(x, y): (10, 10 if x == 0 else 0) for x in range(3) for y in range(3)})
    wall = shapely.LineString([(100, -10), (100, 190)])  # open at the top row

    free = network_contexts(grid, lattice_network(grid), k=[30, 90])
    walled = network_contexts(grid, lattice_network(grid, barriers=[wall]), k=30)

    assert not free.is_short.any()
    assert walled.shares[0, 0, 0] > free.shares[0, 0, 0]
    assert not walled.is_short.any()


def test_more_threads_give_the_same_bytes() -> None:
    rng = np.random.default_rng(2)
    people = rng.integers(0, 30, (40, 40)).tolist()
    cells = {(x, y): (people[x][y], people[x][y] // 2) for x in range(40) for y in range(40)}
    grid = grid_of(cells)
    network = lattice_network(grid)

    one = network_contexts(grid, network, k=[100, 900], pace=Pace(thread_count=1))
    many = network_contexts(grid, network, k=[100, 900], pace=Pace(thread_count=3))

    assert one.counts.tobytes() == many.counts.tobytes()
    assert one.distance_m.tobytes() == many.distance_m.tobytes()
    assert_allclose(one.people[0], 100)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: WalkingNetwork.from_edges([(0, 0)], [(0, 1)]), "Edge 0 ends at node 1"),
        (lambda: WalkingNetwork.from_edges([(0, 0)], [(0, 0)], [-1.0]), "-1.0 m long"),
        (lambda: WalkingNetwork.from_edges([(0, 0)], [(0, 0)], [float("nan")]), "nan m long"),
        (lambda: WalkingNetwork.from_edges([(0, float("inf"))], []), "lies nowhere"),
        (lambda: WalkingNetwork.from_edges([(0, 0)], [(0, 0)], [1.0, 2.0]), "2 lengths"),
    ],
)
def test_what_is_no_network_is_refused(make: object, says: str) -> None:
    with pytest.raises(InvalidGeometry, match=says):
        make()  # type: ignore[operator]


def test_settings_are_checked() -> None:
    with pytest.raises(InvalidSetting, match="max_connector_m"):
        network_contexts(row([5], [1]), street(1), k=3, max_connector_m=-1)
    with pytest.raises(InvalidSetting, match="method"):
        network_contexts(row([5], [1]), street(1), k=3, method="x")  # type: ignore[arg-type]
