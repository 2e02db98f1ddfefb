from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, table_rows, text_of

from bybalance.lists.published import published_lists

pytestmark = pytest.mark.django_db

ADDRESS = "/lister/omraader/"
CAPTION = "Områder, der har været på en liste"


class TestAreas:
    def test_it_shows_every_area(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            page = resident.get(ADDRESS)

        assert len(table_rows(page, CAPTION)) == len(published_lists().areas) + 1

    @pytest.mark.parametrize("search", ["vollsmose", "VOLLSMOSE", "odense"])
    def test_it_finds_by_name_and_municipality(self, resident: Client, search: str) -> None:
        rows = table_rows(resident.get(ADDRESS, {"search": search}), CAPTION)

        assert any(row[0].startswith("Vollsmose") for row in rows)
        assert len(rows) < len(published_lists().areas)

    @pytest.mark.parametrize("search", ["Balby", "%_*", "💥", "\\"])
    def test_it_says_when_nothing_is_found(self, resident: Client, search: str) -> None:
        page = resident.get(ADDRESS, {"search": search})

        assert page.status_code == 200
        assert "Ingen områder at vise" in text_of(page)

    @pytest.mark.parametrize("search", ["\0", "x" * 81])
    def test_a_search_that_cannot_be_shows_every_area(self, resident: Client, search: str) -> None:
        page = resident.get(ADDRESS, {"search": search})

        assert len(table_rows(page, CAPTION)) == len(published_lists().areas) + 1

    def test_it_rejects_post(self, resident: Client) -> None:
        assert resident.post(ADDRESS).status_code == 405
