"""The page of a part of the programme."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web import factories
from tests.web.lists.pages import text_of

from bybalance.web.accounts.models import User
from bybalance.web.plans import services as plan_services

pytestmark = pytest.mark.django_db


def test_it_shows_parent_period_note_status_before_and_after(resident: Client) -> None:
    parent = factories.NodeFactory.create(kind="initiative", name_da="Forstadens fremtid")
    before = factories.NodeFactory.create(kind="project", name_da="Forløberen")
    node = factories.NodeFactory.create(
        key="balby",
        parent=parent,
        status="running",
        from_on=date(2016, 1, 1),
        until_on=date(2021, 1, 1),
        period_note_da="En kilde siger 2017.",
    )
    node.preceded_by.set([before])

    page = resident.get("/program/balby/").content.decode()
    earlier = resident.get(f"/program/{before.key}/").content.decode()

    for words in (
        "Forstadens fremtid",
        "2016–2020",
        "En kilde siger 2017.",
        "I gang",
        "Forløberen",
    ):
        assert words in page
    assert node.name_da in earlier  # what followed


def test_it_has_few_queries_however_much_hangs_on_it(
    resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    areas = factories.AreaFactory.create_batch(5)
    node = factories.NodeFactory.create(key="balby", areas=areas)
    for area in areas:
        factories.PartnerRoleFactory.create_batch(4, node=None, area=area)
        factories.DocumentFactory.create(
            node=factories.NodeFactory.create(kind="effort", parent=node)
        )
    factories.StatementFactory.create_batch(10, node=node)
    factories.FundFactory.create_batch(3, node=node)

    with django_assert_max_num_queries(4):
        resident.get("/program/balby/")


def test_a_draft_relative_does_not_leak(client: Client, stranger: User) -> None:
    parent = factories.NodeFactory.create(
        kind="initiative", name_da="KANARIEFUGL-1", is_published=False
    )
    node = factories.NodeFactory.create(key="balby", parent=parent)
    factories.NodeFactory.create(
        kind="effort", parent=node, name_da="KANARIEFUGL-2", is_published=False
    )
    before = factories.NodeFactory.create(name_da="KANARIEFUGL-3", is_published=False)
    factories.DocumentFactory.create(node=before, title_da="KANARIEFUGL-4")
    after = factories.NodeFactory.create(name_da="KANARIEFUGL-5", is_published=False)
    node.preceded_by.set([before])
    after.preceded_by.set([node])
    client.force_login(stranger)

    for address in ("/program/balby/", "/en/programme/balby/"):
        assert "KANARIEFUGL" not in client.get(address).content.decode()


def test_those_who_work_with_a_draft_see_that_it_is_one(
    client: Client, programme_officer: User
) -> None:
    factories.NodeFactory.create(key="balby", is_published=False)
    assert client.get("/program/balby/").status_code == 404

    client.force_login(programme_officer)
    page = client.get("/program/balby/").content.decode()

    assert "Det er en kladde" in page
    assert "/program/balby/arbejde/" in page


def test_what_is_invented_says_so(resident: Client) -> None:
    factories.NodeFactory.create(key="balby", is_invented=True)
    factories.NodeFactory.create(key="virkelig", is_invented=False)

    assert "opdigtet" in resident.get("/program/balby/").content.decode()
    assert "opdigtet" not in resident.get("/program/virkelig/").content.decode()


def test_text_of_users_is_never_markup(resident: Client) -> None:
    node = factories.NodeFactory.create(key="balby", name_da="<b>Balby</b>/<i>Nord</i>")
    factories.StatementFactory.create(node=node, text_da="<script>alert(1)</script>")

    page = resident.get("/program/balby/").content.decode()

    assert "<b>Balby" not in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("key", ["findes-ikke", "ny-by", "x" * 300])
def test_a_node_that_is_not_there_is_404(resident: Client, key: str) -> None:
    assert resident.get(f"/program/{key}/").status_code == 404
    assert resident.post(f"/program/{key}/").status_code == 405


class TestPartnership:
    def test_what_is_missing_is_said_in_words(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        node = factories.NodeFactory.create(key="balby")
        factories.PartnershipFactory.create(node=node)

        with django_assert_max_num_queries(12):
            page = resident.get("/program/balby/partnerskab/").content.decode()

        for words in (
            "0 af de fem betingelser",
            "Der er ikke skrevet noget mål ned.",
            "Ingen indikator er knyttet til målene.",
            "Ingen part har skrevet ned",
            "Intet sekretariat er nævnt.",
            "Ingen formand er nævnt.",
        ):
            assert words in page

    def test_a_condition_is_in_place_by_evidence(self, resident: Client) -> None:
        node = factories.NodeFactory.create(key="balby")
        chair = factories.PersonFactory.create(name="Else Ordstyrer")
        factories.PartnershipFactory.create(node=node, chair=chair)
        factories.StatementFactory.create(node=node, kind="goal", text_da="Flere i job")
        factories.PartnerRoleFactory.create(
            node=node, role="secretariat", organisation__name="Balby Sekretariat"
        )

        page = resident.get("/program/balby/partnerskab/").content.decode()

        assert "2 af de fem betingelser" in page
        for words in ("Else Ordstyrer", "Flere i job", "Balby Sekretariat"):
            assert words in page

    def test_what_published_plans_measure_by_is_evidence(
        self, resident: Client, programme_officer: User,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:  # fmt: skip
        node = factories.NodeFactory.create(key="balby")
        factories.PartnershipFactory.create(node=node)
        plan = factories.PlanFactory.create(node__parent=node, node__name_da="Plan for Nord")
        whole = factories.IndicatorUseFactory.create(
            outcome__plan=plan, indicator__name_da="Besøg udefra", indicator__unit_da="besøg",
            baseline_on=date(2029, 1, 1), baseline_number=50,
            target_on=date(2034, 1, 1), target_number=120,
        )  # fmt: skip
        factories.MeasurementFactory.create(use=whole, number=1080, measured_on=date(2030, 1, 1))
        factories.IndicatorUseFactory.create(outcome__plan=plan, indicator__name_da="Tryghed")
        plan_services.publish_version(plan, by=programme_officer, now=factories.LONG_AGO)
        factories.IndicatorUseFactory.create(outcome__plan=plan, indicator__name_da="KANARIEFUGL")

        with django_assert_max_num_queries(12):
            page = text_of(resident.get("/program/balby/partnerskab/"))

        assert "Besøg udefra i »Plan for Nord«: 50 besøg ved start (1. januar 2029)" in page
        assert "senest målt 1.080 besøg (1. januar 2030), måltal 120 besøg (1. januar 2034)" in page
        assert "Tryghed i »Plan for Nord«: endnu ikke målt" in page
        assert "»Tryghed« har intet udgangspunkt." in page
        assert "»Tryghed« har intet måltal." in page
        assert "KANARIEFUGL" not in page  # the working copy is no evidence

    def test_a_party_without_a_commitment_is_named(self, resident: Client) -> None:
        node = factories.NodeFactory.create(key="balby")
        partnership = factories.PartnershipFactory.create(node=node)
        active, _silent = (
            factories.PartnerRoleFactory.create(node=node, organisation__name=name)
            for name in ("Den flittige", "Den tavse")
        )
        partnership.commitments.create(organisation=active.organisation, text_da="Bygger")

        page = resident.get("/program/balby/partnerskab/").content.decode()

        assert "Ingen forpligtelse fra: Den tavse." in page

    def test_a_draft_has_no_partnership_page_for_others(self, resident: Client) -> None:
        node = factories.NodeFactory.create(key="balby", is_published=False)
        factories.PartnershipFactory.create(node=node)
        factories.NodeFactory.create(key="alene")

        assert resident.get("/program/balby/partnerskab/").status_code == 404
        assert resident.get("/program/alene/partnerskab/").status_code == 404
