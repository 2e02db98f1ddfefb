"""Pieces give the bytes of the whole; on a cluster too, and when a worker is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.atlas.grids import grid_of, grids

from bybalance.atlas.contexts import ContextSettings, PeopleContexts, people_contexts
from bybalance.atlas.distributed import here, on_cluster, pieced_contexts
from bybalance.atlas.distributed.pieces import Piece, Solved, solve_piece
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

ARRAYS = ("people", "counts", "radius_m", "ring_d2", "is_short", "origins")
K = (50, 900, 6_000)


def country(seed: int = 1, *, side: int = 150) -> PopulationGrid:
    """Two towns and farms between, so that halos of very different width are needed."""
    rng = np.random.default_rng(seed)
    first, second = rng.normal(30, 8, (6_000, 2)), rng.normal([110, 90], 15, (9_000, 2))
    farms = rng.uniform(0, side, (300, 2))
    at = np.clip(np.concatenate([first, second, farms]), 0, side - 1).astype(int)
    places, people = np.unique(at, axis=0, return_counts=True)
    return PopulationGrid.from_cells(
        eastings_m=places[:, 0] * 100, northings_m=places[:, 1] * 100, totals=people,
        counts={"a": rng.binomial(people, 0.3), "b": rng.binomial(people, 0.1)},
    )  # fmt: skip


def assert_same_bytes(one: PeopleContexts | None, other: PeopleContexts) -> None:
    assert one is not None
    for name in ARRAYS:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    assert (one.k, one.groups, one.settings, one.grid_hash) == (
        other.k, other.groups, other.settings, other.grid_hash,
    )  # fmt: skip


@given(
    grids(),
    st.lists(st.sampled_from([1, 7, 20, 405, 3_000]), min_size=1, max_size=3),
    st.builds(
        ContextSettings,
        overshoot=st.sampled_from(["proportional", "whole"]),
        self_rule=st.sampled_from(["include", "exclude"]),
        own_cell=st.sampled_from(["equal_area", "point"]),
    ),
    st.integers(1, 13),
)
@settings(max_examples=60, deadline=None)
def test_pieces_are_the_whole_byte_by_byte(
    grid: PopulationGrid, k: list[int], rule: ContextSettings, side: int
) -> None:
    whole = people_contexts(grid, k=k, settings=rule)

    assert_same_bytes(pieced_contexts(grid, k=k, settings=rule, piece_cells=side), whole)


@pytest.mark.parametrize("side", [20, 64])
def test_a_narrow_halo_is_widened(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    grid, halos = country(), set()

    def watched(pieces: Iterable[Piece], /) -> Iterator[Solved]:
        for piece in pieces:
            halos.add(piece.halo)
            yield solve_piece(piece)

    monkeypatch.setattr("bybalance.atlas.distributed.pieces.FIRST_HALO", 2)
    monkeypatch.setattr(
        "bybalance.atlas.distributed.pieces._HaloGuess.halo", lambda _self, _box: 2
    )  # fmt: skip

    found = pieced_contexts(grid, k=K, piece_cells=side, run=watched)

    assert {2, 4, 8} <= halos
    assert_same_bytes(found, people_contexts(grid, k=K))


def test_a_piece_holds_its_neighbourhood_and_no_more() -> None:
    grid, largest = country(), []

    def watched(pieces: Iterable[Piece], /) -> Iterator[Solved]:
        for piece in pieces:
            side = 20 + 2 * piece.halo
            largest.append((int(piece.rows.max()) + 1, int(piece.columns.max()) + 1, side))
            yield solve_piece(piece)

    pieced_contexts(grid, k=50, piece_cells=20, run=watched)

    assert all(rows <= side and columns <= side for rows, columns, side in largest)
    assert len(largest) > 40


def test_results_can_go_to_a_sink() -> None:
    grid = country()
    parts: list[PeopleContexts] = []

    assert pieced_contexts(grid, k=K, piece_cells=50, run=here, sink=parts.append) is None

    whole = people_contexts(grid, k=K)
    assert sorted(int(at) for part in parts for at in part.origins) == list(range(len(grid)))
    for part in parts:
        assert part.counts.tobytes() == whole.counts[:, :, part.origins].tobytes()
        assert part.radius_m.tobytes() == whole.radius_m[:, part.origins].tobytes()


def test_an_empty_map_has_no_pieces() -> None:
    assert_same_bytes(pieced_contexts(grid_of({}), k=5), people_contexts(grid_of({}), k=5))


def test_without_dask_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bybalance.atlas.distributed.cluster.find_spec", lambda _name: None)
    with pytest.raises(InvalidSetting, match=r"pip install 'bybalance\[dask\]'"):
        on_cluster()


@pytest.fixture(scope="module")
def dask_client() -> Iterator[object]:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


class TestOnACluster:
    def test_two_workers_give_the_bytes_of_one_machine(self, dask_client: object) -> None:
        grid = country()

        found = pieced_contexts(grid, k=K, piece_cells=40, run=on_cluster(client=dask_client))

        assert_same_bytes(found, people_contexts(grid, k=K))

    def test_by_the_address_of_a_scheduler(self, dask_client: object) -> None:
        grid = country(2)
        address = dask_client.scheduler.address  # type: ignore[attr-defined]

        found = pieced_contexts(grid, k=K, piece_cells=40, run=on_cluster(address))

        assert_same_bytes(found, people_contexts(grid, k=K))

    def test_a_lost_worker_costs_no_piece(self, dask_client: object) -> None:
        grid = country(3)
        workers = dask_client.run(os.getpid)  # type: ignore[attr-defined]
        killed: list[int] = []
        on_dask = on_cluster(client=dask_client)

        def killing(pieces: Iterable[Piece], /) -> Iterator[Solved]:
            for solved in on_dask(pieces):
                if not killed:
                    killed.append(next(iter(workers.values())))
                    os.kill(killed[0], signal.SIGKILL)
                yield solved

        found = pieced_contexts(grid, k=K, piece_cells=10, run=killing)

        assert len(killed) == 1
        assert_same_bytes(found, people_contexts(grid, k=K))


def test_no_worker_is_too_few() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InvalidSetting, match="worker_count is 0"):
        on_cluster(worker_count=0)
