"""Putting an issue together. Once it waits to be sent, nothing in it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from bybalance.web.accounts.models import User
from bybalance.web.newsletter import permissions
from bybalance.web.newsletter.models import Issue, IssueItem
from bybalance.web.newsletter.queries import things
from bybalance.web.shared import audit, locks

#: The fields that an editor writes.
WORDS: Final = ("title_da", "title_en", "intro_da", "intro_en", "is_invented")


class NotADraft(Exception):
    """The issue waits to be sent, or has been: take it back first, or make another."""


def make_issue(given: Mapping[str, Any], *, by: User, now: datetime) -> Issue:
    """Begin an issue."""
    permissions.issues.may_edit(by).require()
    with transaction.atomic():
        words = {name: given[name] for name in WORDS}
        issue = Issue.objects.create(**words, created_at=now, updated_at=now)
        audit.record("issue_made", issue, by=by, at=now, after={"title": issue.title_da})
    return issue


def change_issue(issue: Issue, given: Mapping[str, Any], *, by: User, now: datetime) -> None:
    """Write other words."""
    with _draft(issue, by=by, now=now) as current:
        before = {name: getattr(current, name) for name in WORDS}
        changed = {name: given[name] for name in WORDS if given[name] != before[name]}
        for name, value in changed.items():
            setattr(current, name, value)
        current.save(update_fields=WORDS)
        audit.record(
            "issue_changed",
            current,
            by=by,
            at=now,
            before={name: before[name] for name in changed},
            after=changed,
        )


def delete_issue(issue: Issue, *, by: User, now: datetime) -> None:
    """Throw a draft away."""
    with _draft(issue, by=by, now=now) as current:
        audit.record("issue_deleted", current, by=by, at=now, before={"title": current.title_da})
        current.delete()


def add_items(issue: Issue, keys: Iterable[tuple[str, int]], *, by: User, now: datetime) -> int:
    """Add things at the end, as far as they are public and not there yet; count them."""
    with _draft(issue, by=by, now=now) as current:
        known = set(current.items.values_list("kind", "thing_id"))
        asked = [key for key in dict.fromkeys(keys) if key not in known]
        public = things.public_keys(asked)
        added = [key for key in asked if key in public]
        last = current.items.aggregate(last=Max("position"))["last"] or 0
        IssueItem.objects.bulk_create(
            IssueItem(issue=current, kind=kind, thing_id=thing_id, position=last + number)
            for number, (kind, thing_id) in enumerate(added, 1)
        )
        said = [f"{kind} {thing_id}" for kind, thing_id in added]
        audit.record("issue_items_added", current, by=by, at=now, after={"items": said})
    return len(added)


def move_item(issue: Issue, item: IssueItem, *, steps: int, by: User, now: datetime) -> None:
    """Move an item up (negative) or down; at an end it stays where it is."""
    with _draft(issue, by=by, now=now) as current:
        items = list(current.items.all())
        keys = [one.pk for one in items]
        if item.pk not in keys:
            return
        place = keys.index(item.pk)
        moved = items.pop(place)
        items.insert(min(max(place + steps, 0), len(items)), moved)
        for number, one in enumerate(items, 1):
            one.position = number
        IssueItem.objects.bulk_update(items, ["position"])
        audit.record("issue_item_moved", current, by=by, at=now, after={"item": str(moved)})


def remove_item(issue: Issue, item: IssueItem, *, by: User, now: datetime) -> None:
    """Leave an item out; it is offered again."""
    with _draft(issue, by=by, now=now) as current:
        gone, _kinds = current.items.filter(pk=item.pk).delete()
        if gone:
            audit.record("issue_item_removed", current, by=by, at=now, before={"item": str(item)})


@contextmanager
def _draft(issue: Issue, *, by: User, now: datetime) -> Iterator[Issue]:
    """The issue under its lock, if ``by`` may change it and it is a draft."""
    permissions.issues.may_edit(by).require()
    with locks.locked(issue) as current:
        if not current.is_draft:
            raise NotADraft
        yield current
        Issue.objects.filter(pk=issue.pk).update(updated_at=now)
