"""What came of a meeting: who was there, what was said and decided, and who does what next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import (
    AgendaItem,
    Attendance,
    Decision,
    FollowUp,
    Meeting,
)
from bybalance.web.committees.services import changes
from bybalance.web.committees.services.meetings import NotPossible
from bybalance.web.directory.models import Person
from bybalance.web.shared import locks
from bybalance.web.shared.access import ALLOWED
from bybalance.web.shared.access import Decision as Allowed


def record_attendance(
    meeting: Meeting, modes: Mapping[Person, str], *, by: User, now: datetime
) -> None:
    """Say how each took part; an empty mode takes a person off the list again."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        seated = set(
            current.committee.memberships.on(current.held_on).values_list("person", flat=True)
        )
        for person, mode in modes.items():
            if not mode:
                current.attendances.filter(person=person).delete()
                continue
            Attendance.objects.update_or_create(
                meeting=current,
                person=person,
                defaults={"mode": mode, "is_guest": person.pk not in seated},
            )
        changes.log(
            "attendance_recorded", current, by=by, now=now, count=current.attendances.count()
        )


def write_minutes(
    meeting: Meeting, texts: Mapping[AgendaItem, Mapping[str, str]], *, by: User, now: datetime
) -> None:
    """Write the minutes of each item; approved minutes must be opened again first."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        _require_unapproved(current)
        changed = [
            item.pk
            for item in current.items.all()
            for values in [next((one for key, one in texts.items() if key.pk == item.pk), None)]
            if values is not None and changes.write(item, values, now=now)
        ]
        if current.minutes_state == Meeting.MinutesState.NONE:
            current.minutes_state = Meeting.MinutesState.DRAFT
        current.updated_at = now
        current.save()
        changes.log("minutes_written", current, by=by, now=now, items=changed)


def approve_minutes(meeting: Meeting, *, approved_on: date, by: User, now: datetime) -> None:
    """Say on which day the group approved the minutes; from then on they are not changed."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        if current.minutes_state != Meeting.MinutesState.DRAFT:
            raise NotPossible(current.get_minutes_state_display())
        current.minutes_state = Meeting.MinutesState.APPROVED
        current.minutes_approved_on = approved_on
        current.save()
        changes.log("minutes_approved", current, by=by, now=now, on=approved_on.isoformat())


def reopen_minutes(meeting: Meeting, *, by: User, now: datetime) -> None:
    """Take back the approval, so that minutes can be mended; they are hidden from the public."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        current.minutes_state = Meeting.MinutesState.DRAFT
        current.minutes_approved_on = None
        current.is_minutes_published = False
        current.save()
        changes.log("minutes_reopened", current, by=by, now=now)


def publish_minutes(meeting: Meeting, *, is_published: bool, by: User, now: datetime) -> None:
    """Show approved minutes to everyone (confidential items never), or hide them again."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        if is_published and current.minutes_state != Meeting.MinutesState.APPROVED:
            raise NotPossible(current.get_minutes_state_display())
        current.is_minutes_published = is_published
        current.save()
        changes.log("minutes_published", current, by=by, now=now, is_published=is_published)


def add_decision(
    item: AgendaItem, values: Mapping[str, Any], *, by: User, now: datetime
) -> Decision:
    """Record what the group decided on an item."""
    permissions.may_edit_committees(by).require()
    with locks.locked(item.meeting) as meeting:
        _require_unapproved(meeting)
        decision = Decision(item=item)
        changes.write(decision, values, now=now)
        _begin_minutes(meeting)
        changes.log("decision_recorded", decision, by=by, now=now)
    return decision


def remove_decision(decision: Decision, *, by: User, now: datetime) -> None:
    """Take back a decision that was recorded by mistake."""
    permissions.may_edit_committees(by).require()
    with locks.locked(decision.item.meeting) as meeting:
        _require_unapproved(meeting)
        changes.log("decision_removed", decision, by=by, now=now)
        decision.delete()


def add_follow_up(
    item: AgendaItem, values: Mapping[str, Any], *, by: User, now: datetime
) -> FollowUp:
    """Record who does what after the meeting, and by when."""
    permissions.may_edit_committees(by).require()
    with locks.locked(item.meeting) as meeting:
        follow_up = FollowUp(item=item)
        changes.write(follow_up, values, now=now)
        _begin_minutes(meeting)
        changes.log("follow_up_added", follow_up, by=by, now=now)
    return follow_up


def report_follow_up(
    follow_up: FollowUp, *, state: str, note: str, by: User, now: datetime
) -> None:
    """Say how far a follow-up is; its owner may, and editors."""
    _may_report(by, follow_up).require()
    with locks.locked(follow_up) as current:
        was = current.state
        changes.write(current, {"state": state, "state_note": note}, now=now)
        changes.log("follow_up_reported", current, by=by, now=now, was=was, state=state)


def _may_report(user: User, follow_up: FollowUp) -> Allowed:
    if permissions.follow_ups.may_report(user, follow_up):
        return ALLOWED
    return permissions.may_edit_committees(user)


def _begin_minutes(meeting: Meeting) -> None:
    if meeting.minutes_state == Meeting.MinutesState.NONE:
        meeting.minutes_state = Meeting.MinutesState.DRAFT
        meeting.save(update_fields=("minutes_state",))


def _require_unapproved(meeting: Meeting) -> None:
    if meeting.minutes_state == Meeting.MinutesState.APPROVED:
        raise NotPossible(meeting.get_minutes_state_display())
