"""The one way out: a table as bytes in any format, and onto the disk all at once or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bybalance.model.errors import BadInput, Problem
from bybalance.pipelines.export_table import ExportTable
from bybalance.pipelines.write_csv import csv_bytes
from bybalance.pipelines.write_html import html_bytes
from bybalance.pipelines.write_json import json_bytes
from bybalance.pipelines.write_parquet import parquet_bytes
from bybalance.pipelines.write_xlsx import xlsx_bytes

WRITERS: Final[dict[str, Callable[[ExportTable], bytes]]] = {
    ".csv": csv_bytes,
    ".xlsx": xlsx_bytes,
    ".json": json_bytes,
    ".html": html_bytes,
    ".parquet": parquet_bytes,
}
"""Formats by the ending of the file's name."""


def table_bytes(table: ExportTable, ending: str) -> bytes:
    """Return a table in the format of an ending such as ``".csv"``, for a download."""
    return WRITERS[ending](table)


def write_table(table: ExportTable, out: Path, *, overwrite: bool = False) -> None:
    """Write a table in the format that the ending of ``out`` names.

    Raises
    ------
    BadInput
        If ``out`` exists and may not be overwritten, its folder does not, or its ending is
        unknown. Nothing is written then.
    """
    check_output(out, overwrite=overwrite)
    write_atomically(out, table_bytes(table, out.suffix.lower()))


def check_output(out: Path, *, overwrite: bool, source: Path | None = None) -> None:
    """Refuse an output that cannot be written, before any work is done.

    ``source`` is the file that is read: it is never replaced, whatever may be overwritten.
    """
    if out.suffix.lower() not in WRITERS:
        raise _refusal(out, "output_ending_unknown", value=out.suffix, allowed=", ".join(WRITERS))
    if not out.parent.is_dir():
        raise _refusal(out, "output_folder_missing", value=str(out.parent))
    if out.is_dir():
        raise _refusal(out, "file_is_folder")
    if source is not None and out.exists() and source.exists() and out.samefile(source):
        raise _refusal(out, "output_is_input")
    if out.exists() and not overwrite:
        raise _refusal(out, "output_exists")


def write_atomically(out: Path, content: bytes) -> None:
    """Write beside the target and rename, so that no reader ever sees half a file."""
    try:
        descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=".", suffix=out.suffix)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            Path(name).chmod(_usual_mode())
            Path(name).replace(out)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise _refusal(out, "output_unwritable", reason=error.strerror or "") from error


def _usual_mode() -> int:
    """Return the permissions that a new file would have; temporary files are private."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _refusal(out: Path, rule: str, *, value: str | None = None, **params: object) -> BadInput:
    return BadInput([Problem(rule=rule, file=str(out), value=value, params=params)])
