"""Read what has been sent."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.newsletter import services
from bybalance.web.newsletter.models import Issue

pytestmark = pytest.mark.django_db

CANARY = "KANARIEFUGL"


def sent_issue(**fields: object) -> Issue:
    now = timezone.now()
    issue = factories.IssueFactory.create(state="scheduled", send_at=now, **fields)
    services.queue_letters(issue, now=now)
    issue.refresh_from_db()
    return issue


def test_everyone_reads_it_in_both_languages(client: Client) -> None:
    sent_issue(
        title_da="Nyt på torvet", title_en="News from the square", intro_en="Dear reader",
        things=[("news", factories.news(title="Torvet er åbnet"))],
    )  # fmt: skip

    danish = client.get("/nyhedsbrev/tidligere/1/").content.decode()
    english = client.get("/en/newsletter/earlier/1/").content.decode()

    assert "Nyt på torvet" in danish
    assert "Torvet er åbnet" in danish
    assert "News from the square" in english
    assert "Dear reader" in english
    assert "(in Danish)" in english
    assert "News from the square" in client.get("/en/newsletter/earlier/").content.decode()


def test_what_has_been_taken_down_since_is_not_named(client: Client) -> None:
    page = factories.news(title=CANARY)
    sent_issue(things=[("news", page), ("event", factories.EventFactory.create())])
    page.unpublish()

    shown = client.get("/nyhedsbrev/tidligere/1/").content.decode()

    assert CANARY not in shown
    assert "1 ting i denne udgave er taget ned siden." in shown


@pytest.mark.parametrize("state", ["draft", "scheduled", "sending"])
def test_nothing_shows_an_issue_before_it_is_sent(client: Client, editor: User, state: str) -> None:
    now = timezone.now()
    factories.IssueFactory.create(
        title_da=CANARY, title_en=CANARY, intro_da=CANARY, state=state,
        send_at=None if state == "draft" else now, number=1 if state == "sending" else None,
    )  # fmt: skip

    for path in (
        "/nyhedsbrev/",
        "/nyhedsbrev/tidligere/",
        "/nyhedsbrev/tidligere/1/",
        "/nyhedsbrev/tidligere.rss",
        f"/soeg/?text={CANARY}",
        f"/en/search/?text={CANARY}",
    ):
        content = client.get(path).content.decode()
        assert CANARY not in content.replace(f'value="{CANARY}"', "").replace(
            f"text={CANARY}", ""
        ), path


def test_it_is_found_by_the_search(client: Client) -> None:
    sent_issue(title_da="Nyt om gårdhaver", things=[("event", factories.EventFactory.create())])

    shown = client.get("/soeg/?text=gaardhaver").content.decode()

    assert 'href="/nyhedsbrev/tidligere/1/"' in shown


def test_the_feed_has_what_the_standard_asks_for(client: Client) -> None:
    issue = sent_issue(
        intro_da="Kort.", is_invented=True, things=[("event", factories.EventFactory.create())]
    )

    answer = client.get("/nyhedsbrev/tidligere.rss")

    channel = ElementTree.fromstring(answer.content).find("channel")  # noqa: S314 - our own
    assert channel is not None
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert channel.findtext(name), name
    [item] = channel.findall("item")
    assert item.findtext("title") == f"{issue.title_da} (opdigtet)"
    assert (item.findtext("link") or "").endswith("/nyhedsbrev/tidligere/1/")
    assert item.findtext("pubDate")


def test_an_issue_that_does_not_exist(client: Client) -> None:
    assert client.get("/nyhedsbrev/tidligere/7/").status_code == 404


def test_a_long_issue_costs_no_more_queries(
    client: Client, django_assert_max_num_queries: object
) -> None:
    events = factories.EventFactory.create_batch(20)
    sent_issue(things=[("event", event) for event in events])

    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/nyhedsbrev/tidligere/1/")
