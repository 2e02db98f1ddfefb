from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, text_of

pytestmark = pytest.mark.django_db


class TestFront:
    @pytest.mark.parametrize(("address", "language"), [("/", "da"), ("/en/", "en")])
    def test_it_shows_four_numbers_with_few_queries(
        self,
        resident: Client,
        django_assert_max_num_queries: DjangoAssertNumQueries,
        address: str,
        language: str,
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            page = resident.get(address)

        assert page.status_code == 200
        content = page.content.decode()
        assert f'<html lang="{language}"' in content
        assert content.count('class="key-figure') >= 4

    def test_it_leads_to_the_lists(self, resident: Client) -> None:
        assert 'href="/lister/' in resident.get("/").content.decode()
        assert 'href="/en/lists/' in resident.get("/en/").content.decode()

    def test_the_numbers_are_those_of_the_newest_list_with_counts(self, resident: Client) -> None:
        assert "2024" in text_of(resident.get("/"))

    def test_it_asks_no_other_host_for_anything(self, resident: Client) -> None:
        content = resident.get("/").content.decode()

        assert 'src="http' not in content
        assert "<style" not in content
        assert "style=" not in content

    def test_it_answers_head_and_rejects_post(self, resident: Client) -> None:
        assert resident.head("/").status_code == 200
        assert resident.post("/").status_code == 405
