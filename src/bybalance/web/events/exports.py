"""The list of those who are coming, as a file."""

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
from bybalance.web.events.models import Event
from bybalance.web.events.queries import attendance
from bybalance.web.lists import exports as list_exports
from bybalance.web.shared.access import Viewer

FORMATS = ("csv", "xlsx", "json", "html")


def attendance_file(
    viewer: Viewer, event: Event, *, state: str, file_format: str, now: datetime
) -> HttpResponse:
    """Those who registered, in a format; 404 for one we do not write."""
    if file_format not in FORMATS:
        raise Http404
    table = ExportTable(
        title=_("Participants: %(event)s") % {"event": event.title},
        language=formatting.language_of(get_language() or "da"),
        columns=(
            Column(id="name", heading=_("Name")),
            Column(id="email", heading=_("E-mail")),
            Column(id="seats", heading=_("Seats"), kind=Kind.COUNT),
            Column(id="state", heading=_("State")),
            Column(id="registered", heading=_("Registered"), kind=Kind.DATE),
        ),
        rows=[
            (
                one.name,
                one.email,
                one.seats,
                str(one.get_state_display()),
                timezone.localtime(one.created_at).date(),
            )
            for one in attendance.listed(viewer, event, state=state)
        ],
        licence=_("Personal data: only for those who run the event. Delete the file afterwards."),
        provenance=Provenance(created_at=now),
    )
    content = tables.table_bytes(table, f".{file_format}")
    stem = f"{event.key}-{_('participants')}"
    response = list_exports.file_response(content, stem=stem, file_format=file_format)
    response["Cache-Control"] = "private, no-store"
    return response


def downloads(event: Event, *, state: str) -> list[tuple[str, str]]:
    """Labels and addresses of the list as files."""
    labels = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "html": _("For print")}
    asked = f"?state={state}" if state else ""
    return [
        (label, reverse("events:download_attendance", args=[event.key, name]) + asked)
        for name, label in labels.items()
    ]
