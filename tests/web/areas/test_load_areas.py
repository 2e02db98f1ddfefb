from __future__ import annotations

import dataclasses

import pytest

from bybalance.lists.published import published_lists
from bybalance.web.accounts.models import User
from bybalance.web.areas import permissions, services
from bybalance.web.areas.models import Area, Municipality
from bybalance.web.lists import services as lists_services

pytestmark = pytest.mark.django_db


class TestLoadAreas:
    def test_it_brings_every_area_of_the_published_lists(self) -> None:
        loaded = lists_services.load_published_lists()

        published = published_lists()
        assert loaded.area_count == Area.objects.count() == len(published.areas)
        assert set(Area.objects.values_list("area_id", flat=True)) == set(published.areas)
        vollsmose = Area.objects.get(area_id="vollsmose")
        assert (vollsmose.municipality.code, vollsmose.municipality.region) == ("461", "Syddanmark")

    def test_a_second_load_changes_nothing(self) -> None:
        lists_services.load_published_lists()
        keys = set(Area.objects.values_list("pk", "area_id"))

        again = lists_services.load_published_lists()

        assert again.changed_count == 0
        assert set(Area.objects.values_list("pk", "area_id")) == keys

    def test_a_new_name_corrects_the_row_that_others_refer_to(self) -> None:
        lists_services.load_published_lists()
        before = Area.objects.get(area_id="vollsmose")
        renamed = dataclasses.replace(published_lists().areas["vollsmose"], name="Balby Nord")

        loaded = services.load_areas([renamed])

        after = Area.objects.get(area_id="vollsmose")
        assert (loaded.changed_count, after.pk, after.name) == (1, before.pk, "Balby Nord")

    def test_an_area_that_is_left_out_stays(self) -> None:
        lists_services.load_published_lists()

        services.load_areas([])

        assert Area.objects.count() == len(published_lists().areas)

    def test_a_corrected_municipality_keeps_its_areas(self) -> None:
        lists_services.load_published_lists()
        area = published_lists().areas["vollsmose"]
        moved = dataclasses.replace(area.municipality, name="Balby Kommune")

        services.load_areas([dataclasses.replace(area, municipality=moved)])

        assert Municipality.objects.get(code="461").name == "Balby Kommune"
        assert Municipality.objects.get(code="461").areas.filter(area_id="vollsmose").exists()


def test_areas_and_municipalities_are_public(stranger: User) -> None:
    lists_services.load_published_lists()

    assert permissions.areas.visible_to(stranger).count() == len(published_lists().areas)
    assert permissions.municipalities.get(stranger, code="461").name == "Odense"
