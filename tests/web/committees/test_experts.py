from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.web import factories
from tests.web.committees.conftest import person_named

from bybalance.web.committees.models import Committee, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(db: None) -> Topic:
    return factories.TopicFactory.create(name_da="Tryghed")


def asked(resident: Client, **query: object) -> str:
    return resident.get("/udvalg/eksperter/", query).content.decode()


def test_members_with_the_field_come_first_each_with_the_reason(
    resident: Client, committee: Committee, topic: Topic
) -> None:
    committee.topics.add(topic)
    factories.MembershipFactory.create(committee=committee, person=person_named("Anne Alment"))
    factories.MembershipFactory.create(
        committee=committee, person=person_named("Ib Ahorn"), topics=[topic]
    )

    page = asked(resident, topics=topic.pk)

    assert "sidder i Balbyudvalget for fagfeltet “Tryghed”" in page
    assert "sidder i Balbyudvalget, der dækker fagfeltet “Tryghed”" in page
    assert page.index("Ib Ahorn") < page.index("Anne Alment")


def test_whoever_has_talked_of_the_field_or_of_the_area_is_found(
    resident: Client, topic: Topic
) -> None:
    area = factories.AreaFactory.create()
    talk = factories.TalkFactory.create(
        subject_da="Lys på stien", given_on=date(2019, 3, 1), topics=[topic], areas=[area]
    )
    factories.TalkSpeakerFactory.create(talk=talk, person=person_named("Ib Ahorn"))

    page = asked(resident, topics=topic.pk, area=area.pk)

    assert "holdt oplægget “Lys på stien” om fagfeltet" in page
    assert "holdt oplægget “Lys på stien” om boligområdet" in page


def test_a_member_whose_own_field_is_another_is_not_found(
    resident: Client, committee: Committee, topic: Topic
) -> None:
    committee.topics.add(topic)
    factories.MembershipFactory.create(
        committee=committee, person=person_named("Ib"), topics=[factories.TopicFactory.create()]
    )

    assert "0 personer" in asked(resident, topics=topic.pk)


def test_neither_drafts_nor_closed_meetings_tell_who_talked_there(
    resident: Client, topic: Topic
) -> None:
    closed = factories.MeetingFactory.create(is_public=False)
    talks = [
        factories.TalkFactory.create(meeting=closed, topics=[topic]),
        factories.TalkFactory.create(is_published=False, topics=[topic]),
    ]
    for talk in talks:
        factories.TalkSpeakerFactory.create(talk=talk, person=person_named("KANARIE"))

    assert "KANARIE" not in asked(resident, topics=topic.pk)


def test_former_members_and_hidden_groups_are_left_out(resident: Client, topic: Topic) -> None:
    factories.MembershipFactory.create(topics=[topic], until_on=date(2019, 1, 1))
    factories.MembershipFactory.create(topics=[topic], committee__is_published=False)

    assert "0 personer" in asked(resident, topics=topic.pk)


def test_nothing_is_shown_before_anything_is_asked(resident: Client, topic: Topic) -> None:
    page = asked(resident)

    assert "0 personer" not in page


@pytest.mark.parametrize("query", [{"topics": "x"}, {"area": "999999"}])
def test_it_rejects_bad_input(resident: Client, query: dict[str, str]) -> None:
    assert resident.get("/udvalg/eksperter/", query).status_code == 400


def test_it_rejects_post(resident: Client) -> None:
    assert resident.post("/udvalg/eksperter/").status_code == 405
