"""What groups have about a housing area or a part of the programme, for the pages of these."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.web.areas.models import Area
from bybalance.web.committees import permissions
from bybalance.web.committees.models import Committee, Meeting, Talk
from bybalance.web.committees.queries import groups, words
from bybalance.web.programme.models import Node
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import RelatedLink, RelatedSection

SHOWN = 20


def area_section(area: Area, viewer: Viewer) -> RelatedSection:
    """The meetings held in an area and the talks about it."""
    meetings = (
        permissions.meetings.visible_to(viewer)
        .filter(area=area)
        .select_related("committee", "area")[:SHOWN]
    )
    talks = (
        permissions.talks.visible_to(viewer)
        .filter(areas=area)
        .prefetch_related(words.SPEAKER_ROWS)[:SHOWN]
    )
    return RelatedSection(
        key="committees",
        heading=_("Meetings and talks"),
        links=(*map(_meeting_link, meetings), *map(_talk_link, talks)),
    )


def node_section(node: Node, viewer: Viewer) -> RelatedSection:
    """The groups of a part of the programme, with their meetings."""
    found = list(permissions.committees.visible_to(viewer).filter(node=node))
    meetings = list(
        permissions.meetings.visible_to(viewer)
        .filter(committee__in=found)
        .select_related("committee", "area")[:SHOWN]
    )
    return RelatedSection(
        key="committees",
        heading=_("Committees and expert groups"),
        table=groups.meetings_table(meetings, caption=_("Meetings")) if meetings else None,
        links=(*map(_committee_link, found), _all_groups()) if found else (),
    )


def _all_groups() -> RelatedLink:
    return RelatedLink(
        label=_("All committees and expert groups"), url=reverse("committees:committees")
    )


def _committee_link(committee: Committee) -> RelatedLink:
    return RelatedLink(
        label=committee.name,
        url=reverse("committees:committee", kwargs={"key": committee.key}),
        note=str(committee.get_kind_display()),
        is_invented=committee.is_invented,
    )


def _meeting_link(meeting: Meeting) -> RelatedLink:
    return RelatedLink(
        label=meeting.full_name,
        url=groups.meeting_path(meeting, meeting.committee),
        note=words.day_and_time(meeting),
        is_invented=meeting.committee.is_invented,
    )


def _talk_link(talk: Talk) -> RelatedLink:
    return RelatedLink(
        label=words.talk_name(talk),
        url=reverse("committees:talk", kwargs={"talk_id": talk.pk}),
        note=", ".join(filter(None, (words.speakers(talk), words.given_when(talk)))),
        is_invented=talk.is_invented,
    )
