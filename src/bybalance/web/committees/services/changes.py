"""How every service of this app writes a row and its line in the log.

The log names the fields that changed and never their text: minutes may be confidential, and the
log is read by others than the group.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.text import slugify

from bybalance.web.accounts.models import User
from bybalance.web.shared import audit

FOLDED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def write(row: models.Model, values: Mapping[str, Any], *, now: datetime) -> list[str]:
    """Set ``values`` on ``row`` and save; return the names of the fields that changed."""
    relations = {field.name for field in row._meta.many_to_many}
    plain = {name: value for name, value in values.items() if name not in relations}
    is_new = row.pk is None
    changed = [name for name, value in plain.items() if is_new or getattr(row, name) != value]
    for name, value in plain.items():
        setattr(row, name, value)
    if is_new and hasattr(row, "created_at"):
        row.created_at = now
    if hasattr(row, "updated_at"):
        row.updated_at = now
    row.save()
    for name in relations & values.keys():
        kept = set(getattr(row, name).values_list("pk", flat=True)) if not is_new else set()
        wanted = {one.pk for one in values[name]}
        if kept != wanted:
            changed.append(name)
            getattr(row, name).set(wanted)
    return changed


def log(
    action: str,
    row: models.Model,
    *,
    by: User | None,
    now: datetime,
    fields: list[str] | None = None,
    **told: Any,
) -> None:
    """Add the line to the log: which fields changed, and what else is harmless to tell."""
    after = {**({"fields": sorted(fields)} if fields is not None else {}), **told}
    audit.record(action, row, by=by, at=now, after=after or None)


def free_key(kind: type[models.Model], name: str) -> str:
    """A key made of ``name`` that no row of ``kind`` has yet."""
    stem = slugify(name.translate(FOLDED))[:70] or kind._meta.model_name or "row"
    taken = set(kind._default_manager.filter(key__startswith=stem).values_list("key", flat=True))
    if stem not in taken:
        return stem
    return next(key for n in range(2, len(taken) + 3) if (key := f"{stem}-{n}") not in taken)
