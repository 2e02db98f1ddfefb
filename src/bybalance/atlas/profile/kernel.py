"""How much each person of a map counts in the mean context of an area."""

from __future__ import annotations

import math
from typing import Any

from bybalance.atlas.compiled import compiled

Array = Any


@compiled
def spread_weights(
    totals: Array, origins_y: Array, origins_x: Array, parts: Array, ring_d2: Array, k: int,
    everybody: int, is_whole: bool, is_self_excluded: bool, weights: Array,
) -> None:  # fmt: skip
    """Add to ``weights`` what a person of each cell weighs in the mean of several contexts.

    ``totals`` and ``weights`` are rasters; origin i stands for the part ``parts[i]`` of the mean;
    its context ends in the ring ``ring_d2[i]``, or holds everybody where that is below 0.
    """
    height, width = totals.shape
    for origin in range(origins_y.shape[0]):
        y, x, d2 = origins_y[origin], origins_x[origin], ring_d2[origin]
        reach = height + width if d2 < 0 else int(math.sqrt(d2 + 0.5))
        low, high = max(y - reach, 0), min(y + reach + 1, height)
        left, right = max(x - reach, 0), min(x + reach + 1, width)
        before, inside = 0, 0
        if d2 < 0:
            before = everybody - (totals[y, x] if is_self_excluded else 0)
        else:
            for row in range(low, high):
                for column in range(left, right):
                    apart = (row - y) * (row - y) + (column - x) * (column - x)
                    if apart > d2 or (apart == 0 and is_self_excluded):
                        continue
                    if apart < d2:
                        before += totals[row, column]
                    else:
                        inside += totals[row, column]
        people = float(before)
        edge = 0.0
        if d2 >= 0:
            edge = 1.0 if is_whole else (k - before) / float(inside)
            people = float(before + inside) if is_whole else float(k)
        if people <= 0.0:
            continue
        part = parts[origin] / people
        for row in range(low, high):
            for column in range(left, right):
                apart = (row - y) * (row - y) + (column - x) * (column - x)
                if apart == 0 and is_self_excluded:
                    continue
                if d2 < 0 or apart < d2:
                    weights[row, column] += part
                elif apart == d2:
                    weights[row, column] += part * edge


@compiled
def moments(weights: Array, totals: Array, variances: Array) -> tuple[float, float, float]:
    """Return the sums of w² v, w² t and w t over the raster, and clear the weights."""
    noise, squares, plain = 0.0, 0.0, 0.0
    for row in range(totals.shape[0]):
        for column in range(totals.shape[1]):
            w, t = weights[row, column], totals[row, column]
            if w != 0.0:
                noise += w * w * variances[row, column]
                squares += w * w * t
                plain += w * t
                weights[row, column] = 0.0
    return noise, squares, plain
