"""Find the ring that crosses k people, by disc counts from summed areas.

A disc of squared radius D around a cell is a square of half side s (2 s² <= D), read from a
summed-area table with four reads, and four caps. In the caps each row or column further out is
one run of cells, read from prefix sums with two reads. A disc of radius r thus costs about 2.3 r
reads instead of the 3.1 r² of a walk.

All sums are integers, so nothing here rounds but the last three lines of :func:`cross_rings`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bybalance.atlas.compiled import compiled

Array = Any


@compiled
def build_sums(values: Array, square: Array, rows: Array, columns: Array) -> None:
    """Fill summed areas (H+1, W+1), row prefixes (H, W+1) and column prefixes (H+1, W)."""
    height, width = values.shape
    for y in range(height):
        run = values[0, 0] * 0
        for x in range(width):
            value = values[y, x]
            run += value
            rows[y, x + 1] = run
            columns[y + 1, x] = columns[y, x] + value
            square[y + 1, x + 1] = square[y, x + 1] + run


@compiled
def disc_inside(square: Array, rows: Array, columns: Array, y: int, x: int, d2: int) -> int:
    """Count what lies within squared distance ``d2`` of a cell, all of it on the raster."""
    side = int(math.sqrt(d2 * 0.5))
    while 2 * (side + 1) * (side + 1) <= d2:
        side += 1
    while 2 * side * side > d2:
        side -= 1
    total = (
        square[y + side + 1, x + side + 1]
        - square[y - side, x + side + 1]
        - square[y + side + 1, x - side]
        + square[y - side, x - side]
    )
    reach = int(math.sqrt(float(d2)))
    for t in range(side + 1, reach + 1):
        w = int(math.sqrt(float(d2 - t * t)))
        total += rows[y - t, x + w + 1] - rows[y - t, x - w]
        total += rows[y + t, x + w + 1] - rows[y + t, x - w]
        total += columns[y + w + 1, x - t] - columns[y - w, x - t]
        total += columns[y + w + 1, x + t] - columns[y - w, x + t]
    return total


@compiled
def disc_at_edge(square: Array, rows: Array, columns: Array, y: int, x: int, d2: int) -> int:
    """Count like :func:`disc_inside` where the disc may leave the raster."""
    height, width = rows.shape[0], columns.shape[1]
    side = int(math.sqrt(d2 * 0.5))
    while 2 * (side + 1) * (side + 1) <= d2:
        side += 1
    while 2 * side * side > d2:
        side -= 1
    low, high = max(y - side, 0), min(y + side + 1, height)
    left, right = max(x - side, 0), min(x + side + 1, width)
    total = square[high, right] - square[low, right] - square[high, left] + square[low, left]
    reach = int(math.sqrt(float(d2)))
    for t in range(side + 1, reach + 1):
        w = int(math.sqrt(float(d2 - t * t)))
        left, right = max(x - w, 0), min(x + w + 1, width)
        low, high = max(y - w, 0), min(y + w + 1, height)
        if y - t >= 0:
            total += rows[y - t, right] - rows[y - t, left]
        if y + t < height:
            total += rows[y + t, right] - rows[y + t, left]
        if x - t >= 0:
            total += columns[high, x - t] - columns[low, x - t]
        if x + t < width:
            total += columns[high, x + t] - columns[low, x + t]
    return total


@compiled
def disc(square: Array, rows: Array, columns: Array, y: int, x: int, d2: int) -> int:
    """Count what lies within squared distance ``d2`` of a cell."""
    height, width = rows.shape[0], columns.shape[1]
    room = min(min(y, height - 1 - y), min(x, width - 1 - x))
    if d2 < (room + 1) * (room + 1):
        return disc_inside(square, rows, columns, y, x, d2)
    return disc_at_edge(square, rows, columns, y, x, d2)


@compiled
def ring(values: Array, y: int, x: int, far: Array, near: Array, start: int, end: int) -> int:
    """Sum one ring: the points of each (far, near) in all eight directions."""
    height, width = values.shape
    total = values[0, 0] * 0
    for position in range(start, end):
        a, b = far[position], near[position]
        if a <= y and a <= x and a < height - y and a < width - x:
            total += values[y - a, x + b] + values[y + a, x - b]
            total += values[y - b, x - a] + values[y + b, x + a]
            if b != 0 and b != a:
                total += values[y - a, x - b] + values[y + a, x + b]
                total += values[y + b, x - a] + values[y - b, x + a]
            elif a == 0:
                total = values[y, x]
        else:
            total += ring_point(values, y - a, x + b) + ring_point(values, y + a, x - b)
            total += ring_point(values, y - b, x - a) + ring_point(values, y + b, x + a)
            if b != 0 and b != a:
                total += ring_point(values, y - a, x - b) + ring_point(values, y + a, x + b)
                total += ring_point(values, y + b, x - a) + ring_point(values, y - b, x + a)
            elif a == 0:
                total = values[y, x]
    return total


@compiled
def ring_point(values: Array, y: int, x: int) -> int:
    """Return the value of a cell, or none of a cell off the raster."""
    if 0 <= y < values.shape[0] and 0 <= x < values.shape[1]:
        return values[y, x]
    return values[0, 0] * 0


@compiled
def find_ring(
    totals: Array, square: Array, rows: Array, columns: Array, y: int, x: int, own: int,
    k: int, guess: int, slope: float, far: Array, near: Array, starts: Array, ring_d2: Array,
    found: Array,
) -> float:  # fmt: skip
    """Find the ring that takes the count from below k to k or more.

    ``own`` is taken off every disc: the people of the origin under the rule "exclude", else 0.
    ``slope`` is a guess of people per squared distance near the crossing. ``found`` receives
    ring, people before it, people in it and the ring before that holds people (-1 where none
    does). Returns the slope seen, or -1 where the rings of the table do not reach k.
    """
    last = ring_d2.shape[0] - 1
    low, high = -1, last + 1
    low_count, high_count = 0, 0
    at = min(guess, last)
    stride = 8
    seen_d2, seen_count = -1, 0
    while True:
        count = disc(square, rows, columns, y, x, ring_d2[at]) - own
        if count >= k:
            high, high_count = at, count
        else:
            low, low_count = at, count
            if at == last:
                return -1.0
        if high - low <= 1:
            break
        d2 = ring_d2[at]
        mean = max(count, 1) / (d2 + 1.0)
        if seen_d2 >= 0 and seen_d2 != d2:
            slope = (count - seen_count) / float(d2 - seen_d2)
        seen_d2, seen_count = d2, count
        if not 0.1 * mean < slope < 10.0 * mean:
            slope = mean
        wanted = min(max(d2 + (k - count) / slope, 0.0), 4.0 * d2 + 16.0)
        shift = int((wanted - d2) * (at + 1.0) / (d2 + 1.0))
        near_enough = 2 + int(0.05 * math.sqrt(float(d2)))
        if -near_enough <= shift <= near_enough:
            low, low_count, high, high_count = walk_rings(
                totals, y, x, k, far, near, starts, low, low_count, high, high_count,
                at, 3 * near_enough,
            )  # fmt: skip
            if high - low <= 1:
                break
            shift = -stride if at >= high else stride  # the density misled: leap ever further
            at = high if at >= high else low
            stride *= 2
        at = min(max(at + shift, low + 1), high - 1)
    if high > last:
        return -1.0
    inside = ring(totals, y, x, far, near, starts[high], starts[high + 1])
    if high == 0:
        inside -= own
    before = low
    while before >= 0:
        people = ring(totals, y, x, far, near, starts[before], starts[before + 1])
        if people - (own if before == 0 else 0) > 0:
            break
        before -= 1
    found[0], found[1], found[2], found[3] = high, low_count, inside, before
    if seen_d2 >= 0 and seen_d2 != ring_d2[high]:
        slope = max((k - seen_count) / float(ring_d2[high] - seen_d2), 0.0)
    return slope


@compiled
def walk_rings(
    totals: Array, y: int, x: int, k: int, far: Array, near: Array, starts: Array,
    low: int, low_count: int, high: int, high_count: int, at: int, most: int,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Narrow the bracket ring by ring from one of its ends, at most so many rings."""
    for _ in range(most):
        if high - low <= 1:
            break
        if at == high:
            people = ring(totals, y, x, far, near, starts[high], starts[high + 1])
            below = high_count - people
            if below < k:
                low, low_count = high - 1, below
            else:
                high, high_count, at = high - 1, below, high - 1
        else:
            people = ring(totals, y, x, far, near, starts[low + 1], starts[low + 2])
            if low_count + people >= k:
                high, high_count = low + 1, low_count + people
            else:
                low, low_count, at = low + 1, low_count + people, low + 1
    return low, low_count, high, high_count


