"""Names and addresses are kept no longer than they are needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from bybalance.web.events.models import Registration
from bybalance.web.shared import audit

#: How long after an event one may still need to write to those who came.
KEPT_AFTER = timedelta(days=90)


def forget_participants(*, now: datetime) -> int:
    """Erase name and address of all who registered for what ended long ago; count them.

    The row stays, with its number of seats: how many came is no personal matter.
    """
    old = Registration.objects.filter(erased_at=None, event__ends_at__lte=now - KEPT_AFTER)
    if not old.exists():
        return 0
    with transaction.atomic():
        rows = list(old.select_related("event"))
        for event in {row.event for row in rows}:
            audit.record("participants_forgotten", event, by=None, at=now)
        return old.update(name="", email="", erased_at=now)
