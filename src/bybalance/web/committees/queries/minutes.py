"""What the secretariat reads while it writes the minutes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import AgendaItem, Attendance, FollowUp, Meeting
from bybalance.web.committees.queries.groups import meeting_path
from bybalance.web.directory.models import Person


@dataclass(frozen=True)
class MinutesPage:
    """The items with their decisions and follow-ups, and who was there."""

    items: list[AgendaItem]
    attendances: list[Attendance]


def minutes_page(meeting: Meeting) -> MinutesPage:
    """Everything that the minutes of a meeting are made of."""
    follow_ups = FollowUp.objects.select_related("owner", "owner_organisation")
    items = meeting.items.prefetch_related("decisions", Prefetch("follow_ups", queryset=follow_ups))
    return MinutesPage(
        items=list(items), attendances=list(meeting.attendances.select_related("person"))
    )


def people_at(meeting: Meeting) -> tuple[list[Person], dict[int, str]]:
    """Members on the day and guests so far, with how each took part as far as it is recorded."""
    modes = {row.person_id: row.mode for row in meeting.attendances.select_related("person")}
    seats = meeting.committee.memberships.on(meeting.held_on)
    people = Person.objects.filter(pk__in=[*seats.values_list("person", flat=True), *modes])
    return list(people), modes


def way_back(follow_up: FollowUp, user: User) -> str:
    """Where to go from a follow-up: its meeting, or one's profile where that is hidden."""
    meeting = follow_up.item.meeting
    if permissions.meetings.visible_to(user).filter(pk=meeting.pk).exists():
        return meeting_path(meeting, meeting.committee)
    return reverse("accounts:profile")
