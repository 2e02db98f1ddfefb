"""Publish a version, see what is new, withdraw the plan."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.test import Client
from tests.web import factories
from tests.web.lists.pages import text_of
from tests.web.plans.conftest import LATER

from bybalance.web.accounts.models import User
from bybalance.web.plans import exports, services
from bybalance.web.plans.models import DevelopmentPlan, Goal, PlanVersion
from bybalance.web.plans.queries import content
from bybalance.web.plans.queries.shown import shown_plan
from bybalance.web.shared.models import AuditEntry

PLAN = "/planer/balby-plan/"
PUBLISH = "/planer/balby-plan/offentliggoer/"


class TestPublish:
    def test_the_plan_becomes_public_as_its_first_version(
        self, planner: Client, visitor: Client, plan: DevelopmentPlan
    ) -> None:
        assert visitor.get(PLAN).status_code == 404

        answer = planner.post(PUBLISH, {"note_da": "Vedtaget af parterne"})

        assert answer.url == f"{PLAN}versioner/"
        assert visitor.get(PLAN).status_code == 200
        assert "Vedtaget af parterne" in text_of(visitor.get(f"{PLAN}versioner/"))
        [entry] = AuditEntry.objects.filter(action="plan_version_published")
        assert entry.after["number"] == 1

    def test_a_change_is_hidden_until_the_next_version(
        self, planner: Client, visitor: Client, public_plan: DevelopmentPlan
    ) -> None:
        factories.GoalFactory.create(plan=public_plan, title_da="HEMMELIGT UDKAST")
        pages = ("", "virkemidler/", "tidsplan/", "kort/", "loven/", "versioner/", "udskrift.pdf")
        before = [visitor.get(f"{PLAN}{page}").content.decode(errors="ignore") for page in pages]
        compared = text_of(visitor.get("/planer/omraader/balby-nord/"))

        planner.post(PUBLISH)

        assert not any("HEMMELIGT UDKAST" in page for page in [*before, compared])
        assert "HEMMELIGT UDKAST" in text_of(visitor.get(PLAN))

    def test_the_day_is_the_day_in_denmark(
        self, visitor: Client, plan: DevelopmentPlan, balby_planner: User
    ) -> None:
        shortly_after_midnight = datetime(2030, 6, 1, 22, 30, tzinfo=UTC)
        services.publish_version(plan, by=balby_planner, now=shortly_after_midnight)
        plan.refresh_from_db()

        sheet = exports.plan_sheet(shown_plan(plan, AnonymousUser()), now=shortly_after_midnight)

        assert "2. juni 2030" in text_of(visitor.get(f"{PLAN}versioner/"))
        assert "2. juni 2030" in sheet.source.replace("\N{NO-BREAK SPACE}", " ")

    def test_the_same_is_not_published_twice(
        self, planner: Client, public_plan: DevelopmentPlan
    ) -> None:
        answer = planner.post(PUBLISH)

        assert answer.status_code == 400
        assert "Intet er ændret" in text_of(answer)
        assert PlanVersion.objects.count() == 1

    def test_the_form_says_what_will_be_new(
        self, planner: Client, public_plan: DevelopmentPlan
    ) -> None:
        Goal.objects.update(title_da="Et kvarter som de andre")

        page = text_of(planner.get(PUBLISH))

        assert "Et helt kvarter" in page
        assert "Et kvarter som de andre" in page

    def test_others_cannot_publish(self, outsider: Client, public_plan: DevelopmentPlan) -> None:
        assert outsider.post(PUBLISH).status_code == 403


class TestAVersionNeverChanges:
    @pytest.mark.parametrize("field", ["content", "number", "content_sha256"])
    def test_the_database_refuses(self, public_plan: DevelopmentPlan, field: str) -> None:
        values = {"content": {}, "number": 7, "content_sha256": "0" * 64}

        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            PlanVersion.objects.update(**{field: values[field]})

    def test_the_fingerprint_is_that_of_the_content(self, public_plan: DevelopmentPlan) -> None:
        version = public_plan.versions.get()

        assert content.fingerprint(version.content) == version.content_sha256

    def test_an_old_version_shows_what_it_said(
        self, visitor: Client, public_plan: DevelopmentPlan, balby_planner: User
    ) -> None:
        Goal.objects.update(title_da="Noget andet")
        services.publish_version(public_plan, by=balby_planner, now=LATER)

        old, new = visitor.get(f"{PLAN}?version=1"), visitor.get(PLAN)

        assert "Et helt kvarter" in text_of(old)
        assert "Dette er version 1" in text_of(old)
        assert "Noget andet" in text_of(new)

    @pytest.mark.parametrize("version", ["2", "x", "-1", "9" * 30, "٣"])
    def test_a_version_there_is_not_is_not_there(
        self, visitor: Client, public_plan: DevelopmentPlan, version: str
    ) -> None:
        assert visitor.get(PLAN, {"version": version}).status_code == 404


class TestDifference:
    url = "/planer/balby-plan/versioner/det-nye/"

    def test_it_tells_what_was_added_removed_and_changed(
        self, visitor: Client, public_plan: DevelopmentPlan, balby_planner: User
    ) -> None:
        goal = Goal.objects.get()
        line = factories.BudgetLineFactory.create(plan=public_plan, planned_oere=500_000)
        services.publish_version(public_plan, by=balby_planner, now=LATER)
        line.planned_oere = 750_050
        line.save()
        services.remove_part(goal, by=balby_planner, now=LATER)
        factories.RiskFactory.create(plan=public_plan, title_da="Byggepriserne stiger")
        services.publish_version(public_plan, by=balby_planner, now=LATER)

        page = text_of(visitor.get(self.url, {"before": "2", "after": "3"}))

        assert "1 tilføjet, 1 fjernet, 1 ændret." in page
        assert "Nyt Byggepriserne stiger" in page
        assert "Fjernet Et helt kvarter" in page
        assert "5.000 kr." in page.replace("\xa0", " ")
        assert "7.500,50 kr." in page.replace("\xa0", " ")

    def test_the_working_copy_is_for_those_who_may_edit(
        self, planner: Client, visitor: Client, outsider: Client, public_plan: DevelopmentPlan
    ) -> None:
        factories.GoalFactory.create(plan=public_plan, title_da="HEMMELIGT UDKAST")
        asked = {"before": "1", "after": "working"}

        assert "HEMMELIGT UDKAST" in text_of(planner.get(self.url, asked))
        assert visitor.get(self.url, asked).status_code == 404
        assert outsider.get(self.url, asked).status_code == 404


class TestWithdraw:
    url = "/planer/balby-plan/traek-tilbage/"

    def test_others_no_longer_see_the_plan_and_can_again(
        self, planner: Client, visitor: Client, public_plan: DevelopmentPlan
    ) -> None:
        planner.post(self.url)
        hidden = visitor.get(PLAN).status_code

        planner.post(PUBLISH)

        assert hidden == 404
        assert visitor.get(PLAN).status_code == 200
        assert PlanVersion.objects.count() == 1

    def test_it_needs_a_post_and_the_right(
        self, planner: Client, outsider: Client, public_plan: DevelopmentPlan
    ) -> None:
        assert planner.get(self.url).status_code == 405
        assert outsider.post(self.url).status_code == 403
