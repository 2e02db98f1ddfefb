"""Where each context ends: what every method hands on, and how it becomes a result."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.contexts.settings import ContextSettings
from bybalance.model.grid import PopulationGrid
from bybalance.model.units import BoolPerCell

NO_RING = -1
"""Squared distance where there is no ring: before the first, or where k was not reached."""


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """The crossing ring of each k and origin; all arrays of shape ``(n_k, n_origins)``.

    Parameters
    ----------
    ring_d2, before_d2
        Squared distance in cells² of the ring that crosses k, and of the ring before it that
        holds people; :data:`NO_RING` where k was not reached, or no such ring is.
    people_before, people_in
        People before and in the crossing ring, whole numbers.
    counts
        People of each group in the context, shape ``(n_groups, n_k, n_origins)``.
    """

    ring_d2: NDArray[np.int64]
    before_d2: NDArray[np.int64]
    people_before: NDArray[np.int64]
    people_in: NDArray[np.int64]
    counts: NDArray[np.float64]

    @classmethod
    def empty(cls, *, group_count: int, k_count: int, origin_count: int) -> Crossings:
        """Return arrays to be filled."""
        shape = (k_count, origin_count)
        return cls(
            np.full(shape, NO_RING, np.int64),
            np.full(shape, NO_RING, np.int64),
            np.zeros(shape, np.int64),
            np.zeros(shape, np.int64),
            np.zeros((group_count, *shape)),
        )

    @property
    def is_short(self) -> NDArray[np.bool_]:
        """Tell where the whole map holds fewer than k people."""
        is_short: NDArray[np.bool_] = self.ring_d2 == NO_RING
        return is_short

    def fractions(self, k: NDArray[np.int64], settings: ContextSettings) -> NDArray[np.float64]:
        """Return the part of the crossing ring that is taken."""
        if settings.overshoot == "whole":
            return np.ones(self.ring_d2.shape)
        taken = (k[:, np.newaxis] - self.people_before) / np.maximum(self.people_in, 1)
        return np.where(self.is_short, 1.0, taken)

    def radius_cells(self, k: NDArray[np.int64], settings: ContextSettings) -> NDArray[np.float64]:
        """Return the interpolated radius in cells; ``nan`` where k was not reached.

        Between two rings with people the area grows in step with the people taken.
        """
        fraction = self.fractions(k, settings)
        outer = np.maximum(self.ring_d2, 0).astype(np.float64)
        inner = np.maximum(self.before_d2, 0).astype(np.float64)
        if settings.overshoot == "whole":
            inner = outer
        elif settings.own_cell == "equal_area":
            inner = np.where(inner == 0, np.minimum(1 / math.pi, outer), inner)
        radius = np.sqrt(inner + fraction * (outer - inner))
        if settings.own_cell == "equal_area":
            people = np.maximum(self.people_before + self.people_in, 1)
            within = np.sqrt(np.minimum(k[:, np.newaxis], people) / (people * math.pi))
            radius = np.where(self.ring_d2 == 0, within, radius)
        return np.where(self.is_short, np.nan, radius)


def furthest_cells(grid: PopulationGrid, is_populated: BoolPerCell) -> NDArray[np.float64]:
    """Return how far the furthest people are from each cell, in cells; shape ``(n_cells,)``."""
    corners = _hull(grid.columns[is_populated], grid.rows[is_populated])
    furthest = np.zeros(len(grid), np.int64)
    for x, y in corners:
        apart = (grid.columns - x) ** 2 + (grid.rows - y) ** 2
        np.maximum(furthest, apart, out=furthest)
    return np.sqrt(furthest)


def _hull(xs: NDArray[np.int64], ys: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the corners of the convex hull, in whole numbers (Andrew's monotone chain)."""
    order = np.lexsort((xs, ys))
    points = [(int(x), int(y)) for x, y in zip(xs[order], ys[order], strict=True)]
    is_end = np.ones(len(points), bool)
    is_end[1:-1] = (np.diff(ys[order])[:-1] != 0) | (np.diff(ys[order])[1:] != 0)
    points = [point for point, keep in zip(points, is_end, strict=True) if keep]
    corners: list[tuple[int, int]] = []
    for way in (points, points[::-1]):
        chain: list[tuple[int, int]] = []
        for point in way:
            while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        corners += chain
    return sorted(set(corners))


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
