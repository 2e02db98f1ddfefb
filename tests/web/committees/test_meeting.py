from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import strip_tags
from tests.web import factories
from tests.web.committees.conftest import (
    assert_guarded,
    calendar_of,
    letters_to,
    path,
    signed_in,
)

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import Attendance, Committee, Decision, FollowUp, Meeting

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = {
    "held_on": "2035-03-14", "start": "13:00", "end": "15:30", "place": "Beboerhuset",
    "is_public": "on", "remind_days": "3",
}  # fmt: skip


class TestMeeting:
    def test_it_says_when_in_danish_time_and_where(
        self, resident: Client, meeting: Meeting
    ) -> None:
        page = strip_tags(resident.get(path(meeting)).content.decode())

        assert "1. møde i Balbyudvalget" in page
        assert "kl. 13.00–15.00" in page
        assert "Onsdag den" in page
        english = resident.get(f"/en/committees/balby/meetings/{meeting.pk}/").content.decode()
        assert "Balbyudvalget, meeting 1" in english
        assert "13:00–15:00" in english

    def test_a_day_without_hours_says_so(self, resident: Client) -> None:
        held = factories.MeetingFactory.create(held_on=date(2017, 3, 8))

        assert "klokkeslættet kendes ikke" in resident.get(path(held)).content.decode()

    def test_a_meeting_of_another_group_is_not_found_below_this_one(
        self, resident: Client, meeting: Meeting
    ) -> None:
        factories.CommitteeFactory.create(key="andet")

        assert resident.get(f"/udvalg/andet/moeder/{meeting.pk}/").status_code == 404

    def test_a_full_page_takes_few_questions_to_the_database(
        self, meeting: Meeting, member: User, django_assert_max_num_queries: Any
    ) -> None:
        meeting.minutes_state = Meeting.MinutesState.DRAFT
        meeting.save()
        for _n in range(8):
            item = factories.AgendaItemFactory.create(meeting=meeting)
            talk = factories.TalkFactory.create(meeting=meeting, item=item)
            factories.TalkSpeakerFactory.create(talk=talk)
            Decision.objects.create(item=item, text_da="Ja", created_at=meeting.created_at)
            owner = factories.PersonFactory.create()
            FollowUp.objects.create(
                item=item, text="Gør det", owner=owner, updated_at=meeting.created_at
            )
            Attendance.objects.create(meeting=meeting, person=owner, mode="online")
        reader = signed_in(member)

        with django_assert_max_num_queries(12):
            page = reader.get(path(meeting))

        assert page.content.decode().count("Gør det") == 8

    def test_it_rejects_post(self, resident: Client, meeting: Meeting) -> None:
        assert resident.post(path(meeting)).status_code == 405


class TestCreateMeeting:
    ADDRESS = "/udvalg/balby/moeder/tilfoej/"

    def test_it_gets_the_next_number_and_is_a_draft(
        self, secretary: Client, committee: Committee, meeting: Meeting
    ) -> None:
        page = secretary.post(self.ADDRESS, GIVEN)

        made = committee.meetings.get(number=2)
        assert page.url == path(made)
        assert (made.starts_at.isoformat(), made.is_published) == (
            "2035-03-14T12:00:00+00:00",
            False,
        )
        assert made.uid != meeting.uid

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("held_on", ""), ("held_on", "2035-02-30"), ("start", ""), ("end", "12:59"),
            ("end", "13:00"), ("start", "25:00"), ("number", "1"),
            ("online_url", "ikke en adresse"),
        ],
    )  # fmt: skip
    def test_it_rejects_bad_input(
        self, secretary: Client, committee: Committee, meeting: Meeting, field: str, value: str
    ) -> None:
        assert secretary.post(self.ADDRESS, {**GIVEN, field: value}).status_code == 400
        assert committee.meetings.count() == 1

    def test_it_rejects_an_hour_that_danish_clocks_skip(
        self, secretary: Client, committee: Committee
    ) -> None:
        given = {**GIVEN, "held_on": "2035-03-25", "start": "02:30", "end": "04:00"}

        assert secretary.post(self.ADDRESS, given).status_code == 400

    def test_it_refuses_others(self, committee: Committee, member: User) -> None:
        assert_guarded(self.ADDRESS, member, method="post")

    def test_it_rejects_delete(self, secretary: Client, committee: Committee) -> None:
        assert secretary.delete(self.ADDRESS).status_code == 405


