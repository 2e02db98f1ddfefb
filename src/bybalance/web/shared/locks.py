"""The one way to change what others may be changing at the same time: a row, or a named thing."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from django.db import connections, models, transaction

M = TypeVar("M", bound=models.Model)


@contextmanager
def locked(instance: M) -> Iterator[M]:
    """Read ``instance`` anew under a lock, in a transaction that ends with the block.

    PostgreSQL locks the row. SQLite has no row locks; there the transaction itself is begun as
    IMMEDIATE (checked at start), so that only one process at a time is inside such a block.
    Decide and write from the row this gives, never from the one passed in.
    """
    kind = instance.__class__  # not type(): request.user is a lazy stand-in for its person
    database = instance._state.db or "default"
    with _transaction(database):
        rows = kind._base_manager.using(database).select_for_update(of=("self",))
        yield rows.get(pk=instance.pk)


@contextmanager
def alone(name: str, *, using: str = "default") -> Iterator[None]:
    """Let nobody else be in a block of the same name, in a transaction that ends with the block.

    For what has no row to lock yet. SQLite begins the transaction as IMMEDIATE, which keeps every
    other writer out; PostgreSQL takes an advisory lock that it lets go of at the end.
    """
    with _transaction(using):
        if connections[using].vendor == "postgresql":
            with connections[using].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        yield


@contextmanager
def _transaction(database: str) -> Iterator[None]:
    with _turn(database) as leave, transaction.atomic(using=database):
        if leave is not None:
            # First of all that follows the commit: what comes next may want a turn of its own.
            transaction.on_commit(leave, using=database)
        yield


@contextmanager
def _turn(database: str) -> Iterator[Callable[[], None] | None]:
    """On SQLite, let those who want such a block in one after the other, before they ask it.

    SQLite has no queue of its own: who finds it busy sleeps and asks again, up to ten times a
    second, and in a crowd may find it busy each time until its patience ends. The system's file
    locks do queue, but one who has just let go may take the same lock before the next has woken;
    so the next holds the door while it waits for the room, and that one has to queue like all
    others. Who is in a transaction has the database to itself already and must not wait for one
    that waits for it. Gives what leaves the room early, or None where there is no room.
    """
    connection = connections[database]
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or connection.in_atomic_block or ":" in name:
        yield None
        return
    with Path(f"{name}-room").open("w") as room:
        with Path(f"{name}-door").open("w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX)
        yield room.close
