"""The campaign's change committee and expert group, from the facts in the package.

Rows are found again by their key or number. What is missing is added and what is here stays as it
is: a second load changes nothing. What the page does not state stays empty.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from bybalance.pipelines import campaign
from bybalance.web.areas.models import Area
from bybalance.web.committees.models import (
    Committee,
    Meeting,
    MeetingSeries,
    Membership,
    Talk,
    TalkSpeaker,
    TermsOfReference,
    Topic,
)
from bybalance.web.committees.services import changes
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.programme.models import Node

Facts = dict[str, Any]


@transaction.atomic
def load_campaign_committees(*, now: datetime) -> int:
    """Load both groups with members, meetings and talks; return how many rows were added.

    The campaign itself, its people and organisations must be loaded first.
    """
    page = campaign.facts()
    added = 0
    for facts, kind in (
        (page["change_committee"], Committee.Kind.CHANGE_COMMITTEE),
        (page["expert_group"], Committee.Kind.EXPERT_GROUP),
    ):
        committee, is_new = _put_committee(facts, kind, now=now)
        if not is_new:
            continue
        count = _fill(committee, facts, now=now)
        added += 1 + count
        changes.log("committee_loaded", committee, by=None, now=now, added=count)
    return added


def _source() -> Facts:
    return {
        "source_title": campaign.words()["source_title_da"],
        "source_url": campaign.facts()["meta"]["source_url"],
    }


def _put_committee(facts: Facts, kind: str, *, now: datetime) -> tuple[Committee, bool]:
    said = campaign.words()["committee"][facts["key"]]
    period = facts.get("period")
    return Committee.objects.get_or_create(
        key=facts["key"],
        defaults={
            "kind": kind,
            "name_da": facts["name_da"],
            "name_en": facts["name_en"],
            "node": Node.objects.filter(key=campaign.facts()["campaign"]["key"]).first(),
            "purpose_da": _sentences(said["role_da"]),
            "purpose_en": _sentences(facts["role_own_words"]["en"]),
            "from_on": date(period["from"], 1, 1) if period else None,
            "until_on": date(period["to"] + 1, 1, 1) if period else None,
            "is_published": True,
            "created_at": now,
            "updated_at": now,
            **_source(),
        },
    )


def _sentences(said: list[str]) -> str:
    return "\n".join(f"{one[0].upper()}{one[1:]}." for one in said)


def _fill(committee: Committee, facts: Facts, *, now: datetime) -> int:
    _put_topics(committee, facts.get("fields", []))
    _put_terms(committee, facts, now=now)
    for member in facts["members"]:
        _put_member(committee, member)
    series = _put_series(committee, facts)
    for meeting in facts.get("meetings", []):
        _put_meeting(committee, series, meeting, now=now)
    for position, talk in enumerate(facts.get("talks", []), start=1):
        _put_loose_talk(committee, talk, position, now=now)
    return committee.memberships.count() + committee.meetings.count() + committee.talks.count()


def _put_topics(committee: Committee, fields: list[dict[str, str]]) -> None:
    for field in fields:
        topic, _is_new = Topic.objects.get_or_create(
            key=campaign.key_of(field["da"]),
            defaults={"name_da": field["da"], "name_en": field["en"]},
        )
        committee.topics.add(topic)


def _put_terms(committee: Committee, facts: Facts, *, now: datetime) -> None:
    """The terms of reference are named on the page; their text was not read."""
    titles = {one["key"]: one["title_da"] for one in campaign.facts()["documents"]}
    for number, key in enumerate(facts.get("documents", []), start=1):
        TermsOfReference.objects.create(
            committee=committee,
            version_number=number,
            title_da=titles[key],
            is_published=True,
            created_at=now,
            **_source(),
        )


def _put_member(committee: Committee, facts: Facts) -> None:
    represents = facts.get("represents") or ""
    is_acting = "acting chair" in (facts.get("capacity") or "")
    person = Person.with_removed.get(key=facts["key"])
    Membership.objects.create(
        committee=committee,
        person=person,
        affiliation=_post_at(person, facts["organisation"]),
        function=Membership.Function.ACTING_CHAIR if is_acting else Membership.Function.MEMBER,
        capacity=Membership.Capacity.ORGANISATION if represents else "",
        represented=_organisation(represents),
        represented_text=represents,
        **_source(),
    )


def _put_series(committee: Committee, facts: Facts) -> MeetingSeries:
    a_year = facts["meetings_per_year"]
    fewest, most = (a_year["min"], a_year["max"]) if isinstance(a_year, dict) else (a_year, a_year)
    return MeetingSeries.objects.create(
        committee=committee,
        name_da="Udvalgets møder" if "meetings" in facts else "Gruppens møder",
        name_en="The committee's meetings" if "meetings" in facts else "The group's meetings",
        min_per_year=fewest,
        max_per_year=most,
        from_on=committee.from_on,
        until_on=committee.until_on,
        **_source(),
    )


def _put_meeting(
    committee: Committee, series: MeetingSeries, facts: Facts, *, now: datetime
) -> None:
    place = facts["place"] or ""
    said_en = facts.get("topic_own_words") or ""
    meeting = Meeting.objects.create(
        committee=committee,
        series=series,
        number=facts["number"],
        held_on=date.fromisoformat(facts["date"]),
        place=place,
        area=_area_named(place.split(",")[0]),
        summary_da=campaign.said_da(said_en),
        summary_en=said_en,
        status=Meeting.Status.HELD,
        is_public=True,
        is_published=True,
        is_agenda_published=facts["agenda_published"],
        uid=f"{committee.key}-{facts['number']}@bybalance",
        created_at=now,
        updated_at=now,
        **_source(),
    )
    for position, talk in enumerate(facts["talks"], start=1):
        _put_talk(meeting, talk, position, now=now)


def _put_talk(meeting: Meeting, facts: Facts, position: int, *, now: datetime) -> None:
    subject = facts["subject"] or ""
    talk = Talk.objects.create(
        committee=meeting.committee,
        meeting=meeting,
        position=position,
        subject_da=campaign.said_da(subject),
        subject_en=subject,
        given_on=meeting.held_on,
        is_published=True,
        created_at=now,
        updated_at=now,
        **_source(),
    )
    named = [one for one in Area.objects.all() if one.name and one.name in subject]
    talk.areas.set(named)
    for place, speaker in enumerate(facts["speakers"], start=1):
        person = Person.with_removed.get(key=campaign.person_key(speaker["name"]))
        _put_speaker(talk, person, speaker["affiliation"], place)


def _put_loose_talk(committee: Committee, facts: Facts, position: int, *, now: datetime) -> None:
    """A talk of which only the month is known."""
    year, month = map(int, facts["month"].split("-"))
    talk = Talk.objects.create(
        committee=committee,
        position=position,
        given_on=date(year, month, 1),
        given_precision=Talk.Precision.MONTH,
        is_published=True,
        created_at=now,
        updated_at=now,
        **_source(),
    )
    person = Person.with_removed.get(key=campaign.person_key(facts["speaker"]))
    _put_speaker(talk, person, facts["affiliation"], 1)


def _put_speaker(talk: Talk, person: Person, affiliation: str | None, position: int) -> None:
    """A speaker, with where the page says they worked on that day, or nowhere."""
    post = _post_at(person, affiliation) if affiliation else None
    TalkSpeaker.objects.create(
        talk=talk,
        person=person,
        position=position,
        affiliation=post,
        affiliation_text="" if post else affiliation or "",
    )


def _post_at(person: Person, organisation: str) -> Affiliation | None:
    keys = campaign.organisation_keys(organisation)
    return person.affiliations.filter(organisation__key__in=keys).first()


def _organisation(name: str) -> Organisation | None:
    """The organisation a name stands for; none where it stands for a place."""
    try:
        keys = campaign.organisation_keys(name)
    except ValueError:
        return None
    return Organisation.with_removed.filter(key__in=keys).first()


def _area_named(name: str) -> Area | None:
    if not name:
        return None
    return Area.objects.filter(Q(name=name) | Q(other_names__name=name)).first()
