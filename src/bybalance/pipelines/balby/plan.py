"""Where things lie in Balby: coast, railway, roads, parks, quarters and housing areas.

Everything is in metres from the corner of the town, east and north, and moved to its place at the
end. The corner lies in the open Kattegat: EPSG:25832 has no land within ten kilometres of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon

CORNER_M: Final = (623_500, 6_237_500)
"""Lower left corner of the town, easting and northing, on the lattice of the national grid."""

SIZE_M: Final = (9_000, 8_400)
CENTRE_M: Final = (4_600.0, 3_200.0)
RING_ROAD_M: Final = 2_150.0

Zone = Literal["housing_area", "district"]
Positions = tuple[tuple[float, float], ...]

OFF_LATTICE_M: Final = (3, 7)

NORD_CORNER_M: Final = (4_500.0, 5_500.0)
"""Where the demo site has had Balby Nord before there was a town around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedArea:
    """A quarter or a housing area that nobody has ever lived in.

    Parameters
    ----------
    area_id
        Key; the demo site knows ``balby-nord`` by it.
    name
        As a list would write it.
    kind
        ``housing_area`` or ``district``.
    outline
        Corners in metres from the corner of the town.
    """

    area_id: str
    name: str
    kind: Zone
    outline: Positions


AREAS: Final = (
    InventedArea(
        area_id="balby-nord", name="Balby Nord", kind="housing_area",
        outline=tuple((x + NORD_CORNER_M[0], y + NORD_CORNER_M[1]) for x, y in (
            (0, 0), (900, 40), (980, 520), (520, 700), (60, 610))),
    ),
    InventedArea(
        area_id="balby-vest", name="Balby Vest", kind="housing_area",
        outline=((1_050, 3_040), (1_720, 3_000), (1_760, 3_560), (1_080, 3_560)),
    ),
    InventedArea(
        area_id="balby-oe", name="Balby Ø", kind="housing_area",
        outline=((7_000, 4_750), (7_600, 4_850), (7_560, 5_420), (6_960, 5_300)),
    ),
    InventedArea(
        area_id="mosekaersparken", name="Mosekærsparken", kind="housing_area",
        outline=((2_150, 4_700), (2_950, 4_980), (2_780, 5_560), (1_980, 5_300)),
    ),
    InventedArea(
        area_id="havreengen", name="Havreengen", kind="housing_area",
        outline=((6_900, 2_420), (7_560, 2_500), (7_600, 3_100), (6_880, 3_060)),
    ),
    InventedArea(
        area_id="midtbyen", name="Midtbyen", kind="district",
        outline=((3_500, 2_400), (5_800, 2_400), (5_900, 3_800), (4_600, 4_200), (4_300, 4_100),
                 (3_300, 3_800)),
    ),
    InventedArea(
        area_id="havnekvarteret", name="Havnekvarteret", kind="district",
        outline=((4_760, 1_700), (5_920, 1_700), (5_800, 2_400), (4_760, 2_400)),
    ),
    InventedArea(
        area_id="vestbyen", name="Vestbyen", kind="district",
        outline=((700, 1_500), (4_300, 1_700), (3_500, 2_400), (3_300, 3_800), (2_600, 4_080),
                 (700, 4_100)),
    ),
    InventedArea(
        area_id="nordvestbyen", name="Nordvestbyen", kind="district",
        outline=((700, 4_100), (2_600, 4_080), (3_300, 3_800), (4_300, 4_100), (4_300, 6_900),
                 (700, 6_900)),
    ),
    InventedArea(
        area_id="nordbyen", name="Nordbyen", kind="district",
        outline=((4_300, 4_100), (4_600, 4_200), (5_900, 3_800), (6_300, 4_500), (6_300, 6_900),
                 (4_300, 6_900)),
    ),
    InventedArea(
        area_id="oestbyen", name="Østbyen", kind="district",
        outline=((5_920, 1_700), (8_600, 1_900), (8_600, 6_900), (6_300, 6_900), (6_300, 4_500),
                 (5_900, 3_800), (5_800, 2_400)),
    ),
)  # fmt: skip
"""Housing areas first; districts cover the built-up land and do not overlap."""


@cache
def fjord() -> Polygon:
    """Return the water: the fjord in the south, and the harbour that reaches into the town."""
    east = np.arange(-600, SIZE_M[0] + 601, 150.0)
    north = 1_350 + 260 * np.sin(east / 1_500 + 0.7) + 120 * np.sin(east / 520) - 0.03 * east
    shore = [(float(x), round(float(y))) for x, y in zip(east, north, strict=True)]
    sea = Polygon([(-600, -900), (SIZE_M[0] + 600, -900), *reversed(shore)])
    basin = Polygon(
        [(4_180, 900), (4_760, 900), (4_760, 1_900), (4_720, 2_420), (4_560, 2_560), (4_420, 2_480),
         (4_300, 1_900)]
    )  # fmt: skip
    return _whole_metres(sea.union(basin))


@cache
def lake() -> Polygon:
    """Return the lake in the north-east."""
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    reach = 1 + 0.18 * np.sin(3 * angle + 0.5) + 0.08 * np.sin(7 * angle)
    return _whole_metres(
        Polygon(np.column_stack([6_150 + 330 * reach * np.cos(angle),
                                 6_200 + 210 * reach * np.sin(angle)]))
    )  # fmt: skip


