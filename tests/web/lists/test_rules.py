from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, table_rows, text_of

pytestmark = pytest.mark.django_db


class TestRules:
    @pytest.mark.parametrize(
        "address",
        ["/lister/regler/", "/en/lists/rules/", "/lister/regler/2010/", "/lister/regler/2014/",
         "/lister/regler/2018/", "/lister/regler/2021/", "/en/lists/rules/2018/"],
    )  # fmt: skip
    def test_it_shows_a_version_with_few_queries(
        self,
        resident: Client,
        django_assert_max_num_queries: DjangoAssertNumQueries,
        address: str,
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            assert resident.get(address).status_code == 200

    def test_each_criterion_has_threshold_and_source(self, resident: Client) -> None:
        text = text_of(resident.get("/en/lists/rules/2021/"))

        assert "Residents: at least 1,000 persons" in text
        assert "share outside the labour market: more than 40 %" in text
        assert "share convicted: at least 3 times the national average" in text
        assert "Source: Almenboligloven § 61 a" in text

    def test_the_doubts_are_shown(self, resident: Client) -> None:
        assert "tvivl" in text_of(resident.get("/lister/regler/2021/")).casefold()

    @pytest.mark.parametrize("version", ["1999", "2022", "newest", "x" * 900])
    def test_it_does_not_know_another_version(self, resident: Client, version: str) -> None:
        assert resident.get(f"/lister/regler/{version}/").status_code == 404

    def test_it_rejects_post(self, resident: Client) -> None:
        assert resident.post("/lister/regler/2021/").status_code == 405


class TestCompareRules:
    def test_it_shows_the_reform_of_2021(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            page = resident.get("/en/lists/rules/compare/?one=2018&other=2021")

        rows = table_rows(page, "Categories")
        changed = {row[0]: row[3] for row in rows[1:]}
        assert changed["Vulnerable areas"] == "no"
        assert changed["Prevention areas"] == "yes"

    def test_a_version_does_not_differ_from_itself(self, resident: Client) -> None:
        page = resident.get("/en/lists/rules/compare/?one=2018&other=2018")

        assert {row[3] for row in table_rows(page, "Criteria")[1:]} == {"no"}

    @pytest.mark.parametrize("query", ["one=1999&other=2018", "one=&other=2018", "one=%00"])
    def test_it_refuses_a_version_that_does_not_exist(self, resident: Client, query: str) -> None:
        assert resident.get(f"/lister/regler/sammenlign/?{query}").status_code == 400

    def test_it_rejects_post(self, resident: Client) -> None:
        assert resident.post("/lister/regler/sammenlign/").status_code == 405
