"""The one page of a housing area."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.areas.models import AreaName, AreaPart
from bybalance.web.lists import services as list_services
from bybalance.web.programme import services as programme_services

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db: None) -> None:
    list_services.load_published_lists()
    programme_services.load_campaign(now=factories.LONG_AGO)


def test_an_area_on_no_list_has_a_page(resident: Client, loaded: None) -> None:
    page = resident.get("/omraader/vaerebro-park/").content.decode()

    for words in ("Værebro Park", "Værebroparken", "Gladsaxe Kommune", "DAB", "By i balance"):
        assert words in page
    assert "De lister, vi kender, nævner det ikke." in page
    assert "Liste for liste" not in page


def test_a_composite_area_shows_parts_and_five_housing_organisations(
    resident: Client, loaded: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        page = resident.get(
            "/omraader/taastrupgaard-gadehavegaard-charlottekvarteret/"
        ).content.decode()

    for part in ("taastrupgaard", "gadehavegaard", "charlottekvarteret"):
        assert f"/omraader/{part}/" in page
    for name in ("KAB", "AKB Taastrup", "DFB", "VIBO", "DOMEA"):
        assert name in page


def test_a_part_leads_to_the_whole_and_its_campaign(resident: Client, loaded: None) -> None:
    page = resident.get("/omraader/gadehavegaard/").content.decode()

    assert "/omraader/taastrupgaard-gadehavegaard-charlottekvarteret/" in page
    assert "/program/by-i-balance/" in page
    assert "Historie" in page  # it has been on lists as well


def test_an_invented_area_says_so(resident: Client) -> None:
    area = factories.AreaFactory.create(area_id="balby-nord", is_invented=True)
    AreaName.objects.create(area=area, name="Nordby")

    page = resident.get("/omraader/balby-nord/").content.decode()

    assert "opdigtet" in page
    assert "Nordby" in page


def test_a_draft_of_the_area_does_not_leak(client: Client, stranger: User) -> None:
    area = factories.AreaFactory.create(area_id="balby-nord")
    factories.NodeFactory.create(name_da="KANARIEFUGL", is_published=False, areas=[area])
    client.force_login(stranger)

    assert "KANARIEFUGL" not in client.get("/omraader/balby-nord/").content.decode()


def test_what_was_removed_is_not_shown(resident: Client) -> None:
    whole = factories.AreaFactory.create(area_id="balby-nord")
    part = factories.AreaFactory.create(name="Fjernet bebyggelse")
    AreaPart.objects.create(whole=whole, part=part, removed_at=factories.LONG_AGO)

    assert "Fjernet bebyggelse" not in resident.get("/omraader/balby-nord/").content.decode()


def test_an_area_of_the_lists_has_a_page_before_it_is_loaded(resident: Client) -> None:
    assert "Vollsmose" in resident.get("/omraader/vollsmose/").content.decode()


def test_an_officer_is_led_to_the_work(client: Client, programme_officer: User) -> None:
    factories.AreaFactory.create(area_id="balby-nord")
    client.force_login(programme_officer)

    assert "/omraader/balby-nord/arbejde/" in client.get("/omraader/balby-nord/").content.decode()
