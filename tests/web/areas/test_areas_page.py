"""Every housing area in one list."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web import factories

from bybalance.web.areas.models import AreaName

pytestmark = pytest.mark.django_db


def test_it_is_searched_by_name_other_name_town_and_municipality(
    resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.AreaFactory.create_batch(60)
    area = factories.AreaFactory.create(name="Søbredden", town="Balby Strand")
    AreaName.objects.create(area=area, name="Gåsekæret")

    with django_assert_max_num_queries(12):
        first = resident.get("/omraader/").content.decode()

    assert "61 boligområder." in first
    assert "page=2" in first
    for search in ("søbred", "gåse", "strand"):
        page = resident.get("/omraader/", {"search": search, "municipality": "999"})
        assert "1 boligområde." in page.content.decode()


@pytest.mark.parametrize("query", ["municipality=banan", "page=-1", "search=" + "x" * 300])
def test_a_strange_question_is_answered(resident: Client, query: str) -> None:
    assert resident.get(f"/en/areas/?{query}").status_code == 200
