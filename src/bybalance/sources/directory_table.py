"""Read a table of organisations or people from CSV or a workbook, as text with its row numbers.

What the cells mean is checked by who keeps the directory; here the file is opened safely, its
headings are matched, and every row gets its place in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from bybalance.sources import cell_values, csv_file, xlsx_file
from bybalance.sources.problem_log import ProblemLog

MAX_FILE_BYTES: Final = 5 * 1024 * 1024
MAX_ROWS: Final = 2_000
_ZIP_MARK: Final = b"PK\x03\x04"
_ENDINGS: Final = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """One row: its number in the file, and the text under each heading that was matched."""

    row_number: int
    cells: Mapping[str, str]


def read_directory_table(
    content: bytes, *, name: str, headings: Mapping[str, Sequence[str]], required: Sequence[str]
) -> tuple[DirectoryRow, ...]:
    """Read the rows of a table whose columns are found by their headings.

    Parameters
    ----------
    content
        The file, at most 5 MiB and 2,000 rows.
    name
        Its name; the ending tells the format.
    headings
        Column ids, each with the headings that it may have, in any case.
    required
        Ids of columns that must be there.

    Returns
    -------
    The rows that hold anything, in the order of the file. A column that the file lacks is missing
    from ``cells``; an empty cell is an empty text.

    Raises
    ------
    BadInput
        If the file cannot be read, or a heading is unknown, there twice or missing; with all of it.
    """
    log = ProblemLog(PurePath(name).name)
    ending = PurePath(name).suffix.lower()
    if ending not in _ENDINGS:
        log.refuse("extension_unknown", value=ending, allowed=", ".join(_ENDINGS))
    if len(content) > MAX_FILE_BYTES:
        log.refuse("file_too_large", megabytes=-(-len(content) // 2**20), limit=5)
    if content.startswith(_ZIP_MARK) != (ending == ".xlsx"):
        log.refuse("extension_mismatch", value=ending, inside=_kind_inside(content))
    if ending == ".xlsx":
        raw = xlsx_file.read_xlsx(content, sheet=None, log=log)
    else:
        raw = csv_file.read_csv(content, log=log)
    if len(raw.row_numbers) > MAX_ROWS:
        log.refuse("too_many_rows", limit=MAX_ROWS)
    ids = _matched(raw.headings, headings, required, log)
    log.refuse_if_any()
    texts = {
        column_id: cell_values.plain_text(column).fill_null("").to_list()
        for column_id, column in zip(ids, raw.columns, strict=True)
        if column_id
    }
    rows = (
        DirectoryRow(number, {column_id: texts[column_id][index] for column_id in texts})
        for index, number in enumerate(raw.row_numbers)
    )
    return tuple(row for row in rows if any(row.cells.values()))


def _kind_inside(content: bytes) -> str:
    return "xlsx" if content.startswith(_ZIP_MARK) else "csv"


def _matched(
    found: Sequence[str],
    headings: Mapping[str, Sequence[str]],
    required: Sequence[str],
    log: ProblemLog,
) -> list[str]:
    """Give the id of each column; an empty text for a column without heading."""
    id_by_name = {
        name.strip().casefold(): column_id
        for column_id, names in headings.items()
        for name in (column_id, *names)
    }
    ids = [id_by_name.get(heading.strip().casefold(), "") for heading in found]
    for heading, column_id in zip(found, ids, strict=True):
        if heading.strip() and not column_id:
            known = ", ".join(names[0] for names in headings.values())
            log.add("heading_not_known", column=heading, known=known)
    for column_id in dict.fromkeys(ids):
        if column_id and ids.count(column_id) > 1:
            log.add("header_repeated", column=headings[column_id][0], heading=column_id)
    for column_id in required:
        if column_id not in ids:
            log.add("heading_missing", heading=headings[column_id][0])
    return ids
