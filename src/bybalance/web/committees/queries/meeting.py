"""One meeting's page: when and where, the agenda, what was said and decided, who was there."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Prefetch

from bybalance.web.committees import permissions
from bybalance.web.committees.models import (
    AgendaItem,
    Attendance,
    Decision,
    FollowUp,
    Meeting,
    Paper,
    Talk,
)
from bybalance.web.committees.queries import words
from bybalance.web.shared.access import Viewer


@dataclass(frozen=True)
class ItemShown:
    """An item as its reader sees it; ``number`` counts the items that are shown."""

    item: AgendaItem
    number: int
    papers: list[Paper]
    talks: list[Talk]
    minutes: str = ""
    decisions: list[Decision] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)


@dataclass(frozen=True)
class MeetingPage:
    """A meeting as its reader sees it."""

    meeting: Meeting
    when: str
    where: str
    where_area: str
    is_inside: bool
    may_edit: bool
    shows_minutes: bool
    items: list[ItemShown]
    talks: list[Talk]
    attendances: list[Attendance]

    @property
    def total_min(self) -> int:
        """How long the items shown take together."""
        return sum(one.item.duration_min or 0 for one in self.items)


def meeting_page(meeting: Meeting, viewer: Viewer) -> MeetingPage:
    """What ``viewer``, who may see the meeting, may see of it."""
    is_editor = permissions.edits_committees(viewer)
    is_inside = is_editor or permissions.is_member(viewer, meeting.committee)
    shows_minutes = permissions.shows_minutes(meeting, is_inside=is_inside)
    talks = list(
        permissions.talks.visible_to(viewer)
        .filter(meeting=meeting)
        .order_by("position", "id")
        .prefetch_related(words.SPEAKER_ROWS)
    )
    items = list(
        permissions.items.visible_to(viewer)
        .filter(meeting=meeting)
        .order_by("position", "id")
        .prefetch_related(
            Prefetch("papers", queryset=permissions.papers.visible_to(viewer)),
            "decisions",
            Prefetch(
                "follow_ups",
                queryset=FollowUp.objects.select_related("owner", "owner_organisation"),
            ),
        )
    )
    shown = [
        _shown(item, number, talks, shows_minutes=shows_minutes)
        for number, item in enumerate(items, start=1)
    ]
    listed = {item.pk for item in items}
    return MeetingPage(
        meeting=meeting,
        when=words.day_and_time(meeting),
        where=words.place(meeting),
        where_area=words.area_beside_place(meeting),
        is_inside=is_inside,
        may_edit=is_editor,
        shows_minutes=shows_minutes,
        items=shown,
        talks=[talk for talk in talks if talk.item_id not in listed],
        attendances=list(meeting.attendances.select_related("person")) if shows_minutes else [],
    )


def _shown(item: AgendaItem, number: int, talks: list[Talk], *, shows_minutes: bool) -> ItemShown:
    return ItemShown(
        item=item,
        number=number,
        papers=list(item.papers.all()),
        talks=[talk for talk in talks if talk.item_id == item.pk],
        minutes=item.minutes if shows_minutes else "",
        decisions=list(item.decisions.all()) if shows_minutes else [],
        follow_ups=list(item.follow_ups.all()) if shows_minutes else [],
    )
