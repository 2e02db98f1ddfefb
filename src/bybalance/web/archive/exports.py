"""Tables and programmes as files."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.pipelines import tables
from bybalance.pipelines.export_table import ExportTable, Provenance
from bybalance.web.archive.queries import listing
from bybalance.web.lists import exports as list_exports
from bybalance.web.shared.access import Viewer

FORMATS = ("csv", "xlsx", "json")


def table_file(
    viewer: Viewer, name: str, *, file_format: str, with_personal_data: bool, now: datetime
) -> HttpResponse:
    """One table with what ``viewer`` may have of it."""
    if file_format not in FORMATS:
        raise Http404
    table = listing.table_for(viewer, name, with_personal_data=with_personal_data)
    columns, rows = listing.cells(viewer, table, with_personal_data=with_personal_data)
    exported = ExportTable(
        title=listing.label_of(table),
        language=formatting.language_of(get_language() or "da"),
        columns=tuple(columns),
        rows=rows,
        licence=_("From Bybalance. Invented rows say so in a column of their own."),
        provenance=Provenance(created_at=now),
    )
    content = tables.table_bytes(exported, f".{file_format}")
    stem = name.replace(".", "-")
    response = list_exports.file_response(content, stem=stem, file_format=file_format)
    response["Cache-Control"] = "private, no-store"
    return response


def zip_response(content: bytes, *, key: str) -> HttpResponse:
    """A programme as an attachment."""
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="bybalance-{key}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response
