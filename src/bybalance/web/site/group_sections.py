"""Committees and expert groups on the page of what they belong to: members, meetings and talks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.committees import permissions
from bybalance.web.committees.models import (
    Committee,
    Meeting,
    MeetingSeries,
    Membership,
    Talk,
    Topic,
)
from bybalance.web.committees.queries import groups, words
from bybalance.web.programme.models import Node
from bybalance.web.programme.queries import Evidence
from bybalance.web.shared import together
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.periods import period_text
from bybalance.web.shared.related import RelatedLink, RelatedSection
from bybalance.web.shared.tables import Cell, Column, Table
from bybalance.web.shared.together import Questions

#: How many meetings of a group are listed; its own page has the others.
SHOWN_MEETINGS = 10


def group_sections(
    node: Node, viewer: Viewer, questions: Questions
) -> Callable[[], tuple[RelatedSection, ...]]:
    """For each group that ``viewer`` may know of: who sits in it, its meetings and its talks."""
    visible = permissions.committees.visible_to(viewer).filter(node=node).order_by("kind", "id")
    here = visible.values("pk")
    seats = Membership.objects.select_related("person", "affiliation__organisation", "represented")
    topics = Committee.topics.through.objects.select_related("topic")
    newest = _newest_of_each(permissions.meetings.visible_to(viewer).filter(committee__in=here))
    talks_here = (
        permissions.talks.visible_to(viewer)
        .filter(committee__in=here)
        .filter(Q(meeting=None) | Q(meeting__in=newest.values("pk")))
    )
    found = questions.add(visible)
    memberships = questions.add(seats.filter(committee__in=here))
    series = questions.add(MeetingSeries.objects.filter(committee__in=here))
    fields = questions.add(topics.filter(committee__in=here).order_by("topic__name_da"))
    meetings = questions.add(newest.order_by("-held_on", "-id").select_related("area"))
    talks = questions.add(talks_here.order_by("given_on", "position", "id"))
    speakers = questions.add(words.speakers_of(talks_here))

    def sections() -> tuple[RelatedSection, ...]:
        together.attach(found, "memberships", memberships, by="committee_id")
        together.attach(found, "series", series, by="committee_id")
        words.attach_speakers(talks, speakers)
        topics_of = _by_committee(fields)
        meetings_of, talks_of = _by_committee(meetings), _by_committee(talks)
        return tuple(
            section
            for committee in found
            for section in _sections(
                committee,
                [row.topic for row in topics_of[committee.pk]],
                meetings_of[committee.pk],
                talks_of[committee.pk],
            )
        )

    return sections


def _newest_of_each(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The newest meetings of each group, and one more, which tells that there are others."""
    place = Window(
        RowNumber(), partition_by="committee", order_by=[F("held_on").desc(), F("id").desc()]
    )
    return (
        meetings.order_by()
        .annotate(place_in_group=place)
        .filter(place_in_group__lte=SHOWN_MEETINGS + 1)
    )


def meetings_as_evidence(node: Node, viewer: Viewer) -> tuple[Evidence, ...]:
    """That the parties of ``node`` meet: each group with its held meetings."""
    held = (
        permissions.meetings.visible_to(viewer)
        .filter(committee__node=node, status=Meeting.Status.HELD)
        .order_by("committee", "held_on")
        .select_related("committee")
    )
    return tuple(
        Evidence(
            ngettext(
                "%(group)s: %(count)d meeting held, the last on %(day)s",
                "%(group)s: %(count)d meetings held, the last on %(day)s",
                len(meetings),
            )
            % {
                "group": meetings[-1].committee.name,
                "count": len(meetings),
                "day": words.plain_day(meetings[-1].held_on),
            },
            url=reverse("committees:committee", kwargs={"key": meetings[-1].committee.key}),
        )
        for meetings in _by_committee(held).values()
    )


def _by_committee(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.committee_id].append(row)
    return grouped


