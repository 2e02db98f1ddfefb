"""Mean, median and other quantiles of a value, such as an income, among the k nearest people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bybalance.atlas.batches import Pace, run_batches
from bybalance.atlas.contexts import quantile_kernel
from bybalance.atlas.contexts.crossings import Crossings
from bybalance.atlas.contexts.people import cross, whole_numbers
from bybalance.atlas.contexts.raster import Lattice
from bybalance.atlas.contexts.settings import DEFAULT_K, ContextSettings, checked_k
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

SUM_BITS: Final = 61
"""Sums of values are kept as whole numbers of this many bits: about eighteen digits."""


def value_means(
    grid: PopulationGrid,
    values: ArrayLike,
    *,
    k: Sequence[int] | int = DEFAULT_K,
    weights: ArrayLike | None = None,
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> NDArray[np.float64]:
    """Return the mean of a value over the k nearest people around each cell.

    Contexts are those of :func:`bybalance.atlas.contexts.people_contexts`, of all people. People
    whose value is not known belong to the context and not to the mean.

    Parameters
    ----------
    grid
        With whole people, none missing or suppressed.
    values
        Mean value of the people of each cell, in any unit, shape ``(n_cells,)``; ``nan`` where
        not known.
    k
        Numbers of people.
    weights
        How many of a cell's people the value stands for, such as those in work; whole numbers
        from 0 to the total, shape ``(n_cells,)``. All of them where not told.
    settings, pace
        As for people.

    Returns
    -------
    Means in the unit of the values, shape ``(n_k, n_cells)``, right to about 12 digits of the
    range of values; ``nan`` where the context holds nobody with a known value. Where the map
    holds fewer than k people, the mean is over everybody.

    Raises
    ------
    InvalidSetting
        If there is not one value per cell, or one is infinite, or a weight cannot be.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 200], northings_m=[0, 0, 0], totals=[10, 10, 10]
    ... )
    >>> value_means(grid, [100.0, 200.0, float("nan")], k=20).round(6).tolist()
    [[150.0, 166.666667, 200.0]]
    """
    settings, wanted = settings or ContextSettings(), checked_k(k)
    given, with_value, totals = _checked(grid, values, weights)
    is_known = ~np.isnan(given)
    if with_value.sum() == 0:
        return np.full((len(wanted), len(grid)), np.nan)
    least = float(given[is_known].min())
    above = np.where(is_known, given - least, 0.0) * with_value
    scale = 2.0**SUM_BITS / max(float(above.sum()), 1e-300) if above.any() else 1.0
    layers = np.array([with_value, np.rint(above * min(scale, 2.0**900))], np.int64)
    cells = np.arange(len(grid))
    found = cross(grid, totals, layers, cells, wanted, settings, pace or Pace())
    is_own = totals * 0 if settings.self_rule == "include" else 1
    people, sums = (
        np.where(found.is_short, layer.sum() - is_own * layer, found.counts[at])
        for at, layer in enumerate(layers)
    )
    means: NDArray[np.float64] = least + sums / np.where(people > 0, people, np.nan) / scale
    return means


def value_medians(
    grid: PopulationGrid,
    values: ArrayLike,
    *,
    k: Sequence[int] | int = DEFAULT_K,
    weights: ArrayLike | None = None,
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> NDArray[np.float64]:
    """Return the median of a value over the k nearest people around each cell.

    As :func:`value_quantiles` for the quantile ½; shape ``(n_k, n_cells)``.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 200], northings_m=[0, 0, 0], totals=[10, 10, 10]
    ... )
    >>> value_medians(grid, [100.0, 200.0, 900.0], k=30).tolist()
    [[200.0, 200.0, 200.0]]
    """
    found = value_quantiles(
        grid, values, quantiles=(0.5,), k=k, weights=weights, settings=settings, pace=pace
    )
    medians: NDArray[np.float64] = found[0]
    return medians


def value_quantiles(
    grid: PopulationGrid,
    values: ArrayLike,
    *,
    quantiles: Sequence[float],
    k: Sequence[int] | int = DEFAULT_K,
    weights: ArrayLike | None = None,
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> NDArray[np.float64]:
    """Return quantiles of a value over the k nearest people around each cell.

    Everybody in a cell has the value of the cell. People stand in a row by value; of N people
    with a known value the quantile q is the value at the place ``(N - 1) q``, counted from 0,
    and between two people a straight line. Cells of the last ring take part with the same
    fraction of their people as in the shares, so N may have decimals; a value that less than one
    person has stands at its first place only. With at most one person in all the quantile is
    the mean. ``equipop`` has the same rule, but keeps people of one value in several blocks.

    Parameters
    ----------
    grid, values, k, weights, settings, pace
        As :func:`value_means`.
    quantiles
        From 0 to 1.

    Returns
    -------
    In the unit of the values, shape ``(n_quantiles, n_k, n_cells)``; ``nan`` where the context
    holds nobody with a known value.

    Raises
    ------
    InvalidSetting
        As :func:`value_means`, or if a quantile is not from 0 to 1.

    References
    ----------
    Claude, Navarro & Ordóñez (2015), *The wavelet matrix*, Information Systems 47: how a
    quantile is found among runs of cells in as many steps as a value has bits.
    """
    settings, wanted, pace = settings or ContextSettings(), checked_k(k), pace or Pace()
    levels = [float(each) for each in quantiles]
    if not levels or not all(0 <= each <= 1 for each in levels):
        raise InvalidSetting(f"quantiles are {list(quantiles)}; give numbers from 0 to 1.")
    given, with_value, totals = _checked(grid, values, weights)
    found = np.full((len(levels), len(wanted), len(grid)), np.nan)
    if with_value.sum() == 0:
        return found
    no_groups = np.zeros((0, len(grid)), np.int64)
    cells = np.arange(len(grid))
    rings = cross(grid, totals, no_groups, cells, wanted, settings, pace)
    matrix = _WaveletMatrix.build(grid, given, with_value)
    known = np.zeros((len(wanted), len(grid)))
    _fill(found, known, grid, rings, matrix, np.array(wanted), np.array(levels), settings, pace)
    few = (known > 0) & (known <= 1)
    if few.any():
        means = value_means(grid, values, k=wanted, weights=weights, settings=settings, pace=pace)
        found[:, few] = means[few]
    return found


def _fill(
    found: NDArray[np.float64],
    known: NDArray[np.float64],
    grid: PopulationGrid,
    rings: Crossings,
    matrix: _WaveletMatrix,
    k: NDArray[np.int64],
    quantiles: NDArray[np.float64],
    settings: ContextSettings,
    pace: Pace,
) -> None:
    fractions = rings.fractions(k, settings)
    rows, columns = grid.rows, grid.columns

    def work(batch: NDArray[np.int64]) -> None:
        quantile_kernel.find_quantiles(
            batch, rows, columns, rings.ring_d2, fractions, settings.self_rule == "exclude",
            matrix.before, matrix.height, matrix.width, matrix.zeros, matrix.sums,
            matrix.place_of_cell, matrix.ranks, matrix.weights, matrix.values, quantiles,
            known, found,
        )  # fmt: skip

    tour = Lattice(rows, columns).tour(np.arange(len(grid)))
    run_batches(work, tour, pace=pace, batch_size=1_024)


@dataclass(frozen=True, slots=True, eq=False)
class _WaveletMatrix:
    """Cells with a known value in reading order, sorted bit by bit of the rank of their value.

    Parameters
    ----------
    before
        Known cells before each cell of the raster, in reading order; one more entry at the end.
    zeros
        Zero bits among the first cells at each level, shape ``(n_levels, n + 1)``.
    sums
        People of the first cells in the order of each level, shape ``(n_levels + 1, n + 1)``.
    place_of_cell
        Where each cell of the grid is among the known ones, or -1.
    ranks, weights
        Of each known cell.
    values
        By rank, growing.
    """

    height: int
    width: int
    before: NDArray[np.int32]
    zeros: NDArray[np.int32]
    sums: NDArray[np.int64]
    place_of_cell: NDArray[np.int64]
    ranks: NDArray[np.int64]
    weights: NDArray[np.int64]
    values: NDArray[np.float64]

    @classmethod
    def build(
        cls, grid: PopulationGrid, given: NDArray[np.float64], with_value: NDArray[np.int64]
    ) -> _WaveletMatrix:
        is_used = with_value > 0
        rows, columns = grid.rows, grid.columns
        height, width = int(rows.max()) + 1, int(columns.max()) + 1
        is_there = np.zeros(height * width + 1, np.int32)
        is_there[rows[is_used] * width + columns[is_used] + 1] = 1
        values, ranks = np.unique(given[is_used], return_inverse=True)
        ranks, weights = ranks.reshape(-1).astype(np.int64), with_value[is_used]
        level_count = max(1, int(len(values) - 1).bit_length())
        zeros = np.zeros((level_count, len(ranks) + 1), np.int32)
        sums = np.zeros((level_count + 1, len(ranks) + 1), np.int64)
        order = np.arange(len(ranks))
        for level in range(level_count):
            np.cumsum(weights[order], out=sums[level, 1:])
            is_one = (ranks[order] >> (level_count - 1 - level)) & 1 == 1
            np.cumsum(~is_one, out=zeros[level, 1:])
            order = np.concatenate([order[~is_one], order[is_one]])
        np.cumsum(weights[order], out=sums[level_count, 1:])
        place = np.full(len(grid), -1, np.int64)
        place[is_used] = np.arange(len(ranks))
        before = np.cumsum(is_there, dtype=np.int32)
        return cls(height, width, before, zeros, sums, place, ranks, weights, values)


def _checked(
    grid: PopulationGrid, values: ArrayLike, weights: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return values, the people that each stands for, and all people."""
    given = np.asarray(values, np.float64).reshape(-1)
    if len(given) != len(grid) or np.isinf(given).any():
        raise InvalidSetting(
            f"There are {len(given)} values for {len(grid)} cells; give one finite number per "
            "cell, and nan where it is not known."
        )
    if grid.is_fractional:
        raise InvalidSetting("Values are of whole people; round the estimated grid first.")
    totals = whole_numbers(grid.totals, "total")
    of = totals if weights is None else np.asarray(weights, np.float64).reshape(-1)
    if len(of) != len(grid) or not ((of >= 0) & (of <= totals) & (of == np.floor(of))).all():
        raise InvalidSetting(
            "weights say how many of a cell's people a value stands for: one whole number per "
            "cell, from 0 to the total."
        )
    return given, np.where(np.isnan(given), 0, of).astype(np.int64), totals
