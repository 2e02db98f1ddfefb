"""See who is coming, take the list along, cancel for somebody who calls."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.web import factories
from tests.web.events.pages import said

from bybalance.web.accounts.models import User
from bybalance.web.events.models import Event
from bybalance.web.shared.models import AuditEntry, OutboxMessage

pytestmark = pytest.mark.django_db

CANARY = "KANARIFUGL"


@pytest.fixture
def event(db: None) -> Event:
    event = factories.EventFactory.create(title_da="Åbent hus", capacity=3)
    factories.RegistrationFactory.create(event=event, name="Ærlig Beboer", seats=2)
    factories.RegistrationFactory.create(event=event, name="=HYPERLINK(1)")
    factories.RegistrationFactory.create(event=event, name=f"Venter {CANARY}", state="waiting")
    factories.RegistrationFactory.create(event=event, name="Gik igen", state="cancelled")
    return event


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


def listing(event: Event) -> str:
    return reverse("events:attendance", args=[event.key])


def download(event: Event, file_format: str) -> str:
    return reverse("events:download_attendance", args=[event.key, file_format])


def cancelling(event: Event, registration_id: int) -> str:
    return reverse("events:cancel_participant", args=[event.key, registration_id])


def test_an_officer_sees_those_in_force_with_counts(officer: Client, event: Event) -> None:
    page = said(officer.get(listing(event)))

    assert page.index("=HYPERLINK(1)") < page.index("Ærlig Beboer") < page.index(CANARY)
    assert "Gik igen" not in page
    assert "2 tilmeldinger, 3 pladser" in page
    assert "no-store" in officer.get(listing(event))["Cache-Control"]


def test_the_list_can_be_of_one_state(officer: Client, event: Event) -> None:
    page = said(officer.get(f"{listing(event)}?state=cancelled"))

    assert "Gik igen" in page
    assert CANARY not in page


def test_the_list_as_a_file_cannot_run_in_a_spreadsheet(officer: Client, event: Event) -> None:
    answer = officer.get(download(event, "csv"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)", "Ærlig Beboer", f"Venter {CANARY}"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("file_format", ["xlsx", "json", "html"])
def test_the_list_in_other_formats(officer: Client, event: Event, file_format: str) -> None:
    answer = officer.get(download(event, file_format))

    assert answer.status_code == 200
    assert event.key in answer["Content-Disposition"]


def test_a_format_that_does_not_exist(officer: Client, event: Event) -> None:
    assert officer.get(download(event, "exe")).status_code == 404


@pytest.mark.parametrize("path", ["", "download.csv", "download.json"])
def test_personal_data_is_for_officers(
    client: Client, event: Event, municipal_planner: User, path: str
) -> None:
    stranger = client.get(listing(event) + path)
    client.force_login(municipal_planner)
    planner = client.get(listing(event) + path)

    assert (stranger.status_code, planner.status_code) == (302, 403)
    assert CANARY not in planner.content.decode()


def test_an_officer_cancels_for_somebody_who_calls(officer: Client, event: Event) -> None:
    seated = event.registrations.get(name="Ærlig Beboer")

    officer.post(cancelling(event, seated.pk))

    seated.refresh_from_db()
    assert (seated.state, seated.cancelled_by) == ("cancelled", "officer")
    assert event.registrations.get(name=f"Venter {CANARY}").state == "held"
    assert OutboxMessage.objects.count() == 2
    assert AuditEntry.objects.get(action="registration_cancelled").actor_key != "site"


def test_a_registration_of_another_event_is_not_found(officer: Client, event: Event) -> None:
    other = factories.RegistrationFactory.create()

    assert officer.post(cancelling(event, other.pk)).status_code == 404


def test_cancelling_needs_a_post(officer: Client, event: Event) -> None:
    seated = event.registrations.first()

    assert officer.get(cancelling(event, seated.pk)).status_code == 405


def test_a_long_list_costs_no_more_queries(
    officer: Client, event: Event, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.RegistrationFactory.create_batch(60, event=event)

    with django_assert_max_num_queries(9):
        officer.get(listing(event))
