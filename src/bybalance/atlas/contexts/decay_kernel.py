"""Walk the rings of each context and weigh them."""

from __future__ import annotations

from typing import Any

import numpy as np

from bybalance.atlas.compiled import compiled
from bybalance.atlas.contexts.kernel import ring

Array = Any


@compiled
def weigh_rings(
    origins: Array, rows: Array, columns: Array, rasters: Array, ring_d2: Array, fractions: Array,
    weights: Array, far: Array, near: Array, starts: Array, table_d2: Array,
    is_self_excluded: bool, found: Array,
) -> None:  # fmt: skip
    """Fill weighted sums (n_layers, n_k, n_cells); k grows, so each walk serves all of them."""
    layer_count, k_count = found.shape[0], found.shape[1]
    sums = np.zeros(layer_count)
    for origin in origins:
        y, x = rows[origin], columns[origin]
        sums[:] = 0.0
        at_k = 0
        for at in range(table_d2.shape[0]):
            if at_k == k_count:
                break
            first = at_k
            while at_k < k_count and ring_d2[at_k, origin] == table_d2[at]:
                at_k += 1
            for layer in range(layer_count):
                inside = ring(rasters[layer], y, x, far, near, starts[at], starts[at + 1])
                if at == 0 and is_self_excluded:
                    inside = 0
                for index in range(first, at_k):
                    found[layer, index, origin] = (
                        sums[layer] + weights[at] * fractions[index, origin] * inside
                    )
                sums[layer] += weights[at] * inside
        for index in range(at_k, k_count):  # everybody
            for layer in range(layer_count):
                found[layer, index, origin] = sums[layer]
