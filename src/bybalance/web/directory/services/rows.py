"""Add, change, remove and bring back organisations, people and affiliations."""

from __future__ import annotations

from datetime import datetime

from bybalance.web.accounts.models import User
from bybalance.web.directory import permissions
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.shared import rows

Row = Organisation | Person | Affiliation

#: What the audit log tells only the change of.
PRIVATE_FIELDS = ("name", "email", "user")


class StillInUse(ValueError):
    """Others refer to the row, so it cannot be removed."""


def save_row(row: Row, *, by: User, now: datetime) -> bool:
    """Add or change a row of the directory; say whether anything was changed."""
    permissions.may_edit_directory(by).require()
    private = PRIVATE_FIELDS if isinstance(row, Person) else ()
    return rows.save(row, by=by, now=now, private=private)


def remove_row(row: Row, *, by: User, now: datetime) -> None:
    """Hide a row of the directory.

    Raises
    ------
    StillInUse
        If something that is shown refers to it.
    """
    permissions.may_edit_directory(by).require()
    if is_in_use(row):
        raise StillInUse(str(row))
    rows.remove(row, by=by, now=now)


def restore_row(row: Row, *, by: User, now: datetime) -> None:
    """Bring a removed row back."""
    permissions.may_edit_directory(by).require()
    rows.restore(row, by=by, now=now)


def is_in_use(row: Row) -> bool:
    """Whether something that has not been removed refers to ``row``."""
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.related_objects
    )
