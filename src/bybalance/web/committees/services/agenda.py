"""The agenda of a meeting: its items, their order and their papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import AgendaItem, Meeting, Paper
from bybalance.web.committees.services import changes
from bybalance.web.shared import locks, private_files

Direction = Literal["up", "down"]


def add_item(meeting: Meeting, values: Mapping[str, Any], *, by: User, now: datetime) -> AgendaItem:
    """Add an item at the end of the agenda."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        item = AgendaItem(meeting=current, position=current.items.count() + 1)
        changes.write(item, values, now=now)
        changes.log("agenda_item_added", item, by=by, now=now, kind=item.kind)
    return item


def change_item(item: AgendaItem, values: Mapping[str, Any], *, by: User, now: datetime) -> None:
    """Change an item of an agenda."""
    permissions.may_edit_committees(by).require()
    with locks.locked(item) as current:
        fields = changes.write(current, values, now=now)
        if fields:
            changes.log("agenda_item_changed", current, by=by, now=now, fields=fields)


def move_item(item: AgendaItem, direction: Direction, *, by: User, now: datetime) -> None:
    """Move an item one place; at the end of the agenda nothing happens."""
    permissions.may_edit_committees(by).require()
    with locks.locked(item.meeting) as meeting:
        order = list(meeting.items.all())
        place = next(n for n, one in enumerate(order) if one.pk == item.pk)
        other = place - 1 if direction == "up" else place + 1
        if not 0 <= other < len(order):
            return
        order[place], order[other] = order[other], order[place]
        _renumber(order)
        changes.log("agenda_item_moved", item, by=by, now=now, position=other + 1)


def remove_item(item: AgendaItem, *, by: User, now: datetime) -> None:
    """Take an item off the agenda, with its papers, decisions and follow-ups."""
    permissions.may_edit_committees(by).require()
    with locks.locked(item.meeting) as meeting:
        removed = meeting.items.get(pk=item.pk)
        files = [paper.file for paper in removed.papers.all()]
        changes.log("agenda_item_removed", removed, by=by, now=now)
        removed.delete()
        _renumber(list(meeting.items.all()))
        transaction.on_commit(lambda: _discard(files))


def add_paper(
    item: AgendaItem,
    upload: UploadedFile[Any],
    *,
    title: str,
    is_public: bool,
    by: User,
    now: datetime,
) -> Paper:
    """Keep a file with an item; what may be uploaded is for ``shared.private_files`` to say."""
    permissions.may_edit_committees(by).require()
    content_type = private_files.check(upload)
    with locks.locked(item) as current:
        paper = Paper(
            item=current,
            title=title or (upload.name or ""),
            file=upload,
            file_name=private_files.shown_name(upload.name or "bilag"),
            content_type=content_type,
            size_bytes=upload.size or 0,
            is_public=is_public,
            uploaded_by=by,
            uploaded_at=now,
        )
        paper.save()
        changes.log("paper_added", paper, by=by, now=now, size_bytes=paper.size_bytes)
    return paper


def remove_paper(paper: Paper, *, by: User, now: datetime) -> None:
    """Delete a paper and its file."""
    permissions.may_edit_committees(by).require()
    with locks.locked(paper) as current:
        file = current.file
        changes.log("paper_removed", current, by=by, now=now)
        current.delete()
        transaction.on_commit(lambda: _discard([file]))


def _renumber(order: list[AgendaItem]) -> None:
    for position, item in enumerate(order, start=1):
        item.position = position
    AgendaItem.objects.bulk_update(order, ["position"])


def _discard(files: list[Any]) -> None:
    for file in files:
        file.delete(save=False)
