from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction
from tests.web import factories

from bybalance.web.shared import locks
from bybalance.web.shared.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 4
ROUNDS = 25


def at_the_same_time(work: Callable[[], None]) -> None:
    faults: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 - shown to the test below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
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


def test_nobody_is_passed_by_all_the_others() -> None:
    """On SQLite, which has no queue of its own, those who wait are let in as they came."""
    message = factories.OutboxMessageFactory.create()
    order: list[int] = []
    all_are_here = threading.Barrier(WRITERS)

    def one_round_after_another() -> None:
        all_are_here.wait(timeout=30)
        for _ in range(ROUNDS):
            with locks.locked(message):
                order.append(threading.get_ident())

    at_the_same_time(one_round_after_another)

    # Each of the others has been in at most a few times since one was in last.
    for who in set(order):
        turns = [place for place, one in enumerate(order) if one == who]
        longest = max(later - earlier for earlier, later in itertools.pairwise(turns))
        assert longest <= 4 * WRITERS
