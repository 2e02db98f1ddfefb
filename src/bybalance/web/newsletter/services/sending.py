"""Sending an issue: once to each reader, whatever stops in between.

A row per reader and issue is made when sending begins. Letters are put in the outbox some at a
time, each in one transaction with the mark on its row; a process that dies loses the transaction
and its marks alike, and the next one goes on where it stopped. The outbox does the mailing.
"""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from bybalance.web.accounts.models import User
from bybalance.web.newsletter import permissions
from bybalance.web.newsletter.models import Delivery, Issue, Subscriber
from bybalance.web.newsletter.queries import letters, things
from bybalance.web.newsletter.queries.things import Told
from bybalance.web.newsletter.services import subscribing
from bybalance.web.shared import audit, locks, outbox, tasks

#: Letters in one transaction. In between, other mail of the site has its turn.
BATCH: Final = 50

_NUMBER_LOCK: Final = "newsletter-numbers"


class NothingToSend(Exception):
    """Nothing in the issue is public."""


def schedule_issue(issue: Issue, *, send_at: datetime, by: User, now: datetime) -> bool:
    """Have the issue sent; say whether it was, or had been asked for before."""
    permissions.issues.may_edit(by).require()
    with locks.locked(issue) as current:
        if not current.is_draft:
            return False
        if not letters.told_now(current, language="da"):
            raise NothingToSend
        current.state, current.send_at = Issue.State.SCHEDULED, max(send_at, now)
        current.save(update_fields=("state", "send_at"))
        audit.record(
            "issue_scheduled", current, by=by, at=now, after={"at": current.send_at.isoformat()}
        )
        if current.send_at <= now:
            transaction.on_commit(functools.partial(send_issue.enqueue, issue.pk))
    return True


def cancel_sending(issue: Issue, *, by: User, now: datetime) -> bool:
    """Make a draft again of what waits; say whether there was still time."""
    permissions.issues.may_edit(by).require()
    with locks.locked(issue) as current:
        if current.state != Issue.State.SCHEDULED:
            return False
        current.state, current.send_at = Issue.State.DRAFT, None
        current.save(update_fields=("state", "send_at"))
        audit.record("issue_sending_cancelled", current, by=by, at=now)
    return True


def send_test(issue: Issue, *, language: str, by: User, now: datetime) -> None:
    """Mail the letter to the editor who asks, marked as a test."""
    permissions.issues.may_edit(by).require()
    made = letters.preview(issue, language=language)
    with transaction.atomic():
        outbox.put(
            by.email,
            subject=_("Test: %(subject)s") % {"subject": made.subject},
            body_text=made.body_text,
            body_html=made.body_html,
            headers={"Content-Language": language, "Auto-Submitted": "auto-generated"},
            at=now,
        )
        audit.record("issue_tested", issue, by=by, at=now, after={"language": language})


@task()
def send_issue(issue_id: int) -> bool:
    """Put the next letters of an issue in the outbox, and ask for the rest to be done.

    With a worker the rest is a task of its own, so that other mail comes in between.
    """
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is None:
        return False
    has_more = queue_letters(issue, now=timezone.now())
    while has_more and not tasks.need_worker():
        has_more = queue_letters(issue, now=timezone.now())
    if has_more:
        send_issue.enqueue(issue_id)
    return has_more


def queue_letters(issue: Issue, *, now: datetime) -> bool:
    """Begin or go on with sending: one batch; say whether there is more to do."""
    with locks.locked(issue) as current, locks.alone(subscribing.ADDRESS_LOCK):
        if current.state == Issue.State.SCHEDULED and current.send_at and current.send_at <= now:
            _begin(current, now=now)
        if current.state != Issue.State.SENDING:
            return False
        waiting = Delivery.objects.filter(issue=current, queued_at=None)
        batch = list(waiting.select_related("subscriber").order_by("pk")[:BATCH])
        _queue(current, batch, now=now)
        current.recipient_count += len(batch)
        current.worked_at = now
        if len(batch) < BATCH:
            current.state, current.sent_at = Issue.State.SENT, now
            audit.record(
                "issue_sent", current, by=None, at=now, after={"count": current.recipient_count}
            )
        current.save()
        return current.state == Issue.State.SENDING


def _begin(issue: Issue, *, now: datetime) -> None:
    """Freeze what the letters say, and write down who is to get one."""
    items = list(issue.items.all())
    keys = [(item.kind, item.thing_id) for item in items]
    told = {language: things.told_in(language, keys) for language in things.LANGUAGES}
    kept = 0
    for item in items:
        said = {
            language: found[(item.kind, item.thing_id)].as_frozen()
            for language, found in told.items()
            if (item.kind, item.thing_id) in found
        }
        item.frozen = said
        kept += bool(said)
        item.save(update_fields=("frozen",))
    if not kept:  # all of it was taken down while it waited
        issue.state, issue.send_at = Issue.State.DRAFT, None
        issue.save(update_fields=("state", "send_at"))
        audit.record("issue_found_empty", issue, by=None, at=now)
        return
    with locks.alone(_NUMBER_LOCK):
        newest = Issue.objects.aggregate(newest=Max("number"))["newest"] or 0
        issue.state, issue.number, issue.begun_at = Issue.State.SENDING, newest + 1, now
        issue.save()
    Delivery.objects.bulk_create(
        (
            Delivery(issue=issue, subscriber_id=pk)
            for pk in Subscriber.objects.order_by("pk").values_list("pk", flat=True)
        ),
        batch_size=1000,
    )
    audit.record("issue_begun", issue, by=None, at=now, after={"number": issue.number})


def _queue(issue: Issue, batch: list[Delivery], *, now: datetime) -> None:
    items = list(issue.items.all())
    told: dict[str, list[Told]] = {
        language: letters.told_frozen(items, language=language) for language in things.LANGUAGES
    }
    for delivery in batch:
        reader = delivery.subscriber
        made = letters.letter(
            issue,
            language=reader.language,
            told=told[reader.language],
            links=letters.links_of(reader),
        )
        delivery.message = outbox.put(
            reader.email,
            subject=made.subject,
            body_text=made.body_text,
            body_html=made.body_html,
            headers=made.headers,
            at=now,
            is_announced=False,
        )
        delivery.queued_at = now
    Delivery.objects.bulk_update(batch, ["message", "queued_at"])
    if batch:
        outbox.announce()
