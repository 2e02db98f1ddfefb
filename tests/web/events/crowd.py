"""Many people who register at the same moment: each a process with connections of its own.

Run as a module by ``test_seats_under_pressure.py``. It takes its orders as JSON in its first
argument, starts the site once, becomes as many processes as there are orders, lets them go at the
same moment, and says as JSON what each of them saw.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

#: A database may be busy for longer than anybody waits, on a machine that does other things too.
MOST_TRIES = 20

fork = multiprocessing.get_context("fork")


def main() -> None:
    orders = json.loads(sys.argv[1])
    start_django(orders["databases"])
    from bybalance.web.shared import outbox

    # Sending is a job of the worker's, here as on a server; what is written is only kept.
    outbox.send_due_mail = SimpleNamespace(enqueue=lambda: None)  # type: ignore[assignment]
    read_what_all_need()
    people = orders["people"]
    together = fork.Barrier(len(people), timeout=orders["time_limit_s"])
    if not orders["is_locked"]:
        take_the_lock_off(together)
    said = [become_one_of_them(one, together) for one in people]
    seen = [ear.recv() for _, ear in said]
    for process, _ in said:
        process.join()
    sys.stdout.write(json.dumps(seen))


def start_django(database_names: dict[str, str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bybalance.web.site.settings.test"
    from django.conf import settings

    for alias, name in database_names.items():
        settings.DATABASES[alias]["NAME"] = name
    import django

    django.setup()


def read_what_all_need() -> None:
    """Read words and addresses once, before there are many processes."""
    from django.urls import reverse
    from django.utils import translation

    with translation.override("da"):
        translation.gettext("Events")
        reverse("events:events")


def become_one_of_them(order: dict[str, Any], together: Any) -> tuple[Any, Any]:
    """Start a process for one order; no connection is open yet, so that each makes its own."""
    ear, mouth = fork.Pipe(duplex=False)
    process = fork.Process(target=work, args=(order, together, mouth))
    process.start()
    mouth.close()  # so that a process that dies is heard, and not waited for
    return process, ear


def work(order: dict[str, Any], together: Any, mouth: Any) -> None:
    together.wait()
    mouth.send(WORK[order["work"]](order, together))
    mouth.close()


def take_the_lock_off(together: Any) -> None:
    """Read and decide outside any transaction; the audit log and the outbox still need one.

    All decide before anybody writes: the unlucky moment comes at every attempt, not now and then.
    """
    from django.db import transaction

    from bybalance import seating
    from bybalance.web.shared import audit, locks, outbox

    decide = seating.place

    def decide_with_the_others(*args: Any, **kwargs: Any) -> Any:
        decided = decide(*args, **kwargs)
        together.wait()
        return decided

    @contextmanager
    def unlocked(instance: Any) -> Iterator[Any]:
        yield type(instance).objects.get(pk=instance.pk)

    seating.place = decide_with_the_others
    locks.locked = unlocked
    audit.record = transaction.atomic(audit.record)
    outbox.put = transaction.atomic(outbox.put)


def come(order: dict[str, Any], together: Any) -> dict[str, int]:
    """Register ``count`` parties of one, and watch how many seats are taken meanwhile."""
    guests = Guests(order)
    for _ in range(order["count"]):
        guests.one_comes()
    return guests.seen()


def come_until_one_too_many(order: dict[str, Any], together: Any) -> dict[str, int]:
    """The same without the lock, in step with the others, until a seat is given that is not there.

    All look after everybody has written, so that all of them stop after the same attempt.
    """
    guests = Guests(order)
    for _ in range(order["count"]):
        guests.one_comes(then=together.wait)
        if guests.most_taken > order["seats"]:
            break
    return guests.seen()


def leave_and_come(order: dict[str, Any], together: Any) -> dict[str, int]:
    """Give back the registrations named, one by one; after each, another party comes."""
    from bybalance.web.events import services
    from bybalance.web.events.models import Registration

    guests = Guests(order)
    for pk in order["leaving"]:
        registration = Registration.objects.select_related("event").get(pk=pk)
        guests.until_it_is_done(partial(services.cancel_registration, registration, now=guests.now))
        guests.one_comes()
    return guests.seen()


class Guests:
    """Those of one process: their addresses, and what it saw while they came."""

    def __init__(self, order: dict[str, Any]) -> None:
        from bybalance.web.events.models import Event

        self.event = Event.objects.get(pk=order["event"])
        self.now: datetime = self.event.starts_at - timedelta(days=30)
        self.addresses = (f"gaest-{order['name']}-{number}@balby.example" for number in count())
        self.most_taken = self.attempt_count = self.refused_count = 0

    def one_comes(self, *, then: Callable[[], object] = lambda: None) -> None:
        """Register a party of one and look how many seats are taken."""
        from bybalance.web.events import services

        self.until_it_is_done(
            partial(
                services.register,
                self.event,
                name="Gæst",
                email=next(self.addresses),
                seats=1,
                language="da",
                form_key=uuid4(),
                now=self.now,
            )
        )
        self.attempt_count += 1
        then()
        self.most_taken = max(self.most_taken, self.event.occupancy().taken)

    def until_it_is_done(self, step: Callable[[], object]) -> None:
        """Send again what a database that was too busy refused, as a person would; and count."""
        from django.db import OperationalError

        for _ in range(MOST_TRIES):
            try:
                step()
            except OperationalError:
                self.refused_count += 1
                continue
            return
        raise TimeoutError(f"refused {MOST_TRIES} times")

    def seen(self) -> dict[str, int]:
        return {
            "most_taken": self.most_taken,
            "attempts": self.attempt_count,
            "refused": self.refused_count,
        }


WORK: dict[str, Callable[[dict[str, Any], Any], dict[str, int]]] = {
    "come": come,
    "come_until_one_too_many": come_until_one_too_many,
    "leave_and_come": leave_and_come,
}


if __name__ == "__main__":
    main()
