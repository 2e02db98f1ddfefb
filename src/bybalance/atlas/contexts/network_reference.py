"""The definition of a context on foot in plain Python, to test with; slow on purpose."""

from __future__ import annotations

import heapq
from itertools import groupby

import numpy as np
from numpy.typing import NDArray


def cross_on_foot(
    origins: NDArray[np.int64],
    starts: NDArray[np.int64],
    targets: NDArray[np.int64],
    lengths: NDArray[np.int64],
    node_count: int,
    totals: NDArray[np.int64],
    layers: NDArray[np.int64],
    k: NDArray[np.int64],
    is_whole: bool,
    is_self_excluded: bool,
    people: NDArray[np.float64],
    counts: NDArray[np.float64],
    reach_cm: NDArray[np.float64],
    is_short: NDArray[np.bool_],
) -> None:
    """Fill the arrays as :func:`bybalance.atlas.contexts.network_kernel.cross_on_foot` does."""
    for origin in origins.tolist():
        far = _distances(node_count + origin, starts, targets, lengths)
        cells = sorted(
            (distance, vertex - node_count)
            for vertex, distance in far.items()
            if vertex >= node_count and not (is_self_excluded and vertex - node_count == origin)
        )
        rings = [
            (distance, [cell for _, cell in members])
            for distance, members in groupby(cells, key=lambda pair: pair[0])
        ]
        rings = [ring for ring in rings if sum(int(totals[cell]) for cell in ring[1]) > 0]
        for index, wanted in enumerate(k.tolist()):
            before, groups, last = 0, [0] * len(layers), 0
            is_found = False
            for distance, ring in rings:
                inside = sum(int(totals[cell]) for cell in ring)
                members = [sum(int(layer[cell]) for cell in ring) for layer in layers]
                if before + inside >= wanted:
                    share = 1.0 if is_whole else (wanted - before) / inside
                    people[index, origin] = before + inside if is_whole else wanted
                    for group, (inner, outer) in enumerate(zip(groups, members, strict=True)):
                        counts[group, index, origin] = inner + share * outer
                    reach_cm[index, origin] = last + share * (distance - last)
                    is_found = True
                    break
                before, last = before + inside, distance
                groups = [inner + outer for inner, outer in zip(groups, members, strict=True)]
            if not is_found:
                people[index, origin], reach_cm[index, origin] = before, last
                counts[:, index, origin] = groups
                is_short[index, origin] = True


def _distances(
    source: int, starts: NDArray[np.int64], targets: NDArray[np.int64], lengths: NDArray[np.int64]
) -> dict[int, int]:
    """Return the length of the shortest way to every vertex that can be reached."""
    found: dict[int, int] = {}
    waiting = [(0, source)]
    while waiting:
        distance, vertex = heapq.heappop(waiting)
        if vertex in found:
            continue
        found[vertex] = distance
        for at in range(int(starts[vertex]), int(starts[vertex + 1])):
            heapq.heappush(waiting, (distance + int(lengths[at]), int(targets[at])))
    return found
