"""How good neighbourhoods are; counted anew from cells, not taken from what grew them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bybalance.atlas.neighbourhoods.build import LEVELS, Neighbourhoods, name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelQuality:
    """One level.

    Parameters
    ----------
    level, count
        ``small`` or ``large``, and how many neighbourhoods there are.
    households
        Least, 10th percentile, median, 90th percentile and most households of a neighbourhood,
        in its smallest year.
    size_spread
        Standard deviation over mean of these: 0 where all are equal.
    too_small
        Neighbourhoods under the least size in some year; 0 by construction.
    in_pieces
        Neighbourhoods not in one piece; 0 by construction.
    homogeneity
        Part of the variation of dwellings between cells that lies between neighbourhoods, 0 to 1;
        ``nan`` where all cells are alike.
    raggedness
        Mean and 90th percentile of perimeter² / (16 area); 1 for a square.
    left_over_cells, left_over_households
        By reason; for large neighbourhoods small ones on too small a land are ``cut_off``.
    """

    level: str
    count: int
    households: tuple[float, float, float, float, float]
    size_spread: float
    too_small: tuple[str, ...]
    in_pieces: tuple[str, ...]
    homogeneity: float
    raggedness: tuple[float, float]
    left_over_cells: Mapping[str, int]
    left_over_households: Mapping[str, int]


def neighbourhood_quality(
    found: Neighbourhoods, *, households: Mapping[int, ArrayLike], kinds: ArrayLike | None = None
) -> tuple[LevelQuality, ...]:
    """Report on both levels; arguments as they were built from."""
    homes = np.column_stack(
        [np.asarray(values, np.float64).reshape(-1) for _, values in sorted(households.items())]
    )
    table = homes.mean(axis=1, keepdims=True) if kinds is None else np.asarray(kinds, np.float64)
    return tuple(_of_level(found, level, homes, table) for level in LEVELS)


def _of_level(
    found: Neighbourhoods,
    level: str,
    homes: NDArray[np.float64],
    kinds: NDArray[np.float64],
) -> LevelQuality:
    numbers = found.of_level(level)
    count = int(numbers.max(initial=-1)) + 1
    sums = np.zeros((count, homes.shape[1]))
    np.add.at(sums, numbers[numbers >= 0], homes[numbers >= 0])
    sizes = sums.min(axis=1, initial=np.inf)
    is_small = sizes < found.settings.least(level)
    small = [name_of(level, at) for at in np.flatnonzero(is_small).tolist()]
    spread = np.quantile(sizes, [0, 0.1, 0.5, 0.9, 1]) if count else np.full(5, np.nan)
    ragged = np.array([_raggedness(found, numbers == at) for at in range(count)])
    cells: dict[str, int] = {}
    left_homes: dict[str, int] = {}
    for at in np.flatnonzero(numbers < 0):
        reason = found.reasons[at] or "cut_off"
        cells[reason] = cells.get(reason, 0) + 1
        left_homes[reason] = left_homes.get(reason, 0) + int(homes[at].max())
    low, tenth, middle, ninetieth, high = (float(each) for each in spread)
    return LevelQuality(
        level=level, count=count, households=(low, tenth, middle, ninetieth, high),
        size_spread=float(sizes.std() / sizes.mean()) if count else float("nan"),
        too_small=tuple(small),
        in_pieces=tuple(
            name_of(level, at) for at in range(count) if not _is_one_piece(found, numbers == at)
        ),
        homogeneity=_homogeneity(numbers, kinds),
        raggedness=(float(ragged.mean()), float(np.quantile(ragged, 0.9)))
        if count else (float("nan"), float("nan")),
        left_over_cells=cells, left_over_households=left_homes,
    )  # fmt: skip


def _homogeneity(numbers: NDArray[np.int64], kinds: NDArray[np.float64]) -> float:
    is_in = (numbers >= 0) & (kinds.sum(axis=1) > 0)
    table, of = kinds[is_in], numbers[is_in]
    if len(table) == 0:
        return float("nan")
    weights = table.sum(axis=1)
    shares = table / weights[:, np.newaxis]
    whole = (weights[:, np.newaxis] * shares).sum(axis=0) / weights.sum()
    total = (weights[:, np.newaxis] * (shares - whole) ** 2).sum()
    sums = np.zeros((int(of.max()) + 1, table.shape[1]))
    np.add.at(sums, of, table)
    own = sums / np.maximum(sums.sum(axis=1, keepdims=True), 1e-300)
    within = (weights[:, np.newaxis] * (shares - own[of]) ** 2).sum()
    return float(1 - within / total) if total > 1e-12 * weights.sum() else float("nan")


def _raggedness(found: Neighbourhoods, is_in: NDArray[np.bool_]) -> float:
    rows, columns = found.grid.rows[is_in], found.grid.columns[is_in]
    places = set(zip(rows.tolist(), columns.tolist(), strict=True))
    edges = sum(
        (row + down, column + across) not in places
        for row, column in places
        for down, across in ((0, 1), (1, 0), (0, -1), (-1, 0))
    )
    return edges * edges / (16 * len(places))


def _is_one_piece(found: Neighbourhoods, is_in: NDArray[np.bool_]) -> bool:
    cells = np.flatnonzero(is_in).tolist()
    seen, waiting = {cells[0]}, [cells[0]]
    while waiting:
        for other in found.parts.near[waiting.pop()]:
            if is_in[other] and other not in seen:
                seen.add(other)
                waiting.append(other)
    return len(seen) == len(cells)
