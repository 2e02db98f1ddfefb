"""See who gets the newsletter, take the list along, unsubscribe somebody who calls."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.newsletter.models import Subscriber, Unsubscription
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db

LIST = "/nyhedsbrev/abonnenter/"


@pytest.fixture
def officer(client: Client, programme_officer: User) -> Client:
    client.force_login(programme_officer)
    return client


def test_an_officer_sees_addresses_and_counts(officer: Client) -> None:
    factories.SubscriberFactory.create(email="rikke@balby.example", language="en")
    factories.SubscriberFactory.create(email="anna@balby.example")

    answer = officer.get(LIST)

    page = answer.content.decode()
    assert page.index("anna@balby.example") < page.index("rikke@balby.example")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_the_list_is_taken_along_and_that_is_logged(
    officer: Client, programme_officer: User, ending: str
) -> None:
    factories.SubscriberFactory.create_batch(2)

    answer = officer.get(reverse("newsletter:download_readers", args=[ending]))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    entry = AuditEntry.objects.get(action="subscribers_exported")
    assert entry.actor_key == programme_officer.audit_key
    assert entry.after == {"count": 2, "format": ending}


def test_the_csv_cannot_run_in_a_spreadsheet(officer: Client) -> None:
    factories.SubscriberFactory.create(email="=1+1@balby.example")

    text = officer.get(f"{LIST}hent.csv").content.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1][0] == "'=1+1@balby.example"


def test_a_format_that_does_not_exist(officer: Client) -> None:
    assert officer.get(f"{LIST}hent.exe").status_code == 404
    assert not AuditEntry.objects.filter(action="subscribers_exported").exists()


@pytest.mark.parametrize("path", [LIST, f"{LIST}hent.csv", f"{LIST}hent.json"])
def test_addresses_are_for_officers(client: Client, editor: User, path: str) -> None:
    factories.SubscriberFactory.create(email="kanarie@balby.example")
    stranger = client.get(path)
    client.force_login(editor)
    answer = client.get(path)

    assert (stranger.status_code, answer.status_code) == (302, 403)
    assert b"kanarie" not in answer.content


def test_an_officer_unsubscribes_somebody_who_calls(
    officer: Client, programme_officer: User
) -> None:
    reader = factories.SubscriberFactory.create()

    officer.post(reverse("newsletter:unsubscribe_reader", args=[reader.pk]))

    assert not Subscriber.objects.exists()
    assert Unsubscription.objects.count() == 1
    entry = AuditEntry.objects.get(action="subscriber_left")
    assert entry.actor_key == programme_officer.audit_key


def test_it_needs_a_post(officer: Client) -> None:
    reader = factories.SubscriberFactory.create()

    assert (
        officer.get(reverse("newsletter:unsubscribe_reader", args=[reader.pk])).status_code == 405
    )
