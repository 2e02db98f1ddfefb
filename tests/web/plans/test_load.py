"""The plans of the campaign and of Balby, loaded once and no more."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.web.lists.pages import text_of

from bybalance.pipelines.campaign.plans import plan_facts
from bybalance.web.lists import services as list_services
from bybalance.web.plans import services
from bybalance.web.plans.models import DevelopmentPlan, Measure, PlanFact, PlanVersion
from bybalance.web.plans.queries import content, timeline
from bybalance.web.programme import services as programme_services
from bybalance.web.shared.models import AuditEntry

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def campaign_plans(db: None) -> None:
    list_services.load_published_lists()
    programme_services.load_campaign(now=NOW)
    services.load_campaign_plans(now=NOW)


class TestCampaignPlans:
    def test_they_hold_the_facts_and_nothing_more(self, campaign_plans: None) -> None:
        assert PlanFact.objects.count() == sum(len(plan["facts"]) for plan in plan_facts())
        assert Measure.objects.count() == 0
        assert not DevelopmentPlan.objects.exclude(vision_da="", vision_en="").exists()

    def test_every_fact_has_a_source_and_both_languages(self) -> None:
        for plan in plan_facts():
            for fact in plan["facts"]:
                assert fact["source_title"]
                assert fact["text_da"] and fact["text_en"]
                assert fact["label_da"] and fact["label_en"]
                assert not fact["source_url"] or urlsplit(fact["source_url"]).scheme == "https"

    def test_each_is_tied_to_its_area_and_effort(self, campaign_plans: None) -> None:
        for plan in DevelopmentPlan.objects.all():
            assert plan.node.areas.count() == 1
            assert (plan.kind == "strategic") == (plan.node.parent is not None)

    def test_a_second_load_changes_nothing(self, campaign_plans: None) -> None:
        before = PlanVersion.objects.count(), AuditEntry.objects.count()

        assert services.load_campaign_plans(now=NOW) == 0
        assert (PlanVersion.objects.count(), AuditEntry.objects.count()) == before

    def test_a_plan_that_someone_changed_stays_changed(self, campaign_plans: None) -> None:
        DevelopmentPlan.objects.update(vision_da="Vores egen")

        services.load_campaign_plans(now=NOW)

        assert set(DevelopmentPlan.objects.values_list("vision_da", flat=True)) == {"Vores egen"}

    def test_the_pages_show_source_and_doubt(self, campaign_plans: None, client: Client) -> None:
        page = text_of(client.get("/planer/strategisk-plan-taastrup/"))

        assert "Team Niels Bjørn" in page
        assert "2040" in page
        assert "sluttet os til, ikke bekræftet" in page
        assert "raadgivervalg-hoeje-taastrup-290617" in page
        assert "opdigtet" not in page

    def test_two_plans_for_stengaardsvej_stand_side_by_side(
        self, campaign_plans: None, client: Client
    ) -> None:
        page = text_of(client.get("/planer/omraader/stengaardsvej/"))

        assert "Strategisk plan (frivillig)" in page
        assert "Lovpligtig plan" in page
        assert "112 boliger rives ned" in page

    def test_the_plan_of_2017_meets_the_law_of_2018(
        self, campaign_plans: None, client: Client
    ) -> None:
        url = "/planer/strategisk-plan-taastrup/loven/"

        before = text_of(client.get(url, {"on": "2017-12-31"}))
        after = text_of(client.get(url, {"on": "2019-12-31"}))

        assert "højst 40 procent" not in before
        assert "højst 40 procent" in after


class TestBalbyPlan:
    def test_it_is_complete_invented_and_loaded_once(self, db: None, client: Client) -> None:
        assert services.load_demo_plan(now=NOW) == 1
        assert services.load_demo_plan(now=NOW) == 0

        plan = DevelopmentPlan.objects.get()
        shown = content.from_json(plan.versions.get().content)
        assert all(getattr(shown, name) for name in content.COLLECTIONS if name != "facts")
        assert plan.node.is_invented
        assert "opdigtet" in text_of(client.get(plan.get_absolute_url()))

    def test_its_dates_fit_what_the_measures_wait_for(self, db: None) -> None:
        services.load_demo_plan(now=NOW)
        shown = content.working_copy(DevelopmentPlan.objects.get())

        page = timeline.timeline(shown, today=NOW.date())

        assert page.too_early == ()
        assert len(page.critical) > 1
