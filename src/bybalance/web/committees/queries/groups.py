"""The list of groups, and one group's page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.committees import permissions
from bybalance.web.committees.models import (
    Committee,
    Convening,
    Decision,
    FollowUp,
    Meeting,
    MeetingSeries,
    Membership,
    Talk,
    TalkSpeaker,
    TermsOfReference,
    Topic,
)
from bybalance.web.committees.queries import words
from bybalance.web.shared import together
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.tables import Cell, Column, Table
from bybalance.web.shared.together import Answer, Questions

#: How many past meetings, talks and decisions a group's page shows before it leads on.
SHOWN = 50


@dataclass(frozen=True)
class CommitteesPage:
    """Every group that the reader may know of."""

    table: Table
    sentence: str
    may_edit: bool


@dataclass(frozen=True)
class CommitteePage:
    """One group, with what its reader may know of it."""

    committee: Committee
    is_inside: bool
    may_edit: bool
    members: list[Membership]
    former: list[Membership]
    terms: list[TermsOfReference]
    series: list[MeetingSeries]
    coming: Table
    held: Table
    talks: list[Talk]
    decisions: list[Decision]
    follow_ups: list[FollowUp]
    convenings: list[Convening]
    years: str


def committees_page(viewer: Viewer, *, today: date) -> CommitteesPage:
    """The groups ``viewer`` may know of, with how many sit in them today."""
    seated = Q(memberships__in=Membership.objects.on(today))
    found = list(
        permissions.committees.visible_to(viewer)
        .select_related("node")
        .annotate(member_count=Count("memberships", filter=seated, distinct=True))
    )
    return CommitteesPage(
        table=Table(
            caption=_("Committees and expert groups"),
            columns=(
                Column(_("Group")),
                Column(_("Kind")),
                Column(_("Part of")),
                Column(_("Members"), is_figure=True),
            ),
            rows=tuple(_committee_row(one) for one in found),
        ),
        sentence=ngettext("%(count)d group", "%(count)d groups", len(found))
        % {"count": len(found)},
        may_edit=permissions.edits_committees(viewer),
    )


def committee_page(committee: Committee, viewer: Viewer, *, today: date) -> CommitteePage:
    """What ``viewer`` may know of a group."""
    is_editor = permissions.edits_committees(viewer)
    is_inside = is_editor or permissions.is_member(viewer, committee)
    asked = _Asked.of(committee, viewer)
    seats = asked.members_with_topics()
    words.attach_speakers(asked.talks, asked.speakers)
    meetings = asked.meetings.rows
    is_coming = {one.pk: one.held_on >= today and one.status != "held" for one in meetings}
    return CommitteePage(
        committee=committee,
        is_inside=is_inside,
        may_edit=is_editor,
        members=sorted((one for one in seats if one.holds_on(today)), key=_by_function),
        former=[one for one in seats if one.until_on and one.until_on <= today],
        terms=asked.terms.rows,
        series=asked.series.rows,
        coming=meetings_table(
            sorted((one for one in meetings if is_coming[one.pk]), key=lambda one: one.held_on),
            caption=_("Coming meetings"),
            committee=committee,
        ),
        held=meetings_table(
            [one for one in meetings if not is_coming[one.pk]][:SHOWN],
            caption=_("Earlier meetings"),
            committee=committee,
        ),
        talks=asked.talks.rows,
        decisions=asked.decisions.rows,
        follow_ups=asked.follow_ups.rows if is_inside else [],
        convenings=asked.convenings.rows if is_inside else [],
        years=words.period_of_days(committee.from_on, committee.until_on),
    )


@dataclass(frozen=True)
class _Asked:
    """Everything that the page of a group asks the database, in one go."""

    seats: Answer[Membership]
    topics: Answer[Any]
    meetings: Answer[Meeting]
    terms: Answer[TermsOfReference]
    series: Answer[MeetingSeries]
    talks: Answer[Talk]
    speakers: Answer[TalkSpeaker]
    decisions: Answer[Decision]
    follow_ups: Answer[FollowUp]
    convenings: Answer[Convening]

    @classmethod
    def of(cls, committee: Committee, viewer: Viewer) -> _Asked:
        questions = Questions()
        seats = Membership.objects.filter(committee=committee)
        meetings = permissions.meetings.visible_to(viewer).filter(committee=committee)
        talks = permissions.talks.visible_to(viewer).filter(committee=committee)[:SHOWN]
        decisions = visible_decisions(viewer).filter(item__meeting__committee=committee)
        topics = Membership.topics.through.objects.filter(membership__in=seats.values("pk"))
        terms = permissions.terms.visible_to(viewer).filter(committee=committee)
        return cls(
            seats=questions.add(
                seats.select_related("person", "affiliation__organisation", "represented")
            ),
            topics=questions.add(topics.select_related("topic").order_by("topic__name_da")),
            meetings=questions.add(meetings.select_related("area")[: 4 * SHOWN]),
            terms=questions.add(terms),
            series=questions.add(MeetingSeries.objects.filter(committee=committee)),
            talks=questions.add(talks.select_related("meeting")),
            speakers=questions.add(words.speakers_of(talks)),
            decisions=questions.add(decisions[:10]),
            follow_ups=questions.add(_open_follow_ups(committee, viewer)[:SHOWN]),
            convenings=questions.add(_open_convenings(committee, viewer)),
        )

    def members_with_topics(self) -> list[Membership]:
        """The members, each with the fields of knowledge that they are asked about."""
        by_seat: dict[int, list[Topic]] = defaultdict(list)
        for row in self.topics:
            by_seat[row.membership_id].append(row.topic)
        for seat in self.seats:
            together.keep(seat, "topics", by_seat[seat.pk])
        return self.seats.rows


def visible_decisions(viewer: Viewer) -> models.QuerySet[Decision]:
    """Decisions of the minutes that ``viewer`` may read, newest first."""
    found = Decision.objects.filter(item__in=permissions.items_with_minutes(viewer)).select_related(
        "item__meeting__committee"
    )
    return found.order_by("-item__meeting__held_on", "item__position", "id")


def meetings_table(
    meetings: list[Meeting], *, caption: str, committee: Committee | None = None
) -> Table:
    """Meetings as a table; of one group, or each with its group."""
    return Table(
        caption=caption,
        columns=(
            Column(_("Meeting")),
            Column(_("When")),
            Column(_("Where")),
            Column(_("Status")),
        ),
        rows=tuple(_meeting_row(one, committee or one.committee) for one in meetings),
    )


def meeting_path(meeting: Meeting, committee: Committee) -> str:
    """The page of a meeting."""
    return reverse("committees:meeting", kwargs={"key": committee.key, "meeting_id": meeting.pk})


def _meeting_row(meeting: Meeting, committee: Committee) -> tuple[Cell, ...]:
    meeting.committee = committee
    access = [] if meeting.is_public else [_("closed")]
    access += [] if meeting.is_published else [_("draft")]
    return (
        Cell(meeting.full_name, url=meeting_path(meeting, committee), note=", ".join(access)),
        Cell(words.day_and_time(meeting)),
        Cell(words.place(meeting) or "–"),
        Cell(meeting.get_status_display()),
    )


def _committee_row(committee: Committee) -> tuple[Cell, ...]:
    notes = [_("invented")] if committee.is_invented else []
    notes += [] if committee.is_published else [_("draft")]
    return (
        Cell(
            committee.name,
            url=reverse("committees:committee", kwargs={"key": committee.key}),
            note=", ".join(notes),
        ),
        Cell(committee.get_kind_display()),
        Cell(committee.node.name if committee.node and committee.node.is_published else "–"),
        Cell(str(committee.member_count)),  # type: ignore[attr-defined]
    )


def _by_function(membership: Membership) -> tuple[int, str]:
    order = [Membership.Function.CHAIR, Membership.Function.ACTING_CHAIR]
    rank = order.index(membership.function) if membership.function in order else len(order)  # type: ignore[arg-type]
    return rank, membership.person.name


def _open_convenings(committee: Committee, viewer: Viewer) -> models.QuerySet[Convening]:
    return permissions.convenings.visible_to(viewer).filter(
        committee=committee, state=Convening.State.OPEN
    )


def _open_follow_ups(committee: Committee, viewer: Viewer) -> models.QuerySet[FollowUp]:
    return (
        permissions.follow_ups.visible_to(viewer)
        .filter(
            item__meeting__committee=committee,
            state__in=(FollowUp.State.OPEN, FollowUp.State.UNDER_WAY),
        )
        .select_related("owner", "owner_organisation", "item__meeting")
    )
