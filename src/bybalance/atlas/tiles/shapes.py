"""Tiles of outlines: water, roads, rail and areas, clipped to the tile and rounded to its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from bybalance.atlas.tiles import mvt
from bybalance.atlas.tiles.pyramid import BUFFER, EXTENT, is_tile, world_places
from bybalance.model.errors import InvalidSetting

Shape = Any
"""A geometry of shapely."""

_KINDS = {"Polygon": mvt.POLYGON, "LineString": mvt.LINE}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeLayer:
    """Shapes in metres under one name, each with the words that a map says of it."""

    name: str
    shapes: tuple[Shape, ...]
    tags: tuple[Mapping[str, str | int], ...]


class ShapeTiles:
    """Layers of shapes, ready to be drawn on any tile."""

    def __init__(self, layers: Sequence[ShapeLayer], *, crs: str) -> None:
        self._layers = [
            (each.name, [_in_world(shape, crs) for shape in each.shapes], each.tags)
            for each in layers
        ]

    def tile(self, *, z: int, x: int, y: int) -> bytes:
        """Return one tile with all layers; a layer without anything there is left out.

        Raises
        ------
        InvalidSetting
            If there are no tiles at the address.
        """
        if not is_tile(z, x, y):
            raise InvalidSetting(f"There is no tile {z}/{x}/{y}.")
        room = BUFFER / EXTENT
        west, north, size = x / 2**z, y / 2**z, 1 / 2**z
        frame = (west - room * size, north - room * size,
                 west + (1 + room) * size, north + (1 + room) * size)  # fmt: skip
        written = []
        for name, shapes, tags in self._layers:
            features = [
                feature
                for shape, about in zip(shapes, tags, strict=True)
                for feature in _clipped(shape, frame, (west, north), EXTENT / size, about)
            ]
            written.append(mvt.layer(name, features))
        return b"".join(written)


def _in_world(shape: Shape, crs: str) -> Shape:
    def moved(places: Any) -> Any:
        return np.column_stack(world_places(places[:, 0], places[:, 1], crs=crs))

    return shapely.transform(shape, moved)


def _clipped(
    shape: Shape,
    frame: tuple[float, float, float, float],
    corner: tuple[float, float],
    scale: float,
    tags: Mapping[str, str | int],
) -> Iterator[mvt.TileFeature]:
    inside = shapely.clip_by_rect(shape, *frame)
    if inside.is_empty:
        return
    steps = shapely.transform(inside, lambda places: np.rint((places - np.array(corner)) * scale))
    # Rounding may fold a narrow ring over itself; such a ring would fill the wrong side.
    if "Polygon" in steps.geom_type and not steps.is_valid:
        steps = shapely.make_valid(steps)
    for part in shapely.get_parts(shapely.get_parts(steps)):
        kind = _KINDS.get(part.geom_type)
        if kind is not None and not part.is_empty:
            paths = tuple(_rings(part) if kind == mvt.POLYGON else _lines(part))
            if paths:
                yield mvt.TileFeature(kind=kind, paths=paths, tags=tags)


def _rings(polygon: Shape) -> Iterator[mvt.Path]:
    """Return the outer ring clockwise on the screen, and holes the other way."""
    turned = shapely.geometry.polygon.orient(polygon, sign=1.0)
    for ring in (turned.exterior, *turned.interiors):
        corners = _without_repeats(np.asarray(ring.coords)[:, :2])[:-1]
        if len(corners) >= 3:
            yield corners


def _lines(line: Shape) -> Iterator[mvt.Path]:
    corners = _without_repeats(np.asarray(line.coords)[:, :2])
    if len(corners) >= 2:
        yield corners


def _without_repeats(corners: Any) -> mvt.Path:
    whole = corners.astype(np.int64)
    is_new = np.concatenate([[True], (np.diff(whole, axis=0) != 0).any(axis=1)])
    kept: mvt.Path = whole[is_new]
    return kept
