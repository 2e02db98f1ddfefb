from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.web.committees.conftest import assert_guarded, calendar_of, letters_to, signed_in

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import Committee, Convening, Meeting
from bybalance.web.committees.services import convening as services

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/udvalg/balby/find-tid/"


def proposal(*times: tuple[str, str, str], **given: object) -> dict[str, object]:
    in_a_week = timezone.localdate() + timedelta(days=7)
    data: dict[str, object] = {
        "times-TOTAL_FORMS": "6", "times-INITIAL_FORMS": "0", "times-MIN_NUM_FORMS": "1",
        "times-MAX_NUM_FORMS": "6", "answer_by_on": in_a_week.isoformat(), "place": "Beboerhuset",
        "is_public": "on", **given,
    }  # fmt: skip
    for number, (day, start, end) in enumerate(times):
        data[f"times-{number}-held_on"] = day
        data[f"times-{number}-start"] = start
        data[f"times-{number}-end"] = end
    return data


TWO = (("2035-03-14", "13:00", "15:00"), ("2035-03-15", "09:00", "11:00"))


@pytest.fixture
def asked(secretary: Client, member: User, english_member: User) -> Convening:
    secretary.post(ADDRESS, proposal(*TWO))
    return Convening.objects.get()


def link_of(email: str) -> str:
    """The path of the link in a member's latest mail."""
    body = letters_to(email)[-1].body
    found = re.search(r"https?://[^/\s]+(/\S*(?:svar|answer)/\S+/)", body)
    assert found, body
    return found.group(1)


def answers(asked: Convening, *given: str) -> dict[str, str]:
    times = asked.times.all()
    return {f"time_{time.pk}": one for time, one in zip(times, given, strict=True)}


class TestConvene:
    def test_each_member_gets_a_link_of_their_own_in_their_language(self, asked: Convening) -> None:
        danish, english = link_of("mona@balby.example"), link_of("emma@balby.example")

        assert danish.startswith("/udvalg/svar/")
        assert english.startswith("/en/committees/answer/")
        assert letters_to("mona@balby.example")[0].subject == "Hvornår kan Balbyudvalget mødes?"
        assert "onsdag den" in letters_to("mona@balby.example")[0].body
        assert danish.split("/")[-2] != english.split("/")[-2]

    @pytest.mark.parametrize(
        "times",
        [
            (),
            (("2035-03-14", "", ""),),
            (("2035-03-14", "15:00", "13:00"),),
            (("2001-03-14", "13:00", "15:00"),),
            (("2035-03-14", "13:00", "15:00"), ("2035-03-14", "13:00", "14:00")),
            (("x", "13:00", "15:00"),),
        ],
    )
    def test_it_rejects_times_that_cannot_be_met_at(
        self, secretary: Client, member: User, times: Any
    ) -> None:
        page = secretary.post(ADDRESS, proposal(*times, note="Skrevet"))

        assert page.status_code == 400
        assert "Skrevet" in page.content.decode()
        assert not Convening.objects.exists()
        assert mail.outbox == []

    def test_it_rejects_a_last_day_that_has_passed(self, secretary: Client, member: User) -> None:
        page = secretary.post(ADDRESS, proposal(*TWO, answer_by_on="2001-01-01"))

        assert page.status_code == 400

    def test_it_rejects_a_group_in_which_nobody_can_be_asked(
        self, secretary: Client, committee: Committee
    ) -> None:
        page = secretary.post(ADDRESS, proposal(*TWO))

        assert page.status_code == 400
        assert "Ingen medlemmer har en mailadresse" in page.content.decode()

    def test_it_refuses_others(self, member: User) -> None:
        assert_guarded(ADDRESS, member)
        assert_guarded(ADDRESS, member, method="post")

    def test_it_rejects_delete(self, secretary: Client, committee: Committee) -> None:
        assert secretary.delete(ADDRESS).status_code == 405


