"""Ask for the newsletter."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from tests.web import factories

from bybalance.web.newsletter.models import SignUp, Subscriber
from bybalance.web.shared.models import AuditEntry, OutboxMessage

pytestmark = pytest.mark.django_db

PAGE = "/nyhedsbrev/"


def form(**fields: str) -> dict[str, str]:
    return {"email": "rikke@balby.example", "language": "da", **fields}


def test_the_page_says_what_is_kept_and_leads_to_earlier_issues(client: Client) -> None:
    page = client.get(PAGE).content.decode()

    assert "sletter vi adressen" in page
    assert 'href="/nyhedsbrev/tidligere/"' in page
    assert "for redaktører" not in page


def test_nobody_is_a_subscriber_before_they_confirm(
    client: Client, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client.post(PAGE, form())

    assert answer["Location"] == "/nyhedsbrev/kig-i-din-mail/"
    assert "Kig i din mail" in client.get(answer["Location"]).content.decode()
    assert not Subscriber.objects.exists()
    [letter] = mail.outbox
    assert letter.to == ["rikke@balby.example"]
    assert letter.subject == "Bekræft, at du vil have vores nyhedsbrev"
    assert re.search(r"https?://\S+/nyhedsbrev/bekraeft/\S+/", letter.body)
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_the_letter_is_in_the_language_that_was_chosen(client: Client) -> None:
    client.post("/nyhedsbrev/", form(language="en"))

    letter = OutboxMessage.objects.get()
    assert letter.subject == "Confirm that you want our newsletter"
    assert "/en/newsletter/confirm/" in letter.body_text


def test_the_answer_is_the_same_for_an_address_that_gets_it_already(client: Client) -> None:
    factories.SubscriberFactory.create(email="Rikke@balby.example")

    known = client.post(PAGE, form())
    new = client.post(PAGE, form(email="ole@balby.example"))

    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert known.content == new.content
    assert SignUp.objects.get().email == "ole@balby.example"
    assert "allerede" in OutboxMessage.objects.get(recipient="Rikke@balby.example").subject


def test_asking_again_keeps_one_row_and_sends_the_letter_again(client: Client) -> None:
    client.post(PAGE, form())
    client.post(PAGE, form(email="RIKKE@balby.example", language="en"))

    assert SignUp.objects.get().language == "en"
    assert OutboxMessage.objects.count() == 2


def test_the_form_on_the_news_page_leads_here(client: Client) -> None:
    factories.news()
    page = client.get("/nyheder/").content.decode()

    assert 'action="/nyhedsbrev/"' in page
    assert 'name="csrfmiddlewaretoken"' in page
    assert "Få nyhederne på mail" not in client.get("/udgivelser/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"email": ""}, {"email": "rikke"}, {"language": "de"}, {"email": "a@b\nBcc: c@d"}]
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    client: Client, wrong: dict[str, str]
) -> None:
    answer = client.post(PAGE, form(**wrong))

    assert answer.status_code == 400
    assert not SignUp.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_program_that_fills_in_everything_is_fooled(client: Client) -> None:
    answer = client.post(PAGE, form(website="https://spam.example"))

    assert answer["Location"] == "/nyhedsbrev/kig-i-din-mail/"
    assert not SignUp.objects.exists()


def test_nobody_can_flood_an_address_with_letters(client: Client) -> None:
    answers = [client.post(PAGE, form()).status_code for _ in range(6)]

    assert answers == [302] * 4 + [429] * 2
    assert OutboxMessage.objects.count() == 4


def test_one_visitor_can_only_ask_so_often(client: Client) -> None:
    answers = [
        client.post(PAGE, form(email=f"gaest{n}@balby.example")).status_code for n in range(32)
    ]

    assert answers == [302] * 30 + [429] * 2


def test_it_wants_the_token_of_the_form(db: None) -> None:
    assert Client(enforce_csrf_checks=True).post(PAGE, form()).status_code == 403


def test_the_log_does_not_hold_the_address(client: Client) -> None:
    client.post(PAGE, form())

    assert not AuditEntry.objects.filter(after__icontains="rikke").exists()
