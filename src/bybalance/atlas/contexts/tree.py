"""Contexts where people are few and far between: nearest cells from a tree, then exact rings.

The tree only says which cells may be near. Distances are computed again as whole numbers, and a
ring counts only where the tree has surely returned all of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from bybalance.atlas.batches import Pace, run_batches
from bybalance.atlas.contexts.crossings import Crossings
from bybalance.atlas.contexts.settings import ContextSettings

FIRST_NEIGHBOURS = 64
BATCH_SIZE = 256


def cross_by_tree(
    *,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    totals: NDArray[np.int64],
    layers: NDArray[np.int64],
    origins: NDArray[np.int64],
    k: tuple[int, ...],
    settings: ContextSettings,
    pace: Pace,
) -> Crossings:
    """Find all contexts from the nearest populated cells, twice as many until they suffice."""
    found = Crossings.empty(group_count=len(layers), k_count=len(k), origin_count=len(origins))
    populated = np.flatnonzero(totals > 0)
    points = np.column_stack([columns[populated], rows[populated]])
    if len(populated) == 0:
        return found
    tree = KDTree(points)

    def work(places: NDArray[np.int64]) -> None:
        count = min(FIRST_NEIGHBOURS, len(populated))
        while len(places):
            at = np.column_stack([columns[origins[places]], rows[origins[places]]])
            _, nearest = tree.query(at, k=np.arange(1, count + 1))
            is_all = count == len(populated)
            is_solved = [
                _cross_one(
                    found, place, populated[near], is_all=is_all, rows=rows, columns=columns,
                    totals=totals, layers=layers, origin=origins[place], k=k, settings=settings,
                )
                for place, near in zip(places, nearest, strict=True)
            ]  # fmt: skip
            places = places[~np.array(is_solved)]
            count = min(2 * count, len(populated))

    run_batches(work, np.arange(len(origins)), pace=pace, batch_size=BATCH_SIZE)
    return found


def _cross_one(
    found: Crossings,
    place: int,
    near: NDArray[np.int64],
    *,
    is_all: bool,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    totals: NDArray[np.int64],
    layers: NDArray[np.int64],
    origin: int,
    k: tuple[int, ...],
    settings: ContextSettings,
) -> bool:
    """Write the contexts of one origin; return False where more neighbours are needed."""
    if settings.self_rule == "exclude":
        near = near[near != origin]
    apart = (rows[near] - rows[origin]) ** 2 + (columns[near] - columns[origin]) ** 2
    order = np.argsort(apart, kind="stable")
    near, apart = near[order], apart[order]
    if len(near) == 0:
        return is_all
    people = np.cumsum(totals[near])
    # The last ring may go on beyond what the tree returned.
    sure = len(near) if is_all else int(np.searchsorted(apart, apart[-1]))
    if not is_all and (sure == 0 or people[sure - 1] < k[-1]):
        return False
    groups = np.cumsum(layers[:, near], axis=1)
    for index, wanted in enumerate(k):
        at = int(np.searchsorted(people, wanted))
        if at >= len(people):
            continue
        start, end = np.searchsorted(apart, apart[at]), np.searchsorted(apart, apart[at], "right")
        before = int(people[start - 1]) if start else 0
        inside = int(people[end - 1]) - before
        share = 1.0 if settings.overshoot == "whole" else (wanted - before) / inside
        inner = groups[:, start - 1] if start else np.zeros(len(layers), np.int64)
        found.ring_d2[index, place] = apart[at]
        found.before_d2[index, place] = apart[start - 1] if start else -1
        found.people_before[index, place] = before
        found.people_in[index, place] = inside
        found.counts[:, index, place] = inner + share * (groups[:, end - 1] - inner)
    return True
