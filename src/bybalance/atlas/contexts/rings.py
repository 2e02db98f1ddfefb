"""The rings around a cell: all lattice points at the same whole-numbered squared distance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FIRST_REACH = 160
"""Radius in cells of the table that is tried first; it grows by doubling where k needs more."""


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Rings by growing distance, each as points of one eighth of the plane.

    Parameters
    ----------
    far, near
        Point i lies ``far[i]`` cells away along one axis and ``near[i] <= far[i]`` along the
        other; its mirror images are meant too.
    starts
        Ring j holds the points ``starts[j]`` to ``starts[j + 1]``.
    squared_distances
        In cells², one per ring, growing from 0.
    """

    far: NDArray[np.int32]
    near: NDArray[np.int32]
    starts: NDArray[np.int32]
    squared_distances: NDArray[np.int64]


def build_rings(reach: int, *, longest: int, shortest: int) -> Rings:
    """List the rings within ``reach`` cells on a raster of these sides.

    Points are left out that no two cells of the raster can be apart.

    Examples
    --------
    >>> build_rings(2, longest=9, shortest=9).squared_distances
    array([0, 1, 2, 4])
    """
    most = min(reach, longest - 1)
    far, near = np.meshgrid(
        np.arange(most + 1), np.arange(min(most, shortest - 1) + 1), indexing="ij"
    )
    squared = far * far + near * near
    is_kept = (near <= far) & (squared <= reach * reach)
    far, near, squared = far[is_kept], near[is_kept], squared[is_kept]
    order = np.argsort(squared, kind="stable")
    far, near, squared = far[order], near[order], squared[order]
    is_first = np.concatenate([[True], squared[1:] != squared[:-1]])
    starts = np.append(np.flatnonzero(is_first), len(squared))
    return Rings(
        far.astype(np.int32),
        near.astype(np.int32),
        starts.astype(np.int32),
        squared[is_first].astype(np.int64),
    )
