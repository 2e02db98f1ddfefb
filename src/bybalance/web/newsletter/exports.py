"""The addresses of the newsletter as a file, for those who may have them."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.pipelines import tables
from bybalance.pipelines.export_table import Column, ExportTable, Kind, Provenance
from bybalance.web.accounts.models import User
from bybalance.web.lists import exports as list_exports
from bybalance.web.newsletter import services
from bybalance.web.newsletter.queries import readers

FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}


def readers_file(viewer: User, *, file_format: str, now: datetime) -> HttpResponse:
    """Those who get the newsletter, in a format; 404 for one we do not write. It is logged."""
    if file_format not in FORMATS:
        raise Http404
    rows = [
        (
            one.email,
            str(one.get_language_display()),
            timezone.localtime(one.confirmed_at).date(),
        )
        for one in readers.listed(viewer)
    ]
    table = ExportTable(
        title=_("Subscribers of the newsletter"),
        language=formatting.language_of(get_language() or "da"),
        columns=(
            Column(id="email", heading=_("E-mail")),
            Column(id="language", heading=_("Language")),
            Column(id="confirmed", heading=_("Confirmed"), kind=Kind.DATE),
        ),
        rows=rows,
        licence=_("Personal data: only for the newsletter. Delete the file afterwards."),
        provenance=Provenance(created_at=now),
    )
    content = tables.table_bytes(table, f".{file_format}")
    services.log_export(by=viewer, count=len(rows), file_format=file_format, now=now)
    response = list_exports.file_response(
        content, stem=_("newsletter-subscribers"), file_format=file_format
    )
    response["Cache-Control"] = "private, no-store"
    return response


def downloads() -> list[tuple[str, str]]:
    """Labels and addresses of the list as files."""
    return [
        (label, reverse("newsletter:download_readers", args=[name]))
        for name, label in FORMATS.items()
    ]
