"""The process that does background work, and the pulse that shows it is alive."""

from __future__ import annotations

import threading

import structlog
from django.core import management
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from bybalance.web.committees import tasks as committee_tasks
from bybalance.web.events import services as event_services
from bybalance.web.newsletter import tasks as newsletter_tasks
from bybalance.web.shared import tasks

PULSE_S = 15

log = structlog.get_logger("bybalance.worker")


def run() -> None:
    """Work until told to stop."""
    stopping = threading.Event()
    pulse = threading.Thread(target=beat_until, args=(stopping,), daemon=True, name="pulse")
    pulse.start()
    try:
        management.call_command("db_worker", queue_name="*", interval=1, reload=False)
    finally:
        stopping.set()


def beat_until(stopping: threading.Event) -> None:
    """Give a sign of life every few seconds, and do what time alone sets off.

    A fault of the database only delays the next.
    """
    while not stopping.is_set():
        try:
            tasks.beat(now=timezone.now())
            event_services.release_lapsed(now=timezone.now())
            event_services.forget_participants(now=timezone.now())
            committee_tasks.beat(now=timezone.now())
            newsletter_tasks.beat(now=timezone.now())
        except DatabaseError as fault:
            log.warning("pulse_missed", fault=type(fault).__name__)
        close_old_connections()
        stopping.wait(PULSE_S)
