"""Read CSV as it comes out of Danish and English spreadsheets.

UTF-8 (with or without a byte order mark) or Windows-1252; comma, semicolon or tab, found by which
of them makes the first row into headings that are known. Lines that start with ``#`` are remarks.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

import polars as pl

from bybalance.sources import headers
from bybalance.sources.problem_log import ProblemLog
from bybalance.sources.raw_table import MAX_COLUMNS, RawTable, check_size

_SEPARATORS: Final = (";", "\t", ",")
_BYTE_ORDER_MARKS_16: Final = (b"\xff\xfe", b"\xfe\xff")


def read_csv(content: bytes, *, log: ProblemLog) -> RawTable:
    """Split the text into headings and rows of equal length.

    Raises
    ------
    BadInput
        If the file is no text, a quote is never closed, or rows differ in length.
    """
    text = decoded(content, log)
    records = _records(text, separator=_separator(text), log=log)
    first = next(records, None)
    if first is None:
        log.refuse("file_empty")
    headings = _trimmed(first[1])
    check_size(log, column_count=len(headings))
    row_numbers: list[int] = []
    rows: list[list[str]] = []
    for row_number, cells in records:
        check_size(log, row_count=len(rows) + 1)
        trimmed = _trimmed(cells, to=len(headings))
        if len(trimmed) != len(headings):
            log.add("ragged_row", row=row_number, found=len(trimmed), expected=len(headings))
            continue
        row_numbers.append(row_number)
        rows.append(trimmed)
    columns = zip(*rows, strict=True) if rows else ([] for _ in headings)
    return RawTable(
        headings=tuple(headings),
        columns=tuple(pl.Series(values, dtype=pl.String) for values in columns),
        row_numbers=row_numbers,
    )


def decoded(content: bytes, log: ProblemLog) -> str:
    """Return the text of a file in UTF-8 or Windows-1252, or refuse it."""
    if content.startswith(_BYTE_ORDER_MARKS_16):
        log.refuse("encoding")
    if b"\x00" in content:
        log.refuse("nul_bytes")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    log.refuse("encoding")


def _separator(text: str) -> str:
    first_line = next((line for line in text.splitlines() if _says_something(line)), "")

    def known_headings(separator: str) -> tuple[int, int]:
        cells = first_line.split(separator, MAX_COLUMNS)
        known = [cell for cell in cells if headers.find_header(cell) or headers.is_ignored(cell)]
        return len(known), len(cells)

    return max(_SEPARATORS, key=known_headings)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _records(text: str, *, separator: str, log: ProblemLog) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each row that holds something."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        row_number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            # The library tells the two apart only in its sentence.
            is_too_long = str(error).startswith("field larger than field limit")
            log.refuse(
                "cell_too_long" if is_too_long else "quote_open",
                row=row_number,
                limit=csv.field_size_limit(),
            )
        if cells is None:
            return
        if any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
            yield row_number, cells


def _trimmed(cells: list[str], *, to: int = 0) -> list[str]:
    """Drop empty cells at the end beyond the given length."""
    length = len(cells)
    while length > to and not cells[length - 1].strip():
        length -= 1
    return cells[:length]
