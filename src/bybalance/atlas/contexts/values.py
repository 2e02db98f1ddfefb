"""The mean of a value, such as an income, among the k nearest people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bybalance.atlas.batches import Pace
from bybalance.atlas.contexts.people import cross, whole_numbers
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
        If there is not one value per cell, or one is infinite.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 200], northings_m=[0, 0, 0], totals=[10, 10, 10]
    ... )
    >>> value_means(grid, [100.0, 200.0, float("nan")], k=20).round(6).tolist()
    [[150.0, 166.666667, 200.0]]
    """
    given = np.asarray(values, np.float64).reshape(-1)
    if len(given) != len(grid) or np.isinf(given).any():
        raise InvalidSetting(
            f"There are {len(given)} values for {len(grid)} cells; give one finite number per "
            "cell, and nan where it is not known."
        )
    if grid.is_fractional:
        raise InvalidSetting("Means are over whole people; round the estimated grid first.")
    settings, wanted = settings or ContextSettings(), checked_k(k)
    totals = whole_numbers(grid.totals, "total")
    is_known = ~np.isnan(given)
    with_value = np.where(is_known, totals, 0)
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
