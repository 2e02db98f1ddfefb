"""The sign of life of the process that does background work, and what it sees to itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache

from bybalance.web.shared import outbox

_HEARTBEAT_KEY = "worker-heartbeat"


def beat(*, now: datetime) -> None:
    """The worker's sign of life; it also sees to mail whose pause has ended."""
    cache.set(_HEARTBEAT_KEY, now.isoformat(), timeout=None)
    if outbox.has_due(now=now):
        outbox.send_due_mail.enqueue()


def heartbeat_age(*, now: datetime) -> timedelta | None:
    """Time since the worker's last sign of life; ``None`` when there never was one."""
    last = cache.get(_HEARTBEAT_KEY)
    return now - datetime.fromisoformat(last) if last else None
