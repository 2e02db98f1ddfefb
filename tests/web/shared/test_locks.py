from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from tests.web import factories

from bybalance.web.shared import locks
from bybalance.web.shared.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 4
ROUNDS = 25


def at_the_same_time(*works: Callable[[], None]) -> None:
    """Do the works in threads of their own; one work alone is done by all writers."""
    faults: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 - shown to the test below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(work,), daemon=True)
        for work in (works if len(works) > 1 else works * WRITERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "somebody waits for ever"
    assert not faults


def test_nothing_is_lost_when_many_change_one_row_under_the_lock() -> None:
    message = factories.OutboxMessageFactory.create()

    def add_under_lock() -> None:
        for _ in range(ROUNDS):
            with locks.locked(message) as current:
                current.attempt_count += 1
                current.save(update_fields=("attempt_count",))

    at_the_same_time(add_under_lock)

    message.refresh_from_db()
    assert message.attempt_count == WRITERS * ROUNDS


def test_without_the_lock_the_same_work_loses_changes() -> None:
    message = factories.OutboxMessageFactory.create()
    everyone_has_read = threading.Barrier(WRITERS)

    def add_without_lock() -> None:
        current = OutboxMessage.objects.get(pk=message.pk)
        everyone_has_read.wait(timeout=30)
        current.attempt_count += 1
        current.save(update_fields=("attempt_count",))

    at_the_same_time(add_without_lock)

    message.refresh_from_db()
    assert message.attempt_count == 1


def test_it_gives_the_row_as_it_is_now() -> None:
    stale = factories.OutboxMessageFactory.create()
    OutboxMessage.objects.filter(pk=stale.pk).update(attempt_count=7)

    with locks.locked(stale) as current:
        assert current.attempt_count == 7


def test_an_error_inside_the_block_undoes_its_writes() -> None:
    message = factories.OutboxMessageFactory.create()

    with pytest.raises(ZeroDivisionError), locks.locked(message) as current:
        current.attempt_count = 9
        current.save()
        raise ZeroDivisionError

    message.refresh_from_db()
    assert message.attempt_count == 0


def test_it_works_inside_a_larger_transaction() -> None:
    message = factories.OutboxMessageFactory.create()

    with transaction.atomic(), locks.locked(message) as current:
        current.attempt_count = 3
        current.save()

    message.refresh_from_db()
    assert message.attempt_count == 3


def test_what_follows_a_commit_may_take_the_lock_itself() -> None:
    message = factories.OutboxMessageFactory.create()

    def count_twice() -> None:
        with locks.locked(message) as current:
            current.attempt_count += 1
            current.save(update_fields=("attempt_count",))
            transaction.on_commit(count_once)

    def count_once() -> None:
        with locks.locked(message) as current:
            current.attempt_count += 1
            current.save(update_fields=("attempt_count",))

    at_the_same_time(count_twice)

    message.refresh_from_db()
    assert message.attempt_count == 2 * WRITERS


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL queues by itself")
def test_who_has_just_been_in_queues_behind_who_waits() -> None:
    """SQLite has no queue of its own: one who lets go and asks again would win each time."""
    message = factories.OutboxMessageFactory.create()
    order: list[str] = []
    is_in, waits = threading.Event(), threading.Event()

    def go_in_twice() -> None:
        with locks.locked(message):
            is_in.set()
            waits.wait(timeout=30)
            time.sleep(0.2)  # the other says that it waits a moment before it does
        with locks.locked(message):
            order.append("was in just now")

    def wait_once() -> None:
        is_in.wait(timeout=30)
        waits.set()
        with locks.locked(message):
            order.append("waited")

    at_the_same_time(go_in_twice, wait_once)

    assert order == ["waited", "was in just now"]