def _sections(
    committee: Committee, topics: list[Topic], meetings: list[Meeting], talks: list[Talk]
) -> Iterator[RelatedSection]:
    page_url = reverse("committees:committee", kwargs={"key": committee.key})
    seats = list(committee.memberships.all())
    yield RelatedSection(
        key=committee.key,
        heading=committee.name,
        intro="\n\n".join(filter(None, (_in_short(committee, seats), committee.purpose))),
        table=_members_table(committee, seats) if seats else None,
        links=(
            RelatedLink(
                _("The page of the group"),
                page_url,
                _fields(topics),
                is_invented=committee.is_invented,
            ),
        ),
    )
    if meetings:
        by_meeting: dict[int | None, list[Talk]] = defaultdict(list)
        for talk in talks:
            by_meeting[talk.meeting_id].append(talk)
        yield RelatedSection(
            key=f"{committee.key}-meetings",
            heading=_("%(group)s: meetings") % {"group": committee.name},
            table=_meetings_table(committee, meetings[:SHOWN_MEETINGS], by_meeting),
            links=_more_meetings(committee, page_url) if len(meetings) > SHOWN_MEETINGS else (),
        )
    loose = [talk for talk in talks if talk.meeting_id is None]
    if loose:
        yield RelatedSection(
            key=f"{committee.key}-talks",
            heading=_("%(group)s: talks") % {"group": committee.name},
            links=tuple(_talk_link(talk) for talk in loose),
        )


def _in_short(committee: Committee, seats: list[Membership]) -> str:
    """Members, how often they meet and in which years, as a sentence or two."""
    parts = [ngettext("%(count)d member", "%(count)d members", len(seats)) % {"count": len(seats)}]
    for series in committee.series.all():
        if series.min_per_year is not None and series.max_per_year is not None:
            parts.append(_a_year(series.min_per_year, series.max_per_year))
    period = period_text(committee.from_on, committee.until_on)
    return ", ".join([*parts, *([period] if period else [])]) + "."


def _a_year(fewest: int, most: int) -> str:
    count = str(most) if fewest == most else f"{fewest}–{most}"
    return ngettext("%(count)s meeting a year", "%(count)s meetings a year", most) % {
        "count": count
    }


def _fields(topics: list[Topic]) -> str:
    names = ", ".join(topic.name for topic in topics)
    return _("Fields: %(topics)s") % {"topics": names} if names else ""


def _members_table(committee: Committee, seats: list[Membership]) -> Table:
    """The members with their titles; those who have left the group say until when."""
    return Table(
        caption=_("%(group)s: members") % {"group": committee.name},
        columns=(
            Column(_("Member")),
            Column(_("Title")),
            Column(_("Organisation")),
            Column(_("Represents")),
            Column(_("Function")),
            Column(_("Period")),
        ),
        rows=tuple(_member_row(seat) for seat in seats),
    ).without_empty_columns()


def _member_row(seat: Membership) -> tuple[Cell, ...]:
    post = seat.affiliation
    is_plain = seat.function == Membership.Function.MEMBER
    return (
        Cell(seat.person.name, note=_("invented") if seat.person.is_invented else ""),
        Cell((post.title if post else "") or "–"),
        Cell(post.organisation.name if post else "–"),
        Cell(seat.represented_text or (seat.represented.name if seat.represented else "–")),
        Cell("–" if is_plain else seat.get_function_display()),
        Cell(period_text(seat.from_on, seat.until_on) or "–"),
    )


def _more_meetings(committee: Committee, page_url: str) -> tuple[RelatedLink, ...]:
    text = _("More meetings on the page of %(group)s") % {"group": committee.name}
    return (RelatedLink(text, page_url),)


def _meetings_table(
    committee: Committee, meetings: list[Meeting], talks: dict[int | None, list[Talk]]
) -> Table:
    return Table(
        caption=_("%(group)s: meetings") % {"group": committee.name},
        columns=(
            Column(_("Meeting")),
            Column(_("When")),
            Column(_("Where")),
            Column(_("Talks")),
            Column(_("Agenda")),
        ),
        rows=tuple(_meeting_row(committee, one, talks[one.pk]) for one in meetings),
    )


def _meeting_row(committee: Committee, meeting: Meeting, talks: list[Talk]) -> tuple[Cell, ...]:
    meeting.committee = committee
    return (
        Cell(
            meeting.full_name,
            url=groups.meeting_path(meeting, committee),
            note=getattr(meeting, "summary", ""),
        ),
        Cell(words.plain_day(meeting.held_on)),
        Cell(words.place(meeting) or "–"),
        Cell("; ".join(_talk(talk) for talk in talks) or "–", items=tuple(map(_talk, talks))),
        Cell(_("Published") if meeting.is_agenda_published else "–"),
    )


def _talk(talk: Talk) -> str:
    who = words.speakers(talk)
    return ": ".join(filter(None, (who, talk.subject)))


def _talk_link(talk: Talk) -> RelatedLink:
    return RelatedLink(
        words.talk_name(talk),
        reverse("committees:talk", kwargs={"talk_id": talk.pk}),
        words.talk_note(talk),
        is_invented=talk.is_invented,
    )
