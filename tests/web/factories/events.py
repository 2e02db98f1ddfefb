"""Events in Balby, and those who registered for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import factory
from tests.web.factories.people import LONG_AGO

from bybalance.web.events.models import Event, Registration

#: Far enough ahead that no test is overtaken by the real clock.
EVENT_DAY = datetime(2090, 3, 14, 15, tzinfo=UTC)


class EventFactory(factory.django.DjangoModelFactory[Event]):
    """A public event with ten seats that one can register for now."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"arrangement-{n}")
    kind = Event.Kind.OPEN_HOUSE
    title_da = factory.Sequence(lambda n: f"Arrangement {n}")
    place = "Beboerhuset, Balby"
    starts_at = EVENT_DAY
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=2))
    capacity = 10
    is_published = True
    is_invented = True
    uid = factory.Sequence(lambda n: f"arrangement-{n}@balby.example")
    created_at = LONG_AGO
    updated_at = LONG_AGO

    @factory.post_generation
    def areas(self, create: bool, extracted: object, **kwargs: object) -> None:
        if extracted:
            self.areas.set(extracted)

    @factory.post_generation
    def talks(self, create: bool, extracted: object, **kwargs: object) -> None:
        if extracted:
            self.talks.set(extracted)


class RegistrationFactory(factory.django.DjangoModelFactory[Registration]):
    """A confirmed registration; for another state say ``state=`` (held ones wait for ages)."""

    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    name = factory.Sequence(lambda n: f"Gæst {n}")
    email = factory.Sequence(lambda n: f"gaest{n}@balby.example")
    seats = 1
    language = "da"
    state = Registration.State.CONFIRMED
    held_until = factory.LazyAttribute(
        lambda one: EVENT_DAY if one.state == Registration.State.HELD else None
    )
    cancelled_by = factory.LazyAttribute(
        lambda one: "themselves" if one.state == Registration.State.CANCELLED else ""
    )
    created_at = LONG_AGO
