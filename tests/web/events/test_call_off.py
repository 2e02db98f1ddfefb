"""Call an event off, and take it back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.web import factories
from tests.web.events.pages import said

from bybalance.web.accounts.models import User
from bybalance.web.events.models import Event
from bybalance.web.shared import audit
from bybalance.web.shared.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


@pytest.fixture
def event(db: None) -> Event:
    event = factories.EventFactory.create(title_da="Åbent hus", capacity=2)
    factories.RegistrationFactory.create_batch(2, event=event)
    factories.RegistrationFactory.create(event=event, state="waiting")
    factories.RegistrationFactory.create(event=event, state="cancelled")
    return event


def test_the_page_says_how_many_are_told(officer: Client, event: Event) -> None:
    page = said(officer.get(reverse("events:cancel", args=[event.key])))

    assert "3 tilmeldinger får besked med mail." in page


def test_everyone_is_told_and_nobody_loses_their_place(officer: Client, event: Event) -> None:
    officer.post(reverse("events:cancel", args=[event.key]), {"reason": "Oplægsholderen er syg."})

    event.refresh_from_db()
    assert event.is_cancelled
    assert event.sequence == 1
    assert event.registrations.in_force().count() == 3
    letters = OutboxMessage.objects.all()
    assert len(letters) == 3
    assert all("Oplægsholderen er syg." in letter.body_text for letter in letters)
    assert "Oplægsholderen er syg." in said(officer.get(event.get_absolute_url()))


def test_without_a_reason_it_is_not_called_off(officer: Client, event: Event) -> None:
    answer = officer.post(reverse("events:cancel", args=[event.key]), {"reason": " "})

    event.refresh_from_db()
    assert answer.status_code == 400
    assert not event.is_cancelled


def test_calling_off_twice_writes_once(officer: Client, event: Event) -> None:
    for _ in range(2):
        officer.post(reverse("events:cancel", args=[event.key]), {"reason": "Storm."})

    assert OutboxMessage.objects.count() == 3


def test_it_can_be_taken_back(officer: Client, event: Event) -> None:
    officer.post(reverse("events:cancel", args=[event.key]), {"reason": "Storm."})
    officer.post(reverse("events:reinstate", args=[event.key]))

    event.refresh_from_db()
    assert (event.is_cancelled, event.cancelled_because, event.sequence) == (False, "", 2)
    assert OutboxMessage.objects.filter(subject="Holdes alligevel: Åbent hus").count() == 3
    actions = [entry.action for entry in audit.entries_about(event)]
    assert actions == ["event_cancelled", "event_reinstated"]


def test_taking_back_needs_a_post(officer: Client, event: Event) -> None:
    assert officer.get(reverse("events:reinstate", args=[event.key])).status_code == 405
