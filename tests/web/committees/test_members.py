from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.web import factories
from tests.web.committees.conftest import (
    assert_guarded,
    calendar_of,
    path,
    person_named,
    signed_in,
)

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import Committee, Meeting, Membership

pytestmark = pytest.mark.django_db

ADDRESS = "/udvalg/balby/medlemmer/tilfoej/"


class TestAddMember:
    def test_the_member_sits_with_the_post_of_the_first_day(
        self, secretary: Client, committee: Committee
    ) -> None:
        person = person_named("Dora Direktør")
        then = factories.AffiliationFactory.create(person=person, until_on=date(2020, 1, 1))
        factories.AffiliationFactory.create(person=person, from_on=date(2020, 1, 1))

        secretary.post(ADDRESS, {"person": person.pk, "function": "chair", "from_on": "2019-05-01"})

        seat = committee.memberships.get()
        assert (seat.function, seat.affiliation) == ("chair", then)

    def test_who_represents_an_organisation_says_which(
        self, secretary: Client, committee: Committee
    ) -> None:
        given = {"person": person_named("Ib").pk, "function": "member", "capacity": "organisation"}

        assert secretary.post(ADDRESS, given).status_code == 400
        body = factories.OrganisationFactory.create()
        assert secretary.post(ADDRESS, {**given, "represented": body.pk}).status_code == 302

    def test_who_sits_in_person_represents_none(
        self, secretary: Client, committee: Committee
    ) -> None:
        given = {
            "person": person_named("Ib").pk, "function": "member", "capacity": "in_person",
            "represented": factories.OrganisationFactory.create().pk,
        }  # fmt: skip

        assert secretary.post(ADDRESS, given).status_code == 400

    @pytest.mark.parametrize(
        ("from_on", "last_on", "status"),
        [
            ("", "", 400),
            ("2019-06-01", "", 400),
            ("2018-01-01", "2019-01-01", 400),
            ("2020-01-01", "", 302),
            ("2017-01-01", "2018-12-31", 302),
        ],
    )
    def test_nobody_sits_twice_at_the_same_time(
        self, secretary: Client, committee: Committee, from_on: str, last_on: str, status: int
    ) -> None:
        held = factories.MembershipFactory.create(
            committee=committee, from_on=date(2019, 1, 1), until_on=date(2020, 1, 1)
        )
        given = {"person": held.person.pk, "function": "member", "from_on": from_on}

        page = secretary.post(ADDRESS, {**given, "last_on": last_on})

        assert page.status_code == status

    def test_it_refuses_others(self, committee: Committee, member: User) -> None:
        assert_guarded(ADDRESS, member, method="post")

    def test_it_rejects_nobody(self, secretary: Client, committee: Committee) -> None:
        assert secretary.post(ADDRESS, {"function": "member"}).status_code == 400

    def test_it_rejects_delete(self, secretary: Client, committee: Committee) -> None:
        assert secretary.delete(ADDRESS).status_code == 405


class TestChangeMembership:
    def test_it_makes_a_member_chair(self, secretary: Client, committee: Committee) -> None:
        held = factories.MembershipFactory.create(committee=committee)

        secretary.post(f"/udvalg/balby/medlemmer/{held.pk}/ret/", {"function": "chair"})

        held.refresh_from_db()
        assert held.function == Membership.Function.CHAIR

    def test_a_member_of_another_group_is_not_found(
        self, secretary: Client, committee: Committee
    ) -> None:
        elsewhere = factories.MembershipFactory.create()

        address = f"/udvalg/balby/medlemmer/{elsewhere.pk}/ret/"

        assert secretary.get(address).status_code == 404


