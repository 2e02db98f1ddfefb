"""Units and coordinate systems: what the numbers of the engine are measured in."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import pyproj
from numpy.typing import NDArray

from bybalance.model.errors import InvalidGrid

WORKING_CRS: Final = "EPSG:25832"
"""ETRS89 / UTM zone 32N, in metres: the system of the Danish national grid."""

Metres = NDArray[np.int64]
"""Whole metres per cell, shape ``(n_cells,)``."""

Counts = NDArray[np.float64]
"""People per cell, or per cell and group; ``nan`` where the number is missing or withheld."""

FloatPerCell = NDArray[np.float64]
"""One number per cell, shape ``(n_cells,)``; ``nan`` where it cannot be measured."""

BoolPerCell = NDArray[np.bool_]
"""One truth value per cell, shape ``(n_cells,)``."""


@cache
def metric_crs(crs: str) -> str:
    """Return the short name of a projected coordinate system in metres.

    Parameters
    ----------
    crs
        Anything that names a system: ``EPSG:25832``, a WKT text.

    Raises
    ------
    InvalidGrid
        If the text names no system, or one in degrees or feet.

    Examples
    --------
    >>> metric_crs("epsg:25832")
    'EPSG:25832'
    """
    try:
        found = pyproj.CRS.from_user_input(crs)
    except (pyproj.exceptions.CRSError, TypeError, ValueError):
        raise InvalidGrid(
            f"{crs!r} names no coordinate system. Name one by its number, such as {WORKING_CRS}."
        ) from None
    flat = found.sub_crs_list[0] if found.is_compound else found
    units = {axis.unit_name for axis in flat.axis_info}
    if not flat.is_projected or units != {"metre"}:
        raise InvalidGrid(
            f"The coordinates are in {flat.name}, which is measured in "
            f"{' and '.join(sorted(units)) or 'nothing known'}. Cells lie in metres: reproject the "
            f"file to {WORKING_CRS} first, or name the system that its grid was made in."
        )
    code = flat.to_epsg()
    return f"EPSG:{code}" if code is not None else str(flat.to_wkt())
