"""Cut a map into pieces with a halo, so that each can be solved without the rest.

A piece is a square of the raster. With it goes every cell within ``halo`` steps. A context that
ends within the halo has seen everybody it could see, so its numbers are those of the whole map, to
the last bit. Origins whose context goes further are solved again with a halo twice as wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace
from bybalance.atlas.contexts.crossings import Crossings
from bybalance.atlas.contexts.people import cross_cells
from bybalance.atlas.contexts.settings import ContextSettings

DEFAULT_PIECE_CELLS: Final = 512
FIRST_HALO: Final = 32
_BLOCK: Final = 32

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Layers:
    """The whole map by row and column, both from 0; cells in canonical order.

    Parameters
    ----------
    rows, columns
        Shape ``(n_cells,)``.
    totals, groups
        People, shape ``(n_cells,)`` and ``(n_groups, n_cells)``.
    """

    rows: Ints
    columns: Ints
    totals: Ints
    groups: Ints

    @property
    def shape(self) -> tuple[int, int]:
        """Return rows and columns of the raster."""
        return int(self.rows.max(initial=-1)) + 1, int(self.columns.max(initial=-1)) + 1

    def within(self, box: tuple[int, int, int, int]) -> Ints:
        """Return the cells with low <= row < high and left <= column < right."""
        low, high, left, right = box
        start, end = np.searchsorted(self.rows, [low, high])
        columns = self.columns[start:end]
        inside: Ints = start + np.flatnonzero((columns >= left) & (columns < right))
        return inside


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Piece:
    """All that a worker needs; it can be sent and sent again.

    Parameters
    ----------
    number
        Of the piece.
    box
        Rows and columns of the origins: low, high, left, right.
    halo
        Steps beyond the box that are included.
    is_whole
        Whether that is the whole map, so that no context can go further.
    rows, columns, totals, groups
        Of its cells; rows and columns from 0.
    origins
        Indices among its cells.
    places
        Indices of the origins among all cells.
    k, settings
        As for people.
    """

    number: int
    box: tuple[int, int, int, int]
    halo: int
    is_whole: bool
    rows: Ints
    columns: Ints
    totals: Ints
    groups: Ints
    origins: Ints
    places: Ints
    k: tuple[int, ...]
    settings: ContextSettings


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Solved:
    """The crossings of a piece's origins.

    Parameters
    ----------
    number, halo
        Of the piece.
    places
        Indices of the origins that are done, among all cells.
    found
        Their crossings.
    open_places
        Origins that need a wider halo.
    """

    number: int
    box: tuple[int, int, int, int]
    halo: int
    places: Ints
    found: Crossings
    open_places: Ints


def plan_pieces(
    layers: Layers, *, k: tuple[int, ...], settings: ContextSettings, piece_cells: int
) -> Iterator[Piece]:
    """Yield the pieces that hold cells, row by row, each cut out when it is asked for."""
    height, width = layers.shape
    guess = _HaloGuess.of(layers, k[-1])
    number = 0
    for low in range(0, height, piece_cells):
        for left in range(0, width, piece_cells):
            box = (low, min(low + piece_cells, height), left, min(left + piece_cells, width))
            places = layers.within(box)
            if len(places):
                yield cut_piece(
                    layers, number=number, box=box, halo=guess.halo(box), places=places, k=k,
                    settings=settings,
                )  # fmt: skip
                number += 1


def cut_piece(
    layers: Layers,
    *,
    number: int,
    box: tuple[int, int, int, int],
    halo: int,
    places: Ints,
    k: tuple[int, ...],
    settings: ContextSettings,
) -> Piece:
    """Cut out the cells around a box."""
    height, width = layers.shape
    low, high, left, right = box
    around = (max(low - halo, 0), min(high + halo, height), max(left - halo, 0),
              min(right + halo, width))  # fmt: skip
    cells = layers.within(around)
    rows, columns = layers.rows[cells], layers.columns[cells]
    return Piece(
        number=number, box=box, halo=halo, is_whole=around == (0, height, 0, width),
        rows=rows - rows.min(), columns=columns - columns.min(), totals=layers.totals[cells],
        groups=layers.groups[:, cells], origins=np.searchsorted(cells, places), places=places, k=k,
        settings=settings,
    )  # fmt: skip


def solve_piece(piece: Piece, *, thread_count: int = 1) -> Solved:
    """Find the crossings of a piece's origins, as far as its halo reaches."""
    found = cross_cells(
        piece.rows, piece.columns, piece.totals, piece.groups, origins=piece.origins, k=piece.k,
        settings=piece.settings, pace=Pace(thread_count=thread_count),
    )  # fmt: skip
    is_within = (found.ring_d2 >= 0) & (found.ring_d2 <= piece.halo * piece.halo)
    is_done = np.ones(len(piece.origins), bool) if piece.is_whole else is_within.all(axis=0)
    return Solved(
        number=piece.number, box=piece.box, halo=piece.halo, places=piece.places[is_done],
        found=Crossings(
            found.ring_d2[:, is_done], found.before_d2[:, is_done],
            found.people_before[:, is_done], found.people_in[:, is_done],
            found.counts[:, :, is_done],
        ),
        open_places=piece.places[~is_done],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _HaloGuess:
    """People by blocks of cells, summed, to guess how far contexts reach; a guess costs nothing."""

    square: Ints
    k: int

    @classmethod
    def of(cls, layers: Layers, k: int) -> _HaloGuess:
        height, width = layers.shape
        blocks = np.zeros((height // _BLOCK + 1, width // _BLOCK + 1), np.int64)
        np.add.at(blocks, (layers.rows // _BLOCK, layers.columns // _BLOCK), layers.totals)
        square = np.zeros((blocks.shape[0] + 1, blocks.shape[1] + 1), np.int64)
        square[1:, 1:] = blocks.cumsum(axis=0).cumsum(axis=1)
        return cls(square, k)

    def halo(self, box: tuple[int, int, int, int]) -> int:
        """Return steps within which k people live around the corners and the middle of a box."""
        low, high, left, right = box
        places = [(low, left), (low, right), (high, left), (high, right),
                  ((low + high) // 2, (left + right) // 2)]  # fmt: skip
        halo, most = FIRST_HALO, _BLOCK * max(self.square.shape)
        while halo < most and any(
            self._people(*place, int(halo * 0.7)) < self.k for place in places
        ):
            halo *= 2
        return halo

    def _people(self, row: int, column: int, reach: int) -> int:
        high, wide = self.square.shape
        low_at = min(max((row - reach) // _BLOCK, 0), high - 1)
        high_at = min(max((row + reach) // _BLOCK + 1, 0), high - 1)
        left = min(max((column - reach) // _BLOCK, 0), wide - 1)
        right = min(max((column + reach) // _BLOCK + 1, 0), wide - 1)
        square = self.square
        return int(
            square[high_at, right] - square[low_at, right] - square[high_at, left]
            + square[low_at, left]
        )  # fmt: skip
