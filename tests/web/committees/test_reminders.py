from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bybalance.web.accounts.models import User
from bybalance.web.committees import tasks
from bybalance.web.committees.models import Meeting
from bybalance.web.committees.services import invitations
from bybalance.web.shared.models import OutboxMessage
from bybalance.web.site import working

pytestmark = pytest.mark.django_db(transaction=True)

THREE_DAYS_BEFORE = datetime(2035, 3, 11, 8, tzinfo=UTC)
FOUR_DAYS_BEFORE = datetime(2035, 3, 10, 8, tzinfo=UTC)


@pytest.fixture
def invited(meeting: Meeting, member: User) -> Meeting:
    Meeting.objects.filter(pk=meeting.pk).update(invited_at=meeting.created_at)
    return meeting


def test_members_are_reminded_once_on_the_day_that_was_chosen(invited: Meeting) -> None:
    assert invitations.send_due_reminders(now=FOUR_DAYS_BEFORE) == 0
    assert invitations.send_due_reminders(now=THREE_DAYS_BEFORE) == 1
    assert invitations.send_due_reminders(now=THREE_DAYS_BEFORE) == 0

    [message] = OutboxMessage.objects.all()
    assert message.subject.startswith("Påmindelse: ")
    [file] = message.attachments.all()
    assert invited.uid.encode() in bytes(file.content)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "cancelled"}, {"status": "held"}, {"invited_at": None}, {"remind_days": 0},
        {"held_on": date(2035, 3, 11)}, {"held_on": date(2035, 3, 1)},
    ],
)  # fmt: skip
def test_nobody_is_reminded_when_there_is_nothing_to_come(
    invited: Meeting, changed: dict[str, object]
) -> None:
    Meeting.objects.filter(pk=invited.pk).update(**changed)

    assert invitations.send_due_reminders(now=THREE_DAYS_BEFORE) == 0
    assert not OutboxMessage.objects.exists()


def test_the_worker_sees_to_it(invited: Meeting) -> None:
    tasks.beat(now=FOUR_DAYS_BEFORE)
    assert not OutboxMessage.objects.exists()

    tasks.beat(now=THREE_DAYS_BEFORE)
    assert tasks.send_reminders.call() == 0  # by the real clock, the day has not come

    assert working.committee_tasks is tasks
