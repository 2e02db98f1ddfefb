"""Who can be asked about an area's question: members by field of knowledge, and past talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from bybalance.web.areas.models import Area
from bybalance.web.committees import permissions
from bybalance.web.committees.models import Membership, Talk, Topic
from bybalance.web.committees.queries import words
from bybalance.web.directory.models import Person
from bybalance.web.shared.access import Viewer


@dataclass
class ExpertMatch:
    """Someone who can be asked, and each reason why; the more reasons, the higher."""

    person: Person
    post: str
    reasons: list[str] = field(default_factory=list)
    weight: int = 0

    def add(self, reason: str, *, weight: int) -> None:
        """Count one more reason."""
        self.reasons.append(reason)
        self.weight += weight


#: What each reason counts. Of a member whose own field is not stated it is only known that the
#: group covers it, which says least.
FIELD_OF_MEMBER, TALK_ON_FIELD, TALK_ON_AREA, FIELD_OF_GROUP = 3, 2, 2, 1


def experts_for(
    viewer: Viewer, *, topics: Sequence[Topic], area: Area | None, today: date
) -> list[ExpertMatch]:
    """Present members with one of ``topics``, and who has talked of one or of ``area``."""
    found: dict[int, ExpertMatch] = {}
    wanted = {topic.pk for topic in topics}
    for seat in _seats(viewer, wanted, today):
        match = found.setdefault(
            seat.person_id, ExpertMatch(seat.person, words.post(seat.affiliation))
        )
        _add_seat(match, seat, wanted)
    for talk in _talks(viewer, wanted, area):
        for row in talk.speaker_rows.all():
            match = found.setdefault(
                row.person_id, ExpertMatch(row.person, words.post(row.affiliation))
            )
            _add_talk(match, talk, wanted, area)
    return sorted(found.values(), key=lambda one: (-one.weight, one.person.name))


def _add_seat(match: ExpertMatch, seat: Membership, wanted: set[int]) -> None:
    own = list(seat.topics.all())
    for topic in own or seat.committee.topics.all():
        if topic.pk not in wanted:
            continue
        told = {"group": seat.committee, "field": topic}
        if own:
            match.add(
                _("sits in %(group)s for the field “%(field)s”") % told, weight=FIELD_OF_MEMBER
            )
        else:
            match.add(
                _("sits in %(group)s, which covers the field “%(field)s”") % told,
                weight=FIELD_OF_GROUP,
            )


def _add_talk(match: ExpertMatch, talk: Talk, wanted: set[int], area: Area | None) -> None:
    told = {"name": words.talk_name(talk), "when": words.given_when(talk)}
    if any(topic.pk in wanted for topic in talk.topics.all()):
        match.add(_("gave the talk “%(name)s” on the field, %(when)s") % told, weight=TALK_ON_FIELD)
    if area is not None and any(one.pk == area.pk for one in talk.areas.all()):
        match.add(_("gave the talk “%(name)s” on the area, %(when)s") % told, weight=TALK_ON_AREA)


def _seats(viewer: Viewer, wanted: set[int], today: date) -> list[Membership]:
    own = Membership.objects.filter(topics__in=wanted).values("pk")
    of_group = Membership.objects.filter(topics=None, committee__topics__in=wanted).values("pk")
    seats = Membership.objects.on(today).filter(
        Q(pk__in=own) | Q(pk__in=of_group),
        committee__in=permissions.committees.visible_to(viewer),
    )
    return list(
        seats.select_related("person", "committee", "affiliation__organisation").prefetch_related(
            "topics", "committee__topics"
        )
    )


def _talks(viewer: Viewer, wanted: set[int], area: Area | None) -> list[Talk]:
    seen = permissions.talks.visible_to(viewer)
    on_field = seen.filter(topics__in=wanted).values("pk")
    on_area = seen.filter(areas=area).values("pk") if area else seen.none().values("pk")
    found = Talk.objects.filter(pk__in=on_field) | Talk.objects.filter(pk__in=on_area)
    return list(found.prefetch_related(words.SPEAKER_ROWS, "topics", "areas"))
