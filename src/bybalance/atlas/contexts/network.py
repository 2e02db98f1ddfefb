"""The k nearest people on foot: contexts that end where a motorway or the water is in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace, run_batches
from bybalance.atlas.contexts import network_kernel, network_reference
from bybalance.atlas.contexts.people import whole_numbers
from bybalance.atlas.contexts.settings import DEFAULT_K, ContextSettings, checked_k
from bybalance.atlas.contexts.walking import CM_PER_M, WalkingNetwork, Ways, lattice_network
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

__all__ = ["NetworkContexts", "WalkingNetwork", "lattice_network", "network_contexts"]

MAX_CONNECTOR_M: Final = 250.0
NetworkMethod = Literal["auto", "reference"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NetworkContexts:
    """Who the k nearest people on foot are.

    Parameters
    ----------
    k, groups
        As :class:`bybalance.atlas.contexts.PeopleContexts`.
    people
        People in each context, shape ``(n_k, n_cells)``.
    counts
        People of each group, shape ``(n_groups, n_k, n_cells)``.
    distance_m
        How far the context reaches on foot, shape ``(n_k, n_cells)``: between the last two
        distances at which people live, in step with the people taken.
    is_short
        Where fewer than k people can be reached; the context is then all who can.
    is_attached
        Which cells have a way to the network, shape ``(n_cells,)``. The others reach their own
        people only.
    """

    k: tuple[int, ...]
    groups: tuple[str, ...]
    people: NDArray[np.float64]
    counts: NDArray[np.float64]
    distance_m: NDArray[np.float64]
    is_short: NDArray[np.bool_]
    is_attached: NDArray[np.bool_]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return the share of each group, 0 to 1; ``nan`` where the context holds nobody."""
        people = np.where(self.people > 0, self.people, np.nan)
        shares: NDArray[np.float64] = self.counts / people
        return shares


def network_contexts(
    grid: PopulationGrid,
    network: WalkingNetwork,
    *,
    k: Sequence[int] | int = DEFAULT_K,
    groups: Sequence[str] | None = None,
    max_connector_m: float = MAX_CONNECTOR_M,
    settings: ContextSettings | None = None,
    method: NetworkMethod = "auto",
    pace: Pace | None = None,
) -> NetworkContexts:
    """Find the k people nearest on foot around each cell, and count them by group.

    The definition is that of :func:`bybalance.atlas.contexts.people_contexts` with the distance
    walked in place of the straight one. Each cell's middle is joined to the nearest node by a
    straight connector. All cells at the same distance, to the centimetre, make a ring; of the
    ring that crosses k the same fraction is taken of every cell. The own cell is at distance 0.

    The map and the network end where they end: nobody beyond is known or guessed, and a way that
    leaves the network is no way. Connectors are straight, so a node beyond a barrier must not be
    the nearest one; a denser network or ``lattice_network`` avoids that.

    Parameters
    ----------
    grid
        Without missing or suppressed numbers, people in whole numbers.
    network
        In the coordinate system of the grid.
    k, groups, pace
        As :func:`bybalance.atlas.contexts.people_contexts`.
    max_connector_m
        Longest connector; cells further from the network are not attached.
    settings
        ``overshoot`` and ``self_rule``; the others say nothing here.
    method
        ``reference`` for plain Python, to test with.

    Raises
    ------
    UnknownCount, UnknownGroup, InvalidSetting, RunCancelled
        As :func:`bybalance.atlas.contexts.people_contexts`.

    Examples
    --------
    Two rows of cells with a canal between them and a bridge in the east:

    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 0, 100], northings_m=[0, 0, 100, 100], totals=[10] * 4,
    ...     counts={"tenants": [10, 10, 0, 0]},
    ... )
    >>> walk = WalkingNetwork.from_edges(
    ...     [(50, 50), (150, 50), (50, 150), (150, 150)], [(0, 1), (2, 3), (1, 3)]
    ... )
    >>> found = network_contexts(grid, walk, k=20)
    >>> found.shares[0, 0].tolist(), found.distance_m[0].tolist()
    ([1.0, 0.75, 0.0, 0.25], [100.0, 50.0, 100.0, 50.0])
    """
    settings, wanted = settings or ContextSettings(), checked_k(k)
    if grid.is_fractional:
        raise InvalidSetting("People on foot are whole; round the estimated grid first.")
    if method not in ("auto", "reference"):
        raise InvalidSetting(f"method is {method!r}; choose auto or reference.")
    names = grid.groups if groups is None else tuple(groups)
    totals = whole_numbers(grid.totals, "total")
    columns = [whole_numbers(grid.group_counts(name), name) for name in names]
    layers = np.array(columns, np.int64).reshape(len(names), len(grid))
    ways = Ways.build(grid, network, max_connector_m=max_connector_m)
    shape = (len(wanted), len(grid))
    people, counts = np.zeros(shape), np.zeros((len(names), *shape))
    reach_cm, is_short = np.zeros(shape), np.zeros(shape, bool)
    cross = (
        network_reference.cross_on_foot if method == "reference" else network_kernel.cross_on_foot
    )

    def work(batch: NDArray[np.int64]) -> None:
        cross(
            batch, ways.starts, ways.targets, ways.lengths_cm, ways.node_count, totals, layers,
            np.array(wanted, np.int64), settings.overshoot == "whole",
            settings.self_rule == "exclude", people, counts, reach_cm, is_short,
        )  # fmt: skip

    run_batches(work, np.arange(len(grid)), pace=pace or Pace(), batch_size=512)
    return NetworkContexts(
        k=wanted, groups=names, people=people, counts=counts, distance_m=reach_cm / CM_PER_M,
        is_short=is_short, is_attached=ways.is_attached,
    )  # fmt: skip
