"""The log of who decided what; kept for as long as the site is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import models, transaction

from bybalance.web.shared.models import AuditEntry

#: The key of the site itself, when no person asked for what it did.
SITE_KEY = "site"


class Actor(Protocol):
    """A person as the log knows them: by a key that says nothing once they are erased."""

    @property
    def audit_key(self) -> str: ...


def record(
    action: str,
    thing: models.Model,
    *,
    by: Actor | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add a line to the log, inside the transaction of the step it tells of."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{action} must be logged in the same transaction as the step itself")
    return AuditEntry.objects.create(
        at=at,
        action=action,
        object_kind=thing._meta.label_lower,
        object_key=str(thing.pk),
        actor_key=by.audit_key if by else SITE_KEY,
        before=before,
        after=after,
    )


def entries_about(thing: models.Model) -> models.QuerySet[AuditEntry]:
    """Every line about ``thing``, oldest first."""
    return AuditEntry.objects.filter(object_kind=thing._meta.label_lower, object_key=str(thing.pk))
