"""CSV as the reader's own spreadsheet opens it: semicolon and decimal comma in Danish."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Final

from bybalance.model.formatting import Language
from bybalance.pipelines.export_table import Cell, ExportTable, exact_decimal, harmless_text

_SEPARATOR: Final[dict[Language, str]] = {"da": ";", "en": ","}
_DECIMAL_MARK: Final[dict[Language, str]] = {"da": ",", "en": "."}


def csv_bytes(table: ExportTable) -> bytes:
    """Write headings and rows as UTF-8 with the byte order mark that Excel needs for Danish.

    Sources and licence are left out, so that any program reads the file; they are in the other
    formats.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=_SEPARATOR[table.language], lineterminator="\r\n")
    writer.writerow(harmless_text(column.heading) for column in table.columns)
    mark = _DECIMAL_MARK[table.language]
    writer.writerows([_cell_text(cell, mark) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _cell_text(cell: Cell, decimal_mark: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless_text(cell)
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{exact_decimal(cell):f}".replace(".", decimal_mark)
