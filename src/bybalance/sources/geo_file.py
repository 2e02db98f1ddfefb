"""Read features: GeoPackage, GeoJSON and GeoParquet, as a table and lower left corners."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyogrio
import pyogrio.raw
import pyproj
import shapely
from numpy.typing import NDArray

from bybalance.sources.problem_log import ProblemLog

LONG_LAT = "OGC:CRS84"


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Attributes, bounds and coordinate system of the features of one layer.

    ``bounds`` has the shape ``(n, 4)``: west, south, east, north; ``nan`` without a geometry.
    """

    frame: pl.DataFrame
    bounds: NDArray[np.float64]
    crs: str | None


def read_features(content: bytes, *, suffix: str, log: ProblemLog) -> Features:
    """Read a GeoPackage or GeoJSON file of one layer.

    Raises
    ------
    BadInput
        If the file is damaged, or has several layers.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"features{suffix}"
        path.write_bytes(content)
        try:
            layers = pyogrio.list_layers(path)
            if len(layers) > 1:
                log.refuse("layer_choice", layers=", ".join(str(layer[0]) for layer in layers))
            meta, _, geometry, values = pyogrio.raw.read(path, force_2d=True)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
            log.refuse("geo_unreadable", reason=type(error).__name__)
    columns = {
        str(name): _series(value) for name, value in zip(meta["fields"], values, strict=True)
    }
    return Features(pl.DataFrame(columns), _bounds(geometry, log), meta["crs"])


def read_geoparquet(content: bytes, frame: pl.DataFrame, *, log: ProblemLog) -> Features | None:
    """Return the features of a Parquet file that has geometry, or ``None``.

    Raises
    ------
    BadInput
        If its description of the geometry is damaged.
    """
    text = pl.read_parquet_metadata(io.BytesIO(content)).get("geo")
    if text is None:
        return None
    try:
        about = json.loads(text)
        name = about["primary_column"]
        column: dict[str, Any] = about["columns"][name]
        crs = column.get("crs", LONG_LAT)
        told = None if crs is None else crs if isinstance(crs, str) else json.dumps(crs)
        geometry = frame[name].to_numpy()
    except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
        log.refuse("geo_unreadable", reason=type(error).__name__)
    return Features(frame.drop(name), _bounds(geometry, log), told)


def short_crs(crs: str) -> str:
    """Return ``EPSG:…`` where the system has a number; the text itself where it is no system."""
    try:
        found = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        return crs
    code = found.to_epsg()
    return f"EPSG:{code}" if code is not None else crs


def _series(values: NDArray[Any]) -> pl.Series:
    if values.dtype == object:
        return pl.Series(
            [None if value is None else str(value) for value in values], dtype=pl.String
        )
    return pl.Series(values)


def _bounds(geometry: NDArray[Any], log: ProblemLog) -> NDArray[np.float64]:
    try:
        shapes = shapely.from_wkb(geometry)
    except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
        log.refuse("geo_unreadable", reason=type(error).__name__)
    bounds: NDArray[np.float64] = shapely.bounds(shapes).reshape(-1, 4)
    return bounds
