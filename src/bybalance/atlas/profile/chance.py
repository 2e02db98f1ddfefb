"""How sure a mean context is: what rounding did to it, and what chance alone would make.

A mean share over contexts is a sum over the cells of the map, ``Σ c_j x_j``, x_j the members and
c_j the weight of cell j. So both questions have answers in closed form and need no draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace, run_batches
from bybalance.atlas.contexts import PeopleContexts
from bybalance.atlas.profile import kernel
from bybalance.atlas.profile.figures import NORMAL_95
from bybalance.model.grid import PopulationGrid
from bybalance.model.units import BoolPerCell


@dataclass(frozen=True, slots=True, eq=False)
class Spreads:
    """Sums over the weights of each place and k, shape ``(n_places, n_k)``.

    Parameters
    ----------
    noise
        Standard deviation of the mean from random rounding, 0 to 1.
    squares, plain
        ``Σ c_j² t_j`` and ``Σ c_j t_j``.
    people
        Everybody on the map.
    """

    noise: NDArray[np.float64]
    squares: NDArray[np.float64]
    plain: NDArray[np.float64]
    people: float

    def by_chance(self, members: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return mean and standard deviation where ``members`` are dealt out like cards.

        Residents dealt out without putting back follow a multivariate hypergeometric
        distribution: with N people and K members the mean is ``K Σ c t / N``, the variance
        ``K (N - K) / (N - 1) (Σ c² t / N - (Σ c t / N)²)``.
        """
        n = self.people
        if n < 1:
            return np.full(self.plain.shape, np.nan), np.full(self.plain.shape, np.nan)
        apart = np.maximum(self.squares / n - (self.plain / n) ** 2, 0)
        variance = members * (n - members) / max(n - 1, 1) * apart
        return members * self.plain / n, np.sqrt(variance)


def measure_spreads(
    grid: PopulationGrid,
    contexts: PeopleContexts,
    places: list[BoolPerCell],
    *,
    rounding_base: int,
    pace: Pace,
) -> Spreads:
    """Work out how each place's mean context hangs on the cells of the map.

    The error of unbiased rounding to base b has the mean variance ``(b² - 1) / 6`` when every
    remainder is as likely. A cell of t < b people can only be rounded to none; its error is
    taken as ``t (2 t + 1) / 6``.
    """
    shape = (int(grid.rows.max(initial=-1)) + 1, int(grid.columns.max(initial=-1)) + 1)
    totals = np.zeros(shape, np.int64)
    totals[grid.rows, grid.columns] = np.rint(grid.totals).astype(np.int64)
    variances = np.where(
        totals >= rounding_base, (rounding_base**2 - 1) / 6, totals * (2 * totals + 1) / 6
    )
    if rounding_base == 1:
        variances = np.zeros(shape)
    found = np.full((3, len(places), len(contexts.k)), np.nan)

    def work(batch: NDArray[np.int64]) -> None:
        weights = np.zeros(shape)
        for place in batch:
            cells = np.flatnonzero(places[place] & (grid.totals > 0))
            if len(cells) == 0:
                continue
            parts = grid.totals[cells] / grid.totals[cells].sum()
            for at, k in enumerate(contexts.k):
                kernel.spread_weights(
                    totals, grid.rows[cells], grid.columns[cells], parts,
                    contexts.ring_d2[at, cells], k, int(totals.sum()),
                    contexts.settings.overshoot == "whole",
                    contexts.settings.self_rule == "exclude", weights,
                )  # fmt: skip
                found[:, place, at] = kernel.moments(weights, totals, variances)

    run_batches(work, np.arange(len(places)), pace=pace, batch_size=1)
    return Spreads(np.sqrt(found[0]), found[1], found[2], float(totals.sum()))


def both_sides(mean: float, deviation: float) -> tuple[float, float]:
    """Return the normal 95 % interval around a mean.

    Examples
    --------
    >>> [round(side, 3) for side in both_sides(0.5, 0.1)]
    [0.304, 0.696]
    """
    if math.isnan(deviation):
        return float("nan"), float("nan")
    return mean - NORMAL_95 * deviation, mean + NORMAL_95 * deviation
