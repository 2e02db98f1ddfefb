"""Work of this app that is done in the background."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from bybalance.web.committees.services import invitations


@task()
def send_reminders() -> int:
    """Remind the members of every meeting that is near."""
    return invitations.send_due_reminders(now=timezone.now())


def beat(*, now: datetime) -> None:
    """See, at each pulse of the worker, whether anybody is to be reminded."""
    if invitations.due_reminders(now=now):
        send_reminders.enqueue()
