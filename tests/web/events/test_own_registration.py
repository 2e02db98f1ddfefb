"""Confirm and cancel one's own registration, by its secret address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.events import services
from bybalance.web.events.models import Registration
from bybalance.web.shared.models import OutboxMessage

pytestmark = pytest.mark.django_db

CANARY = "KANARIFUGL"


def own(registration: Registration, route: str = "events:registration") -> str:
    return reverse(route, args=[registration.own_path().split("/")[-2]])


def test_reading_the_page_changes_nothing(client: Client) -> None:
    registration = factories.RegistrationFactory.create(state="held")

    page = client.get(own(registration))

    registration.refresh_from_db()
    assert registration.state == "held"
    assert "Bekræft, at jeg kommer" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"


def test_confirming_gives_the_seat_for_good(client: Client) -> None:
    registration = factories.RegistrationFactory.create(state="held")

    page = client.post(own(registration, "events:confirm"), follow=True).content.decode()

    registration.refresh_from_db()
    assert (registration.state, registration.held_until) == ("confirmed", None)
    assert "Du har en plads" in page
    assert "Du har en plads" in OutboxMessage.objects.get().subject


def test_the_letter_brings_the_event_to_the_calendar(client: Client) -> None:
    event = factories.EventFactory.create(online_url="https://moede.balby.example/rum")
    registration = factories.RegistrationFactory.create(event=event, state="held")

    client.post(own(registration, "events:confirm"))

    [file] = OutboxMessage.objects.get().attachments.all()
    calendar = Calendar.from_ical(bytes(file.content))
    [entry] = calendar.walk("VEVENT")
    assert (file.file_name, file.content_type) == (
        f"{event.key}.ics",
        "text/calendar; charset=utf-8; method=PUBLISH",
    )
    assert calendar["METHOD"] == "PUBLISH"
    assert (entry["UID"], entry["STATUS"]) == (event.uid, "CONFIRMED")
    assert "https://moede.balby.example/rum" in entry["DESCRIPTION"]


@pytest.mark.parametrize("state", ["held", "waiting"])
def test_a_calendar_file_is_for_those_who_have_a_seat(state: str, programme_officer: User) -> None:
    event = factories.EventFactory.create(online_url="https://moede.balby.example/rum")
    factories.RegistrationFactory.create(event=event, state=state)
    factories.RegistrationFactory.create(event=event, state="confirmed", email="plads@b.example")

    services.cancel_event(event, reason="Storm", by=programme_officer, now=timezone.now())

    [letter] = OutboxMessage.objects.exclude(attachments=None)
    entry = Calendar.from_ical(bytes(letter.attachments.get().content)).walk("VEVENT")[0]
    assert OutboxMessage.objects.count() == 2
    assert letter.recipient == "plads@b.example"
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 1)


def test_confirming_twice_changes_nothing(client: Client) -> None:
    registration = factories.RegistrationFactory.create(state="held")

    client.post(own(registration, "events:confirm"))
    client.post(own(registration, "events:confirm"))

    assert OutboxMessage.objects.count() == 1


def test_too_late_is_too_late(client: Client) -> None:
    registration = factories.RegistrationFactory.create(
        state="held", held_until=timezone.now() - timedelta(seconds=1)
    )

    before = client.get(own(registration)).content.decode()
    after = client.post(own(registration, "events:confirm"), follow=True).content.decode()

    registration.refresh_from_db()
    assert registration.state == "cancelled"
    assert "Fristen for at bekræfte er udløbet" in before
    assert "Fristen for at bekræfte er udløbet" in after
    assert "Bekræft, at jeg kommer" not in before


def test_one_who_waits_cannot_confirm_themselves_a_seat(client: Client) -> None:
    event = factories.EventFactory.create(capacity=1)
    factories.RegistrationFactory.create(event=event)
    waiting = factories.RegistrationFactory.create(event=event, state="waiting")

    client.post(own(waiting, "events:confirm"))

    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_cancelling_gives_the_seat_to_the_one_who_has_waited_longest(client: Client) -> None:
    event = factories.EventFactory.create(capacity=2)
    leaving = factories.RegistrationFactory.create(event=event, seats=2)
    first, second, third = factories.RegistrationFactory.create_batch(
        3, event=event, state="waiting"
    )

    page = client.post(own(leaving, "events:leave"), follow=True).content.decode()

    states = [event.registrations.get(pk=one.pk).state for one in (leaving, first, second, third)]
    assert states == ["cancelled", "held", "held", "waiting"]
    assert "Tilmeldingen er afmeldt" in page
    assert [letter.recipient for letter in OutboxMessage.objects.order_by("id")] == [
        leaving.email, first.email, second.email,
    ]  # fmt: skip
    first.refresh_from_db()
    assert first.held_until is not None
    assert first.promoted_at is not None
    assert first.held_until - first.promoted_at == timedelta(hours=24)


def test_a_party_at_the_head_is_not_overtaken_by_a_smaller_one(client: Client) -> None:
    event = factories.EventFactory.create(capacity=2)
    leaving, _staying = factories.RegistrationFactory.create_batch(2, event=event)
    factories.RegistrationFactory.create(event=event, seats=2, state="waiting")
    small = factories.RegistrationFactory.create(event=event, state="waiting")

    client.post(own(leaving, "events:leave"))

    small.refresh_from_db()
    assert small.state == "waiting"


def test_one_who_waits_sees_how_many_are_before_them(client: Client) -> None:
    event = factories.EventFactory.create(capacity=1)
    factories.RegistrationFactory.create(event=event)
    first, second = factories.RegistrationFactory.create_batch(2, event=event, state="waiting")

    assert "Du står først i køen" in client.get(own(first)).content.decode()
    assert "1 tilmelding er foran din" in client.get(own(second)).content.decode()


def test_the_online_link_is_for_those_who_have_a_seat(client: Client) -> None:
    event = factories.EventFactory.create(online_url=f"https://moede.example/{CANARY}", capacity=5)
    seated = factories.RegistrationFactory.create(event=event)
    others = [
        factories.RegistrationFactory.create(event=event, state=state)
        for state in ("held", "waiting", "cancelled")
    ]

    assert CANARY in client.get(own(seated)).content.decode()
    assert CANARY in client.get(own(seated, "events:own_calendar")).content.decode().replace(
        "\r\n ", ""
    )
    for other in others:
        assert CANARY not in client.get(own(other)).content.decode()
        calendar = client.get(own(other, "events:own_calendar")).content.decode()
        assert CANARY not in calendar.replace("\r\n ", "")


def test_a_cancelled_event_says_so_and_asks_for_nothing(client: Client) -> None:
    event = factories.EventFactory.create(cancelled_at=timezone.now(), cancelled_because="Storm.")
    registration = factories.RegistrationFactory.create(event=event, state="held")

    page = client.get(own(registration)).content.decode()

    assert "Arrangementet er aflyst" in page
    assert "Storm." in page
    assert "Bekræft, at jeg kommer" not in page


@pytest.mark.parametrize("step", ["", "arrangement.ics"])
def test_an_address_that_was_tampered_with_opens_nothing(client: Client, step: str) -> None:
    registration = factories.RegistrationFactory.create()
    token = own(registration).split("/")[-2]
    tampered = token[:-1] + ("A" if token[-1] != "A" else "B")

    assert client.get(f"/arrangementer/tilmelding/{tampered}/{step}").status_code == 404
    assert client.get(f"/arrangementer/tilmelding/1/{step}").status_code == 404


def test_an_address_made_before_a_new_nonce_opens_nothing(client: Client) -> None:
    registration = factories.RegistrationFactory.create()
    address = own(registration)
    registration.nonce = factories.RegistrationFactory.build().nonce
    registration.save()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("step", ["events:confirm", "events:leave"])
def test_a_link_in_a_mail_cannot_do_it_alone(client: Client, step: str) -> None:
    registration = factories.RegistrationFactory.create(state="held")

    assert client.get(own(registration, step)).status_code == 405
    registration.refresh_from_db()
    assert registration.state == "held"
