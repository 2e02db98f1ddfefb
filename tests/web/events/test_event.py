"""Read about one event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web import factories
from tests.web.events.pages import said

from bybalance.web.accounts.models import User
from bybalance.web.events.models import Registration

pytestmark = pytest.mark.django_db

CANARY = "KANARIFUGL"


def text_of(client: Client, event: object) -> str:
    answer = client.get(event.get_absolute_url())  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return said(answer)


def test_it_says_when_where_and_what(client: Client) -> None:
    event = factories.EventFactory.create(text_da="Kom og se.\n\nDer er kaffe.")

    page = text_of(client, event)

    assert "14. marts 2090 kl. 16.00–18.00" in page
    assert "Beboerhuset, Balby" in page
    assert "<p>Kom og se.</p>" in page
    assert "opdigtet" in page


def test_markup_in_the_text_is_shown_as_text(client: Client) -> None:
    page = text_of(client, factories.EventFactory.create(text_da="<b>Kom</b>"))

    assert "&lt;b&gt;Kom" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"has_registration": False}, "Du behøver ikke at tilmelde dig."),
        ({"capacity": None}, "Der er plads til alle, der tilmelder sig."),
        ({"capacity": 1}, "1 plads tilbage."),
        ({"opens_at": "2090-03-01T08:00Z"}, "Tilmeldingen åbner 1. marts 2090 kl. 9.00"),
        ({"closes_at": "2020-03-01T08:00Z"}, "Tilmeldingen lukkede 1. marts 2020 kl. 9.00"),
    ],
)
def test_it_explains_whether_one_can_register(
    client: Client, fields: dict[str, object], sentence: str
) -> None:
    event = factories.EventFactory.create(**fields)

    assert sentence.replace("kl. 9.00", "kl. 09.00") in text_of(client, event)


def test_a_full_event_offers_the_waiting_list(client: Client) -> None:
    event = factories.EventFactory.create(capacity=1)
    factories.RegistrationFactory.create(event=event)

    page = text_of(client, event)

    assert "Skriv dig på ventelisten" in page


def test_a_past_event_offers_nothing(client: Client) -> None:
    event = factories.EventFactory.create(starts_at=timezone.now() - timedelta(days=3))

    page = text_of(client, event)

    assert "Arrangementet er holdt" in page
    assert "/tilmeld/" not in page


def test_a_cancelled_event_gives_the_reason(client: Client) -> None:
    event = factories.EventFactory.create(
        cancelled_at=timezone.now(), cancelled_because="Oplægsholderen er syg."
    )

    page = text_of(client, event)

    assert "Oplægsholderen er syg." in page
    assert "/tilmeld/" not in page


def test_the_online_link_is_not_for_readers(client: Client, programme_officer: User) -> None:
    event = factories.EventFactory.create(online_url=f"https://moede.example/{CANARY}")

    assert CANARY not in text_of(client, event)
    assert CANARY not in client.get(reverse("events:calendar", args=[event.key])).content.decode()


def test_a_draft_is_hidden(client: Client, programme_officer: User) -> None:
    event = factories.EventFactory.create(is_published=False)

    assert client.get(event.get_absolute_url()).status_code == 404
    client.force_login(programme_officer)
    assert "kladde" in text_of(client, event)


def test_what_it_is_tied_to_is_shown_only_where_it_is_public(client: Client) -> None:
    closed = factories.MeetingFactory.create(is_public=False)
    event = factories.EventFactory.create(
        node=factories.NodeFactory.create(name_da=f"Node {CANARY}", is_published=False),
        talks=[
            factories.TalkFactory.create(subject_da=f"Kladde {CANARY}", is_published=False),
            factories.TalkFactory.create(subject_da=f"Lukket {CANARY}", meeting=closed),
            factories.TalkFactory.create(subject_da="Genveje virker"),
        ],
        areas=[factories.AreaFactory.create(name="Balby Nord")],
    )

    page = text_of(client, event)

    assert CANARY not in page
    assert "Genveje virker" in page
    assert "Balby Nord" in page


def test_names_of_those_who_come_are_never_on_the_page(client: Client) -> None:
    event = factories.EventFactory.create()
    for state in Registration.State:
        factories.RegistrationFactory.create(event=event, name=CANARY, state=state)

    assert CANARY not in text_of(client, event)


def test_an_unknown_event_is_not_found(client: Client) -> None:
    assert client.get("/arrangementer/findes-ikke/").status_code == 404
