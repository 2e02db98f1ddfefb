"""Read an area's boundary from a GeoJSON file: everything wrong with it is said at once."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from bybalance.model.projection import utm32_of

MAX_BYTES: Final = 25 * 1024 * 1024
MAX_FEATURES: Final = 100_000
MAX_VERTICES: Final = 1_000_000
MAX_DEPTH: Final = 20
MAX_PROBLEMS: Final = 20
WGS84: Final = "wgs84"
UTM32: Final = "epsg25832"
#: West, south, east, north of Denmark with some water around it, in each system.
BOUNDS: Final = {WGS84: (7.5, 54.3, 15.6, 58.1), UTM32: (400_000, 6_020_000, 930_000, 6_450_000)}


class BadBoundary(ValueError):
    """A boundary that is not taken in; ``problems`` are sentences for the reader."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class ReadBoundary:
    """A polygon in EPSG:25832, and what had to be mended in it (empty when nothing was)."""

    geometry: Polygon | MultiPolygon
    mended: str

    @property
    def area_ha(self) -> float:
        """Hectares inside the boundary."""
        return float(self.geometry.area) / 10_000


def read_boundary(content: bytes, *, system: str = "") -> ReadBoundary:
    """The one boundary in a GeoJSON file; several polygons become one.

    ``system`` is ``wgs84`` or ``epsg25832``; empty takes what the file declares, which by the
    standard is WGS 84 when it declares nothing.

    Raises
    ------
    BadBoundary
        With everything that was found to be wrong.
    """
    tree = _json(content)
    system = system or _declared_system(tree)
    geometries = list(_geometries(tree))
    problems = [*_problems_of_shape(geometries), *_problems_of_place(geometries, system)]
    if problems:
        raise BadBoundary(problems[:MAX_PROBLEMS])
    return _joined([_projected(geometry, system) for geometry in geometries])


def _json(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise BadBoundary([_("The file is larger than 25 MiB. Simplify the boundary.")])
    try:
        tree = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise BadBoundary([_("The file is not UTF-8 text. Save it as GeoJSON anew.")]) from None
    except (ValueError, RecursionError) as error:
        where = f" ({error})" if isinstance(error, json.JSONDecodeError) else ""
        raise BadBoundary([_("The file is not JSON%(where)s.") % {"where": where}]) from None
    if not isinstance(tree, dict) or _depth(tree) > MAX_DEPTH:
        raise BadBoundary([_("The file holds no GeoJSON object, or one that is nested too deep.")])
    return tree


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _depth(value: object) -> int:
    """How deep lists and objects lie in one another, found without recursion."""
    deepest, level = 0, [value]
    while level and deepest <= MAX_DEPTH:
        deepest += 1
        below: list[object] = []
        for one in level:
            if isinstance(one, dict):
                below.extend(one.values())
            elif isinstance(one, list):
                below.extend(one)
        level = below
    return deepest


def _declared_system(tree: dict[str, Any]) -> str:
    crs = tree.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if not name or "CRS84" in name or name.endswith("4326"):
        return WGS84
    if name.endswith("25832"):
        return UTM32
    raise BadBoundary(
        [
            _("The file says its coordinate system is %(name)s. Use WGS 84 or EPSG:25832.")
            % {"name": name[:80]}
        ]
    )


def _geometries(tree: dict[str, Any]) -> Iterator[BaseGeometry]:
    """Every geometry as shapely reads it."""
    kind = tree.get("type")
    features = tree.get("features") if kind == "FeatureCollection" else [tree]
    if not isinstance(features, list) or not features:
        raise BadBoundary([_("The file holds no boundary.")])
    if len(features) > MAX_FEATURES:
        raise BadBoundary([_("The file holds more than 100,000 features. Keep the boundary only.")])
    for number, feature in enumerate(features, start=1):
        is_feature = isinstance(feature, dict) and feature.get("type") == "Feature"
        geometry = feature.get("geometry") if is_feature else feature
        try:
            yield shape(geometry)
        except Exception as error:  # noqa: BLE001 - shapely raises many kinds for bad input
            raise BadBoundary(
                [
                    _("Feature %(number)d has no geometry that can be read: %(reason)s.")
                    % {"number": number, "reason": str(error)[:120] or type(error).__name__}
                ]
            ) from None


def _problems_of_shape(geometries: list[BaseGeometry]) -> list[str]:
    problems = []
    if sum(int(shapely.get_num_coordinates(one)) for one in geometries) > MAX_VERTICES:
        problems.append(_("The boundary has more than 1,000,000 points. Simplify it."))
    for number, geometry in enumerate(geometries, start=1):
        if not isinstance(geometry, Polygon | MultiPolygon):
            problems.append(
                _("Feature %(number)d is a %(kind)s; a boundary is a Polygon or MultiPolygon.")
                % {"number": number, "kind": geometry.geom_type}
            )
        elif geometry.is_empty:
            problems.append(_("Feature %(number)d is empty.") % {"number": number})
    return problems


def _problems_of_place(geometries: list[BaseGeometry], system: str) -> list[str]:
    west, south, east, north = BOUNDS[system]
    problems = []
    for number, geometry in enumerate(geometries, start=1):
        coordinates = shapely.get_coordinates(geometry)
        outside = [
            (x, y)
            for x, y in coordinates[:MAX_VERTICES]
            if not (
                math.isfinite(x) and math.isfinite(y) and west <= x <= east and south <= y <= north
            )
        ]
        if outside:
            x, y = outside[0]
            problems.append(
                _(
                    "Feature %(number)d has %(count)d points outside Denmark, the first at "
                    "%(x).6g, %(y).6g. Check the coordinate system, and that longitude (or "
                    "easting) comes first."
                )
                % {"number": number, "count": len(outside), "x": x, "y": y}
            )
    return problems


def _projected(geometry: BaseGeometry, system: str) -> BaseGeometry:
    flat = shapely.force_2d(geometry)
    if system == UTM32:
        return flat
    return shapely.transform(
        flat, lambda points: [utm32_of(lon_deg=x, lat_deg=y) for x, y in points]
    )


def _joined(geometries: list[BaseGeometry]) -> ReadBoundary:
    reasons = [shapely.is_valid_reason(one) for one in geometries if not shapely.is_valid(one)]
    sound = [one if shapely.is_valid(one) else shapely.make_valid(one) for one in geometries]
    union = shapely.union_all(sound)
    polygons = [one for one in shapely.get_parts(union) if isinstance(one, Polygon)]
    inner = [part for one in shapely.get_parts(union) for part in shapely.get_parts(one)]
    polygons = polygons or [one for one in inner if isinstance(one, Polygon)]
    if not polygons or sum(one.area for one in polygons) < 1:
        raise BadBoundary([_("The boundary encloses no land.")])
    geometry = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    mended = ""
    if reasons:
        mended = _("The boundary was mended, as it crossed itself: %(reasons)s.") % {
            "reasons": "; ".join(reasons[:3])
        }
    return ReadBoundary(geometry=geometry, mended=mended)
