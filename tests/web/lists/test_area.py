from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, text_of

from bybalance.lists.published import published_lists

pytestmark = pytest.mark.django_db


class TestArea:
    @pytest.mark.parametrize(
        ("address", "words"),
        [
            ("/omraader/vollsmose/", ("Vollsmose", "Odense", "Historie")),
            ("/en/areas/vollsmose/", ("Vollsmose", "Odense", "History")),
            ("/omraader/parkvej/", ("forebyggelsesområde", "1.040")),
            ("/en/areas/parkvej/", ("prevention area", "1,040")),
        ],
    )
    def test_it_shows_history_and_verdicts_with_few_queries(
        self,
        resident: Client,
        django_assert_max_num_queries: DjangoAssertNumQueries,
        address: str,
        words: tuple[str, ...],
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            page = resident.get(address)

        assert page.status_code == 200
        for word in words:
            assert word in text_of(page)

    @pytest.mark.parametrize("area_id", published_lists().areas)
    def test_every_area_has_a_page(self, resident: Client, area_id: str) -> None:
        page = resident.get(f"/omraader/{area_id}/")

        assert page.status_code == 200
        assert published_lists().areas[area_id].name in text_of(page)

    @pytest.mark.parametrize("area_id", ["balby", "0", "x" * 900, "__proto__"])
    def test_it_does_not_know_another_area(self, resident: Client, area_id: str) -> None:
        assert resident.get(f"/omraader/{area_id}/").status_code == 404

    def test_it_rejects_post(self, resident: Client) -> None:
        assert resident.post("/omraader/vollsmose/").status_code == 405

    def test_the_address_it_had_among_the_lists_leads_on_for_good(self, resident: Client) -> None:
        page = resident.get("/lister/omraader/vollsmose/")

        assert (page.status_code, page["Location"]) == (301, "/omraader/vollsmose/")
