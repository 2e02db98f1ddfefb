"""The definition of a context in plain Python, to be read beside the text and to test with.

Slow on purpose: it sorts all cells by distance for every origin.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.contexts.crossings import Crossings
from bybalance.atlas.contexts.settings import ContextSettings


def cross_by_sorting(
    *,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    totals: NDArray[np.int64],
    layers: NDArray[np.int64],
    origins: NDArray[np.int64],
    k: tuple[int, ...],
    settings: ContextSettings,
) -> Crossings:
    """Find all contexts; arguments and result as the fast methods have them."""
    found = Crossings.empty(group_count=len(layers), k_count=len(k), origin_count=len(origins))
    for place, origin in enumerate(origins.tolist()):
        cells = [
            cell for cell in range(len(totals)) if settings.self_rule == "include" or cell != origin
        ]
        distance = {
            cell: int((rows[cell] - rows[origin]) ** 2 + (columns[cell] - columns[origin]) ** 2)
            for cell in cells
        }
        for index, wanted in enumerate(k):
            before, before_d2, groups_before = 0, -1, [0] * len(layers)
            for d2, members in groupby(sorted(cells, key=distance.__getitem__), distance.get):
                ring = list(members)
                people = sum(int(totals[cell]) for cell in ring)
                groups = [sum(int(layer[cell]) for cell in ring) for layer in layers]
                if before + people >= wanted:
                    share = 1.0
                    if settings.overshoot == "proportional":
                        share = (wanted - before) / people
                    found.ring_d2[index, place] = d2 if d2 is not None else 0
                    found.before_d2[index, place] = before_d2
                    found.people_before[index, place] = before
                    found.people_in[index, place] = people
                    for layer, (inner, outer) in enumerate(zip(groups_before, groups, strict=True)):
                        found.counts[layer, index, place] = inner + share * outer
                    break
                if people and d2 is not None:
                    before_d2 = d2
                before += people
                groups_before = [a + b for a, b in zip(groups_before, groups, strict=True)]
    return found
