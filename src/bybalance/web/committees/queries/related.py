"""What groups have about a housing area, for its page; the pages of nodes show whole groups."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.web.areas.models import Area
from bybalance.web.committees import permissions
from bybalance.web.committees.models import Meeting, Talk
from bybalance.web.committees.queries import groups, words
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import Awaited, RelatedLink, RelatedSection
from bybalance.web.shared.together import Questions

SHOWN = 20


def area_section(area: Area, viewer: Viewer, questions: Questions) -> Awaited:
    """The meetings held in an area and the talks about it."""
    meetings = questions.add(
        permissions.meetings.visible_to(viewer)
        .filter(area=area)
        .select_related("committee", "area")[:SHOWN]
    )
    found = permissions.talks.visible_to(viewer).filter(areas=area)[:SHOWN]
    talks = questions.add(found)
    speakers = questions.add(words.speakers_of(found))

    def section() -> RelatedSection:
        words.attach_speakers(talks, speakers)
        return RelatedSection(
            key="committees",
            heading=_("Meetings and talks"),
            links=(*map(_meeting_link, meetings), *map(_talk_link, talks)),
        )

    return section


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
