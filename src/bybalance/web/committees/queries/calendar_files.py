"""Meetings as calendars read them: a group's public feed, a person's own, one meeting."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bybalance.model.formatting import language_of
from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import Committee, Meeting
from bybalance.web.committees.queries import words
from bybalance.web.shared import calendars

#: How far back a feed goes.
MEMORY = timedelta(days=730)


def address(meeting: Meeting) -> str:
    """The page of a meeting, with the site's own address, in the language that is active."""
    path = reverse(
        "committees:meeting", kwargs={"key": meeting.committee.key, "meeting_id": meeting.pk}
    )
    return f"{settings.PUBLIC_URL}{path}"


def event(meeting: Meeting, *, is_inside: bool) -> calendars.CalendarEvent:
    """A meeting as an event; the link for taking part online is for those inside only."""
    is_cancelled = meeting.status == Meeting.Status.CANCELLED
    told = [_("Cancelled.")] if is_cancelled else []
    if is_inside and meeting.online_url:
        told.append(_("Take part online: %(url)s") % {"url": meeting.online_url})
    if meeting.committee.is_invented:
        told.append(_("Invented for the demonstration."))
    return calendars.CalendarEvent(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=meeting.full_name,
        changed_at=meeting.updated_at,
        day=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=words.place(meeting),
        description="\n".join(told),
        url=address(meeting),
        status="CANCELLED" if is_cancelled else "CONFIRMED",
    )


def public_feed(committee: Committee, *, now: datetime) -> bytes:
    """The open meetings of a group, as a stranger sees them whoever asks."""
    found = permissions.meetings.visible_to(permissions.STRANGER).filter(committee=committee)
    return _feed(_recent(found, now=now), name=str(committee), own=frozenset(), now=now)


def personal_feed(user: User, *, now: datetime) -> bytes:
    """The meetings of the groups in which ``user`` sits, in their language."""
    own = permissions.own_committees(user)
    found = permissions.meetings.visible_to(user).filter(committee__in=own, is_published=True)
    with translation.override(user.language):
        return _feed(_recent(found, now=now), name=_("My meetings"), own=own, now=now)


def one_meeting(meeting: Meeting, *, is_inside: bool, now: datetime) -> bytes:
    """One meeting, to be put into a calendar by hand."""
    return calendars.calendar(
        [event(meeting, is_inside=is_inside)],
        name=meeting.full_name,
        language=language_of(translation.get_language() or "da"),
        stamped_at=now,
    )


def _recent(found: QuerySet[Meeting], *, now: datetime) -> list[Meeting]:
    first = timezone.localdate(now) - MEMORY
    return list(found.filter(held_on__gte=first).select_related("committee", "area"))


def _feed(found: list[Meeting], *, name: str, own: frozenset[int], now: datetime) -> bytes:
    return calendars.calendar(
        [event(one, is_inside=one.committee_id in own) for one in found],
        name=name,
        language=language_of(translation.get_language() or "da"),
        stamped_at=now,
    )
