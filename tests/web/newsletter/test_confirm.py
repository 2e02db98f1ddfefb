"""Confirm that one wants the newsletter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.web import factories

from bybalance.web.newsletter.models import SignUp, Subscriber, Unsubscription, fingerprint
from bybalance.web.shared import secret_links
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(db: None) -> SignUp:
    return factories.SignUpFactory.create(
        email="rikke@balby.example", expires_at=timezone.now() + timedelta(days=7)
    )


def test_opening_the_link_confirms_nothing(client: Client, asked: SignUp) -> None:
    page = client.get(asked.own_path())

    assert "Ja, send mig nyhedsbrevet" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert not Subscriber.objects.exists()


def test_the_button_makes_a_subscriber_of_who_asked(client: Client, asked: SignUp) -> None:
    answer = client.post(asked.own_path())

    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.language) == ("rikke@balby.example", "da")
    assert not SignUp.objects.exists()
    assert answer["Location"] == subscriber.own_path()
    assert "Du får vores nyhedsbrev fra nu af." in client.get(answer["Location"]).content.decode()
    entry = AuditEntry.objects.get(action="subscriber_confirmed")
    assert (entry.actor_key, entry.after) == ("site", {"language": "da"})


def test_a_link_works_once(client: Client, asked: SignUp) -> None:
    client.post(asked.own_path())

    again = client.post(asked.own_path())

    assert again.status_code == 410
    assert "Linket kan ikke bruges" in again.content.decode()
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_after_seven_days_it_is_too_late(client: Client, asked: SignUp, method: str) -> None:
    SignUp.objects.update(expires_at=timezone.now())

    assert getattr(client, method)(asked.own_path()).status_code == 410
    assert not Subscriber.objects.exists()


def test_who_left_can_come_back_by_their_own_wish(client: Client, asked: SignUp) -> None:
    Unsubscription.objects.create(fingerprint=fingerprint(asked.email), left_on="2026-01-01")

    client.post(asked.own_path())

    assert not Unsubscription.objects.exists()


@pytest.mark.parametrize("purpose", ["registration", Subscriber.LINK_PURPOSE])
def test_the_link_of_another_purpose_opens_nothing(
    client: Client, asked: SignUp, purpose: str
) -> None:
    token = secret_links.token(purpose, pk=asked.pk, nonce=asked.nonce)

    for path in (f"/nyhedsbrev/bekraeft/{token}/", "/nyhedsbrev/bekraeft/x:y/"):
        assert client.post(path).status_code == 404
    assert not Subscriber.objects.exists()
