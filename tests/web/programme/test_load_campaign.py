"""The campaign is loaded from the facts in the package, once."""

from __future__ import annotations

import pytest
from tests.web import factories

from bybalance.pipelines import campaign
from bybalance.web.areas.models import Area, AreaPart
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.lists import services as list_services
from bybalance.web.programme import services
from bybalance.web.programme.models import (
    Document,
    Fund,
    Node,
    PartnerRole,
    Statement,
)
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign_node(db: None) -> Node:
    list_services.load_published_lists()
    services.load_campaign(now=factories.LONG_AGO)
    return Node.objects.get(key="by-i-balance")


def test_the_campaign_stands_in_its_initiative_after_the_maturing_project(
    campaign_node: Node,
) -> None:
    assert campaign_node.parent is not None
    assert campaign_node.parent.key == "udsatte-boligomraader-i-forstaden"
    assert [one.key for one in campaign_node.preceded_by.all()] == ["boligliv-i-balance"]
    assert campaign_node.last_day_on is not None
    assert campaign_node.last_day_on.year == campaign.facts()["campaign"]["runs_until"]


def test_the_three_areas_have_efforts_partners_and_parts(campaign_node: Node) -> None:
    assert campaign_node.areas.count() == campaign_node.children.count() == 3
    composite = Area.objects.get(kind=Area.Kind.COMPOSITE)
    assert {row.part.area_id for row in AreaPart.objects.filter(whole=composite)} == {
        "taastrupgaard",
        "gadehavegaard",
        "charlottekvarteret",
    }
    housing = PartnerRole.objects.filter(
        area=composite, organisation__kind=Organisation.Kind.HOUSING_ORGANISATION
    )
    assert housing.count() == 5
    assert Area.objects.get(area_id="stengaardsvej").town == "Esbjerg"


def test_what_the_page_counts_is_there(campaign_node: Node) -> None:
    assert Person.objects.count() == len(campaign.people())
    assert Affiliation.objects.filter(person__key="niels-olsen").count() == 1
    assert Document.objects.count() == len(campaign.facts()["documents"])
    assert all(document.is_only_named for document in Document.objects.all())
    assert Statement.objects.filter(kind=Statement.Kind.CRITERION).count() == 4
    assert Fund.objects.get().amount_oere == campaign.facts()["pool"]["amount_dkk"] * 100
    assert not Node.objects.filter(is_invented=True).exists()


def test_a_second_load_changes_nothing_and_logs_nothing(campaign_node: Node) -> None:
    logged = AuditEntry.objects.count()

    again = services.load_campaign(now=factories.LONG_AGO)

    assert again == 0
    assert AuditEntry.objects.count() == logged


def test_what_an_editor_changed_or_removed_stays_so(campaign_node: Node) -> None:
    Node.objects.filter(pk=campaign_node.pk).update(name_en="Balance")
    Document.objects.filter(key="agenda-meeting-4").update(removed_at=factories.LONG_AGO)

    services.load_campaign(now=factories.LONG_AGO)

    campaign_node.refresh_from_db()
    assert campaign_node.name_en == "Balance"
    assert not Document.objects.filter(key="agenda-meeting-4").exists()


def test_it_works_where_the_lists_are_not_loaded(db: None) -> None:
    services.load_campaign(now=factories.LONG_AGO)

    assert Area.objects.count() == 6