@compiled
def cross_rings(
    totals: Array, square: Array, rows: Array, columns: Array, origins_y: Array, origins_x: Array,
    order: Array, k: Array, is_self_excluded: bool, far: Array, near: Array, starts: Array,
    ring_d2: Array, ring_at: Array, before_at: Array, people: Array,
) -> int:  # fmt: skip
    """Find the crossing ring of each k for the origins named in ``order``.

    Writes ring index (-1 where the table is too short), index of the ring before that holds
    people, and people before and in the ring. Each origin starts its search where the one
    before it ended; the results do not depend on it.
    """
    found = np.zeros(4, np.int64)
    guesses = np.zeros(k.shape[0], np.int64)
    slopes = np.zeros(k.shape[0], np.float64)
    unsolved = 0
    for origin in order:
        y, x = origins_y[origin], origins_x[origin]
        own = np.int64(totals[y, x]) if is_self_excluded else np.int64(0)
        least = 0
        for index in range(k.shape[0]):
            guess = guesses[index]
            if guess == 0:
                guess = 4 * least + 4
            slope = find_ring(
                totals, square, rows, columns, y, x, own, k[index], max(guess, least),
                slopes[index], far, near, starts, ring_d2, found,
            )  # fmt: skip
            if slope < 0:
                ring_at[index, origin] = -1
                unsolved += 1
                continue
            least = found[0]
            guesses[index], slopes[index] = found[0], slope
            ring_at[index, origin], before_at[index, origin] = found[0], found[3]
            people[index, origin, 0], people[index, origin, 1] = found[1], found[2]
    return unsolved


