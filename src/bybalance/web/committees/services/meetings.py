"""Meetings: made, moved, cancelled, held, and shown to whom they may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import Max

from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import Committee, Meeting
from bybalance.web.committees.services import changes, invitations
from bybalance.web.shared import locks

#: Fields that a calendar shows: when one changes, the meeting gets a new version there.
IN_CALENDARS = frozenset(
    {"title_da", "title_en", "held_on", "starts_at", "ends_at", "place", "area", "online_url"}
)


class NumberTaken(ValueError):
    """The group has a meeting with this number already."""


class NotPossible(ValueError):
    """The meeting is in a state in which this cannot be done; the message says why."""


def create_meeting(
    committee: Committee, values: Mapping[str, Any], *, by: User, now: datetime
) -> Meeting:
    """Add a meeting; without a number it gets the next one of the group."""
    permissions.may_edit_committees(by).require()
    with locks.locked(committee) as current:
        meeting = new_meeting(current, values, now=now)
        changes.log("meeting_created", meeting, by=by, now=now, number=meeting.number)
    return meeting


def new_meeting(committee: Committee, values: Mapping[str, Any], *, now: datetime) -> Meeting:
    """The row of a new meeting, inside the caller's lock on the group."""
    number = values.get("number") or next_number(committee)
    _refuse_taken(committee, number, besides=None)
    meeting = Meeting(committee=committee, uid=f"{uuid4()}@bybalance")
    changes.write(meeting, {**values, "number": number}, now=now)
    return meeting


def next_number(committee: Committee) -> int:
    """One more than the highest number a meeting of the group has."""
    return (committee.meetings.aggregate(last=Max("number"))["last"] or 0) + 1


def change_meeting(
    meeting: Meeting, values: Mapping[str, Any], *, by: User, now: datetime
) -> list[str]:
    """Change a meeting; those who were invited get what changed in their calendar."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        _refuse_taken(current.committee, values.get("number"), besides=current)
        fields = changes.write(current, values, now=now)
        if IN_CALENDARS & set(fields):
            current.sequence += 1
            current.reminded_at = None
            current.save(update_fields=("sequence", "reminded_at"))
            if current.invited_at and current.status == Meeting.Status.PLANNED:
                invitations.post(current, "changed", now=now)
        if fields:
            changes.log("meeting_changed", current, by=by, now=now, fields=fields)
    return fields


def cancel_meeting(meeting: Meeting, *, reason: str, by: User, now: datetime) -> None:
    """Cancel a planned meeting, and take it out of the calendars of those invited."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        _require_planned(current)
        current.status = Meeting.Status.CANCELLED
        current.cancelled_because = reason
        current.sequence += 1
        current.updated_at = now
        current.save()
        if current.invited_at:
            invitations.post(current, "cancelled", now=now)
        changes.log("meeting_cancelled", current, by=by, now=now)


def reopen_meeting(meeting: Meeting, *, by: User, now: datetime) -> None:
    """Undo a cancelling, or that a meeting was called held by mistake; mail is sent anew."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        if current.status == Meeting.Status.PLANNED:
            return
        was_cancelled = current.status == Meeting.Status.CANCELLED
        current.status = Meeting.Status.PLANNED
        current.cancelled_because = ""
        current.sequence += 1
        current.updated_at = now
        current.save()
        if was_cancelled and current.invited_at:
            invitations.post(current, "changed", now=now)
        changes.log("meeting_reopened", current, by=by, now=now)


def hold_meeting(meeting: Meeting, *, by: User, now: datetime) -> None:
    """Say that a meeting took place."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        _require_planned(current)
        current.status = Meeting.Status.HELD
        current.updated_at = now
        current.save()
        changes.log("meeting_held", current, by=by, now=now)


def show_meeting(
    meeting: Meeting, *, is_published: bool, is_agenda_published: bool, by: User, now: datetime
) -> None:
    """Say whether the meeting, and its agenda, are shown to those whom the meeting is open to."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        values = {
            "is_published": is_published,
            "is_agenda_published": is_published and is_agenda_published,
        }
        fields = changes.write(current, values, now=now)
        changes.log("meeting_shown", current, by=by, now=now, fields=fields, **values)


def _require_planned(meeting: Meeting) -> None:
    if meeting.status != Meeting.Status.PLANNED:
        raise NotPossible(meeting.get_status_display())


def _refuse_taken(committee: Committee, number: int | None, *, besides: Meeting | None) -> None:
    if number is None:
        return
    others = committee.meetings.filter(number=number).exclude(pk=besides.pk if besides else 0)
    if others.exists():
        raise NumberTaken(number)
