from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from icalendar import Calendar, Event
from tests.web import factories
from tests.web.committees.conftest import path, signed_in

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import Committee, Meeting

pytestmark = pytest.mark.django_db(transaction=True)


def events(answer: object) -> dict[str, Event]:
    read = Calendar.from_ical(answer.content)  # type: ignore[attr-defined]
    return {str(event["UID"]): event for event in read.walk("VEVENT")}


@pytest.fixture
def closed(committee: Committee) -> Meeting:
    return factories.MeetingFactory.create(
        committee=committee, is_public=False, held_on=date(2035, 6, 1)
    )


class TestCommitteeFeed:
    def test_it_holds_open_meetings_and_cancellations_but_nothing_closed(
        self, resident: Client, meeting: Meeting, closed: Meeting
    ) -> None:
        cancelled = factories.MeetingFactory.create(
            committee=meeting.committee, status="cancelled", sequence=4
        )
        factories.MeetingFactory.create(committee=meeting.committee, is_published=False)

        answer = resident.get("/udvalg/balby/meetings.ics")

        found = events(answer)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert set(found) == {meeting.uid, cancelled.uid}
        assert found[cancelled.uid]["STATUS"] == "CANCELLED"
        assert found[cancelled.uid]["SEQUENCE"] == 4
        assert b"hemmeligt-rum" not in answer.content

    def test_it_is_the_same_for_members_since_calendars_are_shared(
        self, closed: Meeting, member: User
    ) -> None:
        answer = signed_in(member).get("/udvalg/balby/meetings.ics")

        assert closed.uid not in events(answer)

    def test_a_draft_group_has_no_feed(
        self, secretary: Client, committee: Committee, member: User
    ) -> None:
        Committee.objects.update(is_published=False)

        assert secretary.get("/udvalg/balby/meetings.ics").status_code == 404
        assert signed_in(member).get("/udvalg/balby/meetings.ics").status_code == 404

    def test_meetings_of_long_ago_are_left_out(
        self, resident: Client, committee: Committee
    ) -> None:
        factories.MeetingFactory.create(committee=committee, held_on=date(2017, 3, 8))

        assert events(resident.get("/udvalg/balby/meetings.ics")) == {}

    def test_it_rejects_post(self, resident: Client, committee: Committee) -> None:
        assert resident.post("/udvalg/balby/meetings.ics").status_code == 405


class TestMeetingFile:
    def test_only_members_get_the_link_for_taking_part(
        self, resident: Client, meeting: Meeting, member: User
    ) -> None:
        outside = resident.get(path(meeting, "committees:meeting_file"))
        inside = signed_in(member).get(path(meeting, "committees:meeting_file"))

        assert b"hemmeligt-rum" not in outside.content
        assert "hemmeligt-rum" in events(inside)[meeting.uid]["DESCRIPTION"]

    def test_a_closed_meeting_has_none_for_outsiders(
        self, resident: Client, closed: Meeting
    ) -> None:
        assert resident.get(path(closed, "committees:meeting_file")).status_code == 404


class TestPersonalFeed:
    def address(self, user: User) -> str:
        reader = signed_in(user)
        reader.post("/udvalg/kalender/opret/")
        page = reader.get("/udvalg/kalender/").content.decode()
        return (
            page.split('readonly value="')[1]
            .split('"')[0]
            .split("testserver")[-1]
            .replace("http://localhost:8000", "")
        )

    def test_it_holds_open_and_closed_meetings_of_ones_own_groups(
        self, meeting: Meeting, closed: Meeting, member: User, other_member: User
    ) -> None:
        address = self.address(member)

        found = events(Client().get(address))

        assert set(found) == {meeting.uid, closed.uid}
        assert "hemmeligt-rum" in found[meeting.uid]["DESCRIPTION"]

    def test_it_is_in_the_language_of_its_owner(
        self, meeting: Meeting, english_member: User
    ) -> None:
        found = events(Client().get(self.address(english_member)))

        assert found[meeting.uid]["SUMMARY"] == "Balbyudvalget, meeting 1"

    def test_a_new_address_ends_the_old_one(self, meeting: Meeting, member: User) -> None:
        old = self.address(member)
        new = self.address(member)

        assert old != new
        assert Client().get(old).status_code == 404
        assert Client().get(new).status_code == 200

    def test_an_ended_address_opens_nothing(self, meeting: Meeting, member: User) -> None:
        address = self.address(member)

        signed_in(member).post("/udvalg/kalender/afslut/")

        assert Client().get(address).status_code == 404

    def test_it_ends_with_the_account_and_empties_with_the_term(
        self, closed: Meeting, member: User
    ) -> None:
        address = self.address(member)
        closed.committee.memberships.update(until_on=date(2020, 1, 1))
        assert events(Client().get(address)) == {}

        User.objects.update(is_active=False)

        assert Client().get(address).status_code == 404

    def test_a_made_up_address_opens_nothing(self, member: User) -> None:
        assert Client().get("/udvalg/kalender/abc.ics").status_code == 404

    def test_no_machine_on_the_way_keeps_it_and_no_search_finds_it(
        self, meeting: Meeting, member: User
    ) -> None:
        answer = Client().get(self.address(member))

        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex"

    def test_a_visitor_has_none_to_make(self) -> None:
        assert Client().post("/udvalg/kalender/opret/").status_code == 302
        assert Client().get("/udvalg/kalender/").status_code == 302

    def test_it_rejects_get_for_making(self, member: User) -> None:
        assert signed_in(member).get("/udvalg/kalender/opret/").status_code == 405
