"""Register for an event."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web import factories

from bybalance.web.events.models import Event
from bybalance.web.shared.models import AuditEntry, OutboxMessage

pytestmark = pytest.mark.django_db


def form(**fields: object) -> dict[str, object]:
    return {
        "name": "Rikke Beboer",
        "email": "rikke@balby.example",
        "seats": 1,
        "form_key": str(uuid4()),
        **fields,
    }


def address(event: Event) -> str:
    return reverse("events:register", args=[event.key])


def test_the_form_carries_a_key_and_says_what_happens_to_the_data(client: Client) -> None:
    event = factories.EventFactory.create(max_seats=3)

    page = client.get(address(event))

    assert 'name="form_key"' in page.content.decode()
    assert "Højst 3." in page.content.decode()
    assert "sletter dem 90 dage efter" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_seat_is_held_and_a_mail_asks_to_confirm_it(
    client: Client, django_capture_on_commit_callbacks: object
) -> None:
    event = factories.EventFactory.create(title_da="Åbent hus")

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client.post(address(event), form(seats=2))

    assert answer["Location"] == f"/arrangementer/{event.key}/tilmeldt/"
    assert "Kig i din mail" in client.get(answer["Location"]).content.decode()
    [registration] = event.registrations.all()
    assert (registration.state, registration.seats) == ("held", 2)
    assert registration.held_until == registration.created_at + timedelta(hours=2)
    [letter] = mail.outbox
    assert letter.to == ["rikke@balby.example"]
    assert "Åbent hus" in letter.subject
    assert "/arrangementer/tilmelding/" in letter.body


def test_the_letter_is_in_the_language_of_the_page(client: Client) -> None:
    event = factories.EventFactory.create(title_en="Open house")

    client.post(f"/en/events/{event.key}/register/", form())

    [letter] = OutboxMessage.objects.all()
    assert letter.subject == "Confirm your registration: Open house"
    assert "/en/events/registration/" in letter.body_text


def test_when_all_seats_are_taken_one_waits(client: Client) -> None:
    event = factories.EventFactory.create(capacity=1)
    factories.RegistrationFactory.create(event=event)

    client.post(address(event), form())

    registration = event.registrations.get(email="rikke@balby.example")
    assert (registration.state, registration.held_until) == ("waiting", None)
    assert "venteliste" in OutboxMessage.objects.get().subject


def test_a_free_seat_is_not_given_past_those_who_wait(client: Client) -> None:
    event = factories.EventFactory.create(capacity=3)
    factories.RegistrationFactory.create(event=event, seats=2)
    factories.RegistrationFactory.create(event=event, seats=2, state="waiting")

    client.post(address(event), form(seats=1))

    assert event.registrations.get(email="rikke@balby.example").state == "waiting"


def test_sending_the_same_form_twice_registers_once(client: Client) -> None:
    event = factories.EventFactory.create()
    sent = form()

    first, second = client.post(address(event), sent), client.post(address(event), sent)

    assert first["Location"] == second["Location"]
    assert event.registrations.count() == 1
    assert OutboxMessage.objects.count() == 1


def test_the_same_address_again_only_gets_the_letter_again(client: Client) -> None:
    event = factories.EventFactory.create()
    client.post(address(event), form())

    answer = client.post(address(event), form(email="RIKKE@balby.example", seats=4))

    assert answer.status_code == 302
    assert event.registrations.get().seats == 1
    assert OutboxMessage.objects.count() == 2


def test_one_who_cancelled_can_register_again(client: Client) -> None:
    event = factories.EventFactory.create()
    factories.RegistrationFactory.create(
        event=event, email="rikke@balby.example", state="cancelled"
    )

    client.post(address(event), form())

    assert event.registrations.in_force().count() == 1


def test_seats_not_confirmed_in_time_go_to_the_queue_first(client: Client) -> None:
    event = factories.EventFactory.create(capacity=1)
    lapsed = factories.RegistrationFactory.create(
        event=event, state="held", held_until=timezone.now() - timedelta(minutes=1)
    )
    first = factories.RegistrationFactory.create(event=event, state="waiting")

    client.post(address(event), form())

    lapsed.refresh_from_db()
    first.refresh_from_db()
    assert (lapsed.state, lapsed.cancelled_by) == ("cancelled", "time")
    assert first.state == "held"
    assert event.registrations.get(email="rikke@balby.example").state == "waiting"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Dette felt er påkrævet"),
        ({"email": "rikke"}, "gyldig e-mail"),
        ({"seats": 0}, "større end eller lig 1"),
        ({"seats": 5}, "mindre end eller lig 4"),
        ({"seats": "to"}, "heltal"),
        ({"form_key": "x"}, "UUID"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    client: Client, wrong: dict[str, object], said: str
) -> None:
    event = factories.EventFactory.create()

    answer = client.post(address(event), form(**wrong))

    assert answer.status_code == 400
    assert event.registrations.count() == 0
    if "form_key" not in wrong:
        assert said in answer.content.decode()
        assert "rikke" in answer.content.decode().lower()  # what was typed is kept


@pytest.mark.parametrize(
    "fields",
    [
        {"closes_at": "2020-01-01T00:00Z"},
        {"opens_at": "2089-01-01T00:00Z"},
        {"starts_at": timezone.now() - timedelta(days=2)},
        {"cancelled_at": timezone.now()},
        {"has_registration": False},
    ],
)
def test_outside_the_window_nothing_is_taken_in(client: Client, fields: dict[str, object]) -> None:
    event = factories.EventFactory.create(**fields)

    answer = client.post(address(event), form())

    assert answer.status_code == 409
    assert "Du kan ikke tilmelde dig" in answer.content.decode()
    assert event.registrations.count() == 0


def test_a_program_that_fills_in_everything_is_fooled(client: Client) -> None:
    event = factories.EventFactory.create()

    answer = client.post(address(event), form(website="https://spam.example"))

    assert answer["Location"] == f"/arrangementer/{event.key}/tilmeldt/"
    assert event.registrations.count() == 0
    assert OutboxMessage.objects.count() == 0


def test_nobody_can_flood_an_address_with_letters(client: Client) -> None:
    event = factories.EventFactory.create()

    answers = [client.post(address(event), form()).status_code for _ in range(8)]

    assert answers == [302] * 6 + [429] * 2
    assert OutboxMessage.objects.count() == 6


def test_one_visitor_can_only_register_so_many(client: Client) -> None:
    event = factories.EventFactory.create(capacity=None)

    answers = [
        client.post(address(event), form(email=f"gaest{n}@balby.example")).status_code
        for n in range(32)
    ]

    assert answers == [302] * 30 + [429] * 2
    assert event.registrations.count() == 30


def test_a_draft_takes_nobody_in(client: Client) -> None:
    event = factories.EventFactory.create(is_published=False)

    assert client.post(address(event), form()).status_code == 404
    assert client.get(reverse("events:registered", args=[event.key])).status_code == 404


def test_the_log_holds_neither_name_nor_address(client: Client) -> None:
    client.post(address(factories.EventFactory.create()), form())

    entry = AuditEntry.objects.get(action="registration_made")
    assert "ikke" not in str(entry.after)
    assert entry.actor_key == "site"
