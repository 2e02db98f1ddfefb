"""The sign of life of the process that does background work, and what it sees to itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django_tasks import task_backends
from django_tasks_db import DatabaseBackend

from bybalance.web.shared import outbox

_HEARTBEAT_KEY = "worker-heartbeat"


def need_worker() -> bool:
    """Whether work is put in a queue; otherwise it is done at once, where it is asked for."""
    return isinstance(task_backends["default"], DatabaseBackend)


def beat(*, now: datetime) -> None:
    """The worker's sign of life; it also sees to mail: due, or sent long ago."""
    cache.set(_HEARTBEAT_KEY, now.isoformat(), timeout=None)
    if outbox.has_due(now=now):
        outbox.send_due_mail.enqueue()
    outbox.forget_sent(now=now)


def heartbeat_age(*, now: datetime) -> timedelta | None:
    """Time since the worker's last sign of life; ``None`` when there never was one."""
    last = cache.get(_HEARTBEAT_KEY)
    return now - datetime.fromisoformat(last) if last else None
