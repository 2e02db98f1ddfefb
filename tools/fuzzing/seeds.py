"""Sound files of every format, from which damaged ones are made."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pyogrio.raw
import shapely

from bybalance.atlas.disclosure.formats import Shapes, geoparquet_bytes
from bybalance.sources.area_figures import read_area_figures_bytes
from bybalance.sources.map_layer import read_map_layer
from bybalance.sources.places import read_geojson_place
from bybalance.sources.population_grid import GridColumns, read_population_grid_bytes

NAMED = GridColumns(total="people", groups={"tenants": "tenants"}, cell_id="cell")
PLACED = GridColumns(
    total="people", groups={"tenants": "tenants"}, easting="x", northing="y", cell_size_m=100,
    crs="EPSG:25832",
)  # fmt: skip
DRAWN = GridColumns(total="people", groups={"tenants": "tenants"}, cell_size_m=100)
CELLS = 40


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A reader and the sound files that it reads.

    ``read`` raises :class:`bybalance.model.errors.BybalanceError` or returns.
    """

    name: str
    seeds: tuple[bytes, ...]
    read: Callable[[bytes], object]


def readers() -> dict[str, Reader]:
    """Return every reader by its name."""
    rng = np.random.default_rng(1)
    people = rng.integers(0, 300, CELLS)
    row, column = np.divmod(np.arange(CELLS), 8)
    frame = pl.DataFrame(
        {
            "x": 719_500 + 100 * column,
            "y": 6_175_600 + 100 * row,
            "people": people,
            "tenants": rng.binomial(people, 0.3),
        }
    )
    named = frame.select(
        (pl.lit("100m_") + (pl.col("y") // 100).cast(pl.String) + "_"
         + (pl.col("x") // 100).cast(pl.String)).alias("cell"), "people", "tenants",
    )  # fmt: skip
    shapes = Shapes(crs="EPSG:25832", cell_size_m=100)
    placed = frame.rename({"x": "easting_m", "y": "northing_m"})
    squares = shapely.box(
        frame["x"].to_numpy(), frame["y"].to_numpy(), frame["x"].to_numpy() + 100,
        frame["y"].to_numpy() + 100,
    )  # fmt: skip
    geojson, gpkg = (_drawn(frame, squares, suffix) for suffix in (".geojson", ".gpkg"))
    danish = named.write_csv(separator=";").encode("utf-8-sig")
    every = [
        _grid("csv", (named.write_csv().encode(), danish), NAMED),
        _grid(
            "parquet",
            (_parquet(frame), _parquet(frame.with_columns(pl.col("people").cast(pl.Float64)))),
            PLACED,
        ),
        _grid("geoparquet", (geoparquet_bytes(placed, shapes),), DRAWN),
        _grid("gpkg", (gpkg,), DRAWN),
        _grid("geojson", (geojson,), DRAWN),
        _grid("xlsx", (_workbook(named),), NAMED),
        _figures("csv", _figures_text().encode()),
        _figures("xlsx", _workbook(pl.read_csv(_figures_text().encode()))),
        Reader(name="place.geojson", seeds=tuple(_places()), read=read_geojson_place),
        Reader(name="layer.geojson", seeds=(geojson,), read=_layer(".geojson")),
    ]
    return {reader.name: reader for reader in every}


def _grid(suffix: str, seeds: tuple[bytes, ...], columns: GridColumns) -> Reader:
    def read(content: bytes) -> object:
        return read_population_grid_bytes(content, name=f"grid.{suffix}", columns=columns)

    return Reader(name=f"grid.{suffix}", seeds=seeds, read=read)


def _figures(suffix: str, seed: bytes) -> Reader:
    def read(content: bytes) -> object:
        return read_area_figures_bytes(
            content, name=f"figures.{suffix}", list_date=date(2023, 12, 1)
        )

    return Reader(name=f"figures.{suffix}", seeds=(seed,), read=read)


def _layer(suffix: str) -> Callable[[bytes], object]:
    def read(content: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"layer{suffix}"
            path.write_bytes(content)
            return read_map_layer(path, crs="EPSG:25832")

    return read


def _parquet(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


def _workbook(frame: pl.DataFrame) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(frame.columns)
    for row in frame.iter_rows():
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _drawn(frame: pl.DataFrame, squares: np.ndarray, suffix: str) -> bytes:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"grid{suffix}"
        pyogrio.raw.write(
            path, geometry=shapely.to_wkb(squares),
            field_data=[frame[name].to_numpy() for name in ("people", "tenants")],
            fields=np.array(["people", "tenants"]), geometry_type="Polygon", crs="EPSG:25832",
            driver="GPKG" if suffix == ".gpkg" else "GeoJSON",
        )  # fmt: skip
        return path.read_bytes()


def _figures_text() -> str:
    return (
        "area,municipality,residents,convicted_pct\n"
        "Eastern Estate,Balby,2340,1.91\nWestern Estate,Balby,1044,2.5\nHarbour,Balby,890,\n"
    )


def _places() -> list[bytes]:
    ring = [[12.5, 55.6], [12.6, 55.6], [12.6, 55.7], [12.5, 55.6]]
    shapes = (
        {"type": "Point", "coordinates": [12.5, 55.6]},
        {"type": "LineString", "coordinates": ring[:3]},
        {"type": "Polygon", "coordinates": [ring]},
    )
    return [
        json.dumps({"type": "Feature", "properties": {}, "geometry": shape}).encode()
        for shape in shapes
    ]
