"""The one way to change a row that others may be changing at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import models, transaction

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
