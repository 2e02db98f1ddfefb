"""Seats: asked for, confirmed, given back. Only one at a time may change those of an event.

What happens is decided by :mod:`bybalance.seating`; here the event is locked, the decision asked
for with what the database then says, and written.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from bybalance import seating
from bybalance.seating import Opening, Placement
from bybalance.web.accounts.models import User
from bybalance.web.events.models import Event, Registration
from bybalance.web.events.queries import standings
from bybalance.web.events.services import letters
from bybalance.web.shared import audit, locks

State = Registration.State

#: Who comes off the waiting list has at most so long to say that they still come.
PROMOTION_HOLD = timedelta(hours=24)


class NotOpen(Exception):
    """One cannot register now; ``opening`` says why."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening.value)
        self.opening = opening


def register(
    event: Event,
    *,
    name: str,
    email: str,
    seats: int,
    language: str,
    form_key: UUID,
    now: datetime,
) -> None:
    """Hold seats or take a place in the queue, and write to the one who asks.

    The same form sent twice changes nothing; from an address that is registered already, it only
    sends the letter again, so that nobody learns from the page who has registered.
    """
    with locks.locked(event) as current:
        standing = standings.read(current, form_key=form_key, email=email, now=now)
        if standing.has_form:
            return
        opening = current.window().opening(now=now)
        if opening is not Opening.OPEN:
            raise NotOpen(opening)
        if standing.is_unsettled:
            settle(current, now=now)
            standing = standings.read(current, form_key=form_key, email=email, now=now)
        if standing.known is not None:
            known = current.registrations.get(pk=standing.known)
            letters.send_standing(known, now=now)
            return
        placement = seating.place(standing.occupancy, seats=seats)
        registration = _add(
            current, placement, name=name, email=email, seats=seats, language=language,
            form_key=form_key, now=now,
        )  # fmt: skip
        audit.record(
            "registration_made", registration, by=None, at=now, after=_logged(registration)
        )
        letters.send_standing(registration, now=now)


def confirm(registration: Registration, *, now: datetime) -> Registration:
    """Make held seats confirmed, unless the time has run out; return how things stand."""
    with locks.locked(registration.event) as event:
        settle(event, now=now)
        current = event.registrations.get(pk=registration.pk)
        if current.state == State.HELD:
            current.state, current.held_until, current.confirmed_at = State.CONFIRMED, None, now
            current.save(update_fields=("state", "held_until", "confirmed_at"))
            audit.record("registration_confirmed", current, by=None, at=now)
            letters.send("confirmed", current, now=now)
        return current


def cancel_registration(
    registration: Registration, *, by: User | None = None, now: datetime
) -> Registration:
    """Give seats back; ``by`` is the officer who does it, or nobody for the one whose they are."""
    with locks.locked(registration.event) as event:
        current = event.registrations.get(pk=registration.pk)
        if current.state != State.CANCELLED:
            reason = Registration.CancelledBy.OFFICER if by else Registration.CancelledBy.THEMSELVES
            _end(current, reason, by=by, now=now)
            letters.send("left", current, now=now)
        settle(event, now=now)
        return current


def release_lapsed(*, now: datetime) -> int:
    """Take back every seat that was not confirmed in time; give it on; count the events."""
    held_in_vain = Registration.objects.lapsed(now=now).values("event")
    events = list(Event.objects.filter(pk__in=held_in_vain))
    for event in events:
        with locks.locked(event) as current:
            settle(current, now=now)
    return len(events)


def settle(event: Event, *, now: datetime) -> None:
    """Take back seats not confirmed in time, then let in from the queue; only under the lock."""
    for lapsed in event.registrations.lapsed(now=now):
        _end(lapsed, Registration.CancelledBy.TIME, by=None, now=now)
        letters.send("lapsed", lapsed, now=now)
    occupancy = event.occupancy()
    if not occupancy.has_queue or not occupancy.holds(1):
        return
    if event.is_cancelled or now >= event.starts_at:
        return
    waiting = event.registrations.waiting().values_list("pk", "seats")
    queue = (seating.Waiting(key, seats) for key, seats in waiting.iterator(chunk_size=50))
    for party in list(seating.let_in(occupancy, queue)):
        _let_in(event.registrations.get(pk=party.key), event, now=now)


def _let_in(registration: Registration, event: Event, *, now: datetime) -> None:
    hold = min(PROMOTION_HOLD, (event.starts_at - now) / 2)
    registration.state = State.HELD
    registration.promoted_at = now
    registration.held_until = seating.held_until(now=now, hold=hold, ends_at=event.starts_at)
    registration.save(update_fields=("state", "promoted_at", "held_until"))
    audit.record("registration_promoted", registration, by=None, at=now)
    letters.send("promoted", registration, now=now)


def _add(
    event: Event,
    placement: Placement,
    *,
    name: str,
    email: str,
    seats: int,
    language: str,
    form_key: UUID,
    now: datetime,
) -> Registration:
    is_seated = placement is Placement.SEATED
    hold = timedelta(minutes=event.hold_minutes)
    until = seating.held_until(now=now, hold=hold, ends_at=event.starts_at)
    return Registration.objects.create(
        event=event,
        name=name,
        email=email,
        seats=seats,
        language=language,
        form_key=form_key,
        state=State.HELD if is_seated else State.WAITING,
        held_until=until if is_seated else None,
        created_at=now,
    )


def _end(registration: Registration, reason: str, *, by: User | None, now: datetime) -> None:
    before = _logged(registration)
    registration.state, registration.held_until = State.CANCELLED, None
    registration.cancelled_by, registration.cancelled_at = reason, now
    registration.save(update_fields=("state", "held_until", "cancelled_by", "cancelled_at"))
    audit.record(
        "registration_cancelled", registration, by=by, at=now, before=before, after={"by": reason}
    )


def _logged(registration: Registration) -> dict[str, str | int]:
    """What the log may hold of a registration: no name, no address."""
    return {
        "event": str(registration.event.uuid),
        "seats": registration.seats,
        "state": registration.state,
    }
