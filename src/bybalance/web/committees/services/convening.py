"""Finding a time: proposals go out, answers come in, and the one that is chosen is a meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import (
    Availability,
    Committee,
    Convening,
    ConveningInvitation,
    Meeting,
    ProposedTime,
)
from bybalance.web.committees.queries import words
from bybalance.web.committees.services import changes, invitations, meetings
from bybalance.web.committees.services.meetings import NotPossible
from bybalance.web.shared import locks, outbox, secret_links

#: What the secret links of a search open.
PURPOSE = "convening"

#: How long after the last day for answers a link still opens.
GRACE = timedelta(days=60)

Times = Sequence[tuple[datetime, datetime]]


def convene(
    committee: Committee, values: Mapping[str, Any], times: Times, *, by: User, now: datetime
) -> Convening:
    """Ask the present members which of ``times`` suit them; each gets a link of their own."""
    permissions.may_edit_committees(by).require()
    with locks.locked(committee) as current:
        seats = current.memberships.on(timezone.localdate(now)).select_related("person__user")
        people = [seat.person for seat in seats]
        if not any(invitations.address_of(person) for person in people):
            raise invitations.NobodyToInvite(current.key)
        convening = Convening(committee=current)
        changes.write(convening, values, now=now)
        ProposedTime.objects.bulk_create(
            ProposedTime(convening=convening, starts_at=start, ends_at=end) for start, end in times
        )
        for person in people:
            invitation = ConveningInvitation.objects.create(convening=convening, person=person)
            _ask(invitation, is_again=False, now=now)
        changes.log(
            "convening_started", convening, by=by, now=now, asked=len(people), times=len(times)
        )
    return convening


def answer_convening(
    invitation: ConveningInvitation,
    answers: Mapping[ProposedTime, str],
    *,
    remark: str,
    now: datetime,
) -> None:
    """Keep a member's answers; answering again replaces them while the search is open."""
    with locks.locked(invitation.convening) as convening:
        if convening.state != Convening.State.OPEN:
            raise NotPossible(convening.get_state_display())
        for time, answer in answers.items():
            Availability.objects.update_or_create(
                invitation=invitation, time=time, defaults={"answer": answer}
            )
        invitation.answered_at = now
        invitation.remark = remark
        invitation.save(update_fields=("answered_at", "remark"))
        changes.log("convening_answered", invitation, by=None, now=now)


def remind_unanswered(convening: Convening, *, by: User, now: datetime) -> int:
    """Ask those who have not answered once more; return how many."""
    permissions.may_edit_committees(by).require()
    with locks.locked(convening) as current:
        if current.state != Convening.State.OPEN:
            raise NotPossible(current.get_state_display())
        waiting = current.invitations.filter(answered_at=None).select_related(
            "person__user", "convening__committee"
        )
        count = sum(_ask(one, is_again=True, now=now) for one in waiting)
        changes.log("convening_reminded", current, by=by, now=now, count=count)
    return count


def choose_time(convening: Convening, time: ProposedTime, *, by: User, now: datetime) -> Meeting:
    """Make the meeting at the time chosen, and invite the members to it."""
    permissions.may_edit_committees(by).require()
    with locks.locked(convening.committee) as committee, locks.locked(convening) as current:
        if current.state != Convening.State.OPEN:
            raise NotPossible(current.get_state_display())
        chosen = current.times.get(pk=time.pk)
        values = {
            "title_da": current.title_da,
            "title_en": current.title_en,
            "held_on": timezone.localdate(chosen.starts_at),
            "starts_at": chosen.starts_at,
            "ends_at": chosen.ends_at,
            "place": current.place,
            "area": current.area,
            "online_url": current.online_url,
            "is_public": current.is_public,
            "is_published": True,
        }
        meeting = meetings.new_meeting(committee, values, now=now)
        current.state, current.meeting = Convening.State.CHOSEN, meeting
        current.save(update_fields=("state", "meeting"))
        count = invitations.invite(meeting, now=now)
        changes.log("convening_chosen", current, by=by, now=now, meeting=meeting.pk, invited=count)
    return meeting


def withdraw_convening(convening: Convening, *, by: User, now: datetime) -> None:
    """End a search without a meeting; the links stop taking answers."""
    permissions.may_edit_committees(by).require()
    with locks.locked(convening) as current:
        if current.state != Convening.State.OPEN:
            raise NotPossible(current.get_state_display())
        current.state = Convening.State.WITHDRAWN
        current.save(update_fields=("state",))
        changes.log("convening_withdrawn", current, by=by, now=now)


def invitation_of(token: str, *, now: datetime) -> ConveningInvitation | None:
    """The question that a secret link opens; none for a link that is not ours or has ended."""
    opened = secret_links.read(PURPOSE, token)
    if opened is None:
        return None
    found = (
        ConveningInvitation.objects.filter(pk=opened.pk, nonce=opened.nonce)
        .select_related("convening__committee", "convening__meeting", "person")
        .first()
    )
    if found is None or timezone.localdate(now) > found.convening.answer_by_on + GRACE:
        return None
    return found


def renew_link(invitation: ConveningInvitation, *, by: User, now: datetime) -> None:
    """End a member's link, as when it was passed on by mistake, and mail a new one."""
    permissions.may_edit_committees(by).require()
    with locks.locked(invitation) as current:
        if current.convening.state != Convening.State.OPEN:
            raise NotPossible(current.convening.get_state_display())
        current.nonce = uuid4()
        current.save(update_fields=("nonce",))
        if not _ask(current, is_again=True, now=now):
            raise invitations.NobodyToInvite(current.person.key)
        changes.log("convening_link_renewed", current, by=by, now=now)


def answer_address(invitation: ConveningInvitation) -> str:
    """The member's own link, in the language that is active."""
    token = secret_links.token(PURPOSE, pk=invitation.pk, nonce=invitation.nonce)
    path = reverse("committees:answer", kwargs={"token": token})
    return f"{settings.PUBLIC_URL}{path}"


def _ask(invitation: ConveningInvitation, *, is_again: bool, now: datetime) -> bool:
    person, convening = invitation.person, invitation.convening
    address = invitations.address_of(person)
    if not address:
        return False
    with translation.override(invitations.language_for(person)):
        subject = (
            _("Reminder: when can %(committee)s meet?")
            if is_again
            else _("When can %(committee)s meet?")
        )
        body = render_to_string(
            "committees/mail/convening.txt",
            {
                "person": person,
                "convening": convening,
                "times": [
                    words.period(one.starts_at, one.ends_at) for one in convening.times.all()
                ],
                "answer_url": answer_address(invitation),
                "site_url": settings.PUBLIC_URL,
            },
        )
        outbox.put(
            address, subject=subject % {"committee": convening.committee}, body_text=body, at=now
        )
    return True
