"""The directory as files that can be taken in again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.pipelines import tables
from bybalance.pipelines.export_table import Cell, Column, ExportTable, Kind, Provenance
from bybalance.web.accounts.models import User
from bybalance.web.directory import permissions, services
from bybalance.web.directory.models import Affiliation, Organisation, Person

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def table_response(kind: str, *, file_format: str, by: User, now: datetime) -> HttpResponse:
    """A table of the directory as an attachment; 404 for a table or format there is not."""
    if kind not in services.COLUMNS or file_format not in CONTENT_TYPES:
        raise Http404
    table = directory_table(kind, by=by, now=now)
    response = HttpResponse(
        tables.table_bytes(table, f".{file_format}"), content_type=CONTENT_TYPES[file_format]
    )
    response["Content-Disposition"] = f'attachment; filename="{kind}.{file_format}"'
    return response


def directory_table(kind: str, *, by: User, now: datetime) -> ExportTable:
    """Every organisation, or every person with each of their posts."""
    language = formatting.language_of(get_language() or "da")
    rows = _organisation_rows(by) if kind == "organisations" else _person_rows(by)
    return ExportTable(
        title=_("Organisations") if kind == "organisations" else _("People"),
        language=language,
        columns=tuple(
            Column(
                id=column.id,
                heading=column.da if language == "da" else column.en,
                kind=Kind.DATE if column.id in {"first_day", "last_day"} else Kind.TEXT,
            )
            for column in services.COLUMNS[kind]
        ),
        rows=list(rows),
        licence="",
        provenance=Provenance(created_at=now),
    )


def _organisation_rows(by: User) -> Iterator[tuple[Cell, ...]]:
    for row in permissions.organisations.visible_to(by).select_related("municipality"):
        yield (
            row.key,
            row.name,
            row.short_name,
            Organisation.Kind(row.kind).value,
            row.cvr,
            row.municipality.code if row.municipality else "",
            row.website,
            _yes_or_no(row.is_invented),
            row.source_title,
            row.source_url,
        )


def _person_rows(by: User) -> Iterator[tuple[Cell, ...]]:
    people = permissions.people.visible_to(by).prefetch_related("affiliations__organisation")
    for person in people:
        posts: list[Affiliation | None] = list(person.affiliations.all())
        for post in posts or [None]:
            yield (*_person_cells(person), *_post_cells(person, post))


def _person_cells(person: Person) -> tuple[Cell, ...]:
    return (person.key, person.name, person.email, _yes_or_no(person.is_invented))


def _post_cells(person: Person, post: Affiliation | None) -> tuple[Cell, ...]:
    if post is None:
        return ("", "", "", "", None, None, person.source_title, person.source_url)
    return (
        post.organisation.key,
        post.organisation.name,
        post.title_da,
        post.title_en,
        post.from_on,
        post.until_on - timedelta(days=1) if post.until_on else None,
        post.source_title,
        post.source_url,
    )


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")
