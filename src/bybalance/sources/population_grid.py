"""Read people per cell from CSV, Parquet, GeoParquet, GeoPackage, GeoJSON or XLSX."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bybalance.model import units
from bybalance.model.errors import InvalidGrid
from bybalance.model.grid import PopulationGrid
from bybalance.sources import cell_ids, csv_file, geo_file, parquet_trial, xlsx_file
from bybalance.sources.cell_values import NOT_KNOWN
from bybalance.sources.problem_log import ProblemLog

MAX_FILE_BYTES: Final = 2 * 1024**3
FORMATS: Final = (".csv", ".tsv", ".txt", ".parquet", ".geoparquet", ".gpkg", ".geojson", ".xlsx")
_SEPARATORS: Final = (";", "\t", ",", " ")
_UNREADABLE: Final = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumns:
    """Which columns of a file say what.

    Parameters
    ----------
    total
        Column of all people.
    groups
        Column of each group, by the name that it gets.
    cell_id
        Column of names of cells in a scheme of :mod:`bybalance.sources.cell_ids`.
    easting, northing
        Columns of coordinates in metres; with neither these nor names, the geometry tells.
    point
        What the coordinates are of: the ``lower_left`` corner or the ``centre`` of a cell.
    cell_size_m
        Side of a cell; needed where names do not tell it.
    crs
        Coordinate system; needed where neither names nor file tell it.
    suppressed_as
        Numbers that mean "withheld", such as -1.
    is_fractional
        Whether parts of people are meant, as in estimates.
    """

    total: str
    groups: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cell_id: str | None = None
    easting: str | None = None
    northing: str | None = None
    point: Literal["lower_left", "centre"] = "lower_left"
    cell_size_m: int | None = None
    crs: str | None = None
    suppressed_as: tuple[float, ...] = ()
    is_fractional: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the columns that the file must have."""
        places = (self.cell_id,) if self.cell_id else (self.easting, self.northing)
        return tuple(name for name in (*places, self.total, *self.groups.values()) if name)


def read_population_grid(path: Path, columns: GridColumns) -> PopulationGrid:
    """Read a grid from a file.

    Raises
    ------
    BadInput
        With everything that is wrong with the file: place, value, rule and remedy.
    """
    log = ProblemLog(path.name)
    try:
        if path.is_dir():
            log.refuse("file_is_folder")
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            megabyte = 1024**2
            log.refuse(
                "file_too_large", megabytes=size // megabyte, limit=MAX_FILE_BYTES // megabyte
            )
        content = path.read_bytes()
    except FileNotFoundError:
        log.refuse("file_missing", value=str(path))
    except OSError as error:
        log.refuse("file_unreadable", value=str(path), reason=type(error).__name__)
    return read_population_grid_bytes(content, name=path.name, columns=columns)


def read_population_grid_bytes(
    content: bytes, *, name: str, columns: GridColumns
) -> PopulationGrid:
    """Read a grid from memory; the ending of ``name`` tells the format."""
    log = ProblemLog(PurePath(name).name)
    suffix = PurePath(name).suffix.lower()
    if suffix not in FORMATS:
        log.refuse("extension_unknown", value=suffix, allowed=", ".join(FORMATS))
    if not content:
        log.refuse("file_empty")
    features = _features(content, suffix=suffix, columns=columns, log=log)
    frame = features.frame
    for column in columns.needed:
        if column not in frame.columns:
            log.add("grid_column_missing", column=column, found=", ".join(frame.columns[:20]))
    log.refuse_if_any()
    if frame.height == 0:
        log.refuse("no_cells")
    return _built(features, columns, log)


