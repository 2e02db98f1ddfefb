"""Add, change, publish, remove and bring back parts of the programme and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area
from bybalance.web.programme import permissions
from bybalance.web.programme.models import (
    Commitment,
    CommunicationEntry,
    Document,
    Fund,
    FundTerm,
    KeyFigure,
    Node,
    PartnerRole,
    Partnership,
    Reference,
    Statement,
)
from bybalance.web.shared import audit, locks, rows

Part = (
    Statement
    | KeyFigure
    | Document
    | Reference
    | Fund
    | FundTerm
    | PartnerRole
    | Commitment
    | CommunicationEntry
)


class HasChildren(ValueError):
    """A node that holds others cannot be removed before they are."""


@transaction.atomic
def save_node(
    node: Node,
    *,
    areas: Iterable[Area],
    preceded_by: Iterable[Node],
    by: User,
    now: datetime,
) -> None:
    """Add or change a part of the programme; a new one is a draft."""
    permissions.may_edit_programme(by).require()
    before = _ties(node) if node.pk else None
    if node.pk is None:
        node.created_at = now
    node.updated_at = now
    rows.save(node, by=by, now=now)
    node.areas.set(areas)
    node.preceded_by.set(preceded_by)
    after = _ties(node)
    if before is not None and before != after:
        audit.record("node_ties_changed", node, by=by, at=now, before=before, after=after)


def _ties(node: Node) -> dict[str, list[str]]:
    return {
        "areas": sorted(node.areas.values_list("area_id", flat=True)),
        "preceded_by": sorted(node.preceded_by.values_list("key", flat=True)),
    }


def publish_node(node: Node, *, by: User, now: datetime) -> None:
    """Show a part of the programme to everyone."""
    _set_published(node, is_published=True, by=by, now=now)


def unpublish_node(node: Node, *, by: User, now: datetime) -> None:
    """Make a part of the programme a draft again."""
    _set_published(node, is_published=False, by=by, now=now)


def _set_published(node: Node, *, is_published: bool, by: User, now: datetime) -> None:
    permissions.may_edit_node(by, node).require()
    with locks.locked(node) as current:
        if current.is_published == is_published:
            return
        current.is_published = is_published
        current.updated_at = now
        current.save(update_fields=("is_published", "updated_at"))
        action = "node_published" if is_published else "node_unpublished"
        audit.record(action, current, by=by, at=now)


def remove_node(node: Node, *, by: User, now: datetime) -> None:
    """Hide a part of the programme everywhere.

    Raises
    ------
    HasChildren
        If others belong to it.
    """
    permissions.may_edit_node(by, node).require()
    if node.children.exists():
        raise HasChildren(str(node))
    rows.remove(node, by=by, now=now)


def restore_node(node: Node, *, by: User, now: datetime) -> None:
    """Bring a removed part of the programme back as it was."""
    permissions.may_edit_node(by, node).require()
    rows.restore(node, by=by, now=now)


def save_part(part: Part, *, by: User, now: datetime) -> bool:
    """Add or change what hangs on a node; say whether anything was changed."""
    permissions.may_edit_programme(by).require()
    return rows.save(part, by=by, now=now)


def remove_part(part: Part, *, by: User, now: datetime) -> None:
    """Hide what hangs on a node."""
    permissions.may_edit_programme(by).require()
    rows.remove(part, by=by, now=now)


def restore_part(part: Part, *, by: User, now: datetime) -> None:
    """Bring back what hung on a node."""
    permissions.may_edit_programme(by).require()
    rows.restore(part, by=by, now=now)


def save_partnership(partnership: Partnership, *, by: User, now: datetime) -> bool:
    """Begin or change the partnership of a node."""
    permissions.may_edit_node(by, partnership.node).require()
    return rows.save(partnership, by=by, now=now)
