"""Send an issue: to everyone once, whatever happens in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.newsletter import services, tasks
from bybalance.web.newsletter.models import Delivery, Issue, Subscriber
from bybalance.web.newsletter.services import sending
from bybalance.web.shared import outbox
from bybalance.web.shared.models import AuditEntry, OutboxMessage

NOW = datetime(2089, 12, 1, 12, tzinfo=UTC)
CANARY = "KANARIEFUGL"

pytestmark = pytest.mark.django_db


class Crash(BaseException):
    """The process is killed."""


@pytest.fixture
def writer(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def waiting_issue(**fields: object) -> Issue:
    things = fields.pop("things", None) or [("event", factories.EventFactory.create())]
    return factories.IssueFactory.create(state="scheduled", send_at=NOW, things=things, **fields)


def send_all(issue: Issue) -> None:
    while services.queue_letters(issue, now=NOW):
        pass
    issue.refresh_from_db()


def page_of(issue: Issue, name: str = "newsletter:compose", *more: int) -> str:
    return reverse(name, args=[issue.pk, *more])


class TestTheLetter:
    def test_it_leaves_with_what_the_standards_ask_for(self) -> None:
        reader = factories.SubscriberFactory.create(email="rikke@balby.example")
        issue = waiting_issue(title_da="Nyt på torvet", things=[("news", factories.news())])
        send_all(issue)

        outbox.send_due(now=NOW)

        [sent] = mail.outbox
        read = message_from_bytes(sent.message().as_bytes(), policy=default)
        unsubscribe = f"<{settings.PUBLIC_URL}{reader.unsubscribe_path()}>"
        assert read["Subject"] == "Nyt på torvet"
        assert read["To"] == "rikke@balby.example"
        assert read["From"] == settings.DEFAULT_FROM_EMAIL
        assert read["List-Unsubscribe"].strip() == unsubscribe
        assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert read["List-Id"].startswith("Bybalance <newsletter.")
        assert read["Content-Language"] == "da"
        plain, html = (read.get_body((kind,)) for kind in ("plain", "html"))
        assert plain is not None
        assert html is not None
        for part in (plain, html):
            assert "Nyt torv i Balby" in part.get_content()
            assert reader.unsubscribe_path() in part.get_content()
            assert "/nyheder/nyt-torv-i-balby/" in part.get_content()

    def test_each_reader_gets_their_language_and_their_own_links(self) -> None:
        danish, english = (
            factories.SubscriberFactory.create(language=language) for language in ("da", "en")
        )
        issue = waiting_issue(title_da="På dansk", title_en="In English")

        send_all(issue)

        to_danish, to_english = (
            OutboxMessage.objects.get(recipient=reader.email) for reader in (danish, english)
        )
        assert (to_danish.subject, to_english.subject) == ("På dansk", "In English")
        assert danish.token() not in to_english.body_text + to_english.body_html
        assert f"/en/newsletter/unsubscribe/{english.token()}/" in to_english.body_text


class TestOnce:
    def test_everyone_gets_one_letter_in_several_batches(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "BATCH", 3)
        factories.SubscriberFactory.create_batch(8)
        issue = waiting_issue()

        send_all(issue)
        send_all(issue)

        assert OutboxMessage.objects.count() == 8
        assert OutboxMessage.objects.values("recipient").distinct().count() == 8
        assert (issue.state, issue.number, issue.recipient_count) == ("sent", 1, 8)
        assert AuditEntry.objects.get(action="issue_sent").after == {"count": 8}

    def test_a_process_that_dies_is_followed_by_one_that_goes_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "BATCH", 3)
        factories.SubscriberFactory.create_batch(8)
        issue = waiting_issue()
        services.queue_letters(issue, now=NOW)
        put, calls = outbox.put, []

        def dying(*args: object, **options: object) -> object:
            calls.append(1)
            if len(calls) == 2:
                raise Crash
            return put(*args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(outbox, "put", dying)
        with pytest.raises(Crash):
            services.queue_letters(issue, now=NOW)
        assert OutboxMessage.objects.count() == 3

        tasks.beat(now=NOW + timedelta(minutes=1))
        assert OutboxMessage.objects.count() == 3  # it may still be at work
        tasks.beat(now=NOW + timedelta(minutes=3))

        recipients = list(OutboxMessage.objects.values_list("recipient", flat=True))
        assert len(recipients) == len(set(recipients)) == 8

    def test_sending_the_form_twice_sends_one_issue(
        self, writer: Client, django_capture_on_commit_callbacks: object
    ) -> None:
        factories.SubscriberFactory.create()
        issue = factories.IssueFactory.create(things=[("news", factories.news())])

        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
                assert writer.post(page_of(issue, "newsletter:send")).status_code == 302

        assert len(mail.outbox) == 1
        assert AuditEntry.objects.filter(action="issue_scheduled").count() == 1

    def test_who_comes_while_it_is_sent_waits_for_the_next(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "BATCH", 1)
        factories.SubscriberFactory.create_batch(2)
        issue = waiting_issue()
        services.queue_letters(issue, now=NOW)
        late = factories.SubscriberFactory.create()

        send_all(issue)

        assert not OutboxMessage.objects.filter(recipient=late.email).exists()

    def test_who_leaves_while_it_is_sent_gets_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "BATCH", 1)
        _first, second = factories.SubscriberFactory.create_batch(2)
        issue = waiting_issue()
        services.queue_letters(issue, now=NOW)
        services.unsubscribe(second, now=NOW)

        send_all(issue)

        assert not OutboxMessage.objects.filter(recipient=second.email).exists()
        assert issue.recipient_count == 1

    def test_to_nobody_it_is_sent_all_the_same(self) -> None:
        issue = waiting_issue()

        send_all(issue)

        assert (issue.state, issue.recipient_count) == ("sent", 0)


class TestOnlyWhatIsPublic:
    def test_what_is_taken_down_while_it_waits_is_left_out(self) -> None:
        factories.SubscriberFactory.create()
        hidden = factories.EventFactory.create(title_da=CANARY)
        issue = waiting_issue(
            things=[("event", hidden), ("event", factories.EventFactory.create())]
        )
        hidden.is_published = False
        hidden.save()

        send_all(issue)

        letter = OutboxMessage.objects.get()
        assert CANARY not in letter.body_text + letter.body_html
        assert [bool(item.frozen) for item in issue.items.all()] == [False, True]

    def test_with_nothing_left_it_is_a_draft_again(self) -> None:
        factories.SubscriberFactory.create()
        hidden = factories.EventFactory.create()
        issue = waiting_issue(things=[("event", hidden)])
        hidden.is_published = False
        hidden.save()

        send_all(issue)

        assert (issue.state, issue.number) == ("draft", None)
        assert not OutboxMessage.objects.exists()

    def test_an_empty_issue_is_not_sent(self, writer: Client) -> None:
        issue = factories.IssueFactory.create(
            things=[("event", factories.EventFactory.create(is_published=False))]
        )

        answer = writer.post(page_of(issue, "newsletter:send"))

        assert answer.status_code == 400
        assert "ikke noget i udgaven" in answer.content.decode()

    def test_what_changes_between_two_batches_changes_no_letter(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "BATCH", 1)
        factories.SubscriberFactory.create_batch(2)
        event = factories.EventFactory.create(title_da="Før")
        issue = waiting_issue(things=[("event", event)])
        services.queue_letters(issue, now=NOW)
        event.title_da = "Efter"
        event.save()

        send_all(issue)

        assert all("Før" in one.body_text for one in OutboxMessage.objects.all())


class TestLater:
    def test_it_waits_for_its_time_and_can_be_taken_back(self, writer: Client) -> None:
        issue = factories.IssueFactory.create(things=[("news", factories.news())])

        writer.post(page_of(issue, "newsletter:send"), {"send_at": "2089-12-01T13:00"})

        issue.refresh_from_db()
        assert (issue.state, issue.send_at) == ("scheduled", NOW)
        tasks.beat(now=NOW - timedelta(minutes=1))
        writer.post(page_of(issue, "newsletter:take_back"))
        tasks.beat(now=NOW + timedelta(days=1))
        issue.refresh_from_db()
        assert (issue.state, issue.send_at) == ("draft", None)

    def test_the_pulse_sends_what_is_due(self, monkeypatch: pytest.MonkeyPatch) -> None:
        factories.SubscriberFactory.create()
        issue = waiting_issue()
        monkeypatch.setattr(timezone, "now", lambda: NOW)

        tasks.beat(now=NOW)

        issue.refresh_from_db()
        assert issue.state == "sent"
        assert OutboxMessage.objects.count() == 1

    def test_it_is_too_late_once_sending_has_begun(
        self, writer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "BATCH", 1)
        factories.SubscriberFactory.create_batch(2)
        issue = waiting_issue()
        services.queue_letters(issue, now=NOW)

        writer.post(page_of(issue, "newsletter:take_back"))

        page = writer.get(page_of(issue)).content.decode()
        assert "Det er for sent" in page
        assert "1 af 2 i udbakken" in page
        assert "delete" not in page

    def test_a_time_that_has_passed_is_refused(self, writer: Client) -> None:
        issue = factories.IssueFactory.create(things=[("news", factories.news())])

        answer = writer.post(page_of(issue, "newsletter:send"), {"send_at": "2020-01-01T12:00"})

        assert answer.status_code == 400
        assert "Tidspunktet er passeret" in answer.content.decode()


@pytest.mark.parametrize(
    "part", ["newsletter:send", "newsletter:take_back", "newsletter:test", "newsletter:add"]
)
def test_it_is_for_editors(client: Client, programme_officer: User, part: str) -> None:
    issue = factories.IssueFactory.create(things=[("news", factories.news())])
    client.force_login(programme_officer)

    assert client.post(page_of(issue, part), {"language": "da"}).status_code == 403
    assert not OutboxMessage.objects.exists()


class TestWhateverStopsIt(TestCase):
    """Whatever the number of readers, the batch, and where processes die: one letter each."""

    @hypothesis_settings(max_examples=15, deadline=None)
    @given(
        readers=st.integers(0, 9),
        batch=st.integers(1, 4),
        deaths=st.sets(st.integers(1, 9), max_size=4),
    )
    def test_nobody_gets_two_and_nobody_is_left_out(
        self, readers: int, batch: int, deaths: set[int]
    ) -> None:
        Subscriber.objects.bulk_create(
            Subscriber(email=f"h{n}@balby.example", language="da", confirmed_at=NOW)
            for n in range(readers)
        )
        issue = waiting_issue()
        remaining, calls, put = set(deaths), [0], outbox.put

        def dying(*args: object, **options: object) -> object:
            calls[0] += 1
            if calls[0] in remaining:
                remaining.discard(calls[0])
                raise Crash
            return put(*args, **options)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sending, "BATCH", batch)
            patch.setattr(outbox, "put", dying)
            for _attempt in range(readers + len(deaths) + 2):
                try:
                    services.queue_letters(issue, now=NOW)
                except Crash:
                    continue

        issue.refresh_from_db()
        recipients = list(OutboxMessage.objects.values_list("recipient", flat=True))
        assert len(recipients) == len(set(recipients)) == readers == issue.recipient_count
        assert issue.state == Issue.State.SENT
        assert not Delivery.objects.filter(queued_at=None).exists()