class TestEndMembership:
    def test_from_the_day_after_the_person_sees_nothing_closed(
        self, secretary: Client, committee: Committee, member: User
    ) -> None:
        closed: Meeting = factories.MeetingFactory.create(committee=committee, is_public=False)
        address = f"/udvalg/balby/moeder/{closed.pk}/"
        assert signed_in(member).get(address).status_code == 200
        seat = committee.memberships.get()
        yesterday = timezone.localdate() - timedelta(days=1)

        secretary.post(f"/udvalg/balby/medlemmer/{seat.pk}/afslut/", {"last_on": yesterday})

        assert signed_in(member).get(address).status_code == 404

    def test_a_term_does_not_end_before_it_began(
        self, secretary: Client, committee: Committee
    ) -> None:
        held = factories.MembershipFactory.create(committee=committee, from_on=date(2020, 1, 1))

        page = secretary.post(
            f"/udvalg/balby/medlemmer/{held.pk}/afslut/", {"last_on": "2019-01-01"}
        )

        assert page.status_code == 400

    def test_it_refuses_others(self, committee: Committee, member: User) -> None:
        seat = committee.memberships.get()

        assert_guarded(f"/udvalg/balby/medlemmer/{seat.pk}/afslut/", member, method="post")


@pytest.mark.django_db(transaction=True)
class TestMeetingsAfterATerm:
    def test_a_meeting_after_the_last_day_leaves_the_calendar_of_the_one_invited(
        self, secretary: Client, committee: Committee, meeting: Meeting, member: User
    ) -> None:
        sooner = factories.MeetingFactory.create(committee=committee, held_on=date(2035, 1, 10))
        for one in (meeting, sooner):
            secretary.post(path(one, "committees:send_invitations"))
        mail.outbox.clear()
        seat = committee.memberships.get()

        secretary.post(f"/udvalg/balby/medlemmer/{seat.pk}/afslut/", {"last_on": "2035-02-01"})

        [letter] = mail.outbox
        read, event = calendar_of(letter)
        assert letter.to == ["mona@balby.example"]
        assert letter.subject.startswith("Ikke længere i din kalender: ")
        assert "Selve mødet bliver holdt" in letter.body
        assert (read["METHOD"], event["STATUS"], event["UID"]) == (
            "CANCEL", "CANCELLED", meeting.uid,
        )  # fmt: skip
        assert event["ATTENDEE"] == "mailto:mona@balby.example"
        assert "hemmeligt-rum" not in letter.message().as_string() + letter.body

    def test_a_term_ended_by_a_correction_is_told_too(
        self, secretary: Client, committee: Committee, meeting: Meeting, member: User
    ) -> None:
        secretary.post(path(meeting, "committees:send_invitations"))
        mail.outbox.clear()
        seat = committee.memberships.get()
        given = {"function": "member", "capacity": "in_person", "last_on": "2035-02-01"}

        secretary.post(f"/udvalg/balby/medlemmer/{seat.pk}/ret/", given)

        assert [calendar_of(one)[0]["METHOD"] for one in mail.outbox] == ["CANCEL"]

    def test_nobody_is_told_of_a_meeting_they_were_not_invited_to(
        self, secretary: Client, committee: Committee, meeting: Meeting, member: User
    ) -> None:
        seat = committee.memberships.get()

        secretary.post(f"/udvalg/balby/medlemmer/{seat.pk}/afslut/", {"last_on": "2035-02-01"})

        assert mail.outbox == []


class TestSeries:
    GIVEN = {"name_da": "Møder 2035", "min_per_year": "2", "max_per_year": "3"}

    def test_it_is_added_and_changed(self, secretary: Client, committee: Committee) -> None:
        secretary.post("/udvalg/balby/raekker/tilfoej/", self.GIVEN)
        series = committee.series.get()

        secretary.post(
            f"/udvalg/balby/raekker/{series.pk}/ret/", {**self.GIVEN, "max_per_year": "4"}
        )

        series.refresh_from_db()
        assert series.max_per_year == 4
        assert "2 til 4 møder om året" in Client().get("/udvalg/balby/").content.decode()

    def test_the_most_is_not_below_the_fewest(
        self, secretary: Client, committee: Committee
    ) -> None:
        page = secretary.post("/udvalg/balby/raekker/tilfoej/", {**self.GIVEN, "max_per_year": "1"})

        assert page.status_code == 400

    def test_it_refuses_others(self, committee: Committee, member: User) -> None:
        assert_guarded("/udvalg/balby/raekker/tilfoej/", member, method="post")
