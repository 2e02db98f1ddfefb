from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.web import factories
from tests.web.committees.conftest import assert_guarded, signed_in

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import Committee, FollowUp, Meeting, Membership

pytestmark = pytest.mark.django_db


class TestCommittees:
    def test_it_lists_published_groups_with_their_members_of_today(
        self, resident: Client, committee: Committee, member: User, former_member: User
    ) -> None:
        factories.CommitteeFactory.create(name_da="Kladdeudvalget", is_published=False)

        page = resident.get("/udvalg/").content.decode()

        assert "Balbyudvalget" in page
        assert "1 gruppe" in page
        assert "Kladdeudvalget" not in page

    def test_it_is_there_in_english(self, resident: Client, committee: Committee) -> None:
        assert "Committees and expert groups" in resident.get("/en/committees/").content.decode()

    def test_it_rejects_post(self, resident: Client) -> None:
        assert resident.post("/udvalg/").status_code == 405


class TestCommittee:
    def test_it_tells_members_functions_and_whom_they_represent(
        self, resident: Client, committee: Committee
    ) -> None:
        post = factories.AffiliationFactory.create(
            title_da="Direktør", organisation__name="Balby Bolig", person__name="Dora Direktør"
        )
        factories.MembershipFactory.create(
            committee=committee,
            person=post.person,
            affiliation=post,
            function=Membership.Function.ACTING_CHAIR,
            capacity=Membership.Capacity.ORGANISATION,
            represented_text="Balby Kommune",
            topics=[factories.TopicFactory.create(name_da="Tryghed")],
        )

        page = resident.get("/udvalg/balby/").content.decode()

        for words in (
            "Dora Direktør", "Konstitueret mødeleder", "Direktør, Balby Bolig",
            "repræsenterer Balby Kommune", "Tryghed",
        ):  # fmt: skip
            assert words in page

    def test_who_has_left_stands_among_earlier_members(
        self, resident: Client, committee: Committee, former_member: User
    ) -> None:
        page = resident.get("/udvalg/balby/").content.decode()

        assert "Tidligere medlemmer" in page
        assert "0 medlemmer" in page

    def test_a_draft_is_hidden_from_strangers_and_shown_to_its_members(
        self, resident: Client, committee: Committee, member: User, other_member: User
    ) -> None:
        Committee.objects.filter(pk=committee.pk).update(is_published=False)

        assert resident.get("/udvalg/balby/").status_code == 404
        assert signed_in(other_member).get("/udvalg/balby/").status_code == 404
        assert signed_in(member).get("/udvalg/balby/").status_code == 200

    def test_no_email_address_of_a_member_is_shown(
        self, resident: Client, committee: Committee, member: User
    ) -> None:
        assert "mona@balby.example" not in resident.get("/udvalg/balby/").content.decode()

    def test_members_see_what_is_to_be_done_and_the_owner_can_say_how_far_it_is(
        self, resident: Client, committee: Committee, member: User, meeting: Meeting
    ) -> None:
        meeting.minutes_state = Meeting.MinutesState.DRAFT
        meeting.save()
        FollowUp.objects.create(
            item=factories.AgendaItemFactory.create(meeting=meeting),
            text="Henter priser",
            owner=member.person,
            updated_at=meeting.created_at,
        )

        assert "Henter priser" not in resident.get("/udvalg/balby/").content.decode()
        page = signed_in(member).get("/udvalg/balby/").content.decode()
        assert "Henter priser" in page
        assert "hvor langt" in page

    def test_a_full_page_takes_few_questions_to_the_database(
        self, client: Client, committee: Committee, member: User,
        django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        topics = [factories.TopicFactory.create()]
        for n in range(15):
            post = factories.AffiliationFactory.create()
            factories.MembershipFactory.create(
                committee=committee, person=post.person, affiliation=post, topics=topics
            )
            held = factories.MeetingFactory.create(
                committee=committee, held_on=date(2019, 1, n + 1), is_minutes_published=True
            )
            talk = factories.TalkFactory.create(committee=committee, meeting=held)
            factories.TalkSpeakerFactory.create(talk=talk, affiliation=post)
        client.force_login(member)

        with django_assert_max_num_queries(8):
            client.get("/udvalg/balby/")

    def test_there_is_no_such_group(self, resident: Client) -> None:
        assert resident.get("/udvalg/findes-ikke/").status_code == 404


class TestChangeCommittee:
    def test_it_publishes_the_group(self, secretary: Client, committee: Committee) -> None:
        Committee.objects.filter(pk=committee.pk).update(is_published=False)
        given = {"kind": committee.kind, "name_da": "Balbyudvalget", "is_published": "on"}

        page = secretary.post("/udvalg/balby/ret/", given)

        assert page.url == "/udvalg/balby/"
        committee.refresh_from_db()
        assert committee.is_published

    def test_the_form_holds_what_is_kept(self, secretary: Client, committee: Committee) -> None:
        committee.from_on, committee.until_on = date(2017, 1, 1), date(2021, 1, 1)
        committee.save()

        page = secretary.get("/udvalg/balby/ret/").content.decode()

        assert 'value="2017-01-01"' in page
        assert 'value="2020-12-31"' in page

    def test_it_refuses_others(self, committee: Committee, member: User) -> None:
        assert_guarded("/udvalg/balby/ret/", member)
        assert_guarded("/udvalg/balby/ret/", member, method="post")

    def test_it_rejects_an_empty_name(self, secretary: Client, committee: Committee) -> None:
        page = secretary.post("/udvalg/balby/ret/", {"kind": committee.kind, "name_da": ""})

        assert page.status_code == 400

    def test_it_rejects_delete(self, secretary: Client, committee: Committee) -> None:
        assert secretary.delete("/udvalg/balby/ret/").status_code == 405
