"""The tables, by what they are about: the group, its meetings, talks, finding a time."""

from __future__ import annotations

from bybalance.web.committees.models.convening import (
    Availability,
    Convening,
    ConveningInvitation,
    ProposedTime,
)
from bybalance.web.committees.models.group import (
    Committee,
    Membership,
    TermsOfReference,
    Topic,
)
from bybalance.web.committees.models.meeting import (
    AgendaItem,
    Attendance,
    Decision,
    FollowUp,
    Meeting,
    MeetingSeries,
    Paper,
)
from bybalance.web.committees.models.subscription import CalendarSubscription
from bybalance.web.committees.models.talk import Talk, TalkSpeaker

__all__ = [
    "AgendaItem",
    "Attendance",
    "Availability",
    "CalendarSubscription",
    "Committee",
    "Convening",
    "ConveningInvitation",
    "Decision",
    "FollowUp",
    "Meeting",
    "MeetingSeries",
    "Membership",
    "Paper",
    "ProposedTime",
    "Talk",
    "TalkSpeaker",
    "TermsOfReference",
    "Topic",
]
