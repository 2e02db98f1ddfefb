"""Find quantiles of a value among the runs of cells that make up a context.

A disc is one run of cells per row. Cells with a known value stand in reading order, so a run is
an interval of them. A wavelet matrix tells how many people of an interval have a value whose
first bits are given; bit by bit this leads to the value sought. Cells of the crossing ring are
few and are looked at one by one.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bybalance.atlas.compiled import compiled

Array = Any


@compiled
def root(number: int) -> int:
    """Return the whole square root."""
    found = int(math.sqrt(float(number)))
    while (found + 1) * (found + 1) <= number:
        found += 1
    while found * found > number:
        found -= 1
    return found


@compiled
def add_runs(
    y: int, x: int, d2: int, height: int, width: int, before: Array, starts: Array, ends: Array
) -> int:
    """Write the runs of cells within squared distance ``d2``; return how many there are."""
    if d2 < 0:
        return 0
    reach, count = root(d2), 0
    for row in range(max(y - reach, 0), min(y + reach + 1, height)):
        wide = root(d2 - (row - y) * (row - y))
        start = before[row * width + max(x - wide, 0)]
        end = before[row * width + min(x + wide + 1, width)]
        if end > start:
            starts[count], ends[count] = start, end
            count += 1
    return count


@compiled
def add_ring(y: int, x: int, d2: int, height: int, width: int, before: Array, places: Array) -> int:
    """Write the known cells at exactly squared distance ``d2``; return how many there are."""
    count, reach = 0, root(d2)
    for row in range(max(y - reach, 0), min(y + reach + 1, height)):
        rest = d2 - (row - y) * (row - y)
        wide = root(rest)
        if wide * wide != rest:
            continue
        for side in range(1 if wide == 0 else 2):
            column = x - wide if side == 0 else x + wide
            if 0 <= column < width:
                at = before[row * width + column]
                if before[row * width + column + 1] > at:
                    places[count] = at
                    count += 1
    return count


@compiled
def find_block(
    target: float, run_count: int, starts: Array, ends: Array, ring_count: int, ring_places: Array,
    own: int, fraction: float, zeros: Array, sums: Array, ranks: Array, weights: Array,
    low: Array, high: Array, block: Array,
) -> int:  # fmt: skip
    """Return the rank of the value at the place ``target`` of the row of people.

    ``own`` is a cell to be left out of the runs, or -1. ``block`` receives the places where the
    people of that value begin and end.
    """
    level_count = zeros.shape[0]
    for run in range(run_count):
        low[run], high[run] = starts[run], ends[run]
    prefix = 0
    inner_below, ring_below = 0, 0
    for level in range(level_count):
        shift = level_count - 1 - level
        inner, ring = 0, 0
        for run in range(run_count):
            if high[run] > low[run]:
                inner += sums[level + 1, zeros[level, high[run]]]
                inner -= sums[level + 1, zeros[level, low[run]]]
        for at in range(ring_count):
            if ranks[ring_places[at]] >> shift == prefix << 1:
                ring += weights[ring_places[at]]
        if own >= 0 and ranks[own] >> shift == prefix << 1:
            inner -= weights[own]
        goes_low = target < (inner_below + inner) + fraction * (ring_below + ring)
        if not goes_low:
            inner_below += inner
            ring_below += ring
        prefix = (prefix << 1) + (0 if goes_low else 1)
        zero_count = zeros[level, zeros.shape[1] - 1]
        for run in range(run_count):
            if high[run] > low[run]:
                start, end = zeros[level, low[run]], zeros[level, high[run]]
                if goes_low:
                    low[run], high[run] = start, end
                else:
                    low[run] = zero_count + low[run] - start
                    high[run] = zero_count + high[run] - end
    inner, ring = 0, 0
    for run in range(run_count):
        if high[run] > low[run]:
            inner += sums[level_count, high[run]] - sums[level_count, low[run]]
    for at in range(ring_count):
        if ranks[ring_places[at]] == prefix:
            ring += weights[ring_places[at]]
    if own >= 0 and ranks[own] == prefix:
        inner -= weights[own]
    block[0] = inner_below + fraction * ring_below
    block[1] = (inner_below + inner) + fraction * (ring_below + ring)
    return prefix


@compiled
def find_quantiles(
    origins: Array, rows: Array, columns: Array, ring_d2: Array, fractions: Array,
    is_self_excluded: bool, before: Array, height: int, width: int, zeros: Array, sums: Array,
    place_of_cell: Array, ranks: Array, weights: Array, values: Array, quantiles: Array,
    known: Array, found: Array,
) -> None:  # fmt: skip
    """Fill quantiles (n_quantiles, n_k, n_cells), and how many people have a known value."""
    starts, ends = np.zeros(height + 1, np.int64), np.zeros(height + 1, np.int64)
    low, high = np.zeros(height + 1, np.int64), np.zeros(height + 1, np.int64)
    ring_places = np.zeros(2 * height + 2, np.int64)
    block = np.zeros(2)
    for origin in origins:
        y, x = rows[origin], columns[origin]
        own = place_of_cell[origin] if is_self_excluded else -1
        for at_k in range(ring_d2.shape[0]):
            d2 = ring_d2[at_k, origin]
            fraction = fractions[at_k, origin]
            ring_count = 0
            if d2 < 0:  # everybody
                starts[0], ends[0] = 0, ranks.shape[0]
                run_count = 1
            else:
                run_count = add_runs(y, x, d2 - 1, height, width, before, starts, ends)
                ring_count = add_ring(y, x, d2, height, width, before, ring_places)
            own_here = own
            if d2 == 0:
                own_here = -1
            inner, ring = 0, 0
            for run in range(run_count):
                inner += sums[0, ends[run]] - sums[0, starts[run]]
            for at in range(ring_count):
                ring += weights[ring_places[at]]
            if own_here >= 0:
                inner -= weights[own_here]
            everybody = inner + fraction * ring
            known[at_k, origin] = everybody
            if everybody <= 1.0:
                continue
            for at in range(quantiles.shape[0]):
                target = (everybody - 1.0) * quantiles[at]
                rank = find_block(
                    target, run_count, starts, ends, ring_count, ring_places, own_here, fraction,
                    zeros, sums, ranks, weights, low, high, block,
                )  # fmt: skip
                value = values[rank]
                start, end = block[0], block[1]
                last = max(end - 1.0, start)
                if target > last and end < everybody:
                    after = find_block(
                        end, run_count, starts, ends, ring_count, ring_places, own_here, fraction,
                        zeros, sums, ranks, weights, low, high, block,
                    )  # fmt: skip
                    value += (target - last) / (end - last) * (values[after] - value)
                found[at, at_k, origin] = value
