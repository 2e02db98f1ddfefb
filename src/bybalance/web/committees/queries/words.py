"""When and where, as people say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import models
from django.utils import dateformat, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.web.committees.models import Meeting, Membership, Talk, TalkSpeaker
from bybalance.web.directory.models import Affiliation
from bybalance.web.shared import together


def day(on: date) -> str:
    """A day with its weekday: "torsdag den 14. marts 2030"."""
    return _("%(weekday)s %(date)s") % {
        "weekday": dateformat.format(on, "l"),
        "date": plain_day(on),
    }


def plain_day(on: date) -> str:
    """A day without its weekday: "14. marts 2030"."""
    return formatting.long_date(on, language=formatting.language_of(get_language() or "da"))


def clock(at: datetime) -> str:
    """The Danish time of day."""
    local = timezone.localtime(at)
    return local.strftime("%H:%M" if get_language() == "en" else "%H.%M")


def period(starts_at: datetime, ends_at: datetime) -> str:
    """A day, from when until when."""
    return _("%(day)s, %(start)s–%(end)s") % {
        "day": day(timezone.localdate(starts_at)),
        "start": clock(starts_at),
        "end": clock(ends_at),
    }


def day_and_time(meeting: Meeting) -> str:
    """When a meeting is; only the day, where its times are not known."""
    if meeting.starts_at and meeting.ends_at:
        return period(meeting.starts_at, meeting.ends_at)
    return day(meeting.held_on)


def place(meeting: Meeting) -> str:
    """Where a meeting is: the place, or else the housing area."""
    return meeting.place or (str(meeting.area) if meeting.area else "")


def area_beside_place(meeting: Meeting) -> str:
    """The housing area, where the words for the place do not name it already."""
    name = str(meeting.area) if meeting.area and meeting.place else ""
    return "" if name in meeting.place else name


def given_when(talk: Talk) -> str:
    """When a talk was given, as exactly as it is known."""
    if talk.given_on is None:
        return ""
    if talk.given_precision == Talk.Precision.MONTH:
        return dateformat.format(talk.given_on, "F Y")
    if talk.given_precision == Talk.Precision.YEAR:
        return str(talk.given_on.year)
    return plain_day(talk.given_on)


def post(affiliation: Affiliation | None) -> str:
    """A title and an organisation."""
    if affiliation is None:
        return ""
    return ", ".join(filter(None, (affiliation.title, affiliation.organisation.name)))


def speaker(row: TalkSpeaker) -> str:
    """A speaker with where they worked on that day."""
    where = post(row.affiliation) or row.affiliation_text
    return f"{row.person.name} ({where})" if where else row.person.name


def speakers(talk: Talk) -> str:
    """Everyone who gave a talk."""
    return ", ".join(speaker(row) for row in talk.speaker_rows.all())


def talk_name(talk: Talk) -> str:
    """The subject of a talk, or whose it was where the subject is not known."""
    if talk.subject:
        return talk.subject
    names = ", ".join(row.person.name for row in talk.speaker_rows.all())
    return _("Talk by %(speakers)s") % {"speakers": names} if names else _("Talk")


def talk_note(talk: Talk) -> str:
    """Whose a talk was and when; where it is called by its speakers, only where they worked."""
    rows = talk.speaker_rows.all()
    if talk.subject:
        who = ", ".join(speaker(row) for row in rows)
    else:
        posts = (post(row.affiliation) or row.affiliation_text for row in rows)
        who = "; ".join(filter(None, posts))
    return " · ".join(filter(None, (who, given_when(talk))))


def represents(membership: Membership) -> str:
    """Whom a member speaks for, in a few words; empty where it is not known."""
    named = membership.represented_text or (
        membership.represented.name if membership.represented else ""
    )
    if named:
        return _("represents %(organisation)s") % {"organisation": named}
    if membership.capacity == Membership.Capacity.IN_PERSON:
        return _("appointed in person")
    return ""


def term(membership: Membership) -> str:
    """From when until when a member sat, as far as it is known."""
    return period_of_days(membership.from_on, membership.until_on)


def period_of_days(from_on: date | None, until_on: date | None) -> str:
    """A period with its last day, where ``until_on`` is the day after."""
    last = None if until_on is None else date.fromordinal(until_on.toordinal() - 1)
    if from_on and last:
        return _("%(first)s to %(last)s") % {"first": plain_day(from_on), "last": plain_day(last)}
    if from_on:
        return _("from %(first)s") % {"first": plain_day(from_on)}
    return _("until %(last)s") % {"last": plain_day(last)} if last else ""


#: What :func:`talk_name` and :func:`speakers` read of each talk.
SPEAKER_ROWS = models.Prefetch(
    "speaker_rows",
    queryset=TalkSpeaker.objects.select_related("person", "affiliation__organisation"),
)


def speakers_of(talks: models.QuerySet[Talk]) -> models.QuerySet[TalkSpeaker]:
    """The speakers of ``talks``, as a question of its own; :func:`attach_speakers` ties them."""
    rows = TalkSpeaker.objects.select_related("person", "affiliation__organisation")
    return rows.filter(talk__in=talks.values("pk"))


def attach_speakers(talks: Iterable[Talk], speakers: Iterable[TalkSpeaker]) -> None:
    """Give each talk its speakers, as ``SPEAKER_ROWS`` would have."""
    together.attach(talks, "speaker_rows", speakers, by="talk_id")