class TestSendInvitations:
    def test_every_member_gets_one_in_their_language_with_a_calendar_file(
        self, secretary: Client, meeting: Meeting, member: User, english_member: User,
        former_member: User,
    ) -> None:  # fmt: skip
        factories.AgendaItemFactory.create(meeting=meeting, title_da="Hemmeligt", title_en="Secret")

        secretary.post(path(meeting, "committees:send_invitations"))

        assert {letter.to[0] for letter in mail.outbox} == {
            "mona@balby.example",
            "emma@balby.example",
        }
        [danish], [english] = letters_to("mona@balby.example"), letters_to("emma@balby.example")
        assert danish.subject.startswith("Indkaldelse: 1. møde i Balbyudvalget, onsdag den")
        assert english.subject.startswith("Invitation: Balbyudvalget, meeting 1, Wednesday")
        assert "hemmeligt-rum" in danish.body
        assert "Hemmeligt (Orientering)" in danish.body
        read, event = calendar_of(danish)
        assert read["METHOD"] == "REQUEST"
        assert (event["UID"], event["SEQUENCE"]) == (meeting.uid, 0)
        assert event["DTSTART"].params["TZID"] == "Europe/Copenhagen"
        assert event["ATTENDEE"] == "mailto:mona@balby.example"
        assert event["URL"] in event["DESCRIPTION"]
        assert f"/en/committees/balby/meetings/{meeting.pk}/" in calendar_of(english)[1]["URL"]

    def test_the_agenda_goes_along_only_when_it_is_published(
        self, secretary: Client, meeting: Meeting, member: User
    ) -> None:
        Meeting.objects.filter(pk=meeting.pk).update(is_agenda_published=False)
        factories.AgendaItemFactory.create(meeting=meeting, title_da="Ikke klar")

        secretary.post(path(meeting, "committees:send_invitations"))

        assert "Ikke klar" not in mail.outbox[0].body

    def test_a_change_of_time_tells_those_invited_with_a_higher_sequence(
        self, secretary: Client, meeting: Meeting, member: User
    ) -> None:
        secretary.post(path(meeting, "committees:send_invitations"))

        secretary.post(
            path(meeting, "committees:change_meeting"), {**GIVEN, "number": "1", "start": "14:00"}
        )
        secretary.post(
            path(meeting, "committees:change_meeting"), {**GIVEN, "number": "1", "start": "14:30"}
        )

        first, second, third = mail.outbox
        events = [calendar_of(letter)[1] for letter in (first, second, third)]
        assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
        assert {str(event["UID"]) for event in events} == {meeting.uid}
        assert third.subject.startswith("Ændret: ")

    def test_a_change_that_no_calendar_shows_sends_nothing(
        self, secretary: Client, meeting: Meeting, member: User
    ) -> None:
        secretary.post(path(meeting, "committees:send_invitations"))
        given = {
            **GIVEN, "number": "1", "end": "15:00", "place": meeting.place,
            "online_url": meeting.online_url, "remind_days": "5",
        }  # fmt: skip

        secretary.post(path(meeting, "committees:change_meeting"), given)

        meeting.refresh_from_db()
        assert (meeting.remind_days, meeting.sequence, len(mail.outbox)) == (5, 0, 1)

    def test_nobody_can_be_invited_where_nobody_has_an_address(
        self, secretary: Client, meeting: Meeting
    ) -> None:
        page = secretary.post(path(meeting, "committees:send_invitations"), follow=True)

        assert "Ingen medlemmer har en mailadresse" in page.content.decode()
        assert mail.outbox == []

    def test_it_refuses_others(self, meeting: Meeting, member: User) -> None:
        assert_guarded(path(meeting, "committees:send_invitations"), member, method="post")

    def test_it_rejects_get(self, secretary: Client, meeting: Meeting) -> None:
        assert secretary.get(path(meeting, "committees:send_invitations")).status_code == 405


