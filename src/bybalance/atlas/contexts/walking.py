"""A network that people walk on, with lengths in whole centimetres so that ties are exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from bybalance.model.errors import InvalidGeometry, InvalidSetting
from bybalance.model.grid import PopulationGrid

CM_PER_M: Final = 100
MAX_LENGTH_M: Final = 1_000_000.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class WalkingNetwork:
    """Junctions and the ways between them, walked in both directions.

    Parameters
    ----------
    eastings_m, northings_m
        Of each node, in the coordinate system of the grid, shape ``(n_nodes,)``.
    from_nodes, to_nodes
        Ends of each edge, indices of nodes, shape ``(n_edges,)``.
    lengths_m
        Metres of each edge; kept to the centimetre.

    Raises
    ------
    InvalidGeometry
        If an edge ends nowhere, or a length is negative, not finite or above 1,000 km.
    """

    eastings_m: NDArray[np.float64]
    northings_m: NDArray[np.float64]
    from_nodes: NDArray[np.int64]
    to_nodes: NDArray[np.int64]
    lengths_m: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse what is no network."""
        nodes, edges = len(self.eastings_m), len(self.from_nodes)
        sizes = (len(self.northings_m), len(self.to_nodes), len(self.lengths_m))
        if sizes != (nodes, edges, edges):
            raise InvalidGeometry(
                f"There are {nodes} eastings and {sizes[0]} northings of nodes; {edges}, "
                f"{sizes[1]} ends and {sizes[2]} lengths of edges. Give one each."
            )
        if not (np.isfinite(self.eastings_m).all() and np.isfinite(self.northings_m).all()):
            raise InvalidGeometry("A node lies nowhere; give finite metres.")
        for ends in (self.from_nodes, self.to_nodes):
            wrong = (ends < 0) | (ends >= nodes)
            if wrong.any():
                at = int(np.argmax(wrong))
                raise InvalidGeometry(
                    f"Edge {at} ends at node {ends[at]}; nodes go from 0 to {nodes - 1}."
                )
        wrong = ~((self.lengths_m >= 0) & (self.lengths_m <= MAX_LENGTH_M))
        if wrong.any():
            at = int(np.argmax(wrong))
            raise InvalidGeometry(
                f"Edge {at} is {self.lengths_m[at]} m long; lengths go from 0 to 1,000 km."
            )

    @classmethod
    def from_edges(
        cls,
        nodes: ArrayLike,
        edges: Sequence[tuple[int, int]],
        lengths_m: ArrayLike | None = None,
    ) -> WalkingNetwork:
        """Build a network from places, shape ``(n_nodes, 2)``; edges are straight if not told.

        Examples
        --------
        >>> WalkingNetwork.from_edges([(0, 0), (30, 40)], [(0, 1)]).lengths_m
        array([50.])
        """
        places = np.asarray(nodes, np.float64).reshape(-1, 2)
        ends = np.asarray(edges, np.int64).reshape(-1, 2)
        if lengths_m is None:
            is_there = (ends >= 0) & (ends < len(places))
            safe = np.where(is_there, ends, 0)
            lengths_m = np.hypot(*(places[safe[:, 0]] - places[safe[:, 1]]).T) if len(ends) else []
        return cls(
            eastings_m=places[:, 0], northings_m=places[:, 1], from_nodes=ends[:, 0],
            to_nodes=ends[:, 1], lengths_m=np.asarray(lengths_m, np.float64).reshape(-1),
        )  # fmt: skip

    def cut_by(self, barriers: Sequence[Any]) -> WalkingNetwork:
        """Return the network without the edges whose straight line meets a barrier.

        Parameters
        ----------
        barriers
            Lines or polygons of shapely: a motorway, a railway, water. What leads across them, a
            bridge or a tunnel, is an edge to be added after cutting.
        """
        if not len(barriers) or not len(self.from_nodes):
            return self
        ends = np.stack(
            [
                np.column_stack([self.eastings_m[side], self.northings_m[side]])
                for side in (self.from_nodes, self.to_nodes)
            ],
            axis=1,
        )
        tree = shapely.STRtree(shapely.linestrings(ends))
        met = tree.query(list(barriers), predicate="intersects")[1]
        is_open = np.ones(len(self.from_nodes), bool)
        is_open[np.unique(met)] = False
        return replace(
            self,
            from_nodes=self.from_nodes[is_open],
            to_nodes=self.to_nodes[is_open],
            lengths_m=self.lengths_m[is_open],
        )

    def with_edges(
        self, edges: Sequence[tuple[int, int]], lengths_m: Sequence[float]
    ) -> WalkingNetwork:
        """Return the network with edges added, such as a new bridge."""
        ends = np.asarray(edges, np.int64).reshape(-1, 2)
        return replace(
            self,
            from_nodes=np.concatenate([self.from_nodes, ends[:, 0]]),
            to_nodes=np.concatenate([self.to_nodes, ends[:, 1]]),
            lengths_m=np.concatenate([self.lengths_m, np.asarray(lengths_m, np.float64)]),
        )


