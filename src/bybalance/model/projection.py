"""From longitude and latitude to the metres of EPSG:25832, the grid of Danish maps."""

from __future__ import annotations

import math
from typing import Final

CENTRAL_MERIDIAN_DEG: Final = 9.0
SCALE: Final = 0.9996
FALSE_EASTING_M: Final = 500_000.0
_SEMI_MAJOR_M: Final = 6_378_137.0
_FLATTENING: Final = 1 / 298.257222101
_N: Final = _FLATTENING / (2 - _FLATTENING)
_RECTIFYING_RADIUS_M: Final = _SEMI_MAJOR_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64 + _N**6 / 256)
_ALPHA: Final = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)


def utm32_of(*, lon_deg: float, lat_deg: float) -> tuple[float, float]:
    """Project a position to UTM zone 32 on the GRS80 ellipsoid (EPSG:25832).

    WGS 84 and ETRS89 are taken as one, which in Denmark is right within a metre.

    Parameters
    ----------
    lon_deg, lat_deg
        Degrees east and north, in or near Denmark.

    Returns
    -------
    Easting and northing in metres, right within a millimetre of the series' own limit.

    References
    ----------
    Karney (2011), "Transverse Mercator with an accuracy of a few nanometers", equations 7 to 12 and
    35; the series is Krüger's of 1912, here to the fourth order.

    Examples
    --------
    >>> [round(metres, 2) for metres in utm32_of(lon_deg=9.0, lat_deg=55.0)]
    [500000.0, 6094791.42]
    """
    lat, lon = math.radians(lat_deg), math.radians(lon_deg - CENTRAL_MERIDIAN_DEG)
    eccentricity = 2 * math.sqrt(_N) / (1 + _N)
    sine = math.sin(lat)
    conformal = math.sinh(math.atanh(sine) - eccentricity * math.atanh(eccentricity * sine))
    xi = math.atan2(conformal, math.cos(lon))
    eta = math.asinh(math.sin(lon) / math.hypot(conformal, math.cos(lon)))
    north = xi + sum(
        a * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, a in enumerate(_ALPHA, start=1)
    )
    east = eta + sum(
        a * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, a in enumerate(_ALPHA, start=1)
    )
    scale_m = SCALE * _RECTIFYING_RADIUS_M
    return FALSE_EASTING_M + scale_m * east, scale_m * north
