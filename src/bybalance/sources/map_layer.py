"""Read shapes for maps: outlines of areas, water, roads, from GeoJSON, GeoPackage and the like."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import pyogrio.raw
import pyproj
import shapely
from numpy.typing import NDArray

from bybalance.sources.problem_log import ProblemLog

MAX_LAYER_BYTES: Final = 200 * 1024**2
MAX_FEATURES: Final = 100_000
ENDINGS: Final = (".geojson", ".json", ".gpkg")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MapLayer:
    """Shapes with their properties, in the coordinate system that was asked for.

    Parameters
    ----------
    shapes
        Geometries, shape ``(n,)``.
    properties
        One entry per shape for each property.
    """

    shapes: NDArray[np.object_]
    properties: dict[str, list[Any]]

    def __len__(self) -> int:
        """Count the shapes."""
        return len(self.shapes)


def read_map_layer(path: Path, *, crs: str) -> MapLayer:
    """Read a file of one layer, and move it to ``crs``.

    Shapes are no counts: unlike cells they may be reprojected.

    Raises
    ------
    BadInput
        If the file is missing, damaged, too large, or does not tell its coordinate system.
    """
    log = ProblemLog(path.name)
    if path.suffix.lower() not in ENDINGS:
        log.refuse("extension_unknown", value=path.suffix, allowed=", ".join(ENDINGS))
    if not path.is_file():
        log.refuse("file_missing", value=str(path))
    if path.stat().st_size > MAX_LAYER_BYTES:
        megabyte = 1024**2
        log.refuse(
            "file_too_large", megabytes=path.stat().st_size // megabyte,
            limit=MAX_LAYER_BYTES // megabyte,
        )  # fmt: skip
    try:
        # GDAL warns of what it then refuses or mends; the refusal is enough.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = pyogrio.list_layers(path)
            if len(layers) > 1:
                log.refuse("layer_choice", layers=", ".join(str(layer[0]) for layer in layers))
            meta, _, geometry, values = pyogrio.raw.read(path, force_2d=True)
            shapes = shapely.from_wkb(geometry)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError,
            shapely.errors.ShapelyError, RuntimeError) as error:  # fmt: skip
        log.refuse("geo_unreadable", reason=type(error).__name__)
    if len(shapes) > MAX_FEATURES:
        log.refuse("layer_too_long", value=str(len(shapes)), limit=MAX_FEATURES)
    for at in np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes)):
        log.add("shape_missing", row=int(at) + 1)
    if not meta["crs"]:
        log.refuse("crs_missing", example=crs)
    log.refuse_if_any()
    properties = {
        str(name): [_plain(each) for each in column]
        for name, column in zip(meta["fields"], values, strict=True)
    }
    return MapLayer(shapes=_moved(shapes, meta["crs"], crs), properties=properties)


def _moved(shapes: NDArray[np.object_], told: str, wanted: str) -> NDArray[np.object_]:
    source, target = pyproj.CRS.from_user_input(told), pyproj.CRS.from_user_input(wanted)
    if source == target or source.to_epsg() == target.to_epsg() is not None:
        return shapes
    to = pyproj.Transformer.from_crs(source, target, always_xy=True)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to.transform(xy[:, 0], xy[:, 1]))

    moved: NDArray[np.object_] = shapely.transform(shapes, move)
    return moved


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