@compiled
def sum_contexts(
    values: Array, square: Array, rows: Array, columns: Array, origins_y: Array, origins_x: Array,
    order: Array, k: Array, is_self_excluded: bool, is_whole: bool, far: Array, near: Array,
    starts: Array, ring_d2: Array, ring_at: Array, people: Array, bits: int, counts: Array,
) -> None:  # fmt: skip
    """Add up what several packed layers hold in each context, the last ring pro rata.

    ``values`` holds one layer of counts per ``bits`` bits of a word; ``counts`` (layers, n_k,
    origins) receives them.
    """
    layer_count = counts.shape[0]
    mask = (np.int64(1) << np.int64(bits)) - np.int64(1)
    for origin in order:
        y, x = origins_y[origin], origins_x[origin]
        own = np.int64(values[y, x]) if is_self_excluded else np.int64(0)
        for index in range(k.shape[0]):
            at = ring_at[index, origin]
            if at < 0:
                continue
            inside = np.int64(0)
            if at > 0:
                inside = disc(square, rows, columns, y, x, ring_d2[at] - 1) - own
            edge = np.int64(ring(values, y, x, far, near, starts[at], starts[at + 1]))
            if at == 0:
                edge -= own
            share = 1.0
            if not is_whole:
                share = (k[index] - people[index, origin, 0]) / people[index, origin, 1]
            for layer in range(layer_count):
                shift = np.int64(layer * bits)
                counts[layer, index, origin] = float((inside >> shift) & mask) + share * float(
                    (edge >> shift) & mask
                )


@compiled
def sum_discs(
    values: Array, square: Array, rows: Array, columns: Array, origins_y: Array, origins_x: Array,
    order: Array, reach_d2: Array, is_self_excluded: bool, bits: int, counts: Array,
) -> None:  # fmt: skip
    """Add up packed layers within each squared distance; ``counts`` (layers, n_reach, origins)."""
    mask = (np.int64(1) << np.int64(bits)) - np.int64(1)
    for origin in order:
        y, x = origins_y[origin], origins_x[origin]
        own = np.int64(values[y, x]) if is_self_excluded else np.int64(0)
        for index in range(reach_d2.shape[0]):
            inside = np.int64(disc(square, rows, columns, y, x, reach_d2[index])) - own
            for layer in range(counts.shape[0]):
                counts[layer, index, origin] = (inside >> np.int64(layer * bits)) & mask
