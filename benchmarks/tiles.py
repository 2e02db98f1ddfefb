"""Every tile of a city, from the codes of its cells to the bytes.

A square of cells without a gap, which is more than any city has. Processor time of one run per
tile, over all tiles of all zooms; the slowest is a tile of zoom 10 that is full to its borders.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from benchmarks.measurement import Measurement, stopwatch

SIDES = (90, 632)
LIMIT_MS = 20.0
EAST_M, NORTH_M = 623_500, 6_237_500


def run() -> Iterator[Measurement]:
    for side in SIDES:
        taken_ms = np.array(list(_tile_times_ms(side)))
        for name, value, limit in (
            ("p95", float(np.percentile(taken_ms, 95)), LIMIT_MS),
            ("slowest", float(taken_ms.max()), None),
        ):
            yield Measurement(
                benchmark="tiles", name=f"{side * side:,} cells, {len(taken_ms):,} tiles, {name}",
                value=value, unit="CPU ms", limit=limit,
            )  # fmt: skip


def _tile_times_ms(side: int) -> Iterator[float]:
    from bybalance.atlas.tiles import MAX_ZOOM, MIN_ZOOM, CellTiles, world_places

    east, north = np.meshgrid(EAST_M + 100 * np.arange(side), NORTH_M + 100 * np.arange(side))
    cells = CellTiles.of(east.ravel(), north.ravel(), cell_size_m=100, crs="EPSG:25832")
    codes = np.random.default_rng(1848).integers(0, 5, side * side)
    ends = world_places([EAST_M, EAST_M + 100 * side], [NORTH_M + 100 * side, NORTH_M],
                        crs="EPSG:25832")  # fmt: skip
    for z in range(MIN_ZOOM, MAX_ZOOM + 1):
        columns, rows = ((axis * 2**z).astype(int) for axis in ends)
        for x, y in itertools.product(
            range(columns[0], columns[1] + 1), range(rows[0], rows[1] + 1)
        ):
            with stopwatch() as watch:
                cells.tile(codes, z=z, x=x, y=y)
            yield watch.cpu_s * 1000
