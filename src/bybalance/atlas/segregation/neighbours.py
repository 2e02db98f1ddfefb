"""Which cells of a grid touch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bybalance.model.grid import PopulationGrid


def adjacent_cells(grid: PopulationGrid) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each pair of cells that share an edge, once: two arrays of indices.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 0], northings_m=[0, 0, 100], totals=[1, 1, 1]
    ... )
    >>> [pair.tolist() for pair in adjacent_cells(grid)]
    [[0, 0], [1, 2]]
    """
    rows, columns = grid.rows, grid.columns
    if len(grid) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    width = int(columns.max()) + 2
    keys = rows * width + columns  # canonical order, so the keys are sorted
    pairs = []
    for step in (1, width):
        at = np.searchsorted(keys, keys + step)
        found = np.minimum(at, len(keys) - 1)
        is_there = keys[found] == keys + step
        pairs.append((np.flatnonzero(is_there), found[is_there]))
    first = np.concatenate([pair[0] for pair in pairs])
    second = np.concatenate([pair[1] for pair in pairs])
    order = np.lexsort((second, first))
    return first[order].astype(np.int64), second[order].astype(np.int64)
