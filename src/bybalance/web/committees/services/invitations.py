"""Mail about meetings: invitations, changes, cancellings, reminders, with their calendar files.

All are written to the outbox inside the step that decides on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Literal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bybalance.model.formatting import language_of
from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import Committee, Meeting
from bybalance.web.committees.queries import calendar_files, words
from bybalance.web.committees.services import changes
from bybalance.web.directory.models import Person
from bybalance.web.shared import calendars, locks, outbox

#: What a mail tells of: the first invitation, a change, a cancelling, a reminder; or that the
#: meeting takes place without the one who gets it.
Letter = Literal["invited", "changed", "cancelled", "reminder", "released"]

#: After these the meeting is no longer in the reader's calendar.
ENDING = frozenset({"cancelled", "released"})


class NobodyToInvite(ValueError):
    """No present member has an e-mail address."""


def members_with_mail(meeting: Meeting) -> list[Person]:
    """Those who sit in the group on the meeting's day and can be written to."""
    seats = meeting.committee.memberships.on(meeting.held_on).select_related("person__user")
    return [seat.person for seat in seats if address_of(seat.person)]


def address_of(person: Person) -> str:
    """The address to write to: the one in the directory, or that of the person's account."""
    return person.email or (person.user.email if person.user else "")


def language_for(person: Person) -> str:
    """The language to write in: the one of the person's account, or Danish."""
    return person.user.language if person.user else "da"


def send_invitations(meeting: Meeting, *, by: User, now: datetime) -> int:
    """Invite the members, or send what was sent anew; return how many mails were written."""
    permissions.may_edit_committees(by).require()
    with locks.locked(meeting) as current:
        count = invite(current, now=now)
        if not count:
            raise NobodyToInvite(current.committee.key)
        changes.log("meeting_invitations_sent", current, by=by, now=now, count=count)
    return count


def invite(meeting: Meeting, *, now: datetime) -> int:
    """Write the invitations, inside the caller's lock on the meeting."""
    letter: Letter = "changed" if meeting.invited_at else "invited"
    count = post(meeting, letter, now=now)
    if count:
        meeting.invited_at = now
        meeting.is_published = True
        meeting.save(update_fields=("invited_at", "is_published"))
    return count


def due_reminders(*, now: datetime) -> Iterable[Meeting]:
    """Planned meetings whose members were invited and are to be reminded by now."""
    today = timezone.localdate(now)
    waiting = Meeting.objects.filter(
        status=Meeting.Status.PLANNED,
        invited_at__isnull=False,
        reminded_at=None,
        remind_days__gt=0,
        held_on__gt=today,
        held_on__lte=today + timedelta(days=400),
    ).order_by("held_on")
    return [one for one in waiting if one.held_on - timedelta(days=one.remind_days) <= today]


def send_due_reminders(*, now: datetime) -> int:
    """Remind the members of each meeting that is near, once; return how many meetings."""
    count = 0
    for meeting in due_reminders(now=now):
        with locks.locked(meeting) as current:
            if current.reminded_at is not None or current.status != Meeting.Status.PLANNED:
                continue
            post(current, "reminder", now=now)
            current.reminded_at = now
            current.save(update_fields=("reminded_at",))
            changes.log("meeting_reminder_sent", current, by=None, now=now)
            count += 1
    return count


def post(meeting: Meeting, letter: Letter, *, now: datetime) -> int:
    """Write one mail to each member, in the member's language."""
    people = members_with_mail(meeting)
    for person in people:
        _write(meeting, letter, person, now=now)
    return len(people)


def invited_to(committee: Committee, person: Person, *, now: datetime) -> set[Meeting]:
    """Meetings to come to which ``person`` is invited, as a member on their day."""
    coming = committee.meetings.filter(
        status=Meeting.Status.PLANNED,
        invited_at__isnull=False,
        held_on__gte=timezone.localdate(now),
    ).select_related("committee")
    seats = committee.memberships.filter(person=person)
    return {one for one in coming if seats.on(one.held_on).exists()}


def release(person: Person, meetings: Iterable[Meeting], *, now: datetime) -> int:
    """Take meetings out of the calendar of somebody who no longer sits in the group; count them."""
    told = sorted(meetings, key=lambda one: one.held_on) if address_of(person) else []
    for meeting in told:
        _write(meeting, "released", person, now=now)
    return len(told)


def _write(meeting: Meeting, letter: Letter, person: Person, *, now: datetime) -> None:
    with translation.override(language_for(person)):
        outbox.put(
            address_of(person),
            subject=_subject(meeting, letter),
            body_text=_body(meeting, letter, person),
            attachments=[_calendar_file(meeting, letter, person, now=now)],
            at=now,
        )


def _subject(meeting: Meeting, letter: Letter) -> str:
    name, when = meeting.full_name, words.day_and_time(meeting)
    told = {"name": name, "when": when}
    return {
        "invited": _("Invitation: %(name)s, %(when)s"),
        "changed": _("Changed: %(name)s, %(when)s"),
        "cancelled": _("Cancelled: %(name)s, %(when)s"),
        "reminder": _("Reminder: %(name)s, %(when)s"),
        "released": _("No longer in your calendar: %(name)s, %(when)s"),
    }[letter] % told


def _body(meeting: Meeting, letter: Letter, person: Person) -> str:
    shows_agenda = meeting.is_agenda_published and letter not in ENDING
    items = meeting.items.all() if shows_agenda else meeting.items.none()
    return render_to_string(
        "committees/mail/meeting.txt",
        {
            "letter": letter,
            "person": person,
            "meeting": meeting,
            "when": words.day_and_time(meeting),
            "where": words.place(meeting),
            "items": items,
            "address": calendar_files.address(meeting),
            "site_url": settings.PUBLIC_URL,
        },
    )


def _calendar_file(
    meeting: Meeting, letter: Letter, person: Person, *, now: datetime
) -> outbox.Attachment:
    is_over = letter in ENDING
    method: calendars.Method = "CANCEL" if is_over else "REQUEST"
    entry = calendar_files.event(meeting, is_inside=not is_over)
    content = calendars.calendar(
        [replace(entry, status="CANCELLED") if is_over else entry],
        name=str(meeting.committee),
        language=language_of(translation.get_language() or "da"),
        stamped_at=now,
        method=method,
        organiser=organiser(),
        attendee=calendars.Party(address_of(person), person.name),
    )
    kind = f"text/calendar; charset=utf-8; method={method}"
    return outbox.Attachment("meeting.ics", kind, content)


def organiser() -> calendars.Party:
    """Who invites: the site's own sender."""
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return calendars.Party(email, name or "Bybalance")