class TestCancelMeeting:
    def test_those_invited_are_told_and_calendars_take_it_out(
        self, secretary: Client, meeting: Meeting, member: User
    ) -> None:
        secretary.post(path(meeting, "committees:send_invitations"))

        secretary.post(path(meeting, "committees:cancel_meeting"), {"reason": "Sygdom"})

        letter = mail.outbox[-1]
        read, event = calendar_of(letter)
        assert letter.subject.startswith("Aflyst: ")
        assert "Sygdom" in letter.body
        assert (read["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
        assert "Sygdom" in Client().get(path(meeting)).content.decode()

    def test_it_can_be_undone(self, secretary: Client, meeting: Meeting, member: User) -> None:
        secretary.post(path(meeting, "committees:send_invitations"))
        secretary.post(path(meeting, "committees:cancel_meeting"), {"reason": "Fejl"})

        secretary.post(path(meeting, "committees:reopen_meeting"))

        meeting.refresh_from_db()
        assert meeting.status == Meeting.Status.PLANNED
        read, event = calendar_of(mail.outbox[-1])
        assert (read["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 2)

    def test_nobody_is_told_of_a_meeting_to_which_nobody_was_invited(
        self, secretary: Client, meeting: Meeting, member: User
    ) -> None:
        secretary.post(path(meeting, "committees:cancel_meeting"), {"reason": "Sygdom"})

        assert mail.outbox == []

    def test_a_held_meeting_cannot_be_cancelled(self, secretary: Client, meeting: Meeting) -> None:
        secretary.post(path(meeting, "committees:hold_meeting"))

        assert (
            secretary.post(path(meeting, "committees:cancel_meeting"), {"reason": "x"}).status_code
            == 400
        )

    def test_it_asks_for_the_reason(self, secretary: Client, meeting: Meeting) -> None:
        assert (
            secretary.post(path(meeting, "committees:cancel_meeting"), {"reason": ""}).status_code
            == 400
        )

    def test_it_refuses_others(self, meeting: Meeting, member: User) -> None:
        for name in ("cancel_meeting", "reopen_meeting", "hold_meeting", "show_meeting"):
            assert_guarded(path(meeting, f"committees:{name}"), member, method="post")

    def test_it_rejects_delete(self, secretary: Client, meeting: Meeting) -> None:
        assert secretary.delete(path(meeting, "committees:cancel_meeting")).status_code == 405


class TestShowMeeting:
    def test_a_draft_is_shown_and_hidden_again(self, secretary: Client, meeting: Meeting) -> None:
        secretary.post(path(meeting, "committees:show_meeting"), {})
        assert Client().get(path(meeting)).status_code == 404

        secretary.post(path(meeting, "committees:show_meeting"), {"is_published": "on"})

        assert Client().get(path(meeting)).status_code == 200

    def test_an_agenda_is_not_shown_without_its_meeting(
        self, secretary: Client, meeting: Meeting
    ) -> None:
        secretary.post(path(meeting, "committees:show_meeting"), {"is_agenda_published": "on"})

        meeting.refresh_from_db()
        assert not meeting.is_agenda_published

    def test_it_rejects_get(self, secretary: Client, meeting: Meeting) -> None:
        assert secretary.get(path(meeting, "committees:show_meeting")).status_code == 405


class TestHoldMeeting:
    def test_it_can_be_held_once(self, secretary: Client, meeting: Meeting) -> None:
        secretary.post(path(meeting, "committees:hold_meeting"))
        page = secretary.post(path(meeting, "committees:hold_meeting"), follow=True)

        meeting.refresh_from_db()
        assert meeting.status == Meeting.Status.HELD
        assert "Kun et planlagt møde" in page.content.decode()
