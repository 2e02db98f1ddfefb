"""What time alone sets off in this app."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from bybalance.web.newsletter.models import Issue
from bybalance.web.newsletter.services import sending, subscribing

#: When sending has not got on for so long, the process that did it is taken for dead.
STALLED_AFTER: Final = timedelta(minutes=2)


def beat(*, now: datetime) -> None:
    """See, at each pulse of the worker, what is due or has stopped; forget what is old."""
    stalled = Q(state=Issue.State.SENDING, worked_at__lte=now - STALLED_AFTER)
    due = Q(state=Issue.State.SCHEDULED, send_at__lte=now)
    for pk in Issue.objects.filter(due | stalled).values_list("pk", flat=True):
        sending.send_issue.enqueue(pk)
    subscribing.forget(now=now)
