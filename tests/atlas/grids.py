"""Small grids with everything that makes contexts hard, for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from bybalance.model.grid import PopulationGrid


def grid_of(
    cells: dict[tuple[int, int], tuple[int, ...]],
    *,
    groups: tuple[str, ...] = ("a",),
    size: int = 100,
) -> PopulationGrid:
    """Make a grid from (column, row): (total, count of each group)."""
    columns = np.array([at[0] for at in cells], np.int64)
    rows = np.array([at[1] for at in cells], np.int64)
    values = np.array(list(cells.values()), np.int64).reshape(len(cells), 1 + len(groups))
    return PopulationGrid.from_cells(
        eastings_m=columns * size,
        northings_m=rows * size,
        totals=values[:, 0],
        counts={name: values[:, 1 + at] for at, name in enumerate(groups)},
        cell_size_m=size,
    )


@st.composite
def grids(draw: st.DrawFn, *, group_count: int = 2, most_cells: int = 30) -> PopulationGrid:
    """Draw cells on a lattice with ties, holes, empty cells, one-cell maps and all-group cells."""
    width = draw(st.integers(1, 12))
    height = draw(st.integers(1, 12))
    places = draw(
        st.sets(
            st.tuples(st.integers(0, width - 1), st.integers(0, height - 1)),
            min_size=1,
            max_size=most_cells,
        )
    )
    cells = {}
    for place in places:
        total = draw(st.sampled_from([0, 1, 2, 3, 10, 400]))
        parts = [draw(st.sampled_from([0, total // 2, total])) for _ in range(group_count)]
        cells[place] = (total, *parts)
    return grid_of(cells, groups=tuple("abcdefgh"[:group_count]))
