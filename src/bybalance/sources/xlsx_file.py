"""Read one sheet of a workbook, cell by cell, values only: a formula is refused, not computed."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import openpyxl
import polars as pl

from bybalance.sources import headers, xlsx_archive
from bybalance.sources.problem_log import ProblemLog
from bybalance.sources.raw_table import MAX_COLUMNS, RawTable, check_size, number_text

_FORMULA: Final = "f"
_LITERAL_IN_FORMAT: Final = re.compile(r'"[^"]*"|\\.')


def read_xlsx(content: bytes, *, sheet: str | None, log: ProblemLog) -> RawTable:
    """Read the named sheet, or the only one.

    Raises
    ------
    BadInput
        If the workbook is damaged, encrypted or suspiciously dense, the sheet is not clear, or it
        holds formulas or merged cells.
    """
    xlsx_archive.check_archive(content, log=log)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it skips
            workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            log.sheet = _chosen(workbook, sheet, log)
            if xlsx_archive.has_merged_cells(content, log.sheet):
                log.refuse("merged_cells")
            return _read_sheet(workbook[log.sheet], log)
    except xlsx_archive.UNREADABLE:
        log.refuse("xlsx_unreadable")


def _chosen(workbook: Any, sheet: str | None, log: ProblemLog) -> str:
    names = [item.title for item in workbook.worksheets]
    if sheet is not None:
        if sheet not in names:
            log.refuse("sheet_unknown", value=sheet, sheets=", ".join(names))
        return sheet
    with_figures = [name for name in names if name not in headers.SOURCE_SHEETS.values()]
    if not with_figures:
        log.refuse("file_empty")
    if len(with_figures) > 1:
        log.refuse("sheet_choice", sheets=", ".join(with_figures))
    return str(with_figures[0])


def _read_sheet(worksheet: Any, log: ProblemLog) -> RawTable:
    rows = _rows(worksheet, log)
    first = next(rows, None)
    if first is None:
        log.refuse("file_empty")
    headings = [text or "" for text in first[1]]
    check_size(log, column_count=len(headings))
    row_numbers: list[int] = []
    columns: list[list[str | None]] = [[] for _ in headings]
    for row_number, texts in rows:
        check_size(log, row_count=len(row_numbers) + 1)
        if len(texts) > len(headings):
            log.add("ragged_row", row=row_number, found=len(texts), expected=len(headings))
            continue
        row_numbers.append(row_number)
        for position, column in enumerate(columns):
            column.append(texts[position] if position < len(texts) else None)
    return RawTable(
        headings=tuple(headings),
        columns=tuple(pl.Series(column, dtype=pl.String) for column in columns),
        row_numbers=row_numbers,
    )


def _rows(worksheet: Any, log: ProblemLog) -> Iterator[tuple[int, list[str | None]]]:
    """Yield number and texts of each row that holds something, without empty cells at its end."""
    worksheet.reset_dimensions()  # the size that the file claims may be wrong
    cells_by_row = worksheet.iter_rows(max_col=MAX_COLUMNS + 1)
    for row_number, cells in enumerate(cells_by_row, start=1):
        # A row number far down makes the reader count empty rows until then.
        check_size(log, row_count=row_number - 1)
        texts = [_text(cell, row_number, log) for cell in cells]
        while texts and texts[-1] is None:
            texts.pop()
        if texts:
            yield row_number, texts


def _text(cell: Any, row_number: int, log: ProblemLog) -> str | None:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == _FORMULA:
        log.add("formula_cell", row=row_number, column=cell.column_letter, value=str(value))
        return None
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return _percent_text(value) if _is_shown_in_percent(cell) else number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if str(value).strip() else None


def _is_shown_in_percent(cell: Any) -> bool:
    """Tell whether the program shows a hundred times the number; a quoted % is only a sign."""
    shown = cell.number_format
    return "%" in shown and "%" in _LITERAL_IN_FORMAT.sub("", shown)


def _percent_text(value: float | Decimal) -> str:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return f"{number_text(exact * 100)} %"
