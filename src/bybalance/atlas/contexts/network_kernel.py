"""Walk outwards from each cell until k people are met (Dijkstra, bounded)."""

from __future__ import annotations

from typing import Any

import numpy as np

from bybalance.atlas.compiled import compiled

Array = Any


@compiled
def push(keys: Array, vertices: Array, count: int, key: int, vertex: int) -> int:
    """Put a vertex on the heap; return the new number of entries."""
    at = count
    while at > 0:
        parent = (at - 1) >> 1
        if keys[parent] <= key:
            break
        keys[at], vertices[at] = keys[parent], vertices[parent]
        at = parent
    keys[at], vertices[at] = key, vertex
    return count + 1


@compiled
def pop(keys: Array, vertices: Array, count: int) -> int:
    """Take the first entry off the heap, which the caller has read; return what is left."""
    count -= 1
    key, vertex = keys[count], vertices[count]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= count:
            break
        if child + 1 < count and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at], vertices[at] = keys[child], vertices[child]
        at = child
    keys[at], vertices[at] = key, vertex
    return count


@compiled
def close_ring(
    origin: int, at_k: int, k: Array, is_whole: bool, before: Array, inside: Array, reach: int,
    last_reach: int, people: Array, counts: Array, reach_cm: Array,
) -> int:  # fmt: skip
    """Write every k that the ring crosses, then add the ring; return the next k to be sought.

    ``before`` and ``inside`` hold everybody first, then each group.
    """
    while at_k < k.shape[0] and inside[0] > 0 and before[0] + inside[0] >= k[at_k]:
        share = 1.0 if is_whole else (k[at_k] - before[0]) / inside[0]
        people[at_k, origin] = float(before[0] + inside[0]) if is_whole else float(k[at_k])
        for group in range(counts.shape[0]):
            counts[group, at_k, origin] = before[group + 1] + share * inside[group + 1]
        start = max(last_reach, 0)
        reach_cm[at_k, origin] = start + share * (reach - start)
        at_k += 1
    for part in range(before.shape[0]):
        before[part] += inside[part]
        inside[part] = 0
    return at_k


@compiled
def cross_on_foot(
    origins: Array, starts: Array, targets: Array, lengths: Array, node_count: int, totals: Array,
    layers: Array, k: Array, is_whole: bool, is_self_excluded: bool, people: Array, counts: Array,
    reach_cm: Array, is_short: Array,
) -> None:  # fmt: skip
    """Fill people (n_k, n_cells), counts (n_groups, n_k, n_cells), reach and shortness."""
    vertex_count, group_count = starts.shape[0] - 1, layers.shape[0]
    distance = np.full(vertex_count, np.int64(-1))
    touched = np.empty(vertex_count, np.int64)
    keys = np.empty(targets.shape[0] + 1, np.int64)
    vertices = np.empty(targets.shape[0] + 1, np.int64)
    before, inside = np.zeros(group_count + 1, np.int64), np.zeros(group_count + 1, np.int64)
    for origin in origins:
        source = node_count + origin
        before[:], inside[:] = 0, 0
        distance[source], touched[0] = 0, source
        touched_count, at_k, reach, last_reach = 1, 0, 0, -1
        count = push(keys, vertices, 0, 0, source)
        while count > 0 and at_k < k.shape[0]:
            key, vertex = keys[0], vertices[0]
            count = pop(keys, vertices, count)
            if key > distance[vertex]:
                continue  # a shorter way was found meanwhile
            if key > reach:
                has_people = inside[0] > 0
                at_k = close_ring(
                    origin, at_k, k, is_whole, before, inside, reach, last_reach, people, counts,
                    reach_cm,
                )  # fmt: skip
                if has_people:
                    last_reach = reach
                reach = key
                if at_k == k.shape[0]:
                    break
            if vertex >= node_count:
                cell = vertex - node_count
                if not (is_self_excluded and cell == origin):
                    inside[0] += totals[cell]
                    for group in range(group_count):
                        inside[group + 1] += layers[group, cell]
            for at in range(starts[vertex], starts[vertex + 1]):
                target, further = targets[at], key + lengths[at]
                known = distance[target]
                if known < 0 or further < known:
                    if known < 0:
                        touched[touched_count] = target
                        touched_count += 1
                    distance[target] = further
                    count = push(keys, vertices, count, further, target)
        if at_k < k.shape[0]:
            if inside[0] > 0:
                at_k = close_ring(
                    origin, at_k, k, is_whole, before, inside, reach, last_reach, people, counts,
                    reach_cm,
                )  # fmt: skip
                last_reach = reach
            for index in range(at_k, k.shape[0]):
                people[index, origin] = before[0]
                for group in range(group_count):
                    counts[group, index, origin] = before[group + 1]
                reach_cm[index, origin] = max(last_reach, 0)
                is_short[index, origin] = True
        for at in range(touched_count):
            distance[touched[at]] = -1
