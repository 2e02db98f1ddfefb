"""Contexts of a country of 400,000 populated cells, beside equipop and the definition.

The country is invented: settlements of very different size, 15 people per populated cell, 9 % of
the raster populated, three groups. Values are compared first; equipop is timed on two samples of
origins and extrapolated by the slope between them, without building its tree.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from benchmarks.measurement import Measurement, stopwatch
from bybalance.atlas.contexts import ContextSettings, people_contexts
from bybalance.model.grid import PopulationGrid

K = (200, 1_600, 12_800, 51_200)
SIZES = {400_000: 3.0, 1_000_000: 6.0}
EQUIPOP_SAMPLES = (200, 1_000)
MIN_RATIO = 400
MAX_BYTES_PER_RASTER_CELL = 100
MAX_FIRST_CALL_S = 2.0
FIRST_CALL = """
import time
start = time.perf_counter()
from bybalance.atlas.contexts import people_contexts
from bybalance.model.grid import PopulationGrid
grid = PopulationGrid.from_cells(eastings_m=[0], northings_m=[0], totals=[5], counts={"a": [1]})
people_contexts(grid, k=3)
print(time.perf_counter() - start)
"""


def run() -> Iterator[Measurement]:
    measured_s = {}
    for cell_count, limit_s in SIZES.items():
        grid = invented_country(cell_count)
        if cell_count == min(SIZES):
            check_against_the_definition(grid)
            theirs_s = equipop_s(grid)
        measured_s[cell_count] = min(cpu_s(grid) for _ in range(3))
        yield measurement(f"{cell_count:,} cells, CPU", measured_s[cell_count], "s", limit_s)
        yield measurement(
            f"{cell_count:,} cells, peak memory", bytes_per_raster_cell(grid), "B/raster cell",
            MAX_BYTES_PER_RASTER_CELL,
        )  # fmt: skip
    ratio = theirs_s / measured_s[min(SIZES)]
    yield measurement("equipop, extrapolated, CPU", theirs_s, "s")
    yield measurement("times as fast as equipop", ratio, "×")
    yield measurement(f"equipop's time over {MIN_RATIO}, to ours", MIN_RATIO / ratio, "×", 1.0)
    yield measurement(
        "a second process has its first result", first_call_s(), "s", MAX_FIRST_CALL_S
    )


def invented_country(cell_count: int, *, seed: int = 1) -> PopulationGrid:
    """Scatter Zipf-sized settlements with exponential profiles until the cells suffice."""
    rng = np.random.default_rng(seed)
    side = int(np.sqrt(cell_count / 0.09))
    settlement_count = max(20, cell_count // 150)
    weights = 1 / np.arange(1, settlement_count + 1)
    people = (weights * cell_count * 15 / weights.sum()).astype(int)
    centres = rng.integers(0, side, (settlement_count, 2))
    spread = np.maximum(2.0, np.sqrt(people / 15) / 4)
    which = np.repeat(np.arange(settlement_count), people)
    angle = rng.uniform(0, 2 * np.pi, len(which))
    out = rng.exponential(spread[which])
    offsets = np.column_stack([out * np.sin(angle), out * np.cos(angle)])
    at = np.clip((centres[which] + offsets).astype(int), 0, side - 1)
    keys, counts = np.unique(at[:, 0] * side + at[:, 1], return_counts=True)
    kept = np.sort(rng.permutation(len(keys))[:cell_count])
    keys = keys[kept]
    totals = counts[kept] * max(1, round(15 * cell_count / counts[kept].sum()))
    a = rng.binomial(totals, 0.2)
    return PopulationGrid.from_cells(
        eastings_m=keys % side * 100, northings_m=keys // side * 100, totals=totals,
        counts={"a": a, "b": rng.binomial(totals - a, 0.3), "c": totals - a},
    )  # fmt: skip


def check_against_the_definition(grid: PopulationGrid) -> None:
    origins = np.random.default_rng(2).choice(len(grid), 3, replace=False).astype(np.int64)
    fast = people_contexts(grid, k=K, origins=origins)
    slow = people_contexts(grid, k=K, origins=origins, settings=ContextSettings(method="reference"))
    assert_array_equal(fast.counts, slow.counts)
    assert_array_equal(fast.ring_d2, slow.ring_d2)


def cpu_s(grid: PopulationGrid) -> float:
    with stopwatch() as watch:
        people_contexts(grid, k=K)
    return watch.cpu_s


def equipop_s(grid: PopulationGrid) -> float:
    """Compare shares, and return what equipop would need for all origins."""
    from equipop import cells, fastcounts

    country = cells.CellData(
        E=grid.eastings_m + 50.0, N=grid.northings_m + 50.0, n=grid.totals.astype(int),
        binary_sums={name: grid.group_counts(name).astype(int) for name in grid.groups},
    )  # fmt: skip
    order = np.random.default_rng(3).permutation(len(grid))
    taken_s: list[float] = []
    for count in EQUIPOP_SAMPLES:
        origins = np.sort(order[:count]).astype(np.int64)
        with stopwatch() as watch, contextlib.redirect_stdout(io.StringIO()):
            theirs: Any = fastcounts.run_knn_counts(
                country, k_values=list(K), origins=origins, report=False
            )
        taken_s.append(watch.cpu_s)
    ours = people_contexts(grid, k=K, origins=origins)
    for at_k, k in enumerate(K):
        for at_group, group in enumerate(grid.groups):
            shares = theirs[f"R_{group}_{k}"].to_numpy()
            assert_allclose(ours.shares[at_group, at_k], shares, rtol=0, atol=1e-12)
    per_origin_s = (taken_s[1] - taken_s[0]) / (EQUIPOP_SAMPLES[1] - EQUIPOP_SAMPLES[0])
    return per_origin_s * len(grid)


def bytes_per_raster_cell(grid: PopulationGrid) -> float:
    """Peak of what is allocated during a call, less its result."""
    tracemalloc.start()
    found = people_contexts(grid, k=K)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    results = (found.people, found.counts, found.radius_m, found.ring_d2, found.is_short)
    raster_cells = (int(grid.rows.max()) + 1) * (int(grid.columns.max()) + 1)
    return (peak - sum(array.nbytes for array in results)) / raster_cells


def first_call_s() -> float:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_CALL], capture_output=True, text=True, check=True,
        env={**os.environ},
    )  # fmt: skip
    return float(done.stdout)


def measurement(name: str, value: float, unit: str, limit: float | None = None) -> Measurement:
    return Measurement(benchmark="contexts", name=name, value=value, unit=unit, limit=limit)
