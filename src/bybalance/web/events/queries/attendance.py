"""Who is coming: for programme officers alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Sum
from django.utils.translation import ngettext

from bybalance.web.events import permissions
from bybalance.web.events.models import Event, Registration
from bybalance.web.events.queries import words
from bybalance.web.shared.access import Viewer

ROWS_ON_A_PAGE = 200
State = Registration.State


@dataclass(frozen=True)
class AttendancePage:
    """Those who registered for an event, in the order of their names, and how many seats."""

    event: Event
    when: str
    page: Page[Registration]
    sentence: str
    counts: tuple[tuple[str, str], ...]
    state: str


def attendance_page(
    viewer: Viewer, *, event_key: str, state: str, page_number: str
) -> AttendancePage:
    """Registrations in ``state``; without one, all that are in force."""
    event = permissions.events.get(viewer, key=event_key)
    rows = listed(viewer, event, state=state)
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(page_number)
    return AttendancePage(
        event=event,
        when=words.period(event),
        page=page,
        sentence=_count(page.paginator.count),
        counts=_counts(viewer, event),
        state=state,
    )


def listed(viewer: Viewer, event: Event, *, state: str) -> list[Registration]:
    """The rows of the list: those with seats by name, those who wait in their order."""
    rows = permissions.registrations.visible_to(viewer).filter(event=event)
    rows = rows.filter(state=state) if state else rows.in_force()  # type: ignore[attr-defined]
    order = {State.CONFIRMED: 0, State.HELD: 1, State.WAITING: 2, State.CANCELLED: 3}
    return sorted(
        rows,
        key=lambda one: (
            order[State(one.state)],
            "" if one.state == State.WAITING else one.name.casefold(),
            one.pk,
        ),
    )


def _counts(viewer: Viewer, event: Event) -> tuple[tuple[str, str], ...]:
    """Registrations and seats by state, in words."""
    rows = permissions.registrations.visible_to(viewer).filter(event=event)
    found = {
        one["state"]: one
        for one in rows.order_by().values("state").annotate(count=Count("pk"), seats=Sum("seats"))
    }
    return tuple(
        (
            str(state.label),
            ", ".join((_count(found[state]["count"]), words.seats(found[state]["seats"]))),
        )
        for state in State
        if state in found
    )


def _count(count: int) -> str:
    return ngettext("%(count)d registration", "%(count)d registrations", count) % {"count": count}