class TestAnswer:
    def test_a_member_answers_by_link_and_may_change_the_answer(self, asked: Convening) -> None:
        link = link_of("mona@balby.example")

        Client().post(link, {**answers(asked, "yes", "no"), "remark": "Helst onsdag"})
        page = Client().post(link, answers(asked, "if_need_be", "no"), follow=True)

        invitation = asked.invitations.get(person__name="Mona Medlem")
        assert [one.answer for one in invitation.answers.all()] == ["if_need_be", "no"]
        assert "Dit svar er gemt" in page.content.decode()

    def test_a_link_shows_nobody_elses_answer(self, asked: Convening) -> None:
        Client().post(
            link_of("mona@balby.example"), {**answers(asked, "yes", "no"), "remark": "KANARIE"}
        )

        page = Client().get(link_of("emma@balby.example")).content.decode()

        assert "KANARIE" not in page
        assert "Mona" not in page

    def test_a_member_who_has_signed_in_needs_no_link(self, asked: Convening, member: User) -> None:
        address = f"/udvalg/tider/{asked.pk}/svar/"

        page = signed_in(member).post(address, answers(asked, "yes", "yes"))

        assert page.url == address
        assert (
            "Skriv, hvornår du kan komme"
            in signed_in(member).get("/udvalg/balby/").content.decode()
        )

    def test_an_outsider_cannot_answer(self, asked: Convening, other_member: User) -> None:
        address = f"/udvalg/tider/{asked.pk}/svar/"

        assert signed_in(other_member).get(address).status_code == 404
        assert Client().get(address).status_code == 302

    @pytest.mark.parametrize("token", ["abc", "x:y", ".eJx:abc"])
    def test_a_made_up_link_opens_nothing(self, asked: Convening, token: str) -> None:
        assert Client().get(f"/udvalg/svar/{token}/").status_code == 404

    def test_a_link_that_was_renewed_opens_nothing(
        self, asked: Convening, programme_officer: User
    ) -> None:
        old = link_of("mona@balby.example")
        invitation = asked.invitations.get(person__name="Mona Medlem")

        services.renew_link(invitation, by=programme_officer, now=timezone.now())

        assert Client().get(old).status_code == 404
        assert Client().get(link_of("mona@balby.example")).status_code == 200

    def test_a_link_ends_long_after_the_last_day(self, asked: Convening) -> None:
        token = link_of("mona@balby.example").split("/")[-2]

        assert services.invitation_of(token, now=timezone.now()) is not None
        assert services.invitation_of(token, now=datetime(2060, 1, 1, tzinfo=UTC)) is None

    @pytest.mark.parametrize("given", [("yes", "perhaps"), ("yes", "")])
    def test_it_rejects_half_an_answer(self, asked: Convening, given: tuple[str, str]) -> None:
        page = Client().post(link_of("mona@balby.example"), answers(asked, *given))

        assert page.status_code == 400

    def test_it_rejects_delete(self, asked: Convening) -> None:
        assert Client().delete(link_of("mona@balby.example")).status_code == 405

    def test_the_page_tells_no_other_site_where_it_was(self, asked: Convening) -> None:
        page = Client().get(link_of("mona@balby.example"))

        assert page["Referrer-Policy"] == "same-origin"  # none at all, and browsers hide the origin
        assert "no-store" in page["Cache-Control"]


class TestChooseTime:
    def test_the_best_time_is_marked_and_chosen_and_becomes_the_meeting(
        self, secretary: Client, asked: Convening
    ) -> None:
        Client().post(link_of("mona@balby.example"), answers(asked, "no", "yes"))
        Client().post(link_of("emma@balby.example"), answers(asked, "yes", "if_need_be"))
        second = asked.times.last()
        page = secretary.get(f"/udvalg/tider/{asked.pk}/").content.decode()
        assert page.count("passer flest") == 1
        mail.outbox.clear()

        answer = secretary.post(f"/udvalg/tider/{asked.pk}/vaelg/{second.pk}/")

        meeting = Meeting.objects.get()
        assert answer.url == f"/udvalg/balby/moeder/{meeting.pk}/"
        assert (meeting.starts_at, meeting.is_open_to_all) == (second.starts_at, True)
        assert len(mail.outbox) == 2
        assert calendar_of(mail.outbox[0])[1]["DTSTART"].dt == second.starts_at

    def test_a_second_choice_makes_no_second_meeting(
        self, secretary: Client, asked: Convening
    ) -> None:
        for time in asked.times.all():
            secretary.post(f"/udvalg/tider/{asked.pk}/vaelg/{time.pk}/")

        assert Meeting.objects.count() == 1

    def test_answers_after_the_choice_are_refused(
        self, secretary: Client, asked: Convening
    ) -> None:
        link = link_of("mona@balby.example")
        secretary.post(f"/udvalg/tider/{asked.pk}/vaelg/{asked.times.first().pk}/")

        assert Client().post(link, answers(asked, "yes", "yes")).status_code == 400
        invitation = asked.invitations.get(person__name="Mona Medlem")
        with pytest.raises(services.NotPossible):
            services.answer_convening(invitation, {}, remark="", now=timezone.now())

    def test_it_refuses_others(self, asked: Convening, member: User) -> None:
        time = asked.times.first()

        assert_guarded(f"/udvalg/tider/{asked.pk}/", member)
        assert_guarded(f"/udvalg/tider/{asked.pk}/vaelg/{time.pk}/", member, method="post")

    def test_it_rejects_get(self, secretary: Client, asked: Convening) -> None:
        time = asked.times.first()

        assert secretary.get(f"/udvalg/tider/{asked.pk}/vaelg/{time.pk}/").status_code == 405


