from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model import coordinates

LONGITUDES = st.floats(7, 16)
LATITUDES = st.floats(54, 58.5)


@pytest.mark.parametrize(("lat_deg", "arc_m"), [(45, 4984944.378), (60, 6654072.819)])
def test_the_central_meridian_has_the_published_length(lat_deg: float, arc_m: float) -> None:
    """Lengths of the meridian of GRS 80 from the equator, as tables of geodesy print them."""
    easting_m, northing_m = coordinates.to_metres(9, lat_deg)

    assert easting_m == pytest.approx(500_000, abs=1e-6)
    assert northing_m == pytest.approx(0.9996 * arc_m, abs=0.002)


@given(LONGITUDES, LATITUDES)
def test_there_and_back_is_the_same_place(lon_deg: float, lat_deg: float) -> None:
    back = coordinates.to_degrees(*coordinates.to_metres(lon_deg, lat_deg))

    assert back == pytest.approx((lon_deg, lat_deg), abs=1e-9)


@given(LONGITUDES, LATITUDES)
def test_small_squares_stay_square(lon_deg: float, lat_deg: float) -> None:
    """The projection keeps angles: a step north and a step east are as long and at right angles."""
    step = 1e-5
    curvature = math.sqrt(1 - 0.00669438 * math.sin(math.radians(lat_deg)) ** 2)
    stretch = (1 - 0.00669438) / curvature**2 / math.cos(math.radians(lat_deg))
    here = coordinates.to_metres(lon_deg, lat_deg)
    north = coordinates.to_metres(lon_deg, lat_deg + step)
    east = coordinates.to_metres(lon_deg + step * stretch, lat_deg)

    up = (north[0] - here[0], north[1] - here[1])
    right = (east[0] - here[0], east[1] - here[1])

    assert math.hypot(*right) == pytest.approx(math.hypot(*up), rel=1e-4)
    assert up[0] * right[0] + up[1] * right[1] == pytest.approx(0, abs=1e-3)


def test_a_slip_in_the_order_of_coordinates_leaves_denmark() -> None:
    assert coordinates.is_in_denmark(*coordinates.to_metres(12.57, 55.68))
    assert not coordinates.is_in_denmark(*coordinates.to_metres(55.68, 12.57))
