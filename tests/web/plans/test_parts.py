"""Add, change, remove and bring back the parts of a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web import factories
from tests.web.lists.pages import text_of

from bybalance.web.accounts.models import User
from bybalance.web.plans import forms
from bybalance.web.plans.models import (
    BudgetLine,
    DevelopmentPlan,
    Indicator,
    Measure,
    MeasureDependency,
    Measurement,
    StatusReport,
)
from bybalance.web.shared.models import AuditEntry

PARTS = "/planer/balby-plan/dele"


def measure(**changes: object) -> dict[str, object]:
    return {
        "title_da": "Vejen gennem kvarteret",
        "kind": "physical",
        "state": "decided",
        "place": "whole_area",
        "position": "1",
        "from_on": "2030-01-01",
        "last_on": "2030-06-30",
        **changes,
    }


@pytest.fixture
def road(plan: DevelopmentPlan) -> Measure:
    return factories.MeasureFactory.create(plan=plan, title_da="Vejen")


@pytest.fixture
def square(plan: DevelopmentPlan) -> Measure:
    return factories.MeasureFactory.create(plan=plan, title_da="Torvet")


class TestMeasure:
    url = f"{PARTS}/virkemiddel/ny/"

    def test_it_is_added_with_its_last_day_included(
        self, planner: Client, plan: DevelopmentPlan
    ) -> None:
        answer = planner.post(self.url, measure())

        added = Measure.objects.get()
        assert answer.url == "/planer/balby-plan/virkemidler/"
        assert added.until_on == date(2030, 7, 1)
        [entry] = AuditEntry.objects.filter(action="plan_part_added")
        assert entry.object_kind == "plans.measure"

    def test_coordinates_become_a_place(self, planner: Client, plan: DevelopmentPlan) -> None:
        planner.post(
            self.url,
            measure(place="drawn", shape="line", coordinates="628000 6243000\n628100 6243000"),
        )

        kept = shapely.from_wkb(bytes(Measure.objects.get().geometry_wkb))
        assert kept.length == 100

    def test_a_geojson_file_becomes_a_place(self, planner: Client, plan: DevelopmentPlan) -> None:
        file = SimpleUploadedFile("sted.geojson", b'{"type": "Point", "coordinates": [11, 56]}')

        planner.post(self.url, measure(place="drawn", geojson=file))

        kept = shapely.from_wkb(bytes(Measure.objects.get().geometry_wkb))
        assert 600_000 < kept.x < 640_000

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"title_da": ""}, "Skriv det på dansk eller på engelsk"),
            ({"last_on": "2029-01-01"}, "kan ikke komme før den første"),
            ({"place": "drawn"}, "Skriv ét punkt pr. linje"),
            (
                {"place": "drawn", "shape": "line", "coordinates": "56 11\nhen ad vejen"},
                "Linje 2, »hen ad vejen«",
            ),
            (
                {"place": "drawn", "geojson": SimpleUploadedFile("x.geojson", b"nej")},
                "ikke JSON",
            ),
            ({"kind": "magical"}, "magical"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_kept(
        self, planner: Client, plan: DevelopmentPlan, changes: dict[str, Any], said: str
    ) -> None:
        answer = planner.post(self.url, measure(**changes))

        assert answer.status_code == 400
        assert said in text_of(answer)
        assert Measure.objects.count() == 0

    def test_saving_again_without_touching_the_place_keeps_its_holes(
        self, planner: Client, plan: DevelopmentPlan
    ) -> None:
        ring = shapely.box(628_000, 6_243_000, 628_100, 6_243_100)
        holed = ring.difference(shapely.box(628_040, 6_243_040, 628_060, 6_243_060))
        kept = factories.MeasureFactory.create(
            plan=plan, place="drawn", geometry_wkb=shapely.to_wkb(holed)
        )
        url = f"{PARTS}/virkemiddel/{kept.pk}/"
        initial = planner.get(url).context["form"].initial

        planner.post(
            url, measure(place="drawn", shape="polygon", coordinates=initial["coordinates"])
        )

        kept.refresh_from_db()
        assert shapely.from_wkb(bytes(kept.geometry_wkb)).area == holed.area

    def test_it_cannot_serve_a_goal_of_another_plan(
        self, planner: Client, plan: DevelopmentPlan
    ) -> None:
        foreign = factories.GoalFactory.create()

        answer = planner.post(self.url, measure(goal=foreign.pk))

        assert answer.status_code == 400


class TestDependency:
    url = f"{PARTS}/afhaengighed/ny/"

    def waits(self, after: Measure, before: Measure, **changes: object) -> dict[str, object]:
        kind = "finish_to_start"
        return {
            "after": after.pk, "before": before.pk, "kind": kind, "lag_days": "0", **changes,
        }  # fmt: skip

    def test_it_is_added(self, planner: Client, road: Measure, square: Measure) -> None:
        planner.post(self.url, self.waits(square, road, lag_days="-14"))

        assert MeasureDependency.objects.get().lag_days == -14

    def test_a_circle_is_refused_and_named(
        self, planner: Client, road: Measure, square: Measure
    ) -> None:
        planner.post(self.url, self.waits(square, road))

        answer = planner.post(self.url, self.waits(road, square))

        assert answer.status_code == 400
        assert "Vejen → Torvet → Vejen" in text_of(answer)
        assert MeasureDependency.objects.count() == 1

    def test_a_measure_cannot_wait_for_itself(self, planner: Client, road: Measure) -> None:
        answer = planner.post(self.url, self.waits(road, road))

        assert answer.status_code == 400
        assert "ikke vente på sig selv" in text_of(answer)

    def test_the_same_is_not_added_twice(
        self, planner: Client, road: Measure, square: Measure
    ) -> None:
        planner.post(self.url, self.waits(square, road))

        answer = planner.post(self.url, self.waits(square, road))

        assert answer.status_code == 400
        assert "findes allerede" in text_of(answer)

    def test_a_removed_one_cannot_come_back_into_a_circle(
        self, planner: Client, road: Measure, square: Measure
    ) -> None:
        first = factories.MeasureDependencyFactory.create(before=road, after=square)
        planner.post(f"{PARTS}/afhaengighed/{first.pk}/fjern/")
        planner.post(self.url, self.waits(road, square))

        answer = planner.post(f"{PARTS}/afhaengighed/{first.pk}/hent-tilbage/", follow=True)

        assert "venter på hinanden i ring" in text_of(answer)
        first.refresh_from_db()
        assert first.removed_at is not None

    def test_a_measure_cannot_come_back_into_a_circle(
        self, planner: Client, road: Measure, square: Measure
    ) -> None:
        factories.MeasureDependencyFactory.create(before=road, after=square)
        planner.post(f"{PARTS}/virkemiddel/{square.pk}/fjern/")
        factories.MeasureDependencyFactory.create(before=square, after=road)

        planner.post(f"{PARTS}/virkemiddel/{square.pk}/hent-tilbage/")

        square.refresh_from_db()
        assert square.removed_at is not None


class TestBudgetLine:
    url = f"{PARTS}/budgetlinje/ny/"

    def line(self, **changes: object) -> dict[str, object]:
        source = factories.OrganisationFactory.create(name="Balby Fonden")
        return {"organisation": source.pk, "year": "2030", "planned_oere": "1.234,50", **changes}

    def test_kroner_become_oere(self, planner: Client, plan: DevelopmentPlan) -> None:
        planner.post(self.url, self.line(actual_oere="kr. 1.000"))

        kept = BudgetLine.objects.get()
        assert (kept.planned_oere, kept.actual_oere) == (123_450, 100_000)

    def test_english_pages_read_english_amounts(
        self, planner: Client, plan: DevelopmentPlan
    ) -> None:
        planner.post("/en/plans/balby-plan/parts/budget-line/new/", self.line(planned_oere="1,234"))

        assert BudgetLine.objects.get().planned_oere == 123_400

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"planned_oere": "1.5"}, "»1.5« er ikke et beløb"),
            ({"planned_oere": "-5"}, "0 eller mere"),
            ({"planned_oere": ""}, "påkrævet"),
            ({"actual_oere": "fem"}, "»fem« er ikke et beløb"),
            ({"year": "20300"}, "2030"),
        ],
    )
    def test_bad_amounts_are_refused(
        self, planner: Client, plan: DevelopmentPlan, changes: dict[str, str], said: str
    ) -> None:
        answer = planner.post(self.url, self.line(**changes))

        assert answer.status_code == 400
        assert said in text_of(answer) or said in answer.content.decode()
        assert BudgetLine.objects.count() == 0

    def test_an_amount_is_shown_as_it_is_typed(
        self, planner: Client, plan: DevelopmentPlan
    ) -> None:
        line = factories.BudgetLineFactory.create(plan=plan, planned_oere=123_450)

        page = planner.get(f"{PARTS}/budgetlinje/{line.pk}/").content.decode()

        assert 'value="1.234,50"' in page


class TestStatusReport:
    url = f"{PARTS}/statusrapport/ny/"

    def test_it_needs_a_reason(self, planner: Client, plan: DevelopmentPlan) -> None:
        answer = planner.post(self.url, {"reported_on": "2030-05-01", "light": "green"})

        assert answer.status_code == 400
        assert StatusReport.objects.count() == 0

    def test_it_is_shown_in_words(self, planner: Client, plan: DevelopmentPlan) -> None:
        report = {"reported_on": "2030-05-01", "light": "red", "reason_da": "Udbuddet gik om."}
        planner.post(self.url, report)

        page = text_of(planner.get("/planer/balby-plan/risici-og-status/"))
        assert "Ude af kurs" in page
        assert "Udbuddet gik om." in page


class TestEffects:
    def test_a_way_opens_once_there_is_something_to_choose(
        self, planner: Client, plan: DevelopmentPlan
    ) -> None:
        page = "/planer/balby-plan/virkninger/"
        empty = text_of(planner.get(page))
        outcome = factories.OutcomeFactory.create(plan=plan)
        with_outcome = text_of(planner.get(page))
        factories.IndicatorUseFactory.create(outcome=outcome)
        with_use = text_of(planner.get(page))

        ways = ("Tilføj en virkning", "Mål en virkning", "Tilføj en måling")
        shown = [[way for way in ways if way in one] for one in (empty, with_outcome, with_use)]
        assert shown == [list(ways[:1]), list(ways[:2]), list(ways)]

    @pytest.mark.parametrize("is_demo", [True, False])
    def test_what_the_demo_defines_is_invented(
        self, planner: Client, balby_planner: User, is_demo: bool
    ) -> None:
        User.objects.filter(pk=balby_planner.pk).update(is_demo=is_demo)
        given = {"name_da": "Gående", "definition_da": "Talt kl. 7-19.", "direction": "higher"}

        planner.post("/planer/indikatorer/ny/", given)

        assert Indicator.objects.get().is_invented is is_demo

    def test_a_measurement_needs_a_source(self, planner: Client, plan: DevelopmentPlan) -> None:
        use = factories.IndicatorUseFactory.create(outcome__plan=plan)
        given = {"use": use.pk, "measured_on": "2030-05-01", "number": "12,5"}

        refused = planner.post(f"{PARTS}/maaling/ny/", given)
        planner.post(f"{PARTS}/maaling/ny/", {**given, "source_title": "Talt af beboerne"})

        assert refused.status_code == 400
        assert Measurement.objects.get().number == Decimal("12.5")

    def test_a_baseline_has_both_day_and_number(
        self, planner: Client, plan: DevelopmentPlan
    ) -> None:
        outcome = factories.OutcomeFactory.create(plan=plan)
        given = {"outcome": outcome.pk, "indicator": factories.IndicatorFactory.create().pk}

        answer = planner.post(f"{PARTS}/indikator/ny/", {**given, "baseline_number": "5"})

        assert answer.status_code == 400
        assert "både en dato og et tal" in text_of(answer)

    def test_a_day_is_measured_once(self, planner: Client, plan: DevelopmentPlan) -> None:
        one = factories.MeasurementFactory.create(use__outcome__plan=plan)
        given = {"use": one.use.pk, "measured_on": "2030-01-01", "number": "1", "source_title": "x"}

        answer = planner.post(f"{PARTS}/maaling/ny/", given)

        assert "Der er allerede en måling" in text_of(answer)


class TestRemoveAndRestore:
    def test_it_asks_first_and_then_removes(self, planner: Client, road: Measure) -> None:
        url = f"{PARTS}/virkemiddel/{road.pk}/fjern/"

        assert "Fjern »Vejen«?" in text_of(planner.get(url))
        road.refresh_from_db()
        assert road.removed_at is None
        planner.post(url)
        road.refresh_from_db()
        assert road.removed_at is not None
        planner.get("/planer/balby-plan/fjernet/")  # shows the message of the removal
        assert "Vejen" not in text_of(planner.get("/planer/balby-plan/virkemidler/"))

    def test_it_takes_with_it_what_hangs_on_it_and_brings_it_back(
        self, planner: Client, road: Measure
    ) -> None:
        factories.MilestoneFactory.create(measure=road, title_da="Vejen åbner")
        planner.post(f"{PARTS}/virkemiddel/{road.pk}/fjern/")
        hidden = text_of(planner.get("/planer/balby-plan/tidsplan/"))

        assert "Vejen" in text_of(planner.get("/planer/balby-plan/fjernet/"))
        planner.post(f"{PARTS}/virkemiddel/{road.pk}/hent-tilbage/")

        assert "Vejen åbner" not in hidden
        assert "Vejen åbner" in text_of(planner.get("/planer/balby-plan/tidsplan/"))

    def test_a_removed_part_cannot_be_changed(self, planner: Client, road: Measure) -> None:
        planner.post(f"{PARTS}/virkemiddel/{road.pk}/fjern/")

        assert planner.get(f"{PARTS}/virkemiddel/{road.pk}/").status_code == 404

    def test_what_has_been_replaced_does_not_come_back(
        self, planner: Client, plan: DevelopmentPlan
    ) -> None:
        old = factories.MeasurementFactory.create(use__outcome__plan=plan)
        planner.post(f"{PARTS}/maaling/{old.pk}/fjern/")
        factories.MeasurementFactory.create(use=old.use)

        answer = planner.post(f"{PARTS}/maaling/{old.pk}/hent-tilbage/", follow=True)

        assert "Der er allerede en måling" in text_of(answer)

    def test_restoring_needs_a_post(self, planner: Client, road: Measure) -> None:
        url = reverse("plans:restore_part", args=["balby-plan", "virkemiddel", road.pk])

        assert planner.get(url).status_code == 405


class TestWhoMay:
    @pytest.mark.parametrize("kind", forms.PARTS, ids=lambda kind: kind.word)
    def test_every_kind_of_part_has_a_form(
        self, planner: Client, plan: DevelopmentPlan, kind: forms.PartKind
    ) -> None:
        url = reverse("plans:add_part", args=["balby-plan", kind.word])

        assert planner.get(url).status_code == 200

    def test_an_unknown_kind_is_not_there(self, planner: Client, plan: DevelopmentPlan) -> None:
        assert planner.get(f"{PARTS}/trylleri/ny/").status_code == 404

    def test_others_do_not_see_a_draft(self, outsider: Client, road: Measure) -> None:
        for route in ("plans:change_part", "plans:remove_part"):
            url = reverse(route, args=["balby-plan", "virkemiddel", road.pk])
            assert outsider.post(url, measure()).status_code == 404
        road.refresh_from_db()
        assert road.removed_at is None

    def test_a_part_of_another_plan_is_not_there(
        self, planner: Client, plan: DevelopmentPlan
    ) -> None:
        foreign = factories.MeasureFactory.create()

        assert planner.get(f"{PARTS}/virkemiddel/{foreign.pk}/").status_code == 404
        assert planner.post(f"{PARTS}/virkemiddel/{foreign.pk}/fjern/").status_code == 404
