"""Bytes of a protected table, for :func:`bybalance.atlas.disclosure.protected.write_protected`."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
import pyproj
import shapely
import xlsxwriter
from numpy.typing import NDArray

from bybalance.model.errors import InvalidSetting

MOST_ROWS: Final = 1_048_575
"""Rows that a sheet holds beside its heading."""

_PLAIN_TEXT: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Where the rows of a table lie: squares at ``easting_m`` and ``northing_m``, or polygons.

    Parameters
    ----------
    crs
        Coordinate system.
    cell_size_m
        Side of the squares, for a table of cells.
    polygons, id_column
        Polygon by name, and the column that holds the names, for a table of areas.
    """

    crs: str
    cell_size_m: int | None = None
    polygons: Mapping[str, Any] | None = None
    id_column: str = "area_id"

    def of(self, frame: pl.DataFrame) -> NDArray[np.object_]:
        """Return the shape of each row.

        Raises
        ------
        InvalidSetting
            If the table has no such columns, or a row's polygon is not there.
        """
        found: NDArray[np.object_]
        if self.polygons is not None:
            if self.id_column not in frame.columns:
                raise InvalidSetting(f"The table has no column {self.id_column!r} to place it by.")
            missing = sorted(set(frame[self.id_column].to_list()) - set(self.polygons))
            if missing:
                raise InvalidSetting(f"There is no polygon for {missing[0]!r}.")
            shapes = [self.polygons[name] for name in frame[self.id_column].to_list()]
            found = np.array(shapes, dtype=object)
            return found
        if self.cell_size_m is None or not {"easting_m", "northing_m"} <= set(frame.columns):
            raise InvalidSetting(
                "Give cell_size_m for a table of cells, with easting_m and northing_m, or polygons."
            )
        east, north = frame["easting_m"].to_numpy(), frame["northing_m"].to_numpy()
        found = shapely.box(east, north, east + self.cell_size_m, north + self.cell_size_m)
        return found


def geoparquet_bytes(frame: pl.DataFrame, shapes: Shapes) -> bytes:
    """Return GeoParquet 1.1: the table with a column ``geometry`` in WKB."""
    geometry = shapes.of(frame)
    bounds = shapely.total_bounds(geometry).tolist() if len(geometry) else None
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({shape.geom_type for shape in geometry}),
        "crs": pyproj.CRS.from_user_input(shapes.crs).to_json_dict(),
    }
    if bounds is not None:
        column["bbox"] = bounds
    about = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    content = io.BytesIO()
    frame.with_columns(
        pl.Series("geometry", list(shapely.to_wkb(geometry)), dtype=pl.Binary)
    ).write_parquet(content, metadata={"geo": json.dumps(about)})
    return content.getvalue()


def xlsx_bytes(frame: pl.DataFrame, about: Sequence[tuple[str, str]]) -> bytes:
    """Return a workbook: the table, and a sheet of lines about it; text is never a formula.

    Raises
    ------
    InvalidSetting
        If a sheet cannot hold as many rows.
    """
    if frame.height > MOST_ROWS:
        raise InvalidSetting(
            f"The table has {frame.height:,} rows; a sheet holds {MOST_ROWS:,}. Write Parquet."
        )
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, _PLAIN_TEXT)
    heading = workbook.add_format({"bold": True, "bottom": 1})
    sheet = workbook.add_worksheet("data")
    sheet.freeze_panes(1, 0)
    for at, name in enumerate(frame.columns):
        sheet.write_string(0, at, name, heading)
    for number, row in enumerate(frame.iter_rows(), start=1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, at, value)
            elif value is not None:
                sheet.write_number(number, at, value)
    notes = workbook.add_worksheet("about")
    for number, line in enumerate(about):
        for at, text in enumerate(line):
            notes.write_string(number, at, text)
    workbook.close()
    return content.getvalue()
