from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from tests.web import factories

from bybalance.web.committees.models import Membership

pytestmark = pytest.mark.django_db

NOON = datetime(2030, 3, 14, 11, tzinfo=UTC)


def test_a_meeting_may_have_a_day_without_times() -> None:
    meeting = factories.MeetingFactory.create(held_on=date(2017, 3, 8))

    assert meeting.day_of_start() == date(2017, 3, 8)


def test_the_day_of_a_meeting_is_the_danish_one() -> None:
    late = datetime(2030, 3, 14, 23, 30, tzinfo=UTC)
    meeting = factories.MeetingFactory.create(starts_at=late, ends_at=late.replace(minute=45))

    assert meeting.day_of_start() == date(2030, 3, 15)


@pytest.mark.parametrize("ends_at", [None, NOON])
def test_a_meeting_that_does_not_end_after_its_start_is_refused(ends_at: datetime | None) -> None:
    with pytest.raises(IntegrityError):
        factories.MeetingFactory.create(starts_at=NOON, ends_at=ends_at)


def test_a_number_is_given_to_one_meeting_of_a_group() -> None:
    first = factories.MeetingFactory.create(number=1)
    factories.MeetingFactory.create(number=1)

    with pytest.raises(IntegrityError):
        factories.MeetingFactory.create(number=1, committee=first.committee)


def test_a_person_is_a_member_once_at_a_time_and_may_come_back() -> None:
    held = factories.MembershipFactory.create(until_on=date(2018, 1, 1))
    factories.MembershipFactory.create(
        committee=held.committee, person=held.person, from_on=date(2019, 1, 1)
    )

    with pytest.raises(IntegrityError):
        factories.MembershipFactory.create(committee=held.committee, person=held.person)


def test_who_sits_in_person_represents_no_organisation() -> None:
    with pytest.raises(IntegrityError):
        factories.MembershipFactory.create(
            capacity=Membership.Capacity.IN_PERSON,
            represented=factories.OrganisationFactory.create(),
        )


def test_a_talk_needs_neither_subject_nor_speaker_and_an_unnamed_one_has_a_name_to_show() -> None:
    talk = factories.TalkFactory.create(subject_da="")

    assert str(talk) == f"oplæg {talk.pk}"
