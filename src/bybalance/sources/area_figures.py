"""Read an analyst's own table of area figures from CSV, XLSX or Parquet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Final

import polars as pl

from bybalance.model import area_figures
from bybalance.model.area_figures_table import SCHEMA, AreaFiguresTable, plain_name
from bybalance.sources import cell_values, csv_file, headers, parquet_file, xlsx_file
from bybalance.sources.headers import Header, HeaderKind
from bybalance.sources.problem_log import ProblemLog
from bybalance.sources.raw_table import RawTable

MAX_FILE_BYTES: Final = 50 * 1024 * 1024
FORMATS: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}
"""File name endings that are read, and the format each must have inside."""

_ZIP_MARK: Final = b"PK\x03\x04"
_PARQUET_MARK: Final = b"PAR1"
_OLD_OFFICE_MARK: Final = b"\xd0\xcf\x11\xe0"


def read_area_figures(
    path: Path,
    *,
    list_date: date | None = None,
    sheet: str | None = None,
    earliest: date | None = None,
) -> AreaFiguresTable:
    """Read a file of area figures.

    Parameters
    ----------
    path
        CSV, XLSX or Parquet with the columns of :data:`bybalance.sources.headers.HEADERS`.
    list_date
        For rows without a list date of their own.
    sheet
        Which sheet of a workbook; needed when it has several.
    earliest
        The first list date that makes sense, where there is one.

    Raises
    ------
    BadInput
        With everything that is wrong with the file.
    """
    log = ProblemLog(path.name)
    content = _content_of(path, log)
    return _read(content, log=log, list_date=list_date, sheet=sheet, earliest=earliest)


def read_area_figures_bytes(
    content: bytes,
    *,
    name: str,
    list_date: date | None = None,
    sheet: str | None = None,
    earliest: date | None = None,
) -> AreaFiguresTable:
    """Read area figures from memory; ``name`` tells the format, as :func:`read_area_figures`."""
    log = ProblemLog(PurePath(name).name)
    _check_file_size(len(content), log)
    return _read(content, log=log, list_date=list_date, sheet=sheet, earliest=earliest)


def _content_of(path: Path, log: ProblemLog) -> bytes:
    try:
        if path.is_dir():
            log.refuse("file_is_folder")
        if path.exists() and not path.is_file():  # a pipe or a device never ends
            log.refuse("file_unreadable", value=str(path), reason="not a regular file")
        _check_file_size(path.stat().st_size, log)
        return path.read_bytes()
    except FileNotFoundError:
        log.refuse("file_missing", value=str(path))
    except (OSError, ValueError) as error:
        log.refuse("file_unreadable", value=str(path), reason=type(error).__name__)


def _check_file_size(byte_count: int, log: ProblemLog) -> None:
    if byte_count > MAX_FILE_BYTES:
        megabyte = 1024 * 1024
        log.refuse(
            "file_too_large", megabytes=-(-byte_count // megabyte), limit=MAX_FILE_BYTES // megabyte
        )


def _read(
    content: bytes,
    *,
    log: ProblemLog,
    list_date: date | None,
    sheet: str | None,
    earliest: date | None,
) -> AreaFiguresTable:
    raw = _raw_table(content, sheet=sheet, log=log)
    chosen = _matched_headings(raw, log)
    log.refuse_if_any()
    if not raw.row_numbers:
        log.refuse("no_rows")
    columns = _Columns(raw=raw, chosen=chosen, log=log)
    frame = pl.DataFrame(
        {header.field: columns.values(header) for header in headers.HEADERS}, schema=SCHEMA
    )
    if list_date is not None:
        frame = frame.with_columns(pl.col("list_date").fill_null(list_date))
    _check_places(frame, columns, earliest=earliest)
    log.refuse_if_any()
    return AreaFiguresTable(frame)


def _raw_table(content: bytes, *, sheet: str | None, log: ProblemLog) -> RawTable:
    file_format = _format_of(content, log)
    if file_format == "xlsx":
        return xlsx_file.read_xlsx(content, sheet=sheet, log=log)
    if sheet is not None:
        log.refuse("sheet_without_workbook", value=sheet)
    if file_format == "parquet":
        return parquet_file.read_parquet(content, log=log)
    return csv_file.read_csv(content, log=log)


def _format_of(content: bytes, log: ProblemLog) -> str:
    """Return the format that the name claims, if what is inside agrees."""
    ending = PurePath(log.file).suffix.lower()
    if ending not in FORMATS:
        log.refuse("extension_unknown", value=ending, allowed=", ".join(FORMATS))
    if not content:
        log.refuse("file_empty")
    if content.startswith(_OLD_OFFICE_MARK):
        log.refuse("xlsx_encrypted")
    inside = "csv"
    if content.startswith(_ZIP_MARK):
        inside = "xlsx"
    elif content.startswith(_PARQUET_MARK):
        inside = "parquet"
    if inside != FORMATS[ending]:
        log.refuse("extension_mismatch", value=ending, inside=inside)
    return inside


def _matched_headings(raw: RawTable, log: ProblemLog) -> dict[str, int]:
    """Return the position of each known column by field, and note every wrong heading."""
    position_by_field: dict[str, int] = {}
    for position, heading in enumerate(raw.headings):
        header = headers.find_header(heading)
        if header is None:
            _check_unmatched(heading, raw.columns[position], log)
        elif header.field in position_by_field:
            log.add("header_repeated", column=heading, heading=header.id)
        else:
            position_by_field[header.field] = position
    if "area" not in position_by_field:
        log.add("area_column_missing")
    return position_by_field


def _check_unmatched(heading: str, cells: pl.Series, log: ProblemLog) -> None:
    if not heading.strip():
        if cell_values.known_text(cells).is_not_null().any():
            log.add("header_missing")
    elif headers.is_ignored(heading):
        return
    elif headers.is_share_heading(heading):
        log.add("header_of_share", column=heading)
    elif (nearest := headers.nearest_heading(heading)) is not None:
        log.add("header_near", column=heading, nearest=nearest)
    else:
        log.add("header_unknown", column=heading)


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Values by column, with every cell that holds none noted."""

    raw: RawTable
    chosen: dict[str, int]
    log: ProblemLog

    def values(self, header: Header) -> pl.Series:
        """Return the values of a column; all null where the file does not have it."""
        if header.field not in self.chosen:
            return pl.Series(
                [None] * len(self.raw.row_numbers), dtype=SCHEMA[header.field], strict=False
            )
        text = self.raw.columns[self.chosen[header.field]]
        match header.kind:
            case HeaderKind.TEXT:
                return cell_values.plain_text(text)
            case HeaderKind.DATE:
                return self._days(header, cell_values.known_text(text))
            case HeaderKind.COUNT:
                return self._counts(header, cell_values.known_text(text))
            case _:
                return self._shares(header, cell_values.known_text(text))

    def heading(self, field: str) -> str:
        """Return the heading as the file has it."""
        return self.raw.headings[self.chosen[field]]

    def note_each(
        self, field: str, wrong: pl.Series, rule_of: Callable[[str], str], **params: object
    ) -> None:
        """Note each cell that the mask points at, with the rule that its text breaks."""
        text = self.raw.columns[self.chosen[field]]
        heading = self.heading(field)
        for position in wrong.arg_true():
            value = text[position] or ""
            self.log.add(
                rule_of(value.strip()),
                row=self.raw.row_numbers[position],
                column=heading,
                value=value,
                **params,
            )

    def _days(self, header: Header, text: pl.Series) -> pl.Series:
        days = cell_values.days(text)
        wrong = text.is_not_null() & days.is_null()
        self.note_each(header.field, wrong, lambda _: "list_date_invalid")
        return days

    def _counts(self, header: Header, text: pl.Series) -> pl.Series:
        counts = cell_values.counts(text)
        wrong = text.is_not_null() & counts.is_null()
        self.note_each(header.field, wrong, cell_values.why_no_count)
        too_many = (counts > area_figures.MAX_COUNT).fill_null(value=False)
        self.note_each(
            header.field, too_many, lambda _: "count_too_large", limit=area_figures.MAX_COUNT
        )
        return counts

    def _shares(self, header: Header, text: pl.Series) -> pl.Series:
        shares = cell_values.shares(text)
        wrong = text.is_not_null() & shares.is_null()
        self.note_each(header.field, wrong, cell_values.why_no_percentage)
        is_of_persons = header.kind is HeaderKind.PERCENT_OF_PERSONS
        limit = 100 if is_of_persons else 100 * area_figures.MAX_RATIO
        rule = "share_over_100" if is_of_persons else "income_too_large"
        too_much = (shares > limit // 100).fill_null(value=False)
        self.note_each(header.field, too_much, lambda _: rule, limit=limit)
        if header.field in headers.NEVER_ALL_BELOW_ONE and cell_values.look_like_shares(shares):
            between = (shares > 0) & (shares < cell_values.ONE_PERCENT)
            first = text.str.strip_chars()[int(between.arg_true()[0])]
            self.log.add("looks_like_share", column=self.heading(header.field), value=first)
        return shares


def _check_places(frame: pl.DataFrame, columns: _Columns, *, earliest: date | None) -> None:
    """Note rows without area or list date, rows before the first list, and repeated rows."""
    columns.note_each("area", frame["area"].is_null(), lambda _: "area_missing")
    _check_list_dates(frame["list_date"], columns, earliest=earliest)
    _check_repeats(frame, columns)


def _check_list_dates(list_dates: pl.Series, columns: _Columns, *, earliest: date | None) -> None:
    if "list_date" not in columns.chosen:
        if list_dates.is_null().any():
            columns.log.add("list_date_missing")
        elif earliest is not None and (list_dates < earliest).any():
            columns.log.add("list_date_too_early", value=str(list_dates[0]), earliest=earliest)
        return
    text = cell_values.known_text(columns.raw.columns[columns.chosen["list_date"]])
    columns.note_each(
        "list_date", list_dates.is_null() & text.is_null(), lambda _: "list_date_missing"
    )
    if earliest is not None:
        early = (list_dates < earliest).fill_null(value=False)
        columns.note_each("list_date", early, lambda _: "list_date_too_early", earliest=earliest)


def _plain(names: pl.Series) -> pl.Series:
    plain_by_name = {name: plain_name(name) for name in names.drop_nulls().unique()}
    plain = [None if name is None else plain_by_name[name] for name in names]
    return pl.Series(names.name, plain, dtype=pl.String)


def _check_repeats(frame: pl.DataFrame, columns: _Columns) -> None:
    """Note each row whose area, municipality and list date a row above has already."""
    places = frame.select(
        _plain(frame["area"]),
        _plain(frame["municipality"]),
        pl.col("list_date"),
    ).with_row_index("position")
    first = places.select(
        "position",
        pl.col("position").first().over("area", "municipality", "list_date").alias("first"),
        pl.col("area").is_not_null().alias("is_named"),
    ).filter(pl.col("is_named") & (pl.col("first") < pl.col("position")))
    row_numbers = columns.raw.row_numbers
    for position, first_position, _ in first.iter_rows():
        columns.log.add(
            "area_repeated",
            row=row_numbers[position],
            column=columns.heading("area"),
            value=frame["area"][position],
            first_row=row_numbers[first_position],
        )