def lattice_network(grid: PopulationGrid, *, barriers: Sequence[Any] = ()) -> WalkingNetwork:
    """Return a network from the middle of each cell to its eight neighbours, cut by barriers.

    For places of which only barriers are known. The way is longer than the crow flies, by 8 % at
    most where no barrier is.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 0], northings_m=[0, 0, 100], totals=[1, 1, 1]
    ... )
    >>> lattice_network(grid).lengths_m.round(2).tolist()
    [100.0, 100.0, 141.42]
    """
    rows, columns = grid.rows, grid.columns
    half = grid.cell_size_m / 2
    width = int(columns.max(initial=0)) + 3
    keys = rows * width + columns + 1
    first: list[NDArray[np.int64]] = []
    second: list[NDArray[np.int64]] = []
    lengths: list[NDArray[np.float64]] = []
    for step, far in ((1, 1.0), (width, 1.0), (width - 1, 2**0.5), (width + 1, 2**0.5)):
        at = np.minimum(np.searchsorted(keys, keys + step), max(len(keys) - 1, 0))
        is_there = keys[at] == keys + step if len(keys) else np.zeros(0, bool)
        first.append(np.flatnonzero(is_there))
        second.append(at[is_there])
        lengths.append(np.full(int(is_there.sum()), far * grid.cell_size_m))
    network = WalkingNetwork(
        eastings_m=(grid.eastings_m + half).astype(np.float64),
        northings_m=(grid.northings_m + half).astype(np.float64),
        from_nodes=np.concatenate(first).astype(np.int64),
        to_nodes=np.concatenate(second).astype(np.int64), lengths_m=np.concatenate(lengths),
    )  # fmt: skip
    return network.cut_by(barriers)


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Nodes and cells as one graph in rows: the cells come after the nodes.

    Parameters
    ----------
    starts, targets, lengths_cm
        Vertex v leads to ``targets[starts[v]:starts[v + 1]]``.
    node_count
        How many vertices are nodes.
    is_attached
        Which cells have a way to the network.
    """

    starts: NDArray[np.int64]
    targets: NDArray[np.int64]
    lengths_cm: NDArray[np.int64]
    node_count: int
    is_attached: NDArray[np.bool_]

    @classmethod
    def build(
        cls, grid: PopulationGrid, network: WalkingNetwork, *, max_connector_m: float
    ) -> Ways:
        """Join each cell's middle to the nearest node, no further away than told."""
        if not max_connector_m >= 0:
            raise InvalidSetting(f"max_connector_m is {max_connector_m}; give 0 m or more.")
        node_count, half = len(network.eastings_m), grid.cell_size_m / 2
        middles = np.column_stack([grid.eastings_m + half, grid.northings_m + half])
        apart, nearest = np.full(len(grid), np.inf), np.zeros(len(grid), np.int64)
        if node_count and len(grid):
            nodes = np.column_stack([network.eastings_m, network.northings_m])
            apart, nearest = KDTree(nodes).query(middles)
        is_attached = apart <= max_connector_m
        cells = np.flatnonzero(is_attached)
        ends = np.concatenate([network.from_nodes, node_count + cells])
        others = np.concatenate([network.to_nodes, nearest[is_attached]])
        far = np.concatenate([network.lengths_m, apart[is_attached]])
        whole = np.rint(far * CM_PER_M).astype(np.int64)
        tails, heads = np.concatenate([ends, others]), np.concatenate([others, ends])
        order = np.lexsort((heads, tails))
        starts = np.searchsorted(tails[order], np.arange(node_count + len(grid) + 1))
        return cls(
            starts.astype(np.int64),
            heads[order].astype(np.int64),
            np.concatenate([whole, whole])[order],
            node_count,
            is_attached,
        )
