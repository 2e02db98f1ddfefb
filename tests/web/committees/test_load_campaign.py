from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from bybalance.pipelines import campaign
from bybalance.web.committees.models import Committee, Meeting, Membership, Talk
from bybalance.web.committees.services.campaign import load_campaign_committees
from bybalance.web.committees.services.demo import load_demo_committee
from bybalance.web.programme import services as programme_services

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def loaded(db: None) -> None:
    programme_services.load_campaign(now=NOW)
    load_campaign_committees(now=NOW)


@pytest.mark.usefixtures("loaded")
class TestLoadCampaign:
    def test_every_member_is_there_as_the_page_names_them(self) -> None:
        facts = campaign.facts()["change_committee"]
        seats = Committee.objects.get(key="forandringsudvalget").memberships

        assert seats.count() == facts["number_of_members"] == 15
        for fact in facts["members"]:
            seat = seats.get(person__key=fact["key"])
            assert seat.represented_text == (fact["represents"] or "")
            assert seat.affiliation is not None
            assert seat.affiliation.title_da == (fact["title"] or "")

    def test_one_of_them_chairs_the_meetings_for_the_time_being(self) -> None:
        seat = Membership.objects.get(function=Membership.Function.ACTING_CHAIR)

        assert seat.person.name == "Bent Madsen"

    def test_every_meeting_has_its_day_place_and_talks(self) -> None:
        for fact in campaign.facts()["change_committee"]["meetings"]:
            meeting = Meeting.objects.get(number=fact["number"])
            assert meeting.held_on == date.fromisoformat(fact["date"])
            assert meeting.starts_at is None
            assert meeting.place == (fact["place"] or "")
            assert meeting.is_agenda_published == fact["agenda_published"]
            assert meeting.talks.count() == len(fact["talks"])
            for talk, told in zip(meeting.talks.order_by("position"), fact["talks"], strict=True):
                names = [row.person.name for row in talk.speaker_rows.all()]
                assert names == [one["name"] for one in told["speakers"]]
                assert talk.subject_en == (told["subject"] or "")

    def test_meetings_in_the_areas_are_tied_to_them(self) -> None:
        areas = {
            meeting.number: meeting.area.area_id if meeting.area else None
            for meeting in Meeting.objects.select_related("area")
        }

        assert areas == {
            1: None, 2: "gadehavegaard", 3: "vaerebro-park", 4: "stengaardsvej", 5: None, 6: None,
        }  # fmt: skip

    def test_a_speaker_whose_post_is_not_stated_has_none(self) -> None:
        talk = Talk.objects.get(meeting__number=1, speakers__name="Marie Stender")

        assert talk.speaker_rows.get().affiliation is None

    def test_the_expert_group_has_its_members_fields_and_two_talks_of_a_month(self) -> None:
        group = Committee.objects.get(key="ekspertgruppen")

        assert group.memberships.count() == 13
        assert group.topics.count() == 5
        talks = list(group.talks.all())
        assert {talk.given_precision for talk in talks} == {Talk.Precision.MONTH}
        assert {str(talk.given_on) for talk in talks} == {"2019-03-01"}

    def test_nothing_real_is_marked_as_invented_and_all_of_it_names_its_source(self) -> None:
        for model in (Committee, Meeting, Membership, Talk):
            assert not model._default_manager.filter(source_url="").exists()
        assert not Committee.objects.filter(is_invented=True).exists()

    def test_a_second_load_changes_nothing(self) -> None:
        assert load_campaign_committees(now=NOW) == 0

    def test_the_pages_show_it_in_both_languages(self) -> None:
        danish = Client().get("/udvalg/forandringsudvalget/").content.decode()
        english = Client().get("/en/committees/forandringsudvalget/").content.decode()

        for words in ("Bent Madsen", "Konstitueret mødeleder", "15 medlemmer", "2 til 3 møder"):
            assert words in danish
        for words in ("Acting chair", "15 members", "2 to 3 meetings a year"):
            assert words in english
        talks = Client().get("/udvalg/oplaeg/?search=Liliegreen").content.decode()
        assert "marts 2019" in talks
        assert "1. marts" not in talks.replace("\xa0", " ")


@pytest.mark.usefixtures("loaded")
class TestDemoCommittee:
    def test_it_has_a_meeting_to_come_and_says_everywhere_that_it_is_invented(self) -> None:
        load_demo_committee(now=NOW)

        group = Committee.objects.get(key="balbyudvalget")
        coming = group.meetings.get(status="planned")
        assert coming.held_on > NOW.date()
        for address in (
            "/udvalg/balbyudvalget/",
            *(f"/udvalg/balbyudvalget/moeder/{one.pk}/" for one in group.meetings.all()),
        ):
            assert "opdigtet" in Client().get(address).content.decode()
        feed = Client().get("/udvalg/balbyudvalget/meetings.ics").content.decode()
        assert "Opdigtet" in feed
        assert all(seat.person.is_invented for seat in group.memberships.all())

    def test_a_second_load_changes_nothing(self) -> None:
        load_demo_committee(now=NOW)

        assert load_demo_committee(now=NOW) == 0
