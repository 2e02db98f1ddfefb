"""Vector tiles that hold class codes and outlines: the tile is the data, so no value goes in."""

from __future__ import annotations

from bybalance.atlas.tiles.cells import CellTiles
from bybalance.atlas.tiles.pyramid import MAX_ZOOM, MIN_ZOOM, WorldPlaces, is_tile, world_places
from bybalance.atlas.tiles.shapes import ShapeLayer, ShapeTiles

__all__ = [
    "MAX_ZOOM",
    "MIN_ZOOM",
    "CellTiles",
    "ShapeLayer",
    "ShapeTiles",
    "WorldPlaces",
    "is_tile",
    "world_places",
]
