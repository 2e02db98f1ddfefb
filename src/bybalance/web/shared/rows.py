"""The same four steps for every kind of row that people keep: add, change, remove, bring back.

An app's service asks its permission policy first and then takes one of these steps.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import models, transaction

from bybalance.web.shared import audit, locks
from bybalance.web.shared.records import Removable

MAX_LOGGED_CHARACTERS = 300


def save(
    row: models.Model, *, by: audit.Actor, now: datetime, private: Collection[str] = ()
) -> bool:
    """Add ``row``, or write what was changed in it; say whether anything was.

    The log holds what the fields were and became; of ``private`` fields only that they changed.
    """
    name = row._meta.model_name
    if row.pk is None:
        with transaction.atomic():
            row.save()
            after = logged_fields(row, private=private)
            audit.record(f"{name}_added", row, by=by, at=now, after=after)
        return True
    with locks.locked(row) as current:
        before, after = (logged_fields(one, private=()) for one in (current, row))
        changed = [field for field in after if before[field] != after[field]]
        if not changed:
            return False
        row.save()
        audit.record(
            f"{name}_changed",
            row,
            by=by,
            at=now,
            before=_shown(before, changed, private=private),
            after=_shown(after, changed, private=private),
        )
    return True


def remove(row: Removable, *, by: audit.Actor, now: datetime) -> None:
    """Hide ``row`` everywhere until it is brought back; twice is as once."""
    with locks.locked(row) as current:
        if current.removed_at is None:
            _set_removed(current, now, action="removed", by=by, now=now)


def restore(row: Removable, *, by: audit.Actor, now: datetime) -> None:
    """Bring a removed ``row`` back as it was."""
    with locks.locked(row) as current:
        if current.removed_at is not None:
            _set_removed(current, None, action="restored", by=by, now=now)


def _set_removed(
    row: Removable, at: datetime | None, *, action: str, by: audit.Actor, now: datetime
) -> None:
    row.removed_at = at
    row.save(update_fields=("removed_at",))
    audit.record(f"{row._meta.model_name}_{action}", row, by=by, at=now)


def logged_fields(row: models.Model, *, private: Collection[str]) -> dict[str, Any]:
    """What the log writes of a row: its fields as text, without ids and binary contents."""
    fields = {
        field.name: field.value_to_string(row)[:MAX_LOGGED_CHARACTERS]
        for field in row._meta.concrete_fields
        if not field.primary_key and not isinstance(field, models.BinaryField)
    }
    return {name: "…" if name in private and text else text for name, text in fields.items()}


def _shown(
    fields: dict[str, Any], changed: Collection[str], *, private: Collection[str]
) -> dict[str, Any]:
    return {name: "…" if name in private else fields[name] for name in changed}
