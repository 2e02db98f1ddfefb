from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, text_of

from bybalance.lists.published import published_lists

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/om/", "/om/kilder/", "/om/tilgaengelighed/", "/om/privatliv/",
    "/en/about/", "/en/about/sources/", "/en/about/accessibility/", "/en/about/privacy/",
]  # fmt: skip


class TestAbout:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_it_is_read_with_few_queries(
        self,
        resident: Client,
        django_assert_max_num_queries: DjangoAssertNumQueries,
        address: str,
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            page = resident.get(address)

        assert page.status_code == 200
        language = "en" if address.startswith("/en/") else "da"
        assert f'<html lang="{language}"' in page.content.decode()

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_it_rejects_post(self, resident: Client, address: str) -> None:
        assert resident.post(address).status_code == 405

    def test_every_list_is_in_the_table_of_sources(self, resident: Client) -> None:
        text = text_of(resident.get("/om/kilder/"))

        for edition in published_lists().editions:
            assert str(edition.list_date.year) in text

    def test_the_open_points_of_law_are_told(self, resident: Client) -> None:
        text = text_of(resident.get("/en/about/sources/"))

        for doubt in published_lists().book.doubts.values():
            assert doubt.question["en"] in text
