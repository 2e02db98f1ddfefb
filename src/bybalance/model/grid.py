"""People on a square grid: how many live in each cell, in all and by group.

Three things are kept apart. *Zero* is a number. *Suppressed* means that the publisher knows the
number and withholds it. *Missing* means that nobody here knows it. The last two are ``nan`` in
the arrays; ``is_suppressed`` and ``is_total_suppressed`` tell them apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bybalance.model import units
from bybalance.model.errors import InvalidGrid, UnknownGroup
from bybalance.model.units import BoolPerCell, Counts, Metres

DEFAULT_CELL_SIZE_M: Final = 100
MAX_COORDINATE_M: Final = 100_000_000
MAX_TOTAL: Final = 2**53
"""Above this a floating-point number no longer tells two neighbouring counts apart."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PopulationGrid:
    """Counts of people per cell and group, cells in order of northing, then easting.

    Parameters
    ----------
    eastings_m, northings_m
        Lower left corner of each cell in whole metres, shape ``(n_cells,)``.
    totals
        People per cell, shape ``(n_cells,)``; ``nan`` where missing or suppressed.
    counts
        People per cell and group, shape ``(n_cells, n_groups)``. Groups may overlap, but none
        is larger than the total of its cell.
    groups
        One name per column of ``counts``.
    is_total_suppressed, is_suppressed
        Where a total or a count is withheld; of the shapes of ``totals`` and ``counts``.
    cell_size_m
        Side of a cell.
    crs
        Coordinate system, in metres.
    is_fractional
        Whether parts of people are allowed, as in grids that were estimated.

    Raises
    ------
    InvalidGrid
        If shapes differ, cells repeat, are out of order or do not lie on one lattice, or a
        number cannot be a count. The message names the cell, the value and the remedy.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[719500, 719600], northings_m=[6175600, 6175600],
    ...     totals=[10, 4], counts={"tenants": [3, 4]},
    ... )
    >>> grid
    PopulationGrid(2 cells of 100 m, 14 people, groups: tenants; EPSG:25832)
    """

    eastings_m: Metres
    northings_m: Metres
    totals: Counts
    counts: Counts
    groups: tuple[str, ...]
    is_total_suppressed: BoolPerCell
    is_suppressed: NDArray[np.bool_]
    cell_size_m: int = DEFAULT_CELL_SIZE_M
    crs: str = units.WORKING_CRS
    is_fractional: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be a grid."""
        object.__setattr__(self, "crs", units.metric_crs(self.crs))
        _check_shapes(self)
        _check_lattice(self)
        _check_counts(self)
        for array in (self.eastings_m, self.northings_m, self.totals, self.counts):
            array.setflags(write=False)
        self.is_suppressed.setflags(write=False)
        self.is_total_suppressed.setflags(write=False)

    @classmethod
    def from_cells(
        cls,
        *,
        eastings_m: ArrayLike,
        northings_m: ArrayLike,
        totals: ArrayLike,
        counts: Mapping[str, ArrayLike] | None = None,
        is_total_suppressed: ArrayLike | None = None,
        is_suppressed: Mapping[str, ArrayLike] | None = None,
        cell_size_m: int = DEFAULT_CELL_SIZE_M,
        crs: str = units.WORKING_CRS,
        is_fractional: bool = False,
    ) -> Self:
        """Build a grid from cells in any order.

        ``counts`` and ``is_suppressed`` hold one array per group; a group that
        ``is_suppressed`` leaves out has nothing withheld.
        """
        east, north = _whole(eastings_m, "easting"), _whole(northings_m, "northing")
        order = np.lexsort((east, north))
        total = np.array(totals, np.float64).reshape(-1)
        counts, hidden = counts or {}, is_suppressed or {}
        unknown = sorted(set(hidden) - set(counts))
        if unknown:
            raise UnknownGroup(unknown[0], known=tuple(counts))
        columns = [np.array(values, np.float64).reshape(-1) for values in counts.values()]
        masks = [np.array(hidden.get(name, np.zeros(len(east))), bool) for name in counts]
        total_mask = np.zeros(len(east)) if is_total_suppressed is None else is_total_suppressed
        sizes = {len(array) for array in (east, north, total, *columns, *masks)}
        if len(sizes) > 1:
            raise InvalidGrid(
                f"The columns have {', '.join(map(str, sorted(sizes)))} entries. "
                "Give every column one entry per cell."
            )
        return cls(
            eastings_m=east[order],
            northings_m=north[order],
            totals=total[order],
            counts=_side_by_side(columns, len(east))[order],
            groups=tuple(counts),
            is_total_suppressed=np.array(total_mask, bool).reshape(-1)[order],
            is_suppressed=_side_by_side(masks, len(east)).astype(bool)[order],
            cell_size_m=cell_size_m,
            crs=crs,
            is_fractional=is_fractional,
        )

    def __len__(self) -> int:
        """Count the cells."""
        return len(self.eastings_m)

    def __repr__(self) -> str:
        """Tell size, people and groups."""
        groups = ", ".join(self.groups) or "none"
        return (
            f"PopulationGrid({len(self):,} cells of {self.cell_size_m} m, "
            f"{np.nansum(self.totals):,.0f} people, groups: {groups}; {self.crs})"
        )

    @property
    def rows(self) -> NDArray[np.int64]:
        """Return the row of each cell, from 0 in the south; shape ``(n_cells,)``."""
        return _steps(self.northings_m, self.cell_size_m)

    @property
    def columns(self) -> NDArray[np.int64]:
        """Return the column of each cell, from 0 in the west; shape ``(n_cells,)``."""
        return _steps(self.eastings_m, self.cell_size_m)

    @property
    def is_missing(self) -> NDArray[np.bool_]:
        """Tell which counts nobody here knows; shape ``(n_cells, n_groups)``."""
        return np.isnan(self.counts) & ~self.is_suppressed

    @property
    def is_total_missing(self) -> BoolPerCell:
        """Tell which totals nobody here knows; shape ``(n_cells,)``."""
        return np.isnan(self.totals) & ~self.is_total_suppressed

    @property
    def is_complete(self) -> bool:
        """Tell whether every total and count is known."""
        return not (np.isnan(self.totals).any() or np.isnan(self.counts).any())

    @property
    def content_hash(self) -> str:
        """Return a SHA-256 of all that the grid says, for manifests; same content, same hash."""
        digest = hashlib.sha256()
        head = (self.cell_size_m, self.crs, self.groups, self.is_fractional, len(self))
        digest.update(repr(head).encode())
        for whole in (self.eastings_m, self.northings_m):
            digest.update(whole.astype("<i8").tobytes())
        for numbers in (self.totals, self.counts):
            # One bit pattern for every nan, and for zero and minus zero.
            plain = np.where(np.isnan(numbers), np.nan, numbers + 0.0)
            digest.update(plain.astype("<f8").tobytes())
        for mask in (self.is_total_suppressed, self.is_suppressed):
            digest.update(mask.tobytes())
        return digest.hexdigest()

    def group_index(self, group: str) -> int:
        """Return the column of a group.

        Raises
        ------
        UnknownGroup
            If the grid has no such group; the message lists those it has.
        """
        if group not in self.groups:
            raise UnknownGroup(group, known=self.groups)
        return self.groups.index(group)

    def group_counts(self, group: str) -> Counts:
        """Return the people of one group per cell, shape ``(n_cells,)``."""
        column: Counts = self.counts[:, self.group_index(group)]
        return column

    def with_unknown_as(self, count: float) -> PopulationGrid:
        """Return a grid where every missing or suppressed number is ``count``, at most the total.

        Measures refuse unknown numbers; this is how a caller says what to take them for.
        """
        largest_group = np.fmax.reduce(np.nan_to_num(self.counts), axis=1, initial=0.0)
        totals = np.where(np.isnan(self.totals), np.maximum(count, largest_group), self.totals)
        counts = np.where(
            np.isnan(self.counts), np.minimum(count, totals[:, np.newaxis]), self.counts
        )
        return replace(
            self,
            totals=totals,
            counts=counts,
            is_total_suppressed=np.zeros(len(self), bool),
            is_suppressed=np.zeros(self.counts.shape, bool),
            is_fractional=self.is_fractional or count != int(count),
        )

    def select(self, is_kept: BoolPerCell) -> PopulationGrid:
        """Return the grid of the cells that the mask points at."""
        return replace(
            self,
            eastings_m=self.eastings_m[is_kept],
            northings_m=self.northings_m[is_kept],
            totals=self.totals[is_kept],
            counts=self.counts[is_kept],
            is_total_suppressed=self.is_total_suppressed[is_kept],
            is_suppressed=self.is_suppressed[is_kept],
        )

    def translated(self, *, east_m: int, north_m: int) -> PopulationGrid:
        """Return the grid moved by whole metres."""
        return replace(
            self, eastings_m=self.eastings_m + east_m, northings_m=self.northings_m + north_m
        )


def _whole(values: ArrayLike, axis: str) -> Metres:
    numbers = np.array(values, np.float64).reshape(-1)
    wrong = ~np.isfinite(numbers) | (np.abs(numbers) > MAX_COORDINATE_M)
    wrong |= numbers != np.floor(np.where(wrong, 0, numbers))
    if wrong.any():
        at = int(np.argmax(wrong))
        raise InvalidGrid(
            f"Cell {at} has the {axis} {numbers[at]:g}. A lower left corner is a whole number of "
            "metres; from the centre of a cell take off half its side."
        )
    return numbers.astype(np.int64)


def _side_by_side(columns: Sequence[NDArray[np.generic]], cell_count: int) -> NDArray[np.float64]:
    if not columns:
        return np.zeros((cell_count, 0))
    return np.column_stack(columns).astype(np.float64)


def _steps(coordinates: Metres, size: int) -> NDArray[np.int64]:
    if len(coordinates) == 0:
        return coordinates
    steps: NDArray[np.int64] = (coordinates - coordinates.min()) // size
    return steps


def _check_shapes(grid: PopulationGrid) -> None:
    cells, groups = len(grid.eastings_m), len(grid.groups)
    wanted = {
        "northings_m": (cells,), "totals": (cells,), "counts": (cells, groups),
        "is_total_suppressed": (cells,), "is_suppressed": (cells, groups),
    }  # fmt: skip
    for name, shape in wanted.items():
        if getattr(grid, name).shape != shape:
            raise InvalidGrid(
                f"{name} has the shape {getattr(grid, name).shape}; with {cells} cells and "
                f"{groups} groups it must be {shape}."
            )
    if grid.cell_size_m < 1 or grid.cell_size_m != int(grid.cell_size_m):
        raise InvalidGrid(f"Cells of {grid.cell_size_m} m cannot be; a side is 1 m or more.")
    repeated = sorted({name for name in grid.groups if grid.groups.count(name) > 1})
    if repeated or "" in grid.groups:
        raise InvalidGrid(f"Every group needs a name of its own; repeated or empty: {repeated}.")


def _check_lattice(grid: PopulationGrid) -> None:
    east, north, size = grid.eastings_m, grid.northings_m, grid.cell_size_m
    for coordinates, axis in ((east, "easting"), (north, "northing")):
        off = coordinates % size != (coordinates[:1] % size if len(coordinates) else 0)
        if off.any():
            at = int(np.argmax(off))
            raise InvalidGrid(
                f"{_place(grid, at)} is off the lattice of the cell at {_place(grid, 0)}: the "
                f"{axis}s differ by no multiple of {size} m. Is the cell size right, and are all "
                "coordinates lower left corners in one system?"
            )
    step_north, step_east = np.diff(north), np.diff(east)
    repeated = (step_north == 0) & (step_east == 0)
    if repeated.any():
        at = int(np.argmax(repeated))
        raise InvalidGrid(
            f"{_place(grid, at)} is there twice. Add up its rows, or keep one of them."
        )
    unordered = (step_north < 0) | ((step_north == 0) & (step_east < 0))
    if unordered.any():
        at = int(np.argmax(unordered)) + 1
        raise InvalidGrid(
            f"{_place(grid, at)} is out of order; cells go by northing, then easting. "
            "PopulationGrid.from_cells sorts them."
        )


def _check_counts(grid: PopulationGrid) -> None:
    columns = [("total", grid.totals, grid.is_total_suppressed)]
    columns += [
        (name, grid.counts[:, at], grid.is_suppressed[:, at]) for at, name in enumerate(grid.groups)
    ]
    for name, values, is_hidden in columns:
        _check_column(grid, name, values, is_hidden)
        over = values > grid.totals
        if over.any():
            at = int(np.argmax(over))
            raise InvalidGrid(
                f"{_place(grid, at)} has {values[at]:g} of {name!r} but {grid.totals[at]:g} people "
                "in all. A group is part of its cell: correct one of the two."
            )


def _check_column(
    grid: PopulationGrid, name: str, values: Counts, is_hidden: NDArray[np.bool_]
) -> None:
    known = ~np.isnan(values)
    shown = known & is_hidden
    negative = known & (values < 0)
    huge = known & (values > MAX_TOTAL)
    part = known & (values != np.floor(values)) & ~huge & ~negative
    if grid.is_fractional:
        part = np.zeros(len(grid), bool)
    for wrong, rule in (
        (shown, "is marked as withheld but has a number. Make it nan, or take off the mark."),
        (negative, "Counts are 0 or more; -1 often means withheld: read it as suppressed."),
        (huge, "No count is that large."),
        (part, "Counts are whole; an estimated grid needs is_fractional=True."),
    ):
        if wrong.any():
            at = int(np.argmax(wrong))
            raise InvalidGrid(f"{_place(grid, at)} has {values[at]:g} people ({name}). {rule}")


def _place(grid: PopulationGrid, at: int) -> str:
    return f"The cell at E {grid.eastings_m[at]} N {grid.northings_m[at]}"