class TestRenewLink:
    def address(self, asked: Convening, name: str = "Mona Medlem") -> str:
        invitation = asked.invitations.get(person__name=name)
        return f"/udvalg/tider/{asked.pk}/medlemmer/{invitation.pk}/nyt-link/"

    def test_the_old_link_closes_and_a_new_one_is_mailed(
        self, secretary: Client, asked: Convening
    ) -> None:
        old = link_of("mona@balby.example")
        page = secretary.get(f"/udvalg/tider/{asked.pk}/").content.decode()
        assert f'action="{self.address(asked)}"' in page
        mail.outbox.clear()

        answer = secretary.post(self.address(asked), follow=True)

        assert [letter.to for letter in mail.outbox] == [["mona@balby.example"]]
        assert "Mona Medlem får et nyt link" in answer.content.decode()
        assert Client().get(old).status_code == 404
        assert Client().get(link_of("mona@balby.example")).status_code == 200

    def test_no_link_is_given_when_the_search_has_ended(
        self, secretary: Client, asked: Convening
    ) -> None:
        secretary.post(f"/udvalg/tider/{asked.pk}/traek-tilbage/")
        mail.outbox.clear()

        page = secretary.post(self.address(asked), follow=True).content.decode()

        assert "Mødefinderen er afsluttet" in page
        assert mail.outbox == []

    def test_a_member_without_an_address_keeps_the_old_link(
        self, secretary: Client, asked: Convening
    ) -> None:
        old = link_of("mona@balby.example")
        person = asked.invitations.get(person__name="Mona Medlem").person
        person.email, person.user = "", None
        person.save()

        secretary.post(self.address(asked))

        assert Client().get(old).status_code == 200

    def test_it_refuses_others(self, asked: Convening, member: User) -> None:
        assert_guarded(self.address(asked), member, method="post")

    def test_it_rejects_get(self, secretary: Client, asked: Convening) -> None:
        assert secretary.get(self.address(asked)).status_code == 405


class TestRemindAndWithdraw:
    def test_only_those_who_have_not_answered_are_asked_again(
        self, secretary: Client, asked: Convening
    ) -> None:
        Client().post(link_of("mona@balby.example"), answers(asked, "yes", "yes"))
        mail.outbox.clear()

        secretary.post(f"/udvalg/tider/{asked.pk}/paamind/")

        assert [letter.to for letter in mail.outbox] == [["emma@balby.example"]]
        assert mail.outbox[0].subject == "Reminder: when can Balbyudvalget meet?"

    def test_a_withdrawn_search_takes_no_answers(self, secretary: Client, asked: Convening) -> None:
        secretary.post(f"/udvalg/tider/{asked.pk}/traek-tilbage/")

        page = Client().get(link_of("mona@balby.example")).content.decode()

        assert "Mødefinderen er afsluttet" in page
        for rest in ("paamind/", "traek-tilbage/"):
            again = secretary.post(f"/udvalg/tider/{asked.pk}/{rest}", follow=True)
            assert "Mødefinderen er afsluttet" in again.content.decode()

    def test_it_refuses_others(self, asked: Convening, member: User) -> None:
        for rest in ("paamind/", "traek-tilbage/"):
            assert_guarded(f"/udvalg/tider/{asked.pk}/{rest}", member, method="post")
