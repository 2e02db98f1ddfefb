"""Whether the site can do its work, in a few facts that give nothing away."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from bybalance.web.shared import outbox, tasks
from bybalance.web.site import databases

WORKER_SILENCE = timedelta(minutes=2)
QUEUE_WAIT = timedelta(minutes=15)


@dataclass(frozen=True)
class Finding:
    """One part of the site and whether it is well."""

    part: str
    is_ok: bool
    detail: str


@dataclass(frozen=True)
class Report:
    """All findings."""

    findings: tuple[Finding, ...]

    @property
    def is_ok(self) -> bool:
        return all(finding.is_ok for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        return {
            "status": "ok" if self.is_ok else "fault",
            "parts": {
                finding.part: {"ok": finding.is_ok, "detail": finding.detail}
                for finding in self.findings
            },
        }


def report(*, now: datetime) -> Report:
    """Look at every part; a part that cannot be looked at is a fault, not an exception."""
    looks: dict[str, Callable[[datetime], tuple[bool, str]]] = {
        "databases": _databases,
        "migrations": _migrations,
        "worker": _worker,
        "queue": _queue,
        "mail": _mail,
        "disk": _disk,
    }
    return Report(tuple(_finding(part, look, now) for part, look in looks.items()))


def _finding(part: str, look: Callable[[datetime], tuple[bool, str]], now: datetime) -> Finding:
    try:
        is_ok, detail = look(now)
    except (DatabaseError, OSError) as fault:
        return Finding(part, is_ok=False, detail=type(fault).__name__)
    return Finding(part, is_ok=is_ok, detail=detail)


def _databases(now: datetime) -> tuple[bool, str]:
    for connection in connections.all():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    return True, "answering"


def _migrations(now: datetime) -> tuple[bool, str]:
    pending = 0
    for connection in connections.all():
        executor = MigrationExecutor(connection)
        newest = executor.loader.graph.leaf_nodes()
        if connection.alias == databases.OPERATIONS:
            newest = [one for one in newest if one[0] in databases.APPS_WITH_OPERATIONS_TABLES]
        pending += len(executor.migration_plan(newest))
    return pending == 0, f"{pending} pending"


def _worker(now: datetime) -> tuple[bool, str]:
    if not tasks.need_worker():
        return True, "not needed: work is done at once"
    age = tasks.heartbeat_age(now=now)
    if age is None:
        return False, "never seen"
    return age <= WORKER_SILENCE, f"seen {int(age.total_seconds())} s ago"


def _queue(now: datetime) -> tuple[bool, str]:
    if not tasks.need_worker():
        return True, "not needed: work is done at once"
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").first()
    wait = now - oldest.enqueued_at if oldest else timedelta(0)
    return wait <= QUEUE_WAIT, f"longest wait {int(wait.total_seconds())} s"


def _mail(now: datetime) -> tuple[bool, str]:
    late_count = outbox.unsent().filter(written_at__lt=now - timedelta(hours=1)).count()
    return late_count == 0, f"{late_count} unsent for over an hour"


def _disk(now: datetime) -> tuple[bool, str]:
    free_mib = shutil.disk_usage(settings.DATA_FOLDER).free // 2**20
    is_ok = free_mib >= settings.MIN_FREE_DISK_MIB
    return is_ok, "enough room" if is_ok else "too little room"
