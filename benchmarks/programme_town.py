"""A large invented programme: what the pages are measured with.

No chance is involved, so that two runs measure the same. Everything is set in Balby and marked as
invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction

CAMPAIGNS = 10
AREAS = 500
COMMITTEES = 20
MEETINGS = 2_000
ITEMS_OF_A_MEETING = 4
PEOPLE = 400
ORGANISATIONS = 60
EVENTS = 300
REGISTRATIONS = 20_000

NOW = datetime(2030, 3, 14, 12, tzinfo=UTC)
WORDS = [
    "genvej", "bro", "torv", "skole", "bibliotek", "beboer", "haveforening", "stibane", "idræt",
    "kultur", "job", "sti", "lys", "tryghed", "udsigt", "legeplads", "gård", "port", "boldbane",
]  # fmt: skip


@dataclass(frozen=True)
class Town:
    """The things of the town that have the most tied to them, by how addresses name them."""

    area_id: str
    campaign_key: str
    committee_key: str
    meeting_id: int
    organisation_key: str
    person_key: str
    talk_id: int
    event_key: str


@transaction.atomic
def build() -> Town:
    """Add the town to the database and name its heaviest parts."""
    organisations, people = _organisations(), _people()
    areas = _areas()
    campaigns, efforts = _nodes(areas)
    _partners(campaigns + efforts, organisations)
    committees = _committees(campaigns, people)
    meetings = _meetings(committees, areas)
    talks = _talks(meetings, people, areas)
    events = _events(campaigns, areas, talks)
    _registrations(events)
    return Town(
        area_id=areas[0].area_id,
        campaign_key=campaigns[0].key,
        committee_key=committees[0].key,
        meeting_id=meetings[0].pk,
        organisation_key=organisations[0].key,
        person_key=people[0].key,
        talk_id=talks[0].pk,
        event_key=events[0].key,
    )


def _made(rows: Iterable[Any]) -> list[Any]:
    listed = list(rows)
    return type(listed[0])._base_manager.bulk_create(listed, batch_size=500)


def _words(number: int, count: int) -> str:
    return " ".join(WORDS[(number * 7 + step * 3) % len(WORDS)] for step in range(count))


def _organisations() -> list[Any]:
    from bybalance.web.directory.models import Organisation

    return _made(
        Organisation(
            key=f"town-organisation-{number}",
            name=f"Balby organisation {number}",
            kind=Organisation.Kind.ASSOCIATION,
            is_invented=True,
        )
        for number in range(ORGANISATIONS)
    )


def _people() -> list[Any]:
    from bybalance.web.directory.models import Affiliation, Organisation, Person

    people = _made(
        Person(key=f"town-person-{number}", name=f"Deltager {number}", is_invented=True)
        for number in range(PEOPLE)
    )
    homes = list(Organisation.objects.filter(key__startswith="town-").order_by("pk"))
    _made(
        Affiliation(person=person, organisation=homes[number % len(homes)], title_da="Medarbejder")
        for number, person in enumerate(people)
    )
    return people


def _areas() -> list[Any]:
    from bybalance.web.areas.models import Area, Municipality

    municipalities = [
        Municipality.objects.get_or_create(
            code=str(990 + number),
            defaults={"name": f"Balby {number}", "region": "Balby", "is_invented": True},
        )[0]
        for number in range(10)
    ]
    return _made(
        Area(
            area_id=f"town-{number}",
            name=f"Balby {WORDS[number % len(WORDS)]} {number}",
            town="Balby",
            municipality=municipalities[number % 10],
            is_invented=True,
        )
        for number in range(AREAS)
    )


def _nodes(areas: list[Any]) -> tuple[list[Any], list[Any]]:
    from bybalance.web.programme.models import Node

    def node(key: str, kind: str, number: int, **fields: Any) -> Node:
        return Node(
            key=key,
            kind=kind,
            name_da=f"{key} {_words(number, 2)}",
            summary_da=_words(number, 40),
            is_published=True,
            is_invented=True,
            created_at=NOW,
            updated_at=NOW,
            **fields,
        )

    campaigns = _made(
        node(f"town-campaign-{number}", Node.Kind.CAMPAIGN, number) for number in range(CAMPAIGNS)
    )
    efforts = _made(
        node(
            f"town-effort-{number}", Node.Kind.EFFORT, number, parent=campaigns[number % CAMPAIGNS]
        )
        for number in range(AREAS)
    )
    link = Node.areas.through
    _made(link(node_id=one.pk, area_id=area.pk) for one, area in zip(efforts, areas, strict=True))
    _made(
        link(node_id=campaigns[number % CAMPAIGNS].pk, area_id=area.pk)
        for number, area in enumerate(areas)
    )
    return campaigns, efforts


def _home(rows: list[Any], number: int) -> Any:
    """Every second thing belongs to the first of ``rows``, so that one page is heavy."""
    return rows[0] if number % 2 else rows[number // 2 % len(rows)]


def _partners(nodes: list[Any], organisations: list[Any]) -> None:
    from bybalance.web.programme.models import PartnerRole

    _made(
        PartnerRole(
            node=node,
            organisation=organisations[(number * 3 + step) % len(organisations)],
            role=PartnerRole.Role.PARTNER,
        )
        for number, node in enumerate(nodes)
        for step in range(3)
    )


def _committees(campaigns: list[Any], people: list[Any]) -> list[Any]:
    from bybalance.web.committees.models import Committee, Membership

    committees = _made(
        Committee(
            key=f"town-committee-{number}",
            kind=Committee.Kind.CHANGE_COMMITTEE,
            node=campaigns[number % len(campaigns)],
            name_da=f"Udvalg {number}",
            purpose_da=_words(number, 20),
            is_published=True,
            is_invented=True,
            created_at=NOW,
            updated_at=NOW,
        )
        for number in range(COMMITTEES)
    )
    _made(
        Membership(committee=committee, person=people[(number * 15 + seat) % len(people)])
        for number, committee in enumerate(committees)
        for seat in range(15)
    )
    return committees


def _meetings(committees: list[Any], areas: list[Any]) -> list[Any]:
    from bybalance.web.committees.models import AgendaItem, Decision, Meeting

    meetings = _made(
        Meeting(
            committee=committees[number % COMMITTEES],
            held_on=date(2010, 1, 1) + timedelta(days=3 * number),
            place=f"Beboerhuset, Balby {WORDS[number % len(WORDS)]}",
            area=areas[number % len(areas)],
            is_public=True,
            is_published=True,
            is_agenda_published=True,
            is_minutes_published=True,
            minutes_state=Meeting.MinutesState.APPROVED,
            uid=f"town-meeting-{number}@balby.example",
            created_at=NOW,
            updated_at=NOW,
        )
        for number in range(MEETINGS)
    )
    items = _made(
        AgendaItem(
            meeting=meeting,
            position=position,
            title_da=_words(number + position, 4),
            text_da=_words(number, 25),
            minutes_da=_words(number + 1, 40),
        )
        for number, meeting in enumerate(meetings)
        for position in range(1, ITEMS_OF_A_MEETING + 1)
    )
    _made(
        Decision(item=item, text_da=_words(number, 10), created_at=NOW)
        for number, item in enumerate(items[::ITEMS_OF_A_MEETING])
    )
    return meetings


def _talks(meetings: list[Any], people: list[Any], areas: list[Any]) -> list[Any]:
    from bybalance.web.committees.models import Talk, TalkSpeaker

    talks = _made(
        Talk(
            committee=meeting.committee,
            meeting=meeting,
            subject_da=_words(number, 5),
            summary_da=_words(number, 30),
            given_on=meeting.held_on,
            is_published=True,
            is_invented=True,
            created_at=NOW,
            updated_at=NOW,
        )
        for number, meeting in enumerate(meetings)
    )
    _made(TalkSpeaker(talk=talk, person=_home(people, number)) for number, talk in enumerate(talks))
    link: type[models.Model] = Talk.areas.through
    _made(
        link(talk_id=talk.pk, area_id=_home(areas, number).pk) for number, talk in enumerate(talks)
    )
    return talks


def _events(campaigns: list[Any], areas: list[Any], talks: list[Any]) -> list[Any]:
    from bybalance.web.events.models import Event

    now = datetime.now(UTC)
    events = _made(
        Event(
            key=f"town-event-{number}",
            kind=Event.Kind.WORKSHOP,
            title_da=f"Arrangement {_words(number, 3)}",
            text_da=_words(number, 60),
            place="Kulturhuset, Balby",
            starts_at=now + timedelta(days=number - EVENTS // 3),
            ends_at=now + timedelta(days=number - EVENTS // 3, hours=2),
            capacity=50,
            node=campaigns[number % CAMPAIGNS],
            is_published=True,
            is_invented=True,
            uid=f"town-event-{number}@balby.example",
            created_at=NOW,
            updated_at=NOW,
        )
        for number in range(EVENTS)
    )
    _made(
        Event.areas.through(event_id=event.pk, area_id=_home(areas, number).pk)
        for number, event in enumerate(events)
    )
    _made(
        Event.talks.through(event_id=event.pk, talk_id=talks[number].pk)
        for number, event in enumerate(events)
    )
    return events


def _registrations(events: list[Any]) -> None:
    from bybalance.web.events.models import Registration

    state = Registration.State
    _made(
        Registration(
            event=_home(events, number),
            name=f"Gæst {number}",
            email=f"gaest{number}@balby.example",
            seats=1,
            language="da",
            state=state.CONFIRMED if number % 3 else state.WAITING,
            form_key=UUID(int=number + 1),
            created_at=NOW,
        )
        for number in range(REGISTRATIONS)
    )
