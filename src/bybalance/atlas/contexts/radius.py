"""Everybody within a distance of each cell, and who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace, run_batches
from bybalance.atlas.contexts import kernel
from bybalance.atlas.contexts.people import FRACTION_UNITS, whole_numbers
from bybalance.atlas.contexts.raster import WORD_BITS, Lattice
from bybalance.atlas.contexts.settings import SelfRule
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RadiusContexts:
    """Who lives within each radius.

    Parameters
    ----------
    radius_m
        Distances in metres, growing.
    groups
        Names, in the order of ``counts``.
    people
        People within the radius, shape ``(n_radii, n_cells)``.
    counts
        People of each group, shape ``(n_groups, n_radii, n_cells)``.
    """

    radius_m: tuple[float, ...]
    groups: tuple[str, ...]
    people: NDArray[np.float64]
    counts: NDArray[np.float64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return the share of each group, 0 to 1; ``nan`` where nobody lives within reach."""
        people = np.where(self.people > 0, self.people, np.nan)
        shares: NDArray[np.float64] = self.counts / people
        return shares


def radius_contexts(
    grid: PopulationGrid,
    *,
    radius_m: Sequence[float],
    groups: Sequence[str] | None = None,
    self_rule: SelfRule = "include",
    pace: Pace | None = None,
) -> RadiusContexts:
    """Count everybody whose cell lies within a distance of each cell, middle to middle.

    Parameters
    ----------
    grid
        Without missing or suppressed numbers.
    radius_m
        Distances in metres; a cell at exactly the distance counts.
    groups
        Which of ``grid.groups``; all where not told.
    self_rule
        Whether the people of the own cell count.
    pace
        Threads, progress and cancellation.

    Raises
    ------
    InvalidSetting
        If a radius is negative or not finite, or there is none.
    UnknownCount, UnknownGroup, RunCancelled
        As :func:`bybalance.atlas.contexts.people_contexts`.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 300], northings_m=[0, 0, 0], totals=[5, 3, 2]
    ... )
    >>> radius_contexts(grid, radius_m=[100, 200]).people.tolist()
    [[8.0, 8.0, 2.0], [8.0, 10.0, 5.0]]
    """
    radii = tuple(sorted({float(radius) for radius in radius_m}))
    if not radii or not all(0 <= radius < 1e8 for radius in radii):
        raise InvalidSetting(f"radius_m is {list(radius_m)}; give distances of 0 m or more.")
    names = grid.groups if groups is None else tuple(groups)
    scale = FRACTION_UNITS if grid.is_fractional else 1
    columns = [whole_numbers(grid.totals, "total", scale=scale)]
    columns += [whole_numbers(grid.group_counts(name), name, scale=scale) for name in names]
    sums = _within(
        grid, columns, radii, is_self_excluded=self_rule == "exclude", pace=pace or Pace()
    )
    return RadiusContexts(
        radius_m=radii, groups=names, people=sums[0] / scale, counts=sums[1:] / scale
    )


def _within(
    grid: PopulationGrid,
    layers: list[NDArray[np.int64]],
    radii: tuple[float, ...],
    *,
    is_self_excluded: bool,
    pace: Pace,
) -> NDArray[np.float64]:
    found = np.zeros((len(layers), len(radii), len(grid)))
    if len(grid) == 0:
        return found
    lattice = Lattice(grid.rows, grid.columns)
    height, width = lattice.shape
    reach_d2 = np.array(
        [
            min(int((Fraction(radius) / grid.cell_size_m) ** 2), height**2 + width**2)
            for radius in radii
        ]
    )
    bits = max(int(layers[0].sum()).bit_length(), 1)
    per_word = max(1, WORD_BITS // bits)
    tour = lattice.tour(np.arange(len(grid)))
    for start in range(0, len(layers), per_word):
        part = found[start : start + per_word]
        packed = np.zeros(len(grid), np.int64)
        for place in range(len(part)):
            packed += layers[start + place] << np.int64(bits * place)
        sums = lattice.sums(packed, is_packed=True)

        def work(
            batch: NDArray[np.int64],
            arrays: tuple[NDArray[np.signedinteger], ...] = sums.arrays,
            part: NDArray[np.float64] = part,
        ) -> None:
            kernel.sum_discs(
                *arrays, lattice.rows, lattice.columns, batch, reach_d2, is_self_excluded, bits,
                part,
            )  # fmt: skip

        done = start / len(layers), (start + len(part)) / len(layers)
        run_batches(work, tour, pace=pace, done_share=done)
    return found
