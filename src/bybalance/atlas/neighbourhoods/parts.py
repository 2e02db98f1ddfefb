"""What neighbourhoods are grown from: cells first, small neighbourhoods after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from bybalance.model.grid import PopulationGrid


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Units that may be joined, and which of them touch.

    Parameters
    ----------
    households
        Per unit and year, shape ``(n_units, n_years)``.
    kinds
        Dwellings per unit and kind, shape ``(n_units, n_kinds)``.
    areas, edges
        Cells of each unit, and sides of cells on its border; shape ``(n_units,)``.
    near
        By unit: each unit it may be joined with, and how many sides of cells they share.
    """

    households: NDArray[np.int64]
    kinds: NDArray[np.float64]
    areas: NDArray[np.int64]
    edges: NDArray[np.int64]
    near: list[dict[int, int]]

    def __len__(self) -> int:
        """Count the units."""
        return len(self.households)

    @classmethod
    def of_cells(
        cls,
        grid: PopulationGrid,
        households: NDArray[np.int64],
        kinds: NDArray[np.float64],
        *,
        barriers: Sequence[Any],
        gap_cells: int,
    ) -> Parts:
        """Let cells touch that are near enough, with no barrier between their middles."""
        first, second = near_cells(grid, gap_cells=gap_cells)
        is_open = ~_is_cut(grid, first, second, barriers)
        first, second = first[is_open], second[is_open]
        rows, columns = grid.rows, grid.columns
        is_side = np.abs(rows[first] - rows[second]) + np.abs(columns[first] - columns[second]) == 1
        near: list[dict[int, int]] = [{} for _ in range(len(grid))]
        for one, other, shared in zip(
            first.tolist(), second.tolist(), is_side.astype(int).tolist(), strict=True
        ):
            near[one][other] = near[other][one] = shared
        ones = np.ones(len(grid), np.int64)
        return cls(households, kinds, ones, 4 * ones, near)

    def joined(self, region_of: NDArray[np.int64]) -> Parts:
        """Return the regions as units; units of region -1 are left out."""
        count = int(region_of.max(initial=-1)) + 1
        is_in = region_of >= 0
        sums = [
            np.zeros((count, *array.shape[1:]), array.dtype)
            for array in (self.households, self.kinds, self.areas, self.edges)
        ]
        for array, into in zip(
            (self.households, self.kinds, self.areas, self.edges), sums, strict=True
        ):
            np.add.at(into, region_of[is_in], array[is_in])
        near: list[dict[int, int]] = [{} for _ in range(count)]
        for unit, others in enumerate(self.near):
            region = int(region_of[unit])
            if region < 0:
                continue
            for other, shared in others.items():
                beyond = int(region_of[other])
                if beyond == region:
                    sums[3][region] -= shared  # seen from either side, so twice
                elif beyond >= 0:
                    near[region][beyond] = near[region].get(beyond, 0) + shared
        return Parts(sums[0], sums[1], sums[2], sums[3], near)

    def components(self) -> NDArray[np.int64]:
        """Return the number of the connected part that each unit belongs to."""
        found = np.full(len(self), -1, np.int64)
        count = 0
        for start in range(len(self)):
            if found[start] >= 0:
                continue
            found[start], waiting = count, [start]
            while waiting:
                for other in self.near[waiting.pop()]:
                    if found[other] < 0:
                        found[other] = count
                        waiting.append(other)
            count += 1
        return found


def near_cells(
    grid: PopulationGrid, *, gap_cells: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each pair of cells at most ``gap_cells`` steps apart along either axis, once.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 300], northings_m=[0, 100, 0], totals=[1, 1, 1]
    ... )
    >>> [pair.tolist() for pair in near_cells(grid, gap_cells=1)]
    [[0], [2]]
    """
    rows, columns = grid.rows, grid.columns
    width = int(columns.max(initial=0)) + 2 * gap_cells + 1
    keys = rows * width + columns + gap_cells
    firsts, seconds = [], []
    for down in range(gap_cells + 1):
        for across in range(-gap_cells, gap_cells + 1):
            if (down, across) <= (0, 0):
                continue
            at = np.searchsorted(keys, keys + down * width + across)
            at = np.minimum(at, max(len(keys) - 1, 0))
            is_there = np.equal(keys[at], keys + down * width + across)
            firsts.append(np.flatnonzero(is_there))
            seconds.append(at[np.flatnonzero(is_there)])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    order = np.lexsort((second, first))
    return first[order].astype(np.int64), second[order].astype(np.int64)


def _is_cut(
    grid: PopulationGrid,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    barriers: Sequence[Any],
) -> NDArray[np.bool_]:
    is_cut = np.zeros(len(first), np.bool_)
    if len(barriers) and len(first):
        half = grid.cell_size_m / 2
        middles = np.column_stack([grid.eastings_m + half, grid.northings_m + half])
        lines = shapely.linestrings(np.stack([middles[first], middles[second]], axis=1))
        met = shapely.STRtree(lines).query(list(barriers), predicate="intersects")[1]
        is_cut[np.unique(met)] = True
    return is_cut
