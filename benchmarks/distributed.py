"""Contexts in pieces on Dask: two workers beside one, and cost from 1 to 30 million cells.

Bytes are compared first. Large maps are the invented country laid out many times over. Cost is the
processor time of the workers; the ratio of two workers to one is by the clock and means nothing on
a machine that is busy with something else. ``BENCH_CELLS`` (millions, by commas) picks the sizes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.contexts import invented_country
from benchmarks.measurement import Measurement
from bybalance.atlas.contexts import PeopleContexts, people_contexts
from bybalance.atlas.distributed import on_cluster, pieced_contexts
from bybalance.model.grid import PopulationGrid

K = (400, 1_600)
COUNTRY_CELLS = 1_000_000
DEFAULT_MILLIONS = "1,3"
MIN_SPEED_UP = 1.8


def run() -> Iterator[Measurement]:
    from distributed import Client, LocalCluster

    country = invented_country(COUNTRY_CELLS)
    taken_s = {}
    for worker_count in (1, 2):
        with (
            LocalCluster(
                n_workers=worker_count, threads_per_worker=1, dashboard_address=None
            ) as cluster,
            Client(cluster) as client,
        ):
            pieced_contexts(invented_country(20_000), k=K, run=on_cluster(client=client))
            start = time.perf_counter()
            found = pieced_contexts(country, k=K, run=on_cluster(client=client))
            taken_s[worker_count] = time.perf_counter() - start
            if worker_count == 1:
                check_bytes(found, country)
                continue
            yield measurement("1M cells, two workers, wall", taken_s[2], "s")
            yield measurement("two workers to one, wall", taken_s[1] / taken_s[2], "×")
            yield measurement(
                f"{MIN_SPEED_UP} over that, where nothing else runs",
                MIN_SPEED_UP * taken_s[2] / taken_s[1], "×",
            )  # fmt: skip
            for millions in os.environ.get("BENCH_CELLS", DEFAULT_MILLIONS).split(","):
                yield from cost(client, country, int(millions))


def cost(client: Any, country: PopulationGrid, millions: int) -> Iterator[Measurement]:
    grid = repeated(country, millions)
    before, seen = sum(client.run(time.process_time).values()), [0]

    def sink(part: PeopleContexts) -> None:
        seen[0] += len(part.origins)

    pieced_contexts(grid, k=K, run=on_cluster(client=client), sink=sink)
    assert seen[0] == len(grid)
    cpu_s = sum(client.run(time.process_time).values()) - before
    name = f"{millions}M cells"
    yield measurement(f"{name}, CPU of the workers", cpu_s, "s")
    yield measurement(f"{name}, CPU per million cells", cpu_s / millions, "s")
    peaks = client.run(peak_bytes).values()
    yield measurement(f"{name}, largest worker so far", max(peaks) / 2**20, "MiB")


def peak_bytes() -> int:
    """Peak resident memory of this process; runs on the workers."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def repeated(country: PopulationGrid, times: int) -> PopulationGrid:
    """Lay the country out many times, side by side, in rows of six."""
    east = int(country.eastings_m.max()) + 100
    north = int(country.northings_m.max()) + 100
    return PopulationGrid.from_cells(
        eastings_m=np.concatenate([country.eastings_m + at % 6 * east for at in range(times)]),
        northings_m=np.concatenate([country.northings_m + at // 6 * north for at in range(times)]),
        totals=np.tile(country.totals, times),
        counts={"a": np.tile(country.group_counts("a"), times)},
    )


def check_bytes(found: PeopleContexts | None, country: PopulationGrid) -> None:
    whole = people_contexts(country, k=K)
    assert found is not None
    for name in ("people", "counts", "radius_m", "ring_d2", "is_short"):
        assert getattr(found, name).tobytes() == getattr(whole, name).tobytes(), name


def measurement(name: str, value: float, unit: str) -> Measurement:
    return Measurement(benchmark="distributed", name=name, value=value, unit=unit)
