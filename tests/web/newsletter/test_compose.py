"""Put an issue together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.newsletter.models import Issue
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db

CANARY = "KANARIEFUGL"


@pytest.fixture
def writer(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def page_of(issue: Issue, name: str = "newsletter:compose", *more: int) -> str:
    return reverse(name, args=[issue.pk, *more])


def add(client: Client, issue: Issue, *things: str) -> Any:
    return client.post(page_of(issue, "newsletter:add"), {"thing": list(things)})


def hidden_things() -> list[str]:
    """One of every kind that a stranger may not see, each with the canary in its title."""
    committee = factories.CommitteeFactory.create()
    return [
        f"news-{factories.news(live=False, title=CANARY, slug='a').pk}",
        f"publication-{factories.publication(live=False, title=CANARY).pk}",
        f"event-{factories.EventFactory.create(is_published=False, title_da=CANARY).pk}",
        f"episode-{factories.episode(factories.series(), live=False, title=CANARY).pk}",
        *(
            f"meeting-{one.pk}"
            for one in (
                factories.MeetingFactory.create(
                    committee=committee, title_da=CANARY, is_public=False, is_published=True
                ),
                factories.MeetingFactory.create(
                    committee=committee, title_da=CANARY, is_public=True, is_published=False
                ),
            )
        ),
    ]


class TestMake:
    def test_an_editor_begins_an_issue(self, writer: Client) -> None:
        given = {"title_da": "Nyt  fra\tBalby", "intro_da": "Torvet er åbnet."}

        answer = writer.post("/nyhedsbrev/udgaver/ny/", given)

        issue = Issue.objects.get()
        assert answer["Location"] == page_of(issue)
        assert (issue.title_da, issue.state) == ("Nyt fra Balby", "draft")
        assert AuditEntry.objects.get(action="issue_made").object_key == str(issue.pk)
        assert "Nyt fra Balby" in writer.get("/nyhedsbrev/udgaver/").content.decode()

    def test_it_wants_a_title(self, writer: Client) -> None:
        assert writer.post("/nyhedsbrev/udgaver/ny/", {"title_da": ""}).status_code == 400
        assert not Issue.objects.exists()

    def test_the_words_can_be_changed(self, writer: Client) -> None:
        issue = factories.IssueFactory.create()

        writer.post(
            page_of(issue, "newsletter:change"), {"title_da": "Andet", "title_en": issue.title_en}
        )

        issue.refresh_from_db()
        assert issue.title_da == "Andet"
        assert AuditEntry.objects.get(action="issue_changed").after == {"title_da": "Andet"}


class TestChoose:
    def test_what_is_new_and_public_is_offered(self, writer: Client) -> None:
        issue = factories.IssueFactory.create()
        factories.news(title="Nyt torv")
        factories.publication(title="Rapport om torvet")
        factories.EventFactory.create(title_da="Åbent hus")
        factories.episode(factories.series(), title="Lyden af torvet")
        factories.MeetingFactory.create(
            title_da="Møde om torvet", is_public=True, is_published=True,
            held_on=timezone.localdate() + timedelta(days=9),
        )  # fmt: skip

        page = writer.get(page_of(issue)).content.decode()

        for title in ("Nyt torv", "Rapport om torvet", "Åbent hus", "Lyden", "Møde om torvet"):
            assert title in page

    def test_nothing_that_strangers_may_not_see_is_offered_or_taken_in(
        self, client: Client, administrator: User
    ) -> None:
        client.force_login(administrator)  # who sees all of it elsewhere
        issue = factories.IssueFactory.create()
        hidden = hidden_things()

        assert CANARY not in client.get(page_of(issue)).content.decode()
        add(client, issue, *hidden)

        assert issue.items.count() == 0

    def test_a_translation_is_offered_once(self, writer: Client) -> None:
        issue = factories.IssueFactory.create()
        danish = factories.news(title="Torvet er åbnet")
        factories.news(
            title="The square is open", language="en", translation_key=danish.translation_key
        )

        page = writer.get(page_of(issue)).content.decode()

        assert "Torvet er åbnet" in page
        assert "The square is open" not in page

    def test_what_was_in_an_issue_before_is_not_offered_again(self, writer: Client) -> None:
        news = factories.news(title="Gammelt nyt")
        now = timezone.now()
        factories.IssueFactory.create(
            number=1, state="sent", send_at=now, begun_at=now - timedelta(days=90), sent_at=now,
            things=[("news", news)],
        )  # fmt: skip

        page = writer.get(page_of(factories.IssueFactory.create())).content.decode()

        assert "Gammelt nyt" not in page

    def test_the_editor_can_look_further_back(self, writer: Client) -> None:
        issue = factories.IssueFactory.create()
        old = factories.news(title="For længe siden")
        old.first_published_at = timezone.now() - timedelta(days=100)
        old.save()

        assert "For længe siden" not in writer.get(page_of(issue)).content.decode()
        since = (timezone.localdate() - timedelta(days=200)).isoformat()
        shown = writer.get(f"{page_of(issue)}?since={since}").content.decode()
        assert "For længe siden" in shown

    @pytest.mark.parametrize("wrong", ["news-x", "news-", "user-1", "news-99999999999999", "news"])
    def test_what_is_no_thing_is_not_taken_in(self, writer: Client, wrong: str) -> None:
        issue = factories.IssueFactory.create()

        assert add(writer, issue, wrong).status_code == 302
        assert issue.items.count() == 0


class TestOrder:
    def test_items_are_moved_and_removed(self, writer: Client) -> None:
        issue = factories.IssueFactory.create()
        events = factories.EventFactory.create_batch(3)
        add(writer, issue, *(f"event-{event.pk}" for event in events))
        add(writer, issue, f"event-{events[0].pk}")  # once is enough
        first, second, third = issue.items.all()

        writer.post(page_of(issue, "newsletter:move", third.pk), {"steps": "-1"})
        writer.post(page_of(issue, "newsletter:move", first.pk), {"steps": "-1"})
        writer.post(page_of(issue, "newsletter:remove", second.pk))

        assert [item.pk for item in issue.items.all()] == [first.pk, third.pk]

    def test_an_item_of_another_issue_stays_where_it_is(self, writer: Client) -> None:
        issue = factories.IssueFactory.create()
        other = factories.IssueFactory.create(things=[("event", factories.EventFactory.create())])

        writer.post(page_of(issue, "newsletter:remove", other.items.get().pk))

        assert other.items.count() == 1


@pytest.mark.parametrize("part", ["newsletter:add", "newsletter:change", "newsletter:delete"])
def test_what_waits_to_be_sent_does_not_change(writer: Client, part: str) -> None:
    event = factories.EventFactory.create()
    issue = factories.IssueFactory.create(state="scheduled", send_at=timezone.now())

    writer.post(page_of(issue, part), {"title_da": "Andet", "thing": f"event-{event.pk}"})

    assert Issue.objects.get().title_da == issue.title_da
    assert issue.items.count() == 0
    assert "Intet er ændret" in writer.get(page_of(issue)).content.decode()


def test_a_draft_can_be_deleted(writer: Client) -> None:
    issue = factories.IssueFactory.create(things=[("event", factories.EventFactory.create())])

    writer.post(page_of(issue, "newsletter:delete"))

    assert not Issue.objects.exists()
    assert AuditEntry.objects.filter(action="issue_deleted").exists()


@pytest.mark.parametrize(
    "part",
    [
        "newsletter:compose",
        "newsletter:preview",
        "newsletter:letter",
        "newsletter:send",
        "newsletter:change",
    ],
)
def test_drafts_are_for_editors(client: Client, programme_officer: User, part: str) -> None:
    issue = factories.IssueFactory.create(title_da=CANARY)
    stranger = client.get(page_of(issue, part))
    client.force_login(programme_officer)
    officer = client.get(page_of(issue, part))

    assert (stranger.status_code, officer.status_code) == (302, 403)
    assert CANARY not in officer.content.decode()


def test_many_things_cost_no_more_queries(
    writer: Client, django_assert_max_num_queries: Any
) -> None:
    issue = factories.IssueFactory.create()
    for number in range(12):
        factories.news(title=f"Nyhed {number}", slug=f"nyhed-{number}")
    factories.EventFactory.create_batch(12)

    with django_assert_max_num_queries(40):
        writer.get(page_of(issue))