@cache
def stream() -> LineString:
    """Return Balby Å, from the north to the harbour."""
    north = np.arange(8_400, 2_500, -100.0)
    east = 4_250 + 230 * np.sin(north / 640) + 90 * np.sin(north / 260)
    east += (4_490 - east) * np.clip((3_400 - north) / 900, 0, 1)
    return _whole_metres(LineString(np.column_stack([east, north])))


@cache
def railway() -> LineString:
    """Return the railway, which passes north of the centre."""
    east = np.arange(-600, SIZE_M[0] + 601, 150.0)
    north = 4_020 + 330 * np.sin((east - 4_600) / 2_400) - 40 * np.cos(east / 900)
    return _whole_metres(LineString(np.column_stack([east, north])))


@cache
def ring_road() -> LineString:
    """Return the ring road, from shore to shore."""
    angle = np.radians(np.arange(-22, 203, 4.0))
    reach = RING_ROAD_M * (1 + 0.05 * np.sin(3 * angle))
    return _whole_metres(
        LineString(np.column_stack([CENTRE_M[0] + reach * np.cos(angle),
                                    CENTRE_M[1] + reach * np.sin(angle)]))
    )  # fmt: skip


@cache
def motorway() -> LineString:
    """Return the motorway in the north."""
    east = np.arange(-600, SIZE_M[0] + 601, 200.0)
    north = 6_560 + 190 * np.sin(east / 2_300 + 1.2)
    return _whole_metres(LineString(np.column_stack([east, north])))


@cache
def main_roads() -> tuple[LineString, ...]:
    """Return the roads that lead out of the centre, and cross what parts the town."""
    ways = (
        ((4_600, 3_200), (4_900, 4_200), (5_300, 5_000), (5_650, 5_900), (5_900, 8_400)),
        ((4_600, 3_200), (3_900, 4_050), (3_350, 4_950), (3_200, 6_000), (2_600, 8_400)),
        ((4_600, 3_200), (3_400, 3_300), (2_300, 3_000), (900, 2_900), (-600, 2_500)),
        ((4_600, 3_200), (3_900, 2_500), (2_900, 2_150), (1_300, 2_050), (-600, 1_750)),
        ((4_600, 3_200), (5_700, 3_250), (6_600, 3_600), (7_900, 3_800), (9_600, 3_600)),
        ((4_600, 3_200), (5_300, 2_650), (6_300, 2_250), (7_900, 2_150), (9_600, 2_300)),
    )
    return tuple(LineString(_smooth(way)) for way in ways)


@cache
def access_roads() -> tuple[LineString, ...]:
    """Return the one road by which each housing area is reached from the nearest main road."""
    roads = shapely.union_all(list(main_roads()))
    starts = [area_polygon(area).centroid for area in AREAS if area.kind == "housing_area"]
    ways = [shapely.shortest_line(start, roads) for start in starts]
    return tuple(_whole_metres(way) for way in ways)


@cache
def parks() -> tuple[Polygon, ...]:
    """Return parks, woods and the meadows along the stream."""
    outlines = (
        ((3_620, 2_720), (4_080, 2_660), (4_160, 3_060), (3_700, 3_140)),
        ((6_100, 2_700), (6_600, 2_650), (6_560, 3_250), (6_140, 3_150)),
        ((7_700, 5_200), (8_500, 5_000), (8_700, 6_300), (7_900, 6_400)),
        ((1_000, 6_000), (1_900, 5_800), (2_050, 6_350), (1_050, 6_500)),
        ((2_300, 1_560), (3_100, 1_600), (3_000, 1_900), (2_350, 1_880)),
    )
    rounded = [_whole_metres(Polygon(outline).buffer(-60).buffer(120)) for outline in outlines]
    meadows = LineString([(4_300, 4_300), (4_250, 6_400)])
    valley = stream().intersection(meadows.buffer(600)).buffer(110)
    return (*rounded, _whole_metres(valley.simplify(15)))


@cache
def land() -> Polygon:
    """Return the land of the town: what is not fjord within its frame."""
    frame = shapely.box(0, 0, *SIZE_M)
    return _whole_metres(frame.difference(fjord()))


def barriers() -> tuple[LineString, ...]:
    """Return what nobody crosses but at a main road: railway, ring road, motorway, stream."""
    return railway(), ring_road(), motorway(), stream()


def area_polygon(area: InventedArea) -> Polygon:
    """Return the outline of an area, on land.

    Borders between districts are a few metres askew, so that no centre of a cell lies on one.
    """
    shift = np.array(OFF_LATTICE_M if area.kind == "district" else (0, 0))
    return _whole_metres(Polygon(np.array(area.outline) + shift).difference(fjord()))


def moved(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape in EPSG:25832."""
    return shapely.transform(shape, lambda xy: xy + np.array(CORNER_M, np.float64))


def _smooth(corners: Positions) -> NDArray[np.float64]:
    """Round the corners of a line by cutting them, three times."""
    points = np.array(corners, np.float64)
    for _ in range(3):
        before, after = points[:-1], points[1:]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1)
        points = np.vstack([points[:1], cut.reshape(-1, 2), points[-1:]])
    rounded: NDArray[np.float64] = np.rint(points)
    return rounded


def _whole_metres(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.set_precision(shape, 1.0)
