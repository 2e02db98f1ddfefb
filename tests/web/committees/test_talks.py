from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.web import factories
from tests.web.committees.conftest import assert_guarded, path, person_named

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import Committee, Meeting, Talk

pytestmark = pytest.mark.django_db

GIVEN = {"subject_da": "Byrum", "given_on": "2019-03-01", "given_precision": "day"}


class TestTalks:
    def test_a_talk_is_found_by_subject_by_speaker_and_by_field(self, resident: Client) -> None:
        topic = factories.TopicFactory.create()
        talk = factories.TalkFactory.create(subject_da="Genveje", topics=[topic])
        factories.TalkSpeakerFactory.create(talk=talk, person=person_named("Ib Ahorn"))
        factories.TalkFactory.create(subject_da="Noget andet")

        for query in ("search=genvej", "search=ahorn", f"topic={topic.pk}"):
            page = resident.get(f"/udvalg/oplaeg/?{query}").content.decode()
            assert "Genveje" in page
            assert "Noget andet" not in page

    def test_many_talks_take_few_questions(
        self, resident: Client, django_assert_max_num_queries: Any
    ) -> None:
        for _n in range(60):
            factories.TalkSpeakerFactory.create(affiliation=factories.AffiliationFactory.create())

        with django_assert_max_num_queries(6):
            page = resident.get("/udvalg/oplaeg/?page=2")

        assert "60 oplæg" in page.content.decode()

    def test_it_rejects_post(self, resident: Client) -> None:
        assert resident.post("/udvalg/oplaeg/").status_code == 405


class TestTalk:
    def test_a_talk_without_subject_is_called_by_its_speaker(self, resident: Client) -> None:
        talk = factories.TalkFactory.create(subject_da="")
        factories.TalkSpeakerFactory.create(talk=talk, person=person_named("Ib Ahorn"))

        page = resident.get(f"/udvalg/oplaeg/{talk.pk}/").content.decode()

        assert "<h1>Oplæg ved Ib Ahorn</h1>" in page
        assert "ukendt" in page

    @pytest.mark.parametrize(
        ("precision", "shown", "hidden"),
        [
            ("day", "1.\xa0marts\xa02019", ""),
            ("month", "Marts 2019", "1."),
            ("year", "2019", "arts"),
        ],
    )
    def test_it_says_no_more_of_the_day_than_is_known(
        self, resident: Client, precision: str, shown: str, hidden: str
    ) -> None:
        talk = factories.TalkFactory.create(given_on=date(2019, 3, 1), given_precision=precision)

        page = resident.get(f"/udvalg/oplaeg/{talk.pk}/").content.decode()

        lead = page.split("page-heading__lead")[1].split("</p>")[0]
        assert shown in lead
        assert not hidden or hidden not in lead

    def test_a_draft_is_hidden(self, resident: Client) -> None:
        talk = factories.TalkFactory.create(is_published=False)

        assert resident.get(f"/udvalg/oplaeg/{talk.pk}/").status_code == 404


class TestAddTalk:
    def test_a_speakers_post_is_the_one_of_that_day_and_stays(self, secretary: Client) -> None:
        speaker = person_named("Ib Ahorn")
        then = factories.AffiliationFactory.create(person=speaker, until_on=date(2020, 1, 1))
        now = factories.AffiliationFactory.create(person=speaker, from_on=date(2020, 1, 1))

        secretary.post("/udvalg/oplaeg/tilfoej/", {**GIVEN, "speakers": [speaker.pk]})

        talk = Talk.objects.get()
        assert talk.speaker_rows.get().affiliation == then
        secretary.post(
            f"/udvalg/oplaeg/{talk.pk}/ret/",
            {**GIVEN, "given_on": "2021-03-01", "speakers": [speaker.pk]},
        )
        assert talk.speaker_rows.get().affiliation == now

    def test_changing_the_subject_keeps_the_speakers_posts(self, secretary: Client) -> None:
        speaker = person_named("Ib Ahorn")
        secretary.post("/udvalg/oplaeg/tilfoej/", {**GIVEN, "speakers": [speaker.pk]})
        factories.AffiliationFactory.create(person=speaker)
        talk = Talk.objects.get()

        secretary.post(
            f"/udvalg/oplaeg/{talk.pk}/ret/",
            {**GIVEN, "subject_da": "Nyt", "speakers": [speaker.pk]},
        )

        assert talk.speaker_rows.get().affiliation is None

    def test_a_talk_at_a_meeting_has_its_day_and_its_group(
        self, secretary: Client, meeting: Meeting, committee: Committee
    ) -> None:
        secretary.post(
            path(meeting, "committees:add_meeting_talk"),
            {"subject_da": "", "is_published": "on"},
        )

        talk = Talk.objects.get()
        assert (talk.given_on, talk.committee, talk.meeting) == (
            meeting.held_on,
            committee,
            meeting,
        )

    def test_it_is_deleted(self, secretary: Client) -> None:
        talk = factories.TalkFactory.create()

        secretary.post(f"/udvalg/oplaeg/{talk.pk}/slet/")

        assert not Talk.objects.exists()

    def test_it_refuses_others(self, meeting: Meeting, member: User) -> None:
        talk = factories.TalkFactory.create()

        assert_guarded("/udvalg/oplaeg/tilfoej/", member, method="post")
        assert_guarded(path(meeting, "committees:add_meeting_talk"), member, method="post")
        assert_guarded(f"/udvalg/oplaeg/{talk.pk}/ret/", member)
        assert_guarded(f"/udvalg/oplaeg/{talk.pk}/slet/", member, method="post")

    @pytest.mark.parametrize(
        ("field", "value"),
        [("given_on", "marts"), ("speakers", "999999"), ("slides_url", "javascript:alert(1)")],
    )
    def test_it_rejects_bad_input(self, secretary: Client, field: str, value: str) -> None:
        page = secretary.post("/udvalg/oplaeg/tilfoej/", {**GIVEN, field: value})

        assert page.status_code == 400
        assert not Talk.objects.exists()

    def test_it_rejects_get_for_deleting(self, secretary: Client) -> None:
        talk = factories.TalkFactory.create()

        assert secretary.get(f"/udvalg/oplaeg/{talk.pk}/slet/").status_code == 405
