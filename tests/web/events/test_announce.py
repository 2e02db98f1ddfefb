"""Announce an event, and change it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.web import factories
from tests.web.events.pages import said

from bybalance.web.accounts.models import User
from bybalance.web.events import services
from bybalance.web.events.models import Event
from bybalance.web.shared import audit
from bybalance.web.shared.models import OutboxMessage

pytestmark = pytest.mark.django_db

NEW = "/arrangementer/nyt/"


def form(**fields: object) -> dict[str, object]:
    given = {
        "kind": "workshop",
        "title_da": "Værksted på Åen",
        "place": "Biblioteket",
        "starts_at": "2090-03-14T16:00",
        "ends_at": "2090-03-14T18:30",
        "has_registration": "on",
        "capacity": "20",
        "max_seats": "4",
        "hold_minutes": "120",
        **fields,
    }
    return {name: value for name, value in given.items() if value is not None}


def form_of(event: Event, **fields: object) -> dict[str, object]:
    kept = {
        "title_da": event.title_da,
        "kind": event.kind,
        "place": event.place,
        "capacity": "10",
        "ends_at": "2090-03-14T18:00",
        "is_published": "on",
    }
    return form(**{**kept, **fields})


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


def test_an_event_is_written_in_danish_time_and_logged(officer: Client) -> None:
    area, node = factories.AreaFactory.create(), factories.NodeFactory.create()

    answer = officer.post(NEW, form(areas=[area.pk], node=node.pk))

    event = Event.objects.get()
    assert answer["Location"] == "/arrangementer/vaerksted-paa-aaen-2090/"
    assert event.starts_at == datetime(2090, 3, 14, 15, tzinfo=UTC)
    assert list(event.areas.all()) == [area]
    assert not event.is_published
    assert [entry.action for entry in audit.entries_about(event)] == ["event_announced"]


def test_two_events_of_one_name_have_addresses_of_their_own(officer: Client) -> None:
    officer.post(NEW, form())
    officer.post(NEW, form())

    keys = set(Event.objects.values_list("key", flat=True))
    assert keys == {"vaerksted-paa-aaen-2090", "vaerksted-paa-aaen-2090-2"}


@pytest.mark.parametrize(
    ("wrong", "said_there"),
    [
        ({"title_da": ""}, "Dette felt er påkrævet."),
        ({"ends_at": "2090-03-14T15:00"}, "Slutdatoen skal ligge efter startdatoen."),
        ({"place": ""}, "Skriv et sted eller et link til at deltage online."),
        ({"capacity": "0"}, "Skriv mindst 1, eller lad feltet være tomt."),
        ({"starts_at": "i morgen"}, "Indtast gyldig dato/tid."),
        (
            {"opens_at": "2090-03-02T10:00", "closes_at": "2090-03-01T10:00"},
            "Tilmeldingen skal lukke, efter at den er åbnet.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    officer: Client, wrong: dict[str, object], said_there: str
) -> None:
    answer = officer.post(NEW, form(**{"text_da": "Vi bygger modeller.", **wrong}))

    assert answer.status_code == 400
    assert said_there in said(answer)
    assert "Vi bygger modeller." in said(answer)
    assert Event.objects.count() == 0


def test_changing_the_place_tells_those_who_registered(officer: Client) -> None:
    event = factories.EventFactory.create(title_da="Åbent hus")
    registration = factories.RegistrationFactory.create(event=event)
    factories.RegistrationFactory.create(event=event, state="cancelled")

    officer.post(reverse("events:edit", args=[event.key]), form_of(event, place="Skolen"))

    event.refresh_from_db()
    assert (event.place, event.sequence) == ("Skolen", 1)
    [letter] = OutboxMessage.objects.all()
    assert letter.recipient == registration.email
    assert letter.subject == "Ændret: Åbent hus"
    assert "Skolen" in letter.body_text


def test_a_new_text_is_no_reason_to_write_to_everyone(officer: Client) -> None:
    event = factories.EventFactory.create()
    factories.RegistrationFactory.create(event=event)

    officer.post(reverse("events:edit", args=[event.key]), form_of(event, text_da="Nyt."))

    event.refresh_from_db()
    assert event.sequence == 1
    assert OutboxMessage.objects.count() == 0


def test_saving_without_a_change_leaves_calendars_alone(officer: Client) -> None:
    event = factories.EventFactory.create()

    officer.post(reverse("events:edit", args=[event.key]), form_of(event))

    event.refresh_from_db()
    assert event.sequence == 0


def test_more_seats_let_in_from_the_waiting_list_in_order(officer: Client) -> None:
    event = factories.EventFactory.create(capacity=1)
    factories.RegistrationFactory.create(event=event)
    waiting = factories.RegistrationFactory.create_batch(3, event=event, state="waiting")

    officer.post(reverse("events:edit", args=[event.key]), form_of(event, capacity="3"))

    states = [event.registrations.get(pk=one.pk).state for one in waiting]
    assert states == ["held", "held", "waiting"]


def test_fewer_seats_turn_nobody_out_but_let_nobody_in(officer: Client) -> None:
    event = factories.EventFactory.create(capacity=10)
    seated = factories.RegistrationFactory.create_batch(3, event=event)
    factories.RegistrationFactory.create(event=event, state="waiting")

    officer.post(reverse("events:edit", args=[event.key]), form_of(event, capacity="2"))

    services.cancel_registration(seated[0], now=event.updated_at)

    assert event.registrations.seated().count() == 2
    assert event.registrations.waiting().count() == 1


def test_an_event_that_is_not_there_cannot_be_changed(officer: Client) -> None:
    assert officer.get("/arrangementer/findes-ikke/ret/").status_code == 404


def test_the_form_shows_what_is_there(officer: Client) -> None:
    event = factories.EventFactory.create(title_da="Åbent hus")

    page = officer.get(reverse("events:edit", args=[event.key])).content.decode()

    assert 'value="2090-03-14T16:00"' in page
    assert 'value="Åbent hus"' in page


def test_talks_are_ticked_by_their_subject_or_speakers_never_by_a_number(officer: Client) -> None:
    talk = factories.TalkFactory.create(subject_da="")
    speaker = factories.TalkSpeakerFactory.create(talk=talk)

    page = said(officer.get(NEW))

    assert f"Oplæg ved {speaker.person.name}" in page
    assert f"oplæg {talk.pk}" not in page
