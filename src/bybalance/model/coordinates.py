"""Places on the map of Denmark: longitude and latitude to metres, and back.

The working system of the whole product is EPSG:25832 (ETRS89 / UTM zone 32N), in metres. People
type and GeoJSON holds degrees (EPSG:4258, for our purposes the same as WGS 84). The formulas are
Krüger's series to the fourth power of the third flattening, as given in Karney (2011), "Transverse
Mercator with an accuracy of a few nanometers", Journal of Geodesy 85:475-485; within Denmark they
are exact to less than a millimetre.
"""

from __future__ import annotations

import math
from typing import Final

_SEMI_MAJOR_M: Final = 6_378_137.0
_FLATTENING: Final = 1 / 298.257222101
_N: Final = _FLATTENING / (2 - _FLATTENING)
_SCALE: Final = 0.9996
_FALSE_EASTING_M: Final = 500_000.0
_CENTRAL_LON: Final = math.radians(9)
_RADIUS_M: Final = _SEMI_MAJOR_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ECCENTRICITY: Final = 2 * math.sqrt(_N) / (1 + _N)
_FORWARD: Final = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_INVERSE: Final = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)

#: A frame around Denmark with Bornholm and its waters, in metres of EPSG:25832.
DENMARK_M: Final = (400_000.0, 6_030_000.0, 920_000.0, 6_420_000.0)


def to_metres(lon_deg: float, lat_deg: float) -> tuple[float, float]:
    """Easting and northing in EPSG:25832.

    Parameters
    ----------
    lon_deg, lat_deg
        Degrees east and north.

    Returns
    -------
    Easting and northing in metres.

    Examples
    --------
    >>> [round(metres) for metres in to_metres(9.0, 45.0)]
    [500000, 4982950]
    """
    lat, lon = math.radians(lat_deg), math.radians(lon_deg) - _CENTRAL_LON
    sine = math.sin(lat)
    t = math.sinh(math.atanh(sine) - _ECCENTRICITY * math.atanh(_ECCENTRICITY * sine))
    xi, eta = math.atan2(t, math.cos(lon)), math.atanh(math.sin(lon) / math.hypot(1, t))
    north, east = xi, eta
    for order, factor in enumerate(_FORWARD, start=1):
        north += factor * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        east += factor * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    return _FALSE_EASTING_M + _SCALE * _RADIUS_M * east, _SCALE * _RADIUS_M * north


def to_degrees(easting_m: float, northing_m: float) -> tuple[float, float]:
    """Longitude and latitude in degrees of a place in EPSG:25832.

    Examples
    --------
    >>> [round(degrees, 6) for degrees in to_degrees(500000, 4982950.4)]
    [9.0, 45.0]
    """
    north = northing_m / (_SCALE * _RADIUS_M)
    east = (easting_m - _FALSE_EASTING_M) / (_SCALE * _RADIUS_M)
    xi, eta = north, east
    for order, factor in enumerate(_INVERSE, start=1):
        xi -= factor * math.sin(2 * order * north) * math.cosh(2 * order * east)
        eta -= factor * math.cos(2 * order * north) * math.sinh(2 * order * east)
    conformal = math.asin(math.sin(xi) / math.cosh(eta))
    lat = _geodetic(conformal)
    lon = _CENTRAL_LON + math.atan2(math.sinh(eta), math.cos(xi))
    return math.degrees(lon), math.degrees(lat)


def is_in_denmark(easting_m: float, northing_m: float) -> bool:
    """Tell whether a place lies in the frame around Denmark, which a typing slip rarely does."""
    west, south, east, north = DENMARK_M
    return west <= easting_m <= east and south <= northing_m <= north


def _geodetic(conformal: float) -> float:
    """Latitude of a conformal latitude, by repeated correction; four rounds are plenty."""
    lat = conformal
    wanted = math.atanh(math.sin(conformal))
    for _ in range(8):
        lat = math.asin(
            math.tanh(wanted + _ECCENTRICITY * math.atanh(_ECCENTRICITY * math.sin(lat)))
        )
    return lat
