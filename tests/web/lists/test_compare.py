from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, table_rows, text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/lister/sammenlign/"


class TestCompare:
    def test_it_starts_with_the_last_two_complete_lists(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            page = resident.get(ADDRESS)

        assert page.status_code == 200
        assert "Kom på listen" in text_of(page)

    def test_it_names_who_went_off_and_who_came_on(self, resident: Client) -> None:
        page = resident.get(f"{ADDRESS}?earlier=2018-12-01&later=2019-12-01")

        assert page.status_code == 200
        came_on = {row[0] for row in table_rows(page, "Kom på listen")[1:]}
        went_off = {row[0] for row in table_rows(page, "Gik af listen")[1:]}
        assert came_on == {"Karlemoseparken", "Korskærparken"}
        assert went_off == {"Charlotteager", "Ellekonebakken", "Gadelandet/Husumgård"}

    def test_it_says_so_when_the_rules_changed_between_the_lists(self, resident: Client) -> None:
        page = resident.get("/en/lists/compare/?earlier=2020-12-01&later=2021-12-01")

        assert "follow different rules" in text_of(page)

    @pytest.mark.parametrize(
        "query",
        [
            "earlier=2019-12-01&later=2018-12-01",
            "earlier=2019-12-01&later=2019-12-01",
            "earlier=1999-12-01&later=2019-12-01",
            "earlier=%00&later=2019-12-01",
            "earlier=2018-12-01&later=2019-12-01&lineage=nothing",
            "earlier=&later=",
        ],
    )
    def test_it_refuses_lists_that_cannot_be_compared(self, resident: Client, query: str) -> None:
        assert resident.get(f"{ADDRESS}?{query}").status_code == 400

    def test_it_rejects_post(self, resident: Client) -> None:
        assert resident.post(ADDRESS).status_code == 405