def _features(
    content: bytes, *, suffix: str, columns: GridColumns, log: ProblemLog
) -> geo_file.Features:
    if suffix in (".gpkg", ".geojson"):
        return geo_file.read_features(content, suffix=suffix, log=log)
    if suffix in (".parquet", ".geoparquet"):
        if not parquet_trial.survives(content):
            log.refuse("parquet_unreadable")
        try:
            frame = pl.read_parquet(io.BytesIO(content))
        except _UNREADABLE:
            log.refuse("parquet_unreadable")
        found = geo_file.read_geoparquet(content, frame, log=log)
        if found is not None:
            return found
    elif suffix == ".xlsx":
        raw = xlsx_file.read_xlsx(content, sheet=None, log=log)
        log.refuse_if_any()
        frame = pl.DataFrame(dict(zip(raw.headings, raw.columns, strict=True)))
    else:
        frame = _text_table(csv_file.decoded(content, log), columns, log)
    return geo_file.Features(frame, np.full((frame.height, 4), np.nan), None)


def _text_table(text: str, columns: GridColumns, log: ProblemLog) -> pl.DataFrame:
    """Read text by the separator under which the first line holds the columns asked for."""
    lines = text.splitlines()
    head = lines[0] if lines else ""

    def known(separator: str) -> tuple[int, int]:
        cells = [cell.strip().strip('"') for cell in head.split(separator)]
        return len(set(cells) & set(columns.needed)), len(cells)

    separator = max(_SEPARATORS, key=known)
    try:
        frame = pl.read_csv(text.encode(), separator=separator, infer_schema=False)
    except _UNREADABLE as error:
        width = len(head.split(separator))
        for number, line in enumerate(lines[1:], start=2):
            if line.strip() and len(line.split(separator)) > width:
                found = len(line.split(separator))
                log.refuse("ragged_row", row=number, found=found, expected=width)
        log.refuse("file_unreadable", value=log.file, reason=type(error).__name__)
    return frame.rename({name: name.strip() for name in frame.columns})


def _built(features: geo_file.Features, columns: GridColumns, log: ProblemLog) -> PopulationGrid:
    east, north, size, crs = _places(features, columns, log)
    totals, is_total_hidden = _counts(features.frame, columns.total, columns, log)
    groups, hidden = {}, {}
    for name, column in columns.groups.items():
        groups[name], hidden[name] = _counts(features.frame, column, columns, log)
        over = (groups[name] > totals) & (totals >= 0)
        for at in np.flatnonzero(over):
            log.add(
                "group_over_total", row=int(at) + 2, column=column,
                value=f"{groups[name][at]:g}", total=f"{totals[at]:g}",
            )  # fmt: skip
    _check_cells(east, north, size, log)
    log.refuse_if_any()
    try:
        return PopulationGrid.from_cells(
            eastings_m=east, northings_m=north, totals=totals, counts=groups,
            is_total_suppressed=is_total_hidden, is_suppressed=hidden, cell_size_m=size, crs=crs,
            is_fractional=columns.is_fractional,
        )  # fmt: skip
    except InvalidGrid as error:
        log.refuse("grid_invalid", reason=str(error))


def _places(
    features: geo_file.Features, columns: GridColumns, log: ProblemLog
) -> tuple[NDArray[np.float64], NDArray[np.float64], int, str]:
    """Return lower left corners, side and coordinate system."""
    if columns.cell_id:
        return _named_places(features.frame[columns.cell_id].cast(pl.String), columns, log)
    crs = columns.crs or (geo_file.short_crs(features.crs) if features.crs else None)
    if crs is None:
        log.refuse("crs_missing", example=units.WORKING_CRS)
    try:
        crs = units.metric_crs(crs)
    except InvalidGrid as error:
        log.refuse("crs_unfit", value=crs[:60], reason=str(error))
    if columns.easting and columns.northing:
        east = _numbers(features.frame, columns.easting, log)
        north = _numbers(features.frame, columns.northing, log)
    else:
        east, north = features.bounds[:, 0], features.bounds[:, 1]
        if np.isnan(east).all():
            log.refuse("place_missing")
    size = columns.cell_size_m
    if size is None:
        log.refuse("cell_size_missing")
    if columns.point == "centre":
        east, north = east - size / 2, north - size / 2
    if not (columns.easting and columns.northing):
        east, north = np.rint(east), np.rint(north)  # geometry is rarely exact to the millimetre
    for at in np.flatnonzero(np.isnan(east) | np.isnan(north)):
        log.add("place_missing_in_row", row=int(at) + 2)
    log.refuse_if_any()
    return east, north, size, crs


