"""Announcing events, changing them, and calling them off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.utils.text import slugify

from bybalance.web.accounts.models import User
from bybalance.web.events import permissions
from bybalance.web.events.models import Event
from bybalance.web.events.services import letters, seats
from bybalance.web.shared import audit, locks

#: What those who registered must hear of when it changes, and their calendars too.
TOLD_FIELDS: Final = frozenset({"starts_at", "ends_at", "place", "online_url"})
#: What a calendar shows.
CALENDAR_FIELDS: Final = TOLD_FIELDS | {"title_da", "title_en", "text_da", "text_en"}
MANY: Final = ("areas", "talks")


@transaction.atomic
def announce_event(given: Mapping[str, Any], *, by: User, now: datetime) -> Event:
    """Make an event of what a form gave."""
    permissions.events.may_edit(by).require()
    fields = {name: value for name, value in given.items() if name not in MANY}
    event = Event.objects.create(
        **fields,
        key=new_key(given["title_da"], given["starts_at"]),
        uid=f"event-{uuid4()}@bybalance",
        created_at=now,
        updated_at=now,
    )
    for name in MANY:
        getattr(event, name).set(given.get(name, ()))
    audit.record("event_announced", event, by=by, at=now, after={"title": event.title_da})
    return event


def change_event(event: Event, given: Mapping[str, Any], *, by: User, now: datetime) -> Event:
    """Write what a form gave; tell those who registered of a new time or place.

    More seats let in from the waiting list at once; fewer turn nobody out.
    """
    permissions.events.may_edit(by).require()
    with locks.locked(event) as current:
        changed = {
            name: value
            for name, value in given.items()
            if name not in MANY and getattr(current, name) != value
        }
        before = {name: _plain(getattr(current, name)) for name in changed}
        for name, value in changed.items():
            setattr(current, name, value)
        current.sequence += bool(CALENDAR_FIELDS & changed.keys())
        current.updated_at = now
        current.save()
        for name in MANY:
            if name in given:
                getattr(current, name).set(given[name])
        after = {name: _plain(value) for name, value in changed.items()}
        audit.record("event_changed", current, by=by, at=now, before=before, after=after)
        if TOLD_FIELDS & changed.keys() and now < current.ends_at and not current.is_cancelled:
            _tell(current, "event_changed", now=now)
        seats.settle(current, now=now)
    return current


def cancel_event(event: Event, *, reason: str, by: User, now: datetime) -> Event:
    """Call an event off and tell everyone; registrations stay, in case it is taken back."""
    permissions.events.may_edit(by).require()
    with locks.locked(event) as current:
        if current.is_cancelled:
            return current
        current.cancelled_at, current.cancelled_because = now, reason
        current.sequence += 1
        current.updated_at = now
        current.save(update_fields=("cancelled_at", "cancelled_because", "sequence", "updated_at"))
        audit.record("event_cancelled", current, by=by, at=now, after={"reason": reason})
        if now < current.ends_at:
            _tell(current, "event_cancelled", now=now)
    return current


def reinstate_event(event: Event, *, by: User, now: datetime) -> Event:
    """Take the calling off back and tell everyone."""
    permissions.events.may_edit(by).require()
    with locks.locked(event) as current:
        if not current.is_cancelled:
            return current
        current.cancelled_at, current.cancelled_because = None, ""
        current.sequence += 1
        current.updated_at = now
        current.save(update_fields=("cancelled_at", "cancelled_because", "sequence", "updated_at"))
        audit.record("event_reinstated", current, by=by, at=now)
        if now < current.ends_at:
            _tell(current, "event_reinstated", now=now)
        seats.settle(current, now=now)
    return current


def new_key(title: str, starts_at: datetime) -> str:
    """A word for the address: the title and the year, and a number where that is taken."""
    letters_da = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
    stem = slugify(title.lower().translate(letters_da))[:60].strip("-") or "event"
    wanted = f"{stem}-{starts_at.year}"
    taken = set(Event.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    number = 1
    key = wanted
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


def _tell(event: Event, letter: str, *, now: datetime) -> None:
    for registration in event.registrations.in_force():
        letters.send(letter, registration, now=now)


def _plain(value: Any) -> Any:
    """A value as the log keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | None) else str(value)
