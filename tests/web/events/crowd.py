"""Many people who register at the same moment: each a process with connections of its own.

Run as a module by ``test_seats_under_pressure.py``; takes its orders as JSON in its first argument,
says ``ready``, waits for a line, works, and says as JSON what it saw.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

#: A database may be busy for longer than anybody waits, on a machine that does other things too.
MOST_TRIES = 20


def main() -> None:
    orders = json.loads(sys.argv[1])
    start_django(orders["databases"])
    # Sending is a job of the worker's, here as on a server; what is written is only kept.
    from bybalance.web.shared import outbox

    outbox.send_due_mail = SimpleNamespace(enqueue=lambda: None)  # type: ignore[assignment]
    if not orders["is_locked"]:
        take_the_lock_off()
    wait_for_the_others("ready")
    WORK[orders["work"]](orders)


def wait_for_the_others(word: str) -> None:
    """Tell the test how far this process is, and go on when it says so."""
    say(word)
    sys.stdin.readline()


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def start_django(database_names: dict[str, str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bybalance.web.site.settings.test"
    from django.conf import settings

    for alias, name in database_names.items():
        settings.DATABASES[alias]["NAME"] = name
    import django

    django.setup()


def take_the_lock_off() -> None:
    """Read and decide outside any transaction; the audit log and the outbox still need one.

    All decide before anybody writes: the unlucky moment comes at every attempt, not now and then.
    """
    from django.db import transaction

    from bybalance import seating
    from bybalance.web.shared import audit, locks, outbox

    decide = seating.place

    def decide_with_the_others(*args: Any, **kwargs: Any) -> Any:
        decided = decide(*args, **kwargs)
        wait_for_the_others("decided")
        return decided

    @contextmanager
    def unlocked(instance: Any) -> Iterator[Any]:
        yield type(instance).objects.get(pk=instance.pk)

    seating.place = decide_with_the_others
    locks.locked = unlocked
    audit.record = transaction.atomic(audit.record)
    outbox.put = transaction.atomic(outbox.put)


def come(orders: dict[str, Any]) -> None:
    """Register ``count`` parties of one, and watch how many seats are taken meanwhile."""
    from bybalance.web.events import services
    from bybalance.web.events.models import Event

    event = Event.objects.get(pk=orders["event"])
    most_taken = 0
    for number in range(orders["count"]):
        asked = partial(
            services.register,
            event,
            name="Gæst",
            email=f"gaest-{orders['process']}-{number}@balby.example",
            seats=1,
            language="da",
            form_key=uuid4(),
            now=_now(event),
        )
        until_it_is_done(asked)
        most_taken = max(most_taken, event.occupancy().taken)
    say(json.dumps({"most_taken": most_taken}))


def leave(orders: dict[str, Any]) -> None:
    """Give back the registrations named, one by one, while others do the same and come."""
    from bybalance.web.events import services
    from bybalance.web.events.models import Registration

    most_taken = 0
    for pk in orders["leaving"]:
        registration = Registration.objects.select_related("event").get(pk=pk)
        until_it_is_done(
            partial(services.cancel_registration, registration, now=_now(registration.event))
        )
        most_taken = max(most_taken, registration.event.occupancy().taken)
    say(json.dumps({"most_taken": most_taken}))


def until_it_is_done(step: Callable[[], object]) -> None:
    """Send again what a database that was too busy refused, as a person would."""
    from django.db import OperationalError

    for _ in range(MOST_TRIES):
        try:
            step()
        except OperationalError:
            continue
        return
    raise TimeoutError(f"refused {MOST_TRIES} times")


WORK: dict[str, Callable[[dict[str, Any]], None]] = {"come": come, "leave": leave}


def _now(event: Any) -> datetime:
    started: datetime = event.starts_at
    return started - timedelta(days=30)


if __name__ == "__main__":
    main()