def _named_places(
    ids: pl.Series, columns: GridColumns, log: ProblemLog
) -> tuple[NDArray[np.float64], NDArray[np.float64], int, str]:
    ids = ids.str.strip_chars()
    scheme = cell_ids.find_scheme(ids)
    name = columns.cell_id
    if scheme is None:
        log.refuse("cell_id_unknown", row=2, column=name, value=str(ids[0]))
    found = cell_ids.corners(ids, scheme)
    for at in found["easting_m"].is_null().arg_true():
        log.add("cell_id_unknown", row=at + 2, column=name, value=str(ids[at]))
    log.refuse_if_any()
    sides = found["side_m"].drop_nulls().unique().to_list()
    if len(sides) > 1:
        first = int(np.argmax((found["side_m"] != found["side_m"][0]).to_numpy()))
        log.refuse("cell_sizes_mixed", row=first + 2, column=name, value=str(ids[first]))
    size = sides[0] if sides else columns.cell_size_m
    if size is None:
        log.refuse("cell_size_missing")
    return (
        found["easting_m"].to_numpy().astype(np.float64),
        found["northing_m"].to_numpy().astype(np.float64),
        int(size),
        columns.crs or scheme.crs,
    )


def _numbers(frame: pl.DataFrame, column: str, log: ProblemLog) -> NDArray[np.float64]:
    """Return a column as numbers; null and texts that mean "not known" become ``nan``."""
    values = frame[column]
    if values.dtype == pl.String:
        text = values.str.strip_chars()
        is_unknown = text.is_null() | text.str.to_lowercase().is_in(NOT_KNOWN)
        numbers = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        for at in (numbers.is_null() & ~is_unknown).arg_true():
            log.add("not_a_number", row=at + 2, column=column, value=str(values[at]))
        numbers = numbers.set(is_unknown, None)
    elif values.dtype.is_numeric():
        numbers = values.cast(pl.Float64)
    else:
        log.refuse("column_type", column=column, value=str(values.dtype))
    return numbers.fill_null(float("nan")).to_numpy().astype(np.float64)


def _counts(
    frame: pl.DataFrame, column: str, columns: GridColumns, log: ProblemLog
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return counts with ``nan`` for what is not told, and where it is withheld."""
    numbers = _numbers(frame, column, log)
    is_hidden = np.isin(numbers, np.array(columns.suppressed_as, np.float64))
    numbers = np.where(is_hidden, np.nan, numbers)
    for at in np.flatnonzero(numbers < 0):
        log.add("count_negative", row=int(at) + 2, column=column, value=f"{numbers[at]:g}")
    if not columns.is_fractional:
        for at in np.flatnonzero(
            numbers != np.where(np.isnan(numbers), numbers, np.floor(numbers))
        ):
            if not np.isnan(numbers[at]):
                log.add("count_not_whole", row=int(at) + 2, column=column, value=f"{numbers[at]:g}")
    return numbers, is_hidden


def _check_cells(
    east: NDArray[np.float64], north: NDArray[np.float64], size: int, log: ProblemLog
) -> None:
    """Note cells off the lattice of most, and cells that are there twice, by their rows."""
    for values, axis in ((east, "easting"), (north, "northing")):
        rest = values % size
        kinds, counts = np.unique(rest, return_counts=True)
        usual = kinds[np.argmax(counts)]
        for at in np.flatnonzero(rest != usual):
            log.add("off_lattice", row=int(at) + 2, value=f"{values[at]:g}", axis=axis, size=size)
    pairs = pl.DataFrame({"east": east, "north": north}).with_row_index("at")
    firsts = pairs.with_columns(pl.col("at").first().over("east", "north").alias("first"))
    for at, first in (
        firsts.filter(pl.col("first") < pl.col("at")).select("at", "first").iter_rows()
    ):
        log.add(
            "cell_repeated",
            row=at + 2,
            value=f"E {east[at]:g} N {north[at]:g}",
            first_row=first + 2,
        )
