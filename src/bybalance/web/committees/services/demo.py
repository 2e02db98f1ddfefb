"""A committee in Balby for the demonstration: invented, and marked so wherever it shows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area, Municipality
from bybalance.web.committees.models import (
    AgendaItem,
    Attendance,
    Committee,
    Decision,
    FollowUp,
    Meeting,
    Membership,
    Talk,
    TalkSpeaker,
    TermsOfReference,
    Topic,
)
from bybalance.web.committees.services import changes
from bybalance.web.directory.models import Affiliation, Organisation, Person

KEY: Final = "balbyudvalget"

#: Key, name, title in Danish and English, organisation, account (the mailbox of the demo).
PEOPLE: Final = (
    ("balby-uffe", "Uffe Udvalgsmedlem", "Beboerformand", "Chair of the residents", "balby-bolig",
     "udvalgsmedlem"),
    ("balby-karen", "Karen Kvist", "Direktør", "Director", "balby-kommune", ""),
    ("balby-mikkel", "Mikkel Mose", "Driftschef", "Head of operations", "balby-bolig", ""),
    ("balby-sara", "Sara Sten", "Skoleleder", "Head teacher", "balby-kommune", ""),
    ("balby-ib", "Ib Ahorn", "Forsker", "Researcher", "balby-institut", ""),
)  # fmt: skip

ORGANISATIONS: Final = (
    ("balby-kommune", "Balby Kommune", Organisation.Kind.MUNICIPALITY),
    ("balby-bolig", "Balby Bolig", Organisation.Kind.HOUSING_ORGANISATION),
    ("balby-institut", "Institut for Balby", Organisation.Kind.RESEARCH),
)

TERMS_DA: Final = (
    "Udvalget følger arbejdet i Balby Nord og drøfter, hvordan området kan hænge bedre sammen med"
    " resten af byen.\n\nUdvalget mødes fire gange om året. Beslutninger skrives i referatet."
)
TERMS_EN: Final = (
    "The committee follows the work in Balby Nord and discusses how the area can be tied better to"
    " the rest of the town.\n\nIt meets four times a year. Decisions stand in the minutes."
)


@transaction.atomic
def load_demo_committee(*, now: datetime) -> int:
    """Add the committee with a meeting that was held and one that is to come, once.

    Returns how many groups were added. Days are counted from ``now``, so that the coming meeting
    of a fresh demo is coming.
    """
    if Committee.objects.filter(key=KEY).exists():
        return 0
    today = timezone.localdate(now)
    area = _put_area()
    people = _put_people()
    committee = _put_committee(today, now=now)
    topics = list(Topic.objects.order_by("key")[:5])
    for position, (key, *_rest) in enumerate(PEOPLE):
        seat = Membership.objects.create(
            committee=committee,
            person=people[key],
            affiliation=people[key].affiliations.first(),
            function=Membership.Function.CHAIR if position == 1 else Membership.Function.MEMBER,
            capacity=Membership.Capacity.IN_PERSON,
            from_on=today - timedelta(days=400),
        )
        if topics:
            seat.topics.add(topics[position % len(topics)])
    _put_held(committee, area, people, today, now=now)
    _put_coming(committee, area, today, now=now)
    changes.log("committee_loaded", committee, by=None, now=now, invented=True)
    return 1


def _put_area() -> Area:
    municipality, _is_new = Municipality.objects.get_or_create(
        code="999", defaults={"name": "Balby", "region": "Balby", "is_invented": True}
    )
    area, _is_new = Area.objects.get_or_create(
        area_id="balby-nord",
        defaults={
            "name": "Balby Nord",
            "town": "Balby",
            "municipality": municipality,
            "is_invented": True,
        },
    )
    return area


def _put_people() -> dict[str, Person]:
    bodies = {
        key: Organisation.with_removed.get_or_create(
            key=key, defaults={"name": name, "kind": kind, "is_invented": True}
        )[0]
        for key, name, kind in ORGANISATIONS
    }
    people = {}
    for key, name, title_da, title_en, body, mailbox in PEOPLE:
        user = User.objects.filter(is_demo=True, email__startswith=f"{mailbox}@").first()
        person, _is_new = Person.with_removed.get_or_create(
            key=key,
            defaults={
                "name": name,
                "email": f"{key}@demo.bybalance.example",
                "user": user if mailbox and not hasattr(user, "person") else None,
                "is_invented": True,
            },
        )
        Affiliation.with_removed.get_or_create(
            person=person,
            organisation=bodies[body],
            defaults={"title_da": title_da, "title_en": title_en},
        )
        people[key] = person
    return people


def _put_committee(today: date, *, now: datetime) -> Committee:
    committee = Committee.objects.create(
        key=KEY,
        kind=Committee.Kind.CHANGE_COMMITTEE,
        name_da="Balbyudvalget",
        name_en="The Balby committee",
        purpose_da="Følger arbejdet i Balby Nord og binder det sammen med resten af byen.",
        purpose_en="Follows the work in Balby Nord and ties it to the rest of the town.",
        from_on=today - timedelta(days=400),
        is_published=True,
        is_invented=True,
        created_at=now,
        updated_at=now,
    )
    TermsOfReference.objects.create(
        committee=committee,
        version_number=1,
        title_da="Kommissorium for Balbyudvalget",
        title_en="Terms of reference of the Balby committee",
        text_da=TERMS_DA,
        text_en=TERMS_EN,
        from_on=today - timedelta(days=400),
        is_published=True,
        created_at=now,
    )
    return committee


def _put_meeting(
    committee: Committee, area: Area, day: date, number: int, status: str, *, now: datetime
) -> Meeting:
    starts_at = timezone.make_aware(datetime.combine(day, time(15, 0)))
    return Meeting.objects.create(
        committee=committee,
        number=number,
        held_on=day,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Beboerhuset, Balby Nord",
        area=area,
        status=status,
        is_public=True,
        is_published=True,
        is_agenda_published=True,
        uid=f"{uuid4()}@bybalance",
        created_at=now,
        updated_at=now,
    )


def _put_held(
    committee: Committee, area: Area, people: dict[str, Person], today: date, *, now: datetime
) -> None:
    day = today - timedelta(days=45)
    meeting = _put_meeting(committee, area, day, 1, Meeting.Status.HELD, now=now)
    meeting.minutes_state = Meeting.MinutesState.APPROVED
    meeting.minutes_approved_on = day + timedelta(days=14)
    meeting.is_minutes_published = True
    meeting.save()
    for key, *_rest in PEOPLE[:4]:
        Attendance.objects.create(
            meeting=meeting, person=people[key], mode=Attendance.Mode.IN_THE_ROOM
        )
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=1,
        kind=AgendaItem.Kind.DECISION,
        title_da="En ny sti til stationen",
        title_en="A new path to the station",
        text_da="Kommunen viser tre forslag til en sti gennem området.",
        text_en="The municipality shows three proposals for a path through the area.",
        duration_min=40,
        minutes_da="Udvalget gik ruten igennem og drøftede lys og tryghed.",
        minutes_en="The committee went through the route and discussed light and safety.",
    )
    decision = Decision.objects.create(
        item=item,
        text_da="Udvalget anbefaler forslag B, som går forbi skolen.",
        text_en="The committee recommends proposal B, which passes the school.",
        created_at=now,
    )
    FollowUp.objects.create(
        item=item,
        decision=decision,
        text="Indhenter priser på belysning af forslag B",
        owner=people["balby-uffe"],
        due_on=today + timedelta(days=30),
        state=FollowUp.State.UNDER_WAY,
        updated_at=now,
    )
    talk = Talk.objects.create(
        committee=committee,
        meeting=meeting,
        item=item,
        subject_da="Stier, der bliver brugt",
        subject_en="Paths that are used",
        given_on=day,
        language=Talk.Language.DANISH,
        is_published=True,
        is_invented=True,
        created_at=now,
        updated_at=now,
    )
    talk.areas.add(area)
    talk.topics.set(Topic.objects.filter(key="fysiske-forandringer"))
    speaker = people["balby-ib"]
    TalkSpeaker.objects.create(talk=talk, person=speaker, affiliation=speaker.affiliations.first())


def _put_coming(committee: Committee, area: Area, today: date, *, now: datetime) -> None:
    meeting = _put_meeting(
        committee, area, today + timedelta(days=21), 2, Meeting.Status.PLANNED, now=now
    )
    meeting.online_url = "https://moede.balby.example/2"
    meeting.save()
    items = (
        ("Nyt siden sidst", "News since last time", AgendaItem.Kind.INFORMATION, 10, False),
        ("Mødesteder for unge", "Places for young people to meet", AgendaItem.Kind.DISCUSSION, 45,
         False),
        ("Valg af rådgiver", "Choice of adviser", AgendaItem.Kind.DECISION, 30, True),
    )  # fmt: skip
    for position, (title_da, title_en, kind, minutes, is_confidential) in enumerate(items, start=1):
        AgendaItem.objects.create(
            meeting=meeting,
            position=position,
            title_da=title_da,
            title_en=title_en,
            kind=kind,
            duration_min=minutes,
            is_confidential=is_confidential,
        )
