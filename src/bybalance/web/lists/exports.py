"""Files to download: the right name, type and no way for a browser to guess otherwise."""

from __future__ import annotations

from datetime import date, datetime
from importlib import resources
from typing import Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.lists.published import published_lists
from bybalance.pipelines import published_tables, tables
from bybalance.sources import headers
from bybalance.web.lists.queries import words
from bybalance.web.shared.tables import Cell, Column, Table

CONTENT_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}


def ending(file_format: str) -> str:
    """The file name ending of a format, or 404 for one we do not write."""
    if file_format not in CONTENT_TYPES:
        raise Http404
    return f".{file_format}"


def file_response(content: bytes, *, stem: str, file_format: str) -> HttpResponse:
    """The file as an attachment."""
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{stem}{ending(file_format)}"'
    return response


def list_bytes(list_date: date, *, file_format: str, now: datetime) -> bytes:
    """One published list in a format."""
    published = published_lists()
    table = published_tables.list_table(
        published, published.edition(list_date), wording=words.wording(), now=now
    )
    return tables.table_bytes(table, ending(file_format))


def area_bytes(area_id: str, *, file_format: str, now: datetime) -> bytes:
    """One area's rows on all lists in a format."""
    published = published_lists()
    table = published_tables.area_table(
        published, published.area(area_id), wording=words.wording(), now=now
    )
    return tables.table_bytes(table, ending(file_format))


def example_bytes() -> bytes:
    """The packaged example: published rows whose figures were found."""
    folder = resources.files("bybalance.pipelines") / "example"
    return next(path for path in folder.iterdir() if path.name.endswith(".csv")).read_bytes()


def headings() -> Table:
    """The columns that an uploaded table may have, and what each heading may be called."""
    return Table(
        caption=_("Columns of the table"),
        columns=(Column(_("Danish heading")), Column(_("English heading")), Column(_("Holds"))),
        rows=tuple(
            (Cell(header.da), Cell(header.en), Cell(_held(header.kind)))
            for header in headers.HEADERS
        ),
    )


def _held(kind: headers.HeaderKind) -> str:
    return {
        headers.HeaderKind.TEXT: _("text"),
        headers.HeaderKind.DATE: _("a date such as 2023-12-01"),
        headers.HeaderKind.COUNT: _("a whole number of persons"),
        headers.HeaderKind.PERCENT_OF_PERSONS: _("a percentage, 0 to 100"),
        headers.HeaderKind.PERCENT_OF_REFERENCE: _("a percentage of the region's"),
    }[kind]


def downloads(route: str, *args: object) -> list[tuple[str, str]]:
    """Labels and addresses of the same table as files."""
    labels = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "html": _("For print")}
    return [(label, reverse(route, args=[*args, name])) for name, label in labels.items()]
