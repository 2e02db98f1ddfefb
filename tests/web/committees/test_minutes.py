from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.web import factories
from tests.web.committees.conftest import (
    assert_guarded,
    path,
    person_named,
    signed_in,
)

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import AgendaItem, FollowUp, Meeting
from bybalance.web.shared import audit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item(meeting: Meeting) -> AgendaItem:
    return factories.AgendaItemFactory.create(meeting=meeting, position=1, title_da="Stien")


def write(secretary: Client, item: AgendaItem, text: str = "Vi talte om stien.") -> Any:
    return secretary.post(path(item.meeting, "committees:minutes"), {f"minutes_da_{item.pk}": text})


def approve(secretary: Client, meeting: Meeting) -> Any:
    return secretary.post(
        path(meeting, "committees:approve_minutes"),
        {"approved_on": "2035-04-01"},
        follow=True,
    )


class TestWriteMinutes:
    def test_members_read_the_draft_and_the_public_does_not(
        self, secretary: Client, item: AgendaItem, member: User
    ) -> None:
        write(secretary, item)

        inside = signed_in(member).get(path(item.meeting)).content.decode()
        assert "Vi talte om stien." in inside
        assert "udkast" in inside
        assert "Vi talte om stien." not in Client().get(path(item.meeting)).content.decode()

    def test_the_log_keeps_no_words_of_it(self, secretary: Client, item: AgendaItem) -> None:
        write(secretary, item, "KANARIEFUGL")

        entries = audit.entries_about(item.meeting)
        assert entries.filter(action="minutes_written").exists()
        assert "KANARIEFUGL" not in str([one.after for one in entries])

    def test_it_refuses_others(self, item: AgendaItem, member: User) -> None:
        assert_guarded(path(item.meeting, "committees:minutes"), member)
        assert_guarded(path(item.meeting, "committees:minutes"), member, method="post")

    def test_it_rejects_what_is_longer_than_a_book(
        self, secretary: Client, item: AgendaItem
    ) -> None:
        assert write(secretary, item, "x" * 50_001).status_code == 400

    def test_it_rejects_delete(self, secretary: Client, item: AgendaItem) -> None:
        assert secretary.delete(path(item.meeting, "committees:minutes")).status_code == 405


class TestApproveAndPublish:
    def test_approved_minutes_are_published_and_then_everyone_reads_them(
        self, secretary: Client, item: AgendaItem
    ) -> None:
        write(secretary, item)
        approve(secretary, item.meeting)

        secretary.post(
            path(item.meeting, "committees:publish_minutes"),
            {"is_published": "yes"},
        )

        page = Client().get(path(item.meeting)).content.decode()
        assert "Vi talte om stien." in page
        assert "Referatet blev godkendt" in page

    def test_a_draft_cannot_be_published(self, secretary: Client, item: AgendaItem) -> None:
        write(secretary, item)

        page = secretary.post(
            path(item.meeting, "committees:publish_minutes"),
            {"is_published": "yes"},
            follow=True,
        )

        assert "når gruppen har godkendt det" in page.content.decode()
        assert "Vi talte om stien." not in Client().get(path(item.meeting)).content.decode()

    def test_approved_minutes_are_not_changed_until_they_are_opened_again(
        self, secretary: Client, item: AgendaItem
    ) -> None:
        write(secretary, item)
        approve(secretary, item.meeting)

        assert write(secretary, item, "Noget andet").status_code == 400
        item.refresh_from_db()
        assert item.minutes == "Vi talte om stien."
        secretary.post(path(item.meeting, "committees:reopen_minutes"))
        assert write(secretary, item, "Noget andet").status_code == 302

    def test_opening_them_again_hides_them(self, secretary: Client, item: AgendaItem) -> None:
        write(secretary, item)
        approve(secretary, item.meeting)
        secretary.post(
            path(item.meeting, "committees:publish_minutes"),
            {"is_published": "yes"},
        )

        secretary.post(path(item.meeting, "committees:reopen_minutes"))

        assert "Vi talte om stien." not in Client().get(path(item.meeting)).content.decode()

    def test_nothing_is_approved_before_it_is_written(
        self, secretary: Client, item: AgendaItem
    ) -> None:
        assert "Kun et udkast" in approve(secretary, item.meeting).content.decode()

    def test_the_day_of_approval_must_be_a_day(self, secretary: Client, item: AgendaItem) -> None:
        write(secretary, item)

        secretary.post(path(item.meeting, "committees:approve_minutes"), {"approved_on": "snart"})

        item.meeting.refresh_from_db()
        assert item.meeting.minutes_state == Meeting.MinutesState.DRAFT

    def test_it_refuses_others(self, item: AgendaItem, member: User) -> None:
        for name in ("approve_minutes", "reopen_minutes", "publish_minutes"):
            assert_guarded(path(item.meeting, f"committees:{name}"), member, method="post")

    def test_it_rejects_get(self, secretary: Client, item: AgendaItem) -> None:
        assert secretary.get(path(item.meeting, "committees:approve_minutes")).status_code == 405


