"""Events in one's own calendar."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from tests.web import factories

pytestmark = pytest.mark.django_db

FEED = "/arrangementer/arrangementer.ics"
CANARY = "KANARIFUGL"


def test_one_event_reads_back_as_it_is(client: Client) -> None:
    event = factories.EventFactory.create(title_da="Åbent hus", text_da="Kom.", sequence=2)

    answer = client.get(reverse("events:calendar", args=[event.key]))

    [entry] = Calendar.from_ical(answer.content).walk("VEVENT")
    copenhagen = ZoneInfo("Europe/Copenhagen")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert entry["UID"] == event.uid
    assert entry["SEQUENCE"] == 2
    assert str(entry["SUMMARY"]) == "Åbent hus"
    assert entry["DTSTART"].dt == datetime(2090, 3, 14, 16, tzinfo=copenhagen)
    assert str(entry["LOCATION"]) == "Beboerhuset, Balby"
    assert event.get_absolute_url() in entry["DESCRIPTION"]
    assert "Arrangementet er opdigtet." in entry["DESCRIPTION"]
    assert entry["STATUS"] == "CONFIRMED"


def test_a_cancelled_event_is_cancelled_in_calendars_too(client: Client) -> None:
    factories.EventFactory.create(cancelled_at=timezone.now())

    [entry] = Calendar.from_ical(client.get(FEED).content).walk("VEVENT")

    assert entry["STATUS"] == "CANCELLED"


def test_the_feed_holds_what_is_public_and_nothing_else(client: Client) -> None:
    shown = factories.EventFactory.create(online_url=f"https://moede.example/{CANARY}")
    factories.EventFactory.create(title_da=CANARY, is_published=False)

    content = client.get(FEED).content

    assert [entry["UID"] for entry in Calendar.from_ical(content).walk("VEVENT")] == [shown.uid]
    assert CANARY not in content.decode().replace("\r\n ", "")


def test_a_draft_has_no_calendar(client: Client) -> None:
    event = factories.EventFactory.create(is_published=False)

    assert client.get(reverse("events:calendar", args=[event.key])).status_code == 404
