"""Read a place: coordinates that somebody typed, or a file of GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

import shapely
from shapely.validation import explain_validity

from bybalance.model import coordinates
from bybalance.model.errors import InvalidGeometry
from bybalance.model.messages import Message

Shape = Literal["point", "line", "polygon"]
Position = tuple[float, float]

MAX_POINTS: Final = 2000
_NUMBER: Final = r"[-−+]?\d+(?:[.,]\d+)?"
_PAIR: Final = re.compile(rf"({_NUMBER})(?:\s*[;/]\s*|\s*,\s+|\s+)({_NUMBER})")
_LARGEST_DEGREE: Final = 180.0
_KINDS: Final[Mapping[str, Shape]] = {
    "Point": "point", "MultiPoint": "point",
    "LineString": "line", "MultiLineString": "line",
    "Polygon": "polygon", "MultiPolygon": "polygon",
}  # fmt: skip


def read_typed_place(written: str, *, shape: Shape) -> shapely.Geometry:
    """Read a place from lines of two numbers.

    Parameters
    ----------
    written
        One point a line: latitude and longitude in degrees, or easting and northing in metres of
        EPSG:25832, parted by a space, a semicolon or a slash; decimals after a comma or a point.
    shape
        What the points make: a point, a line, or a polygon that need not be closed.

    Returns
    -------
    A valid geometry in EPSG:25832.

    Raises
    ------
    InvalidGeometry
        If a line is no position in Denmark, or the points do not make the shape; the message
        names the line.
    """
    lines = [(at, text.strip()) for at, text in enumerate(written.splitlines(), 1) if text.strip()]
    if not lines:
        raise _refused("missing", "No coordinates are given.")
    if len(lines) > MAX_POINTS:
        raise _refused("too_large", f"More than {MAX_POINTS} points.", limit=MAX_POINTS)
    pairs = [_typed_pair(at, text) for at, text in lines]
    in_degrees = _is_in_degrees(pairs[0])
    positions = []
    for (at, text), pair in zip(lines, pairs, strict=True):
        if _is_in_degrees(pair) != in_degrees:
            raise _refused("mixed", f"Line {at}: degrees and metres.", line=at, written=text)
        place = coordinates.to_metres(pair[1], pair[0]) if in_degrees else pair
        if not coordinates.is_in_denmark(*place):
            raise _refused("outside", f"Line {at}: not in Denmark.", line=at, written=text)
        positions.append(place)
    return _made(shape, [[positions]] if shape == "polygon" else [positions])


def read_geojson_place(content: bytes) -> shapely.Geometry:
    """Read a place from GeoJSON: a geometry, a feature, or features of one kind of geometry.

    Parameters
    ----------
    content
        The file. Positions are longitude and latitude in degrees, as the standard says.

    Returns
    -------
    A valid geometry in EPSG:25832; several points, lines or polygons become one that has parts.

    Raises
    ------
    InvalidGeometry
        If the file is no GeoJSON, has no or mixed geometries, or leaves Denmark.
    """
    try:
        # As decimals, since a whole number may be too long for one.
        held = json.loads(content.decode("utf-8-sig"), parse_int=float)
    except UnicodeDecodeError as error:
        raise _refused("not_geojson", "The file is not text.") from error
    except json.JSONDecodeError as error:
        raise _refused("not_json", f"Line {error.lineno}: no JSON.", line=error.lineno) from error
    except RecursionError as error:
        raise _refused("not_geojson", "The file is nested too deeply.") from error
    geometries = list(_geometries(held))
    if not geometries:
        raise _refused("not_geojson", "The file holds no geometry.")
    kinds = {_shape_of(one) for one in geometries}
    if len(kinds) > 1:
        names = ", ".join(sorted(str(one["type"]) for one in geometries))
        raise _refused("several", f"Mixed: {names}.", count=len(geometries), kinds=names)
    [shape] = kinds
    parts = [part for one in geometries for part in _parts(one)]
    return _made(shape, parts if shape != "point" else [list(parts)])


def _typed_pair(at: int, text: str) -> Position:
    found = _PAIR.fullmatch(text)
    if not found:
        raise _refused("line", f"Line {at}: {text!r} is not two numbers.", line=at, written=text)
    first, second = (float(one.replace(",", ".").replace("−", "-")) for one in found.groups())
    return first, second


def _is_in_degrees(pair: Position) -> bool:
    return all(abs(number) <= _LARGEST_DEGREE for number in pair)


def _geometries(held: Any) -> Iterable[Mapping[str, Any]]:
    if not isinstance(held, dict):
        return
    if held.get("type") == "FeatureCollection" and isinstance(held.get("features"), list):
        for feature in held["features"]:
            yield from _geometries(feature)
    elif held.get("type") == "Feature":
        yield from _geometries(held.get("geometry"))
    elif held.get("type") == "GeometryCollection" and isinstance(held.get("geometries"), list):
        for geometry in held["geometries"]:
            yield from _geometries(geometry)
    elif "coordinates" in held:
        yield held


def _shape_of(geometry: Mapping[str, Any]) -> Shape:
    kind = str(geometry.get("type"))
    if kind not in _KINDS:
        raise _refused("kind", f"{kind!r} cannot be drawn.", kind=kind)
    return _KINDS[kind]


def _parts(geometry: Mapping[str, Any]) -> list[Any]:
    """Points as positions, lines as lists of them, polygons as lists of rings."""
    depth = {"point": 0, "line": 1, "polygon": 2}[_shape_of(geometry)]
    is_many = str(geometry["type"]).startswith("Multi")
    held = geometry["coordinates"]
    parts = held if is_many and isinstance(held, list) else [held]
    return [_positions(part, depth) for part in parts]


def _positions(held: Any, depth: int) -> Any:
    if depth == 0:
        return _position(held)
    if not isinstance(held, list):
        raise _refused("position", f"{held!r} is no list of positions.", written=str(held)[:60])
    if len(held) > MAX_POINTS:
        raise _refused("too_large", f"More than {MAX_POINTS} points.", limit=MAX_POINTS)
    return [_positions(one, depth - 1) for one in held]


def _position(held: Any) -> Position:
    is_pair = isinstance(held, list) and len(held) in (2, 3)
    if not is_pair or not all(type(one) in (int, float) for one in held):
        raise _refused("position", f"{held!r} is no position.", written=str(held)[:60])
    lon_deg, lat_deg = float(held[0]), float(held[1])
    is_near = abs(lon_deg - 9) < 60 and abs(lat_deg) < 89
    place = coordinates.to_metres(lon_deg, lat_deg) if is_near else (0.0, 0.0)
    if not coordinates.is_in_denmark(*place):
        shown = f"{lon_deg:g}, {lat_deg:g}"
        raise _refused("outside_file", f"{shown} is not in Denmark.", written=shown)
    return place


def _made(shape: Shape, parts: list[Any]) -> shapely.Geometry:
    """Make the geometry of points, lines or rings, and check it."""
    if shape == "point":
        return _made_points([place for part in parts for place in part])
    if shape == "line":
        for line in parts:
            _need(line, 2, "two_points")
        made = [shapely.LineString(line) for line in parts]
        return made[0] if len(made) == 1 else shapely.MultiLineString(made)
    for rings in parts:
        for ring in rings:
            _need(ring, 3, "three_points")
        if not rings:
            raise _refused("three_points", "A polygon without points.", count=0)
    polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in parts]
    polygon = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    if not polygon.is_valid:
        raise _crossing(polygon)
    return polygon


def _made_points(places: list[Position]) -> shapely.Geometry:
    if len(places) == 1:
        return shapely.Point(places[0])
    raise _refused("one_point", f"{len(places)} points for one.", count=len(places))


def _need(places: list[Position], count: int, reason: str) -> None:
    if len(set(places)) < count:
        found = len(set(places))
        raise _refused(reason, f"{found} points are too few.", count=found)


def _crossing(polygon: shapely.Geometry) -> InvalidGeometry:
    found = re.search(r"\[(-?[\d.]+) (-?[\d.]+)\]", explain_validity(polygon))
    easting, northing = (round(float(one)) for one in found.groups()) if found else (0, 0)
    text = f"The polygon crosses itself near {easting}, {northing}."
    return _refused("crossing", text, easting=easting, northing=northing)


def _refused(reason: str, text: str, **params: object) -> InvalidGeometry:
    return InvalidGeometry(text, message=Message(f"geometry.{reason}", params))
