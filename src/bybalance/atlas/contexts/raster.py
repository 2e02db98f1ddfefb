"""Contexts on a raster: people and groups as summed areas, origins in tiles, in batches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace, run_batches
from bybalance.atlas.contexts import kernel
from bybalance.atlas.contexts.crossings import Crossings
from bybalance.atlas.contexts.rings import FIRST_REACH, Rings, build_rings
from bybalance.atlas.contexts.settings import ContextSettings

TILE_CELLS = 32
WORD_BITS = 63
_INT32_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """A layer on the raster with its summed areas and prefix sums."""

    values: NDArray[np.signedinteger]
    square: NDArray[np.signedinteger]
    rows: NDArray[np.signedinteger]
    columns: NDArray[np.signedinteger]

    @property
    def arrays(self) -> tuple[NDArray[np.signedinteger], ...]:
        """Return the arrays in the order in which the kernels take them."""
        return self.values, self.square, self.rows, self.columns


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """The raster that holds all cells, and where each of them is."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int]:
        """Return rows and columns of the raster."""
        if len(self.rows) == 0:
            return (0, 0)
        return int(self.rows.max()) + 1, int(self.columns.max()) + 1

    def sums(self, values: NDArray[np.int64], *, is_packed: bool = False) -> Sums:
        """Spread one number per cell over the raster and add up; 32 bits where they suffice.

        The sums of packed words may wrap around. What is read from them does not, since the
        difference of two sums is again below the size of a word.
        """
        height, width = self.shape
        is_small = not is_packed and int(values.sum()) <= _INT32_MAX
        dtype = np.int32 if is_small else np.int64
        raster = np.zeros((height, width), dtype)
        raster[self.rows, self.columns] = values
        sums = Sums(
            raster,
            np.zeros((height + 1, width + 1), dtype),
            np.zeros((height, width + 1), dtype),
            np.zeros((height + 1, width), dtype),
        )
        kernel.build_sums(*sums.arrays)
        return sums

    def tour(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Order cells tile by tile, to and fro in each: neighbours find each other's answer."""
        rows, columns = self.rows[cells], self.columns[cells]
        tile_row, tile_column = rows // TILE_CELLS, columns // TILE_CELLS
        across = columns % TILE_CELLS
        across = np.where(rows % 2, TILE_CELLS - 1 - across, across)
        return cells[np.lexsort((across, rows, tile_column, tile_row))]


def cross_on_raster(
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
    """Find all contexts by disc counts; see :mod:`bybalance.atlas.contexts.kernel`."""
    found = Crossings.empty(group_count=len(layers), k_count=len(k), origin_count=len(origins))
    reachable = np.array([number for number in k if number <= totals.sum()], np.int64)
    if len(reachable) == 0 or len(origins) == 0:
        return found
    lattice = Lattice(rows, columns)
    search = _Search.start(lattice, origins, reachable, settings)
    rings = search.run(lattice.sums(totals), pace)
    active = slice(0, len(reachable))
    is_found = search.ring_at >= 0
    found.ring_d2[active] = np.where(is_found, rings.squared_distances[search.ring_at], -1)
    before = np.where(is_found, search.before_at, -1)
    found.before_d2[active] = np.where(before >= 0, rings.squared_distances[before], -1)
    found.people_before[active] = np.where(is_found, search.people[:, :, 0], 0)
    found.people_in[active] = np.where(is_found, search.people[:, :, 1], 0)
    most = int(totals.max()) * 8 * int(np.diff(rings.starts).max()) + int(reachable[-1])
    if (layers > totals).any():  # sums of values, which no number of people bounds
        most = int(layers.sum(axis=1).max())
    search.add_layers(layers, rings, bits=most.bit_length(), counts=found.counts, pace=pace)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Arrays that the batches fill side by side, each for origins of its own."""

    lattice: Lattice
    origins_y: NDArray[np.int64]
    origins_x: NDArray[np.int64]
    tour: NDArray[np.int64]
    k: NDArray[np.int64]
    settings: ContextSettings
    ring_at: NDArray[np.int32]
    before_at: NDArray[np.int32]
    people: NDArray[np.int64]

    @classmethod
    def start(
        cls,
        lattice: Lattice,
        origins: NDArray[np.int64],
        k: NDArray[np.int64],
        settings: ContextSettings,
    ) -> _Search:
        shape = (len(k), len(origins))
        place_by_cell = np.zeros(len(lattice.rows), np.int64)
        place_by_cell[origins] = np.arange(len(origins))
        return cls(
            lattice,
            lattice.rows[origins],
            lattice.columns[origins],
            place_by_cell[lattice.tour(origins)],
            k,
            settings,
            np.full(shape, -1, np.int32),
            np.full(shape, -1, np.int32),
            np.zeros((*shape, 2), np.int64),
        )

    @property
    def _is_self_excluded(self) -> bool:
        return self.settings.self_rule == "exclude"

    def run(self, totals: Sums, pace: Pace) -> Rings:
        """Search with a table of rings that grows until it covers the raster."""
        shortest, longest = sorted(self.lattice.shape)
        reach, waiting, share = FIRST_REACH, self.tour, 0.0
        while True:
            rings = build_rings(reach, longest=longest, shortest=shortest)

            def work(batch: NDArray[np.int64], rings: Rings = rings) -> None:
                kernel.cross_rings(
                    *totals.arrays, self.origins_y, self.origins_x, batch, self.k,
                    self._is_self_excluded, rings.far, rings.near, rings.starts,
                    rings.squared_distances, self.ring_at, self.before_at, self.people,
                )  # fmt: skip

            run_batches(work, waiting, pace=pace, done_share=(share, share + (0.6 - share) / 2))
            share += (0.6 - share) / 2
            waiting = waiting[(self.ring_at[:, waiting] < 0).any(axis=0)]
            if len(waiting) == 0 or reach * reach >= longest * longest + shortest * shortest:
                return rings
            reach *= 2

    def add_layers(
        self,
        layers: NDArray[np.int64],
        rings: Rings,
        *,
        bits: int,
        counts: NDArray[np.float64],
        pace: Pace,
    ) -> None:
        """Add up the groups, several of them packed into one word where they fit."""
        per_word = max(1, WORD_BITS // bits)
        words = [layers[at : at + per_word] for at in range(0, len(layers), per_word)]
        for number, word in enumerate(words):
            packed = sum(
                (layer << np.int64(bits * place) for place, layer in enumerate(word)),
                np.zeros(layers.shape[1], np.int64),
            )
            sums = self.lattice.sums(packed, is_packed=True)
            part = np.empty((len(word), len(self.k), counts.shape[2]))
            part[:] = 0.0
            width = bits if per_word > 1 else WORD_BITS

            def work(
                batch: NDArray[np.int64],
                sums: Sums = sums,
                part: NDArray[np.float64] = part,
                width: int = width,
            ) -> None:
                kernel.sum_contexts(
                    *sums.arrays, self.origins_y, self.origins_x, batch, self.k,
                    self._is_self_excluded, self.settings.overshoot == "whole", rings.far,
                    rings.near, rings.starts, rings.squared_distances, self.ring_at,
                    self.people, width, part,
                )  # fmt: skip

            done = 0.6 + 0.4 * number / len(words), 0.6 + 0.4 * (number + 1) / len(words)
            run_batches(work, self.tour, pace=pace, done_share=done)
            counts[number * per_word : number * per_word + len(word), : len(self.k)] = part
