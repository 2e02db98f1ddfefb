"""What somebody who registers must know of an event, in one question to the database.

A registration holds the event's lock while it decides, so whatever it asks, everybody behind it
waits for. Each part is answered by an index and none grows with the length of the queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from bybalance.seating import Occupancy
from bybalance.web.events.models import Event, Registration


@dataclass(frozen=True)
class Standing:
    """How full an event is, and what it knows of somebody who asks for seats.

    ``has_form`` tells that the form was sent before, ``known`` which registration has the address,
    ``has_lapsed`` that a seat was not confirmed in time and is still to be taken back.
    """

    occupancy: Occupancy
    has_form: bool
    known: int | None
    has_lapsed: bool

    @property
    def is_unsettled(self) -> bool:
        """Whether seats may have to change hands before a newcomer is placed."""
        return self.has_lapsed or (self.occupancy.has_queue and self.occupancy.holds(1))


def read(event: Event, *, form_key: UUID, email: str, now: datetime) -> Standing:
    """The standing of ``event``; only under its lock, and only after the lock was waited for."""
    rows = Registration.objects.filter(event=OuterRef("pk")).order_by()
    taken = rows.seated().values("event").annotate(total=Sum("seats")).values("total")
    known = rows.at_address(email).values("pk")[:1]
    found = (
        Event.objects.filter(pk=event.pk)
        .order_by()
        .annotate(
            taken_seats=Coalesce(Subquery(taken, output_field=IntegerField()), Value(0)),
            has_queue=Exists(rows.filter(state=Registration.State.WAITING)),
            has_lapsed=Exists(rows.filter(state=Registration.State.HELD, held_until__lte=now)),
            has_form=Exists(Registration.objects.filter(form_key=form_key)),
            known=Subquery(known),
        )
        .values_list("taken_seats", "has_queue", "has_lapsed", "has_form", "known")
    )
    taken_seats, has_queue, has_lapsed, has_form, known_pk = found.get()
    return Standing(
        occupancy=Occupancy(capacity=event.capacity, taken=taken_seats, has_queue=has_queue),
        has_form=has_form,
        known=known_pk,
        has_lapsed=has_lapsed,
    )
