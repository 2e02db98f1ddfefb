"""Draw a city by chance, fast and exactly, and measure it on the spot.

A group of N people falls on the units with probabilities p: a multinomial. Independent Poisson
numbers with mean m p, m a little below N, have some total M; given M they are a multinomial of M
people. The N - M still missing people are then placed one by one. Where M is above N, the draw
is made again. So the result is a multinomial of N people, and almost all of it comes from tables.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bybalance.atlas.compiled import compiled

Array = Any

DISSIMILARITY, THEIL_H, MUTUAL_INFORMATION, ISOLATION = 0, 1, 2, 3


@compiled
def next_state(state: Any) -> Any:
    """Step the generator (SplitMix64: Steele, Lea & Flood 2014)."""
    return np.uint64(state + np.uint64(0x9E3779B97F4A7C15))


@compiled
def mixed(state: Any) -> Any:
    """Turn a state into 64 random bits."""
    bits = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


@compiled
def uniform(state: Any) -> float:
    """Return a number from 0 to below 1 with 53 random bits."""
    return float(mixed(state) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def build_alias(probabilities: Array, keep: Array, alias: Array) -> None:
    """Fill a table that draws an index in constant time (Vose 1991)."""
    count = probabilities.shape[0]
    scaled = probabilities * (count / probabilities.sum())
    small = np.empty(count, np.int64)
    large = np.empty(count, np.int64)
    small_count = large_count = 0
    for index in range(count):
        keep[index], alias[index] = 1.0, index
        if scaled[index] < 1.0:
            small[small_count] = index
            small_count += 1
        else:
            large[large_count] = index
            large_count += 1
    while small_count > 0 and large_count > 0:
        small_count -= 1
        low, high = small[small_count], large[large_count - 1]
        keep[low], alias[low] = scaled[low], high
        scaled[high] -= 1.0 - scaled[low]
        if scaled[high] < 1.0:
            large_count -= 1
            small[small_count] = high
            small_count += 1


@compiled
def place_group(
    state: Any, people: int, kinds: Array, starts: Array, lows: Array, keep: Array, alias: Array,
    unit_keep: Array, unit_alias: Array, counts: Array,
) -> Any:  # fmt: skip
    """Spread the people of one group over the units; return the state of the generator.

    Unit i draws from table ``kinds[i]``, entries ``starts[kind]`` to ``starts[kind + 1]``, whose
    first entry stands for ``lows[kind]`` people.
    """
    unit_count = counts.shape[0]
    while True:
        placed = 0
        for unit in range(unit_count):
            kind = kinds[unit]
            start = starts[kind]
            state = next_state(state)
            point = uniform(state) * (starts[kind + 1] - start)
            index = int(point)
            if point - index >= keep[start + index]:
                index = alias[start + index]
            count = lows[kind] + index
            counts[unit] = count
            placed += count
        if placed <= people:
            break
    for _ in range(people - placed):
        state = next_state(state)
        point = uniform(state) * unit_count
        index = int(point)
        if point - index >= unit_keep[index]:
            index = unit_alias[index]
        counts[index] += 1
    return state


@compiled
def measure(counts: Array, people: Array, code: int, logs: Array) -> float:
    """Measure groups, shape (n_groups, n_units); ``logs`` holds x ln x for small whole numbers."""
    if code == DISSIMILARITY:
        return measure_dissimilarity(counts, people)
    if code == ISOLATION:
        met = 0.0
        for unit in range(counts.shape[1]):
            if counts[0, unit] > 0:
                members = float(counts[0, unit])
                met += members * members / (members + float(counts[1, unit]))
        return met / people[0]
    total, inside, whole = 0.0, 0.0, 0.0
    for group in range(people.shape[0]):
        total += people[group]
        if people[group] > 0:
            whole -= people[group] * math.log(people[group])
    whole = (whole + total * math.log(total)) / total
    for unit in range(counts.shape[1]):
        everybody = 0
        for group in range(counts.shape[0]):
            count = counts[group, unit]
            everybody += count
            inside -= x_log_x(count, logs)
        inside += x_log_x(everybody, logs)
    information = whole - inside / total
    return information / whole if code == THEIL_H else information


@compiled
def x_log_x(count: int, logs: Array) -> float:
    """Return x ln x, from the table where it reaches."""
    if count < logs.shape[0]:
        return logs[count]
    return count * math.log(count)


@compiled
def measure_dissimilarity(counts: Array, people: Array) -> float:
    """Return D of two groups, or the index of Sakoda for more."""
    if people.shape[0] == 2:
        apart = 0.0
        one, other = 1.0 / people[0], 1.0 / people[1]
        for unit in range(counts.shape[1]):
            apart += abs(float(counts[0, unit]) * one - float(counts[1, unit]) * other)
        return 0.5 * apart
    total = people.sum()
    mixing, moved = 0.0, 0.0
    for group in range(people.shape[0]):
        mixing += people[group] / total * (1.0 - people[group] / total)
    for unit in range(counts.shape[1]):
        everybody = 0.0
        for group in range(counts.shape[0]):
            everybody += counts[group, unit]
        for group in range(counts.shape[0]):
            moved += abs(counts[group, unit] - everybody * people[group] / total)
    return moved / (2.0 * total * mixing)


@compiled
def measure_draws(
    draws: Array, seed: int, people: Array, kinds: Array, starts: Array, lows: Array, keep: Array,
    alias: Array, unit_keep: Array, unit_alias: Array, code: int, logs: Array, found: Array,
) -> None:  # fmt: skip
    """Draw whole cities and measure each; the numbers of a draw depend on its index only."""
    unit_count = unit_keep.shape[0]
    group_count = people.shape[0]
    counts = np.empty((group_count, unit_count), np.int64)
    for draw in draws:
        state = mixed(np.uint64(seed) + np.uint64(draw))
        for group in range(group_count):
            state = place_group(
                state, int(people[group]), kinds[group], starts, lows, keep, alias, unit_keep,
                unit_alias, counts[group],
            )  # fmt: skip
        found[draw] = measure(counts, people, code, logs)
