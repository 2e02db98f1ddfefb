"""What readers see of plans: lists, pages, files, and what must stay hidden."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
import shapely
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.web import factories
from tests.web.lists.pages import MAX_QUERIES, table_rows, text_of
from tests.web.plans.conftest import LATER, NOW

from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area, AreaBoundary
from bybalance.web.plans import queries, services
from bybalance.web.plans.models import DevelopmentPlan
from bybalance.web.shared.related import told

PLAN = "/planer/balby-plan/"
PAGES = (
    "plans:plan", "plans:measures", "plans:timeline", "plans:map", "plans:budget",
    "plans:follow_up", "plans:effects", "plans:duties", "plans:versions",
)  # fmt: skip
FILES = ("hent/measures.csv", "hent/budget.json", "hent/risks.xlsx")


def address(route: str) -> str:
    return reverse(route, args=["balby-plan"])


@pytest.fixture
def full_plan(plan: DevelopmentPlan, balby_planner: User) -> DevelopmentPlan:
    """A plan with one of everything, published."""
    goal = factories.GoalFactory.create(plan=plan, title_da="Et helt kvarter")
    road = factories.MeasureFactory.create(
        plan=plan,
        goal=goal,
        title_da="Vejen",
        place="drawn",
        geometry_wkb=shapely.to_wkb(shapely.LineString([(628_000, 6.243e6), (628_300, 6.243e6)])),
    )
    square = factories.MeasureFactory.create(
        plan=plan, title_da="Torvet", from_on=date(2030, 5, 1), until_on=date(2030, 12, 1)
    )
    factories.MeasureDependencyFactory.create(before=road, after=square, lag_days=10)
    factories.MilestoneFactory.create(measure=road, title_da="Vejen åbner")
    source = factories.OrganisationFactory.create(name="Balby Fonden")
    for year, oere in ((2030, 100_000), (2031, 250_050)):
        factories.BudgetLineFactory.create(
            plan=plan, measure=road, organisation=source, year=year, planned_oere=oere
        )
    factories.RiskFactory.create(plan=plan, title_da="Byggepriserne stiger")
    factories.StatusReportFactory.create(plan=plan)
    factories.PlanFactFactory.create(plan=plan, label_da="Rådgivere valgt", confidence="inferred")
    use = factories.IndicatorUseFactory.create(
        outcome__plan=plan,
        indicator__key="besoeg",
        indicator__name_da="Besøg udefra",
        baseline_on=date(2029, 1, 1),
        baseline_number=50,
        target_on=date(2034, 1, 1),
        target_number=120,
    )
    factories.MeasurementFactory.create(use=use, number=80)
    services.publish_version(plan, by=balby_planner, now=NOW)
    plan.refresh_from_db()
    return plan


class TestPages:
    @pytest.mark.parametrize("page", PAGES)
    def test_every_page_is_read_with_few_queries(
        self,
        visitor: Client,
        planner: Client,
        full_plan: DevelopmentPlan,
        django_assert_max_num_queries: DjangoAssertNumQueries,
        page: str,
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            assert visitor.get(address(page)).status_code == 200
        with django_assert_max_num_queries(MAX_QUERIES):
            assert planner.get(address(page)).status_code == 200

    @pytest.mark.parametrize("page", [*PAGES, "plans:print"])
    def test_a_draft_is_hidden_from_everybody_else(
        self, visitor: Client, outsider: Client, client: Client, stranger: User,
        plan: DevelopmentPlan, page: str,
    ) -> None:  # fmt: skip
        client.force_login(stranger)

        for reader in (visitor, outsider, client):
            assert reader.get(address(page)).status_code == 404

    @pytest.mark.parametrize("file", FILES)
    def test_the_files_of_a_draft_are_hidden(
        self, visitor: Client, plan: DevelopmentPlan, file: str
    ) -> None:
        assert visitor.get(f"{PLAN}{file}").status_code == 404

    def test_what_is_invented_and_what_is_inferred_say_so(
        self, visitor: Client, full_plan: DevelopmentPlan
    ) -> None:
        page = text_of(visitor.get(PLAN))

        assert "opdigtet" in page
        assert "sluttet os til, ikke bekræftet" in page
        assert "Balby Avis" in page

    def test_the_critical_path_is_told_in_words(
        self, visitor: Client, full_plan: DevelopmentPlan
    ) -> None:
        page = visitor.get(f"{PLAN}tidsplan/")

        rows = {
            row[0].split(" begynder")[0]: row for row in table_rows(page, "Virkemidlerne i tid")
        }
        assert rows["1. Vejen"][-1] == "ja"
        assert "skal begynde den 1. maj 2030" in text_of(page).replace("\xa0", " ")
        assert "! 2. Torvet" in page.content.decode()

    def test_the_budget_adds_up(self, visitor: Client, full_plan: DevelopmentPlan) -> None:
        rows = table_rows(visitor.get(f"{PLAN}oekonomi/"), "Planlagte penge efter betaler")

        assert [cell.replace("\xa0", " ") for cell in rows[-1]] == [
            "I alt", "1.000 kr.", "2.500,50 kr.", "3.500,50 kr.",
        ]  # fmt: skip

    def test_the_map_shows_the_outline_where_one_is_known(
        self, visitor: Client, full_plan: DevelopmentPlan, area: Area
    ) -> None:
        outline = shapely.box(627_900, 6_242_900, 628_400, 6_243_200)
        before = visitor.get(f"{PLAN}kort/").content.decode()
        AreaBoundary.objects.create(
            area=area, geometry_wkb=shapely.to_wkb(outline), min_easting_m=627_900,
            min_northing_m=6_242_900, max_easting_m=628_400, max_northing_m=6_243_200,
        )  # fmt: skip

        after = visitor.get(f"{PLAN}kort/").content.decode()

        assert 'class="map-outline"' not in before
        assert 'class="map-outline"' in after
        assert 'class="map-line"' in after

    def test_measurements_are_held_against_the_target(
        self, visitor: Client, full_plan: DevelopmentPlan
    ) -> None:
        page = text_of(visitor.get(f"{PLAN}virkninger/"))

        assert "80 personer" in page.replace("\xa0", " ")
        assert "Måltallet er ikke nået endnu." in page

    def test_english_readers_get_english_words(
        self, visitor: Client, full_plan: DevelopmentPlan
    ) -> None:
        page = text_of(visitor.get("/en/plans/balby-plan/timeline/"))

        assert "On the critical path" in page


class TestLists:
    def test_the_list_has_what_one_may_see(
        self, visitor: Client, planner: Client, plan: DevelopmentPlan
    ) -> None:
        assert "Plan for Balby Nord" not in text_of(visitor.get("/planer/"))
        assert "Plan for Balby Nord" in text_of(planner.get("/planer/"))

    def test_it_is_searched_by_plan_and_by_area(
        self, visitor: Client, public_plan: DevelopmentPlan
    ) -> None:
        assert "1 plan" in text_of(visitor.get("/planer/", {"search": "balby nord"}))
        assert "0 planer" in text_of(visitor.get("/planer/", {"search": "vollsmose"}))
        assert "0 planer" in text_of(visitor.get("/planer/", {"kind": "statutory"}))

    def test_many_plans_take_no_more_queries(
        self,
        visitor: Client,
        balby_planner: User,
        area: Area,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for _ in range(12):
            plan = factories.PlanFactory.create(node__areas=[area])
            services.publish_version(plan, by=balby_planner, now=NOW)

        with django_assert_max_num_queries(MAX_QUERIES):
            assert "12 planer" in text_of(visitor.get("/planer/"))

    def test_voluntary_and_statutory_plan_stand_side_by_side(
        self, visitor: Client, public_plan: DevelopmentPlan, area: Area, balby_planner: User
    ) -> None:
        other = factories.PlanFactory.create(
            kind="statutory", node__areas=[area], node__name_da="Lovens plan"
        )
        services.publish_version(other, by=balby_planner, now=NOW)

        rows = table_rows(visitor.get("/planer/omraader/balby-nord/"), "Planer for")

        assert len(rows[0]) == 3
        [kinds] = [row for row in rows if row[0] == "Slags"]
        assert set(kinds[1:]) == {"Strategisk plan (frivillig)", "Lovpligtig plan"}

    def test_an_area_without_a_plan_one_may_see_says_so(
        self, visitor: Client, plan: DevelopmentPlan
    ) -> None:
        page = text_of(visitor.get("/planer/omraader/balby-nord/"))

        assert "Ingen plan endnu" in page
        assert "Plan for Balby Nord" not in page

    def test_other_pages_learn_of_the_plans_one_may_see(
        self, public_plan: DevelopmentPlan, area: Area, stranger: User
    ) -> None:
        draft = factories.PlanFactory.create(node__areas=[area], node__name_da="HEMMELIGT UDKAST")

        section = told(queries.area_section, area, stranger)

        assert [str(link.label) for link in section.links] == ["Plan for Balby Nord"]
        assert told(queries.node_section, draft.node, stranger).links == ()
        assert len(told(queries.node_section, public_plan.node, stranger).links) == 1


class TestFiles:
    def test_the_plan_is_a_tagged_pdf(self, visitor: Client, full_plan: DevelopmentPlan) -> None:
        answer = visitor.get(f"{PLAN}udskrift.pdf")

        assert answer.content.startswith(b"%PDF")
        assert b"/MarkInfo" in answer.content or b"/StructTreeRoot" in answer.content

    def test_tables_are_files(self, visitor: Client, full_plan: DevelopmentPlan) -> None:
        csv = visitor.get("/planer/balby-plan/hent/measures.csv").content.decode("utf-8-sig")
        book = openpyxl.load_workbook(
            io.BytesIO(visitor.get(f"{PLAN}hent/budget.xlsx").content), read_only=True
        )
        cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]

        assert "Vejen" in csv
        assert "LINESTRING" in csv
        assert 250_050 in cells

    @pytest.mark.parametrize("name", ["nothing.csv", "budget.exe"])
    def test_what_there_is_not_is_not_there(
        self, visitor: Client, full_plan: DevelopmentPlan, name: str
    ) -> None:
        assert visitor.get(f"{PLAN}hent/{name}").status_code == 404


class TestIndicators:
    def test_an_indicator_names_the_plans_one_may_see(
        self, visitor: Client, planner: Client, full_plan: DevelopmentPlan
    ) -> None:
        draft = factories.PlanFactory.create(node__name_da="HEMMELIGT UDKAST")
        from bybalance.web.plans.models import Indicator

        used = Indicator.objects.get(key="besoeg")
        factories.IndicatorUseFactory.create(outcome__plan=draft, indicator=used)

        page = text_of(visitor.get("/planer/indikatorer/besoeg/"))

        assert "Plan for Balby Nord" in page
        assert "HEMMELIGT UDKAST" not in page

    def test_a_use_that_is_not_published_is_not_told(
        self, visitor: Client, planner: Client, public_plan: DevelopmentPlan
    ) -> None:
        use = factories.IndicatorUseFactory.create(outcome__plan=public_plan)
        url = f"/planer/indikatorer/{use.indicator.key}/"

        assert "Plan for Balby Nord" not in text_of(visitor.get(url))
        assert "Plan for Balby Nord" in text_of(planner.get(url))

    def test_a_planner_defines_one_and_changes_it_while_it_is_theirs(
        self, planner: Client, outsider: Client, public_plan: DevelopmentPlan
    ) -> None:
        given = {
            "name_da": "Ture med bussen",
            "definition_da": "Påstigninger",
            "direction": "higher",
        }
        answer = planner.post("/planer/indikatorer/ny/", given)
        assert answer.url == "/planer/indikatorer/ture-med-bussen/"
        assert "Ture med bussen" in text_of(planner.get("/planer/indikatorer/"))

        from bybalance.web.plans.models import Indicator

        mine = Indicator.objects.get()
        factories.IndicatorUseFactory.create(outcome__plan=public_plan, indicator=mine)
        url = "/planer/indikatorer/ture-med-bussen/ret/"

        assert outsider.post(url, given).status_code == 403
        assert planner.post(url, {**given, "unit_da": "ture"}).status_code == 302
        mine.refresh_from_db()
        assert mine.unit_da == "ture"

    def test_a_definition_is_needed(self, planner: Client) -> None:
        answer = planner.post("/planer/indikatorer/ny/", {"name_da": "X", "direction": "higher"})

        assert answer.status_code == 400


class TestTheLaw:
    url = f"{PLAN}loven/"

    def test_duties_stand_beside_goals(
        self, visitor: Client, area: Area, balby_planner: User
    ) -> None:
        real = factories.AreaFactory.create(area_id="taastrupgaard", name="Tåstrupgård")
        plan = factories.PlanFactory.create(node__areas=[real], node__key="taastrup")
        factories.GoalFactory.create(plan=plan, title_da="Et helt kvarter")
        services.publish_version(plan, by=None, now=LATER)

        before = text_of(visitor.get("/planer/taastrup/loven/", {"on": "2017-07-01"}))
        after = text_of(visitor.get("/planer/taastrup/loven/", {"on": "2019-12-31"}))

        assert "højst 40 procent" not in before
        assert "højst 40 procent" in after
        assert "hårdt ghettoområde" in after
        assert "Et helt kvarter" in after

    def test_a_day_before_the_rules_has_none(
        self, visitor: Client, public_plan: DevelopmentPlan
    ) -> None:
        page = text_of(visitor.get(self.url, {"on": "2001-01-01"}))

        assert "Der var ingen regler" in page

    def test_dwellings_are_held_against_forty_per_cent(
        self, visitor: Client, public_plan: DevelopmentPlan
    ) -> None:
        asked = {"on": "2020-01-01", "family_count": "410", "other_count": "590"}

        page = text_of(visitor.get(self.url, asked)).replace("\u202f", " ")

        assert "41 % er familieboliger" in page
        assert "10 familieboliger for mange" in page

    @pytest.mark.parametrize(
        "asked",
        [
            {"on": "i går"},
            {"on": "2020-01-01", "family_count": "5"},
            {"on": "2020-01-01", "family_count": "-5", "other_count": "1"},
            {"on": "2020-01-01", "family_count": "0", "other_count": "0"},
        ],
    )
    def test_a_bad_question_is_told_so(
        self, visitor: Client, public_plan: DevelopmentPlan, asked: dict[str, str]
    ) -> None:
        assert visitor.get(self.url, asked).status_code == 400
