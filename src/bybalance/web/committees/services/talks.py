"""Talks and who gave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import Talk, TalkSpeaker
from bybalance.web.committees.services import changes, groups
from bybalance.web.directory.models import Person
from bybalance.web.shared import locks


def add_talk(
    values: Mapping[str, Any], speakers: Sequence[Person], *, by: User, now: datetime
) -> Talk:
    """Add a talk; each speaker's post on that day is kept with it."""
    permissions.may_edit_committees(by).require()
    with transaction.atomic():
        talk = Talk()
        changes.write(talk, _dated(values), now=now)
        _set_speakers(talk, speakers)
        changes.log("talk_added", talk, by=by, now=now, speaker_count=len(speakers))
    return talk


def change_talk(
    talk: Talk, values: Mapping[str, Any], speakers: Sequence[Person], *, by: User, now: datetime
) -> None:
    """Change a talk; speakers who stay keep the post they had on its day."""
    permissions.may_edit_committees(by).require()
    with locks.locked(talk) as current:
        was_on = current.given_on
        fields = changes.write(current, _dated(values), now=now)
        if current.given_on != was_on:
            current.speaker_rows.all().delete()
        _set_speakers(current, speakers)
        changes.log("talk_changed", current, by=by, now=now, fields=fields)


def remove_talk(talk: Talk, *, by: User, now: datetime) -> None:
    """Delete a talk."""
    permissions.may_edit_committees(by).require()
    with locks.locked(talk) as current:
        changes.log("talk_removed", current, by=by, now=now)
        current.delete()


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the day of the meeting, where the talk was given at one."""
    meeting = values.get("meeting")
    if meeting is None:
        return dict(values)
    return {
        **values,
        "committee": meeting.committee,
        "given_on": meeting.held_on,
        "given_precision": Talk.Precision.DAY,
    }


def _set_speakers(talk: Talk, speakers: Sequence[Person]) -> None:
    wanted = {person.pk for person in speakers}
    talk.speaker_rows.exclude(person__in=wanted).delete()
    kept = {row.person_id: row for row in talk.speaker_rows.all()}
    for position, person in enumerate(speakers, start=1):
        row = kept.get(person.pk) or TalkSpeaker(
            talk=talk, person=person, affiliation=groups.post_on(person, talk.given_on)
        )
        row.position = position
        row.save()
