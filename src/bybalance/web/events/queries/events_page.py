"""What is coming, and what has been, as a table; and the same as a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Exists, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.seating import Occupancy
from bybalance.web.events import permissions
from bybalance.web.events.models import Event, Registration
from bybalance.web.events.queries import words
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.tables import Cell, Column, Table

EVENTS_ON_A_PAGE = 50
PAST = "past"


@dataclass(frozen=True)
class EventsPage:
    """One page of events."""

    table: Table
    page: Page[Event]
    sentence: str
    is_past: bool


def with_occupancy(events: models.QuerySet[Event]) -> models.QuerySet[Event]:
    """The events, each with how full it is, in the same query."""
    rows = Registration.objects.filter(event=OuterRef("pk"))
    taken = rows.seated().order_by().values("event").annotate(seats=Sum("seats")).values("seats")
    return events.annotate(
        taken_seats=Coalesce(Subquery(taken, output_field=IntegerField()), Value(0)),
        has_queue=Exists(rows.filter(state=Registration.State.WAITING)),
    )


def occupancy_of(event: Event) -> Occupancy:
    """How full an event of :func:`with_occupancy` is."""
    taken: int = event.taken_seats  # type: ignore[attr-defined]
    has_queue: bool = event.has_queue  # type: ignore[attr-defined]
    return Occupancy(capacity=event.capacity, taken=taken, has_queue=has_queue)


def events_page(
    viewer: Viewer, *, period: str, kind: str, area: str, page_number: str, now: datetime
) -> EventsPage:
    """Events that ``viewer`` may see: what is coming, soonest first, or what has been."""
    is_past = period == PAST
    found = permissions.events.visible_to(viewer)
    found = found.filter(ends_at__lt=now) if is_past else found.filter(ends_at__gte=now)
    if kind:
        found = found.filter(kind=kind)
    if area:
        found = found.filter(areas__area_id=area)
    order = ("-starts_at", "-id") if is_past else ("starts_at", "id")
    page = Paginator(with_occupancy(found.order_by(*order)), EVENTS_ON_A_PAGE).get_page(page_number)
    count = page.paginator.count
    sentence = (
        ngettext("%(count)d event has taken place.", "%(count)d events have taken place.", count)
        if is_past
        else ngettext("%(count)d event is coming.", "%(count)d events are coming.", count)
    )
    return EventsPage(
        table=table_of(page, caption=_("Events"), now=now),
        page=page,
        sentence=sentence % {"count": count},
        is_past=is_past,
    )


def table_of(events: Iterable[Event], *, caption: str, now: datetime) -> Table:
    """Events of :func:`with_occupancy` as rows."""
    return Table(
        caption=caption,
        columns=(
            Column(_("Event")),
            Column(_("When")),
            Column(_("Where")),
            Column(_("Registration")),
        ),
        rows=tuple(_row(event, now=now) for event in events),
    )


def upcoming(viewer: Viewer, *, now: datetime, count: int) -> list[Event]:
    """The next events, soonest first."""
    return list(permissions.events.visible_to(viewer).filter(ends_at__gte=now)[:count])


def _row(event: Event, *, now: datetime) -> tuple[Cell, ...]:
    opening = event.window().opening(now=now)
    return (
        Cell(event.title, url=event.get_absolute_url(), note=note(event)),
        Cell(words.period(event)),
        Cell(event.place or _("Online")),
        Cell(words.registration_state(event, opening, occupancy_of(event))),
    )


def note(event: Event) -> str:
    """The kind, and what a reader must know before anything else."""
    marks = [event.get_kind_display()]
    if event.is_cancelled:
        marks.append(_("cancelled"))
    if not event.is_published:
        marks.append(_("draft"))
    if event.is_invented:
        marks.append(_("invented"))
    return ", ".join(marks)
