"""The one way to change what others may be changing at the same time: a row, or a named thing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
    with transaction.atomic(using=database):
        rows = kind._base_manager.using(database).select_for_update(of=("self",))
        yield rows.get(pk=instance.pk)


@contextmanager
def alone(name: str, *, using: str = "default") -> Iterator[None]:
    """Let nobody else be in a block of the same name, in a transaction that ends with the block.

    For what has no row to lock yet. SQLite begins the transaction as IMMEDIATE, which keeps every
    other writer out; PostgreSQL takes an advisory lock that it lets go of at the end.
    """
    with transaction.atomic(using=using):
        if connections[using].vendor == "postgresql":
            with connections[using].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        yield
