"""Tiles of square cells, each with one class code and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bybalance.atlas.tiles import mvt
from bybalance.atlas.tiles.pyramid import BUFFER, EXTENT, is_tile, world_places
from bybalance.model.errors import InvalidSetting

LAYER: Final = "cells"
CODE: Final = "c"
MAX_CODE: Final = 15

_CORNERS: Final = ((0, 1), (1, 1), (1, 0), (0, 0))
"""From the north-west clockwise, east and north in cells: an outer ring on the screen."""

# The frame of a feature: its field and length, tags (key 0, value), kind polygon, geometry, length.
_HEAD: Final = 10
_RING: Final = 11


@dataclass(frozen=True, slots=True, eq=False)
class CellTiles:
    """Cells on the ground, ready to be drawn on any tile; make one with :meth:`of`."""

    east: NDArray[np.float64]
    south: NDArray[np.float64]
    box: NDArray[np.float64]
    """West, north, east and south of each cell, shape ``(4, n_cells)``."""

    @classmethod
    def of(
        cls, eastings_m: ArrayLike, northings_m: ArrayLike, *, cell_size_m: int, crs: str
    ) -> CellTiles:
        """Lay cells out by their lower left corners.

        Neighbours share their corners exactly, so that no seam shows between them.
        """
        east = np.asarray(eastings_m, np.float64)
        north = np.asarray(northings_m, np.float64)
        corners = [
            world_places(east + right * cell_size_m, north + up * cell_size_m, crs=crs)
            for right, up in _CORNERS
        ]
        all_east = np.column_stack([x for x, _ in corners])
        all_south = np.column_stack([y for _, y in corners])
        box = [all_east.min(axis=1), all_south.min(axis=1), all_east.max(axis=1),
               all_south.max(axis=1)]  # fmt: skip
        return cls(all_east, all_south, np.stack(box))

    def tile(self, codes: NDArray[np.integer], *, z: int, x: int, y: int) -> bytes:
        """Return one tile, with a square per cell and its class code as ``c``.

        Parameters
        ----------
        codes
            A small whole number per cell; cells below 0 are left out.
        z, x, y
            Address of the tile.

        Raises
        ------
        InvalidSetting
            If there are no tiles at the address, or a number is no class code: values never get
            into a tile.
        """
        if not is_tile(z, x, y):
            raise InvalidSetting(f"There is no tile {z}/{x}/{y}.")
        kind = np.asarray(codes)
        if kind.shape != (len(self.east),) or kind.dtype.kind != "i" or (kind > MAX_CODE).any():
            raise InvalidSetting(f"A tile holds one class code from 0 to {MAX_CODE} per cell.")
        size, room = 1 / 2**z, BUFFER / EXTENT
        west, north, east, south = self.box
        is_here = (kind >= 0) & (east > (x - room) * size) & (west < (x + 1 + room) * size)
        is_here &= (south > (y - room) * size) & (north < (y + 1 + room) * size)
        if not is_here.any():
            return b""
        found, at = np.unique(kind[is_here], return_inverse=True)
        right = np.rint((self.east[is_here] / size - x) * EXTENT).astype(np.int64)
        down = np.rint((self.south[is_here] / size - y) * EXTENT).astype(np.int64)
        return mvt.framed_layer(
            LAYER, _squares(right, down, at), keys=(CODE,), values=[int(code) for code in found]
        )


def _squares(
    right: NDArray[np.int64], down: NDArray[np.int64], value_idx: NDArray[np.int64]
) -> bytes:
    """Return every feature with its frame; all of them are rows of one table of numbers."""
    table = np.empty((len(right), _HEAD + _RING), np.int32)
    ring = table[:, _HEAD:]
    ring[:, 0], ring[:, 3], ring[:, 10] = 9, 26, 15  # one move, three lines, one close
    ring[:, 1], ring[:, 2] = mvt.zigzag(right[:, 0]), mvt.zigzag(down[:, 0])
    for corner in (1, 2, 3):
        ring[:, 2 + 2 * corner] = mvt.zigzag(right[:, corner] - right[:, corner - 1])
        ring[:, 3 + 2 * corner] = mvt.zigzag(down[:, corner] - down[:, corner - 1])
    ring_bytes = (1 + (ring >= 1 << 7) + (ring >= 1 << 14) + (ring >= 1 << 21)).sum(axis=1)
    table[:, 0], table[:, 1] = 0x12, ring_bytes + 8
    table[:, 2:5], table[:, 5] = (0x12, 2, 0), value_idx
    table[:, 6:9], table[:, 9] = (0x18, mvt.POLYGON, 0x22), ring_bytes
    return mvt.varints(table)
