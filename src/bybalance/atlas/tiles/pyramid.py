"""Where a place lies among the square tiles of web maps (Mercator on a sphere, EPSG:3857)."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import pyproj
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
WorldPlaces = tuple[Floats, Floats]
"""East and south of places, as parts of the width of the world from its north-western corner."""

MIN_ZOOM: Final = 10
MAX_ZOOM: Final = 14
"""Tiles are made from the one to the other; nearer, a browser enlarges the last."""

EXTENT: Final = 4096
BUFFER: Final = 128
"""Steps across a tile, and how many beyond its border are drawn so that no seam shows."""

_HALF_WORLD_M: Final = 20_037_508.342789244


def world_places(eastings_m: ArrayLike, northings_m: ArrayLike, *, crs: str) -> WorldPlaces:
    """Return where places of a coordinate system lie in the world of tiles.

    Parameters
    ----------
    eastings_m, northings_m
        Metres, of one shape.
    crs
        Their coordinate system, such as ``EPSG:25832``.

    Returns
    -------
    Two arrays of the same shape, each between 0 and 1. ETRS89 and WGS 84 are taken as one.

    Examples
    --------
    >>> x, y = world_places([500_000.0], [6_200_000.0], crs="EPSG:25832")
    >>> bool(abs(x[0] - 0.525) < 1e-9)
    True
    """
    east, north = _to_mercator(crs).transform(
        np.asarray(eastings_m, np.float64), np.asarray(northings_m, np.float64)
    )
    return (
        (np.asarray(east) / _HALF_WORLD_M + 1) / 2,
        (1 - np.asarray(north) / _HALF_WORLD_M) / 2,
    )


def is_tile(z: int, x: int, y: int) -> bool:
    """Tell whether tiles are made for an address.

    Examples
    --------
    >>> is_tile(10, 540, 320), is_tile(10, 1024, 0), is_tile(3, 0, 0)
    (True, False, False)
    """
    return MIN_ZOOM <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z


@cache
def _to_mercator(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, "EPSG:3857", always_xy=True)
