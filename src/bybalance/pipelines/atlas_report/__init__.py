"""The printable report of a built atlas, as HTML or as a tagged PDF."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bybalance.model.errors import BadInput, Problem
from bybalance.model.formatting import Language
from bybalance.pipelines import tables
from bybalance.pipelines.atlas_build import Artefact
from bybalance.pipelines.atlas_report import html, pdf
from bybalance.pipelines.atlas_report.compose import compose

ENDINGS: Final = (".html", ".pdf")


def report_bytes(
    artefact: Artefact,
    *,
    ending: str,
    year: int | None = None,
    language: Language = "da",
    now: datetime | None = None,
) -> bytes:
    """Return the report as a file.

    Parameters
    ----------
    artefact
        An atlas that was opened, and so checked.
    ending
        ``.html`` or ``.pdf``; the PDF is tagged (PDF/UA-1).
    year
        Of the maps; the last where none is named.
    now
        The day that is printed.

    Raises
    ------
    InvalidSetting
        If there is no such year, or a PDF is asked for without the extra ``web``.
    """
    moment = now or datetime.now(UTC)
    report = compose(artefact, year=year, language=language, now=moment)
    return html.html_bytes(report) if ending == ".html" else pdf.pdf_bytes(report, now=moment)


def write_report(
    artefact: Artefact,
    out: Path,
    *,
    year: int | None = None,
    language: Language = "da",
    overwrite: bool = False,
    now: datetime | None = None,
) -> None:
    """Write the report to a file, all at once or not at all.

    Raises
    ------
    BadInput
        If the file exists and may not be replaced, or its ending is neither.
    """
    check_report_out(out, overwrite=overwrite)
    content = report_bytes(
        artefact, ending=out.suffix.lower(), year=year, language=language, now=now
    )
    tables.write_atomically(out, content)


def check_report_out(out: Path, *, overwrite: bool) -> None:
    """Refuse a file that cannot be written, before any work is done."""
    rule = None
    if out.suffix.lower() not in ENDINGS:
        rule = "output_ending_unknown"
    elif not out.parent.is_dir():
        rule = "output_folder_missing"
    elif out.is_dir():
        rule = "file_is_folder"
    elif out.exists() and not overwrite:
        rule = "output_exists"
    if rule is not None:
        value = out.suffix if rule == "output_ending_unknown" else str(out.parent)
        params = {"allowed": ", ".join(ENDINGS)}
        raise BadInput([Problem(rule=rule, file=str(out), value=value, params=params)])
