"""Positions against PROJ 9 (pyproj 3.7, EPSG:4326 to EPSG:25832), to a millimetre."""

from __future__ import annotations

import pytest

from bybalance.model.projection import utm32_of


@pytest.mark.parametrize(
    ("lon_deg", "lat_deg", "easting_m", "northing_m"),
    [
        (9.0, 55.0, 500000.0000, 6094791.4209),
        (12.5683, 55.6761, 724351.9286, 6175804.0221),
        (8.4594, 55.4765, 465829.8183, 6147950.7655),
        (15.1, 55.1, 888982.3411, 6122928.5640),
        (8.0, 57.8, 440562.8854, 6406882.8187),
        (12.4, 55.75, 713371.4839, 6183491.3728),
    ],
)
def test_it_agrees_with_proj_to_a_millimetre(
    lon_deg: float, lat_deg: float, easting_m: float, northing_m: float
) -> None:
    east, north = utm32_of(lon_deg=lon_deg, lat_deg=lat_deg)

    assert east == pytest.approx(easting_m, abs=0.001)
    assert north == pytest.approx(northing_m, abs=0.001)
