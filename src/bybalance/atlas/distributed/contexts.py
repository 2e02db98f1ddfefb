"""Put contexts together from pieces that somebody else solved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.contexts import DEFAULT_K, ContextSettings, PeopleContexts
from bybalance.atlas.contexts.crossings import Crossings
from bybalance.atlas.contexts.people import FRACTION_UNITS, assembled, whole_numbers
from bybalance.atlas.contexts.settings import checked_k
from bybalance.atlas.distributed.pieces import (
    DEFAULT_PIECE_CELLS,
    Layers,
    Piece,
    Solved,
    cut_piece,
    plan_pieces,
    solve_piece,
)
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

Sink = Callable[[PeopleContexts], None]
"""Takes the contexts of some origins; called once per part of a piece, in any order."""


class Runner(Protocol):
    """Solves pieces, in any order; may take some of them again when a worker is lost."""

    def __call__(self, pieces: Iterable[Piece], /) -> Iterator[Solved]:
        """Yield what was solved of each piece."""


def here(pieces: Iterable[Piece], /) -> Iterator[Solved]:
    """Solve pieces one after the other in this process: bounded memory, no cluster."""
    for piece in pieces:
        yield solve_piece(piece)


def pieced_contexts(
    grid: PopulationGrid,
    *,
    k: Sequence[int] | int = DEFAULT_K,
    groups: Sequence[str] | None = None,
    settings: ContextSettings | None = None,
    piece_cells: int = DEFAULT_PIECE_CELLS,
    run: Runner = here,
    sink: Sink | None = None,
) -> PeopleContexts | None:
    """Find the k nearest people around each cell, piece by piece.

    The result is that of :func:`bybalance.atlas.contexts.people_contexts`, to the last bit.

    Parameters
    ----------
    grid
        Without missing or suppressed numbers.
    k, groups, settings
        As :func:`bybalance.atlas.contexts.people_contexts`.
    piece_cells
        Side of a piece in cells of the raster. A worker needs memory for the square of it with
        the halo: about 50 bytes for each raster cell, and the results.
    run
        What solves pieces: :func:`here`, or :func:`bybalance.atlas.distributed.on_cluster`.
    sink
        Where results go as they come, for results larger than memory; then nothing is returned.

    Raises
    ------
    InvalidSetting
        If a piece is too small.
    UnknownCount, UnknownGroup
        As :func:`bybalance.atlas.contexts.people_contexts`.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 200], northings_m=[0, 0, 0], totals=[10, 10, 10]
    ... )
    >>> pieced_contexts(grid, k=15, piece_cells=1).people.tolist()
    [[15.0, 15.0, 15.0]]
    """
    if piece_cells < 1:
        raise InvalidSetting(f"piece_cells is {piece_cells}; a piece has a side of 1 or more.")
    settings, wanted = settings or ContextSettings(), checked_k(k)
    names = grid.groups if groups is None else tuple(groups)
    scale = FRACTION_UNITS if grid.is_fractional else 1
    columns = [whole_numbers(grid.group_counts(name), name, scale=scale) for name in names]
    layers = Layers(
        rows=grid.rows, columns=grid.columns,
        totals=whole_numbers(grid.totals, "total", scale=scale),
        groups=np.array(columns, np.int64).reshape(len(names), len(grid)),
    )  # fmt: skip
    grid_hash = grid.content_hash

    def put_together(found: Crossings, places: NDArray[np.int64]) -> PeopleContexts:
        return assembled(
            grid, found, totals=layers.totals, layers=layers.groups, origins=places, k=wanted,
            names=names, settings=settings, scale=scale, grid_hash=grid_hash,
        )  # fmt: skip

    queue = _Queue(
        layers, plan_pieces(
            layers, k=tuple(scale * number for number in wanted), settings=settings,
            piece_cells=piece_cells,
        ),
    )  # fmt: skip
    whole = None
    if sink is None:
        whole = Crossings.empty(
            group_count=len(names), k_count=len(wanted), origin_count=len(grid)
        )  # fmt: skip
    while queue.has_more:
        for solved in run(queue.pieces()):
            queue.take_back(solved)
            if not len(solved.places):
                continue
            if sink is not None:
                sink(put_together(solved.found, solved.places))
            if whole is not None:
                _write(whole, solved)
    return None if whole is None else put_together(whole, np.arange(len(grid)))


def _write(whole: Crossings, solved: Solved) -> None:
    whole.ring_d2[:, solved.places] = solved.found.ring_d2
    whole.before_d2[:, solved.places] = solved.found.before_d2
    whole.people_before[:, solved.places] = solved.found.people_before
    whole.people_in[:, solved.places] = solved.found.people_in
    whole.counts[:, :, solved.places] = solved.found.counts


@dataclass(slots=True, eq=False)
class _Queue:
    """Pieces still to be solved: those planned, then those that need a wider halo."""

    layers: Layers
    planned: Iterator[Piece]
    again: list[Solved] = field(default_factory=list)
    is_planned_done: bool = False
    k: tuple[int, ...] = ()
    settings: ContextSettings = field(default_factory=ContextSettings)

    @property
    def has_more(self) -> bool:
        """Tell whether anything is left."""
        return bool(self.again) or not self.is_planned_done

    def pieces(self) -> Iterator[Piece]:
        """Yield what is there now; cut out only when a worker is free."""
        for piece in self.planned:
            self.k, self.settings = piece.k, piece.settings
            yield piece
        self.is_planned_done = True
        while self.again:
            old = self.again.pop()
            yield cut_piece(
                self.layers, number=old.number, box=old.box, halo=2 * old.halo,
                places=old.open_places, k=self.k, settings=self.settings,
            )  # fmt: skip

    def take_back(self, solved: Solved) -> None:
        """Note the origins that need a wider halo."""
        if len(solved.open_places):
            self.again.append(solved)