class TestAttendance:
    def test_members_and_a_guest_are_recorded(
        self, secretary: Client, item: AgendaItem, member: User
    ) -> None:
        guest = person_named("Gerda Gæst")

        secretary.post(
            path(item.meeting, "committees:attendance"),
            {f"mode_{member.person.pk}": "online", "guest": guest.pk},
        )

        rows = {row.person.name: (row.mode, row.is_guest) for row in item.meeting.attendances.all()}
        assert rows == {"Mona Medlem": ("online", False), "Gerda Gæst": ("in_the_room", True)}

    def test_a_person_can_be_taken_off_again(
        self, secretary: Client, item: AgendaItem, member: User
    ) -> None:
        address = path(item.meeting, "committees:attendance")
        secretary.post(address, {f"mode_{member.person.pk}": "online"})

        secretary.post(address, {f"mode_{member.person.pk}": "", "guest": ""})

        assert not item.meeting.attendances.exists()

    def test_it_rejects_a_mode_that_does_not_exist(
        self, secretary: Client, item: AgendaItem, member: User
    ) -> None:
        page = secretary.post(
            path(item.meeting, "committees:attendance"),
            {f"mode_{member.person.pk}": "telepathy"},
        )

        assert page.status_code == 400

    def test_it_refuses_others(self, item: AgendaItem, member: User) -> None:
        assert_guarded(path(item.meeting, "committees:attendance"), member)


class TestDecisions:
    def test_a_decision_is_recorded_and_taken_back(
        self, secretary: Client, item: AgendaItem
    ) -> None:
        secretary.post(f"/udvalg/punkter/{item.pk}/beslutning/", {"text_da": "Sti B vælges."})
        decision = item.decisions.get()
        assert "Sti B" in secretary.get(path(item.meeting, "committees:minutes")).content.decode()

        secretary.post(f"/udvalg/beslutninger/{decision.pk}/tilbage/")

        assert not item.decisions.exists()

    def test_none_is_taken_back_once_approved(self, secretary: Client, item: AgendaItem) -> None:
        secretary.post(f"/udvalg/punkter/{item.pk}/beslutning/", {"text_da": "Sti B vælges."})
        approve(secretary, item.meeting)

        secretary.post(f"/udvalg/beslutninger/{item.decisions.get().pk}/tilbage/")
        again = secretary.post(f"/udvalg/punkter/{item.pk}/beslutning/", {"text_da": "Mere"})

        assert item.decisions.get().text == "Sti B vælges."
        assert again.status_code == 400

    def test_it_rejects_an_empty_one(self, secretary: Client, item: AgendaItem) -> None:
        address = f"/udvalg/punkter/{item.pk}/beslutning/"

        assert secretary.post(address, {"text_da": "", "text_en": "x"}).status_code == 400

    def test_it_refuses_others(self, item: AgendaItem, member: User) -> None:
        assert_guarded(f"/udvalg/punkter/{item.pk}/beslutning/", member)


class TestFollowUps:
    GIVEN = {"text": "Henter priser", "due_on": "2035-05-01"}

    def test_its_owner_says_how_far_it_is(
        self, secretary: Client, item: AgendaItem, member: User
    ) -> None:
        address = f"/udvalg/punkter/{item.pk}/opfoelgning/"
        secretary.post(address, {**self.GIVEN, "owner": member.person.pk})
        follow_up = FollowUp.objects.get()

        signed_in(member).post(
            f"/udvalg/opfoelgning/{follow_up.pk}/status/", {"state": "done", "note": "Hentet"}
        )

        follow_up.refresh_from_db()
        assert (follow_up.state, follow_up.state_note) == ("done", "Hentet")

    def test_another_member_may_not(
        self, secretary: Client, item: AgendaItem, member: User, english_member: User
    ) -> None:
        secretary.post(
            f"/udvalg/punkter/{item.pk}/opfoelgning/", {**self.GIVEN, "owner": member.person.pk}
        )
        address = f"/udvalg/opfoelgning/{FollowUp.objects.get().pk}/status/"

        assert signed_in(english_member).get(address).status_code == 404
        assert Client().get(address).status_code == 302

    def test_an_owner_who_may_not_see_the_meeting_is_led_elsewhere(
        self, secretary: Client, item: AgendaItem, former_member: User
    ) -> None:
        Meeting.objects.update(is_public=False)
        secretary.post(
            f"/udvalg/punkter/{item.pk}/opfoelgning/",
            {**self.GIVEN, "owner": former_member.person.pk},
        )
        address = f"/udvalg/opfoelgning/{FollowUp.objects.get().pk}/status/"

        page = signed_in(former_member).post(address, {"state": "done"})

        assert page.url == "/konto/"

    def test_it_needs_an_owner(self, secretary: Client, item: AgendaItem) -> None:
        page = secretary.post(f"/udvalg/punkter/{item.pk}/opfoelgning/", self.GIVEN)

        assert page.status_code == 400

    def test_it_rejects_a_state_that_does_not_exist(
        self, secretary: Client, item: AgendaItem, member: User
    ) -> None:
        secretary.post(
            f"/udvalg/punkter/{item.pk}/opfoelgning/", {**self.GIVEN, "owner": member.person.pk}
        )
        address = f"/udvalg/opfoelgning/{FollowUp.objects.get().pk}/status/"

        assert secretary.post(address, {"state": "forgotten"}).status_code == 400

    def test_it_refuses_others(self, item: AgendaItem, member: User) -> None:
        assert_guarded(f"/udvalg/punkter/{item.pk}/opfoelgning/", member)
