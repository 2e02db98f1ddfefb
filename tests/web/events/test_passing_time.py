"""What time alone sets off: seats go back, names are forgotten, the demo is loaded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.web import factories

from bybalance.web.events import services
from bybalance.web.events.models import Event, Registration
from bybalance.web.shared.models import AuditEntry, OutboxMessage

pytestmark = pytest.mark.django_db

NOW = datetime(2089, 12, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_seats_not_confirmed_in_time_go_to_the_next() -> None:
    event = factories.EventFactory.create(capacity=1)
    late = factories.RegistrationFactory.create(event=event, state="held", held_until=NOW)
    first, second = factories.RegistrationFactory.create_batch(2, event=event, state="waiting")

    assert services.release_lapsed(now=NOW - MINUTE) == 0
    assert services.release_lapsed(now=NOW) == 1
    assert services.release_lapsed(now=NOW) == 0

    states = [event.registrations.get(pk=one.pk).state for one in (late, first, second)]
    assert states == ["cancelled", "held", "waiting"]
    assert [letter.recipient for letter in OutboxMessage.objects.order_by("id")] == [
        late.email,
        first.email,
    ]


def test_shortly_before_an_event_there_is_less_time_to_answer() -> None:
    event = factories.EventFactory.create(capacity=1)
    event.starts_at = NOW + timedelta(hours=4)
    event.ends_at = NOW + timedelta(hours=6)
    event.save()
    seated = factories.RegistrationFactory.create(event=event)
    waiting = factories.RegistrationFactory.create(event=event, state="waiting")

    services.cancel_registration(seated, now=NOW)

    waiting.refresh_from_db()
    assert waiting.held_until == NOW + timedelta(hours=2)


def test_once_an_event_has_begun_nobody_is_let_in() -> None:
    event = factories.EventFactory.create(capacity=1)
    seated = factories.RegistrationFactory.create(event=event)
    waiting = factories.RegistrationFactory.create(event=event, state="waiting")

    services.cancel_registration(seated, now=event.starts_at)

    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_names_are_forgotten_ninety_days_after_the_event() -> None:
    old = factories.RegistrationFactory.create(seats=3)
    event = Event.objects.get()
    day = event.ends_at + timedelta(days=90)

    assert services.forget_participants(now=day - MINUTE) == 0
    assert services.forget_participants(now=day) == 1
    assert services.forget_participants(now=day) == 0

    old.refresh_from_db()
    assert (old.name, old.email, old.seats, old.erased_at) == ("", "", 3, day)
    assert AuditEntry.objects.filter(action="participants_forgotten").count() == 1


def test_whose_address_is_forgotten_gets_no_letters() -> None:
    gone = factories.RegistrationFactory.create(email="", name="")

    services.cancel_registration(gone, now=NOW)

    assert OutboxMessage.objects.count() == 0


def test_the_demo_is_loaded_once_and_all_of_it_is_marked_as_invented() -> None:
    first, second = (services.load_demo_events(now=NOW) for _ in range(2))

    assert first == Event.objects.count() > 3
    assert second == 0
    assert not Event.objects.filter(is_invented=False).exists()
    assert not Registration.objects.exists()
