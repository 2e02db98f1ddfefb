"""A workbook: the table on one sheet, sources, licence and provenance on another."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from bybalance.pipelines.export_table import Cell, Column, ExportTable, Kind
from bybalance.pipelines.provenance_lines import provenance_lines
from bybalance.pipelines.wording import Wording

_SAFE: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_NUMBER_FORMAT: Final = {
    Kind.COUNT: "#,##0",
    Kind.PERCENT: "0.0##",
    Kind.POINTS: "+0.0##;-0.0##;0",
    Kind.PERSONS: "+#,##0.0;-#,##0.0;0",
    Kind.DATE: "yyyy-mm-dd",
}
_MAX_SHEET_NAME: Final = 31
_MAX_CELL_LENGTH: Final = 32_767
_WIDTH: Final = 16


def xlsx_bytes(table: ExportTable) -> bytes:
    """Write numbers as numbers and every text as text, whatever it starts with."""
    wording = Wording(table.language)
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, _SAFE)
    workbook.set_properties(
        {"title": table.title, "created": table.provenance.created_at.replace(tzinfo=None)}
    )
    _write_table(workbook, table)
    _write_sources(workbook, table, wording)
    workbook.close()
    return content.getvalue()


def _write_table(workbook: Any, table: ExportTable) -> None:
    sheet = workbook.add_worksheet(_sheet_name(table.title))
    heading_format = workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    formats = {
        kind: workbook.add_format({"num_format": text}) for kind, text in _NUMBER_FORMAT.items()
    }
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, max(len(table.columns) - 1, 0), _WIDTH)
    for position, column in enumerate(table.columns):
        sheet.write_string(0, position, column.heading, heading_format)
    for row_number, row in enumerate(table.rows, start=1):
        for position, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            _write_cell(sheet, row_number, position, column, cell, formats)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write_cell(
    sheet: Any, row: int, position: int, column: Column, cell: Cell, formats: dict[Kind, Any]
) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, position, cell[:_MAX_CELL_LENGTH])
    elif isinstance(cell, date):
        moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day has no zone
        sheet.write_datetime(row, position, moment, formats[Kind.DATE])
    else:
        sheet.write_number(row, position, float(cell), formats.get(column.kind))


def _write_sources(workbook: Any, table: ExportTable, wording: Wording) -> None:
    sheet = workbook.add_worksheet(wording.text("table.sources"))
    sheet.set_column(0, 0, 2 * _WIDTH)
    sheet.set_column(1, 1, 6 * _WIDTH)
    lines = [
        *((wording.text("table.sources"), source) for source in table.sources),
        (wording.text("table.licence"), table.licence),
        *provenance_lines(table.provenance, wording),
    ]
    for row, (name, text) in enumerate(lines):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)


def _sheet_name(title: str) -> str:
    allowed = "".join(" " if letter in "[]:*?/\\" else letter for letter in title)
    return allowed[:_MAX_SHEET_NAME].strip("' ") or "1"
