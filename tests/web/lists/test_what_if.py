from __future__ import annotations

import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/lister/hvad-nu-hvis/"
ENGLISH = "/en/lists/what-if/"
PARKVEJ = {"area": "parkvej", "list_date": "2023-12-01"}
FIGURES = {
    "list_date": "2023-12-01",
    "resident_count": "1040",
    "outside_labour_market_pct": "30,2",
    "non_western_pct": "35,7",
    "convicted_pct": "2,28",
    "basic_education_pct": "58,1",
    "income_pct": "59,3",
}


def typed(answer: HttpResponse) -> dict[str, str]:
    """The fields of the form as they are filled in."""
    inputs = re.findall(r"<input[^>]*>", answer.content.decode())
    pairs = [(re.search(r'name="([^"]*)"', item), re.search(r'value="([^"]*)"', item))
             for item in inputs]  # fmt: skip
    return {name[1]: html.unescape(value[1]) if value else "" for name, value in pairs if name}


class TestWhatIf:
    @pytest.mark.parametrize("address", [ADDRESS, ENGLISH])
    def test_it_starts_with_an_empty_question(self, resident: Client, address: str) -> None:
        page = resident.get(address)

        assert page.status_code == 200
        assert typed(page)["resident_count"] == ""

    def test_it_fills_in_the_published_figures_of_an_area(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            page = resident.get(ENGLISH, PARKVEJ)

        assert typed(page)["resident_count"] == "1040"
        assert typed(page)["convicted_pct"].replace(",", ".") == "2.28"
        assert "prevention area" in text_of(page)
        assert "Nothing changes." in text_of(page)

    @pytest.mark.parametrize("residents", ["1.040", "1,040", "1 040", "1\u202f040", "1040"])
    def test_thousands_may_be_marked(self, resident: Client, residents: str) -> None:
        page = resident.get(ENGLISH, {**PARKVEJ, **FIGURES, "resident_count": residents})

        assert "Enter a whole number" not in text_of(page)
        assert "prevention area" in text_of(page)

    @pytest.mark.parametrize("field", ["resident_count", "non_western_pct"])
    @pytest.mark.parametrize("typed_text", ["٤٠", "4_0", "4e1", "1.04", "x"])
    def test_only_plain_numbers_are_read(
        self, resident: Client, field: str, typed_text: str
    ) -> None:
        page = resident.get(ENGLISH, {**PARKVEJ, **FIGURES, field: typed_text})

        is_a_share = field == "non_western_pct" and typed_text == "1.04"
        assert ("form-error" in page.content.decode()) is not is_a_share

    def test_the_address_holds_the_whole_question(self, resident: Client) -> None:
        first = resident.get(ENGLISH, {**PARKVEJ, **FIGURES, "non_western_pct": "61"})

        again = resident.get(ENGLISH, typed(first))

        assert "61 % Non-western origin" in text_of(first)
        assert text_of(again) == text_of(first)

    def test_a_figure_that_the_address_names_replaces_the_published_one(
        self, resident: Client
    ) -> None:
        page = resident.get(ENGLISH, {**PARKVEJ, "convicted_pct": "2.40"})

        assert typed(page)["convicted_pct"] == "2.40"
        assert typed(page)["resident_count"] == "1040"

    def test_an_emptied_field_stays_empty(self, resident: Client) -> None:
        page = resident.get(ADDRESS, {**PARKVEJ, **FIGURES, "convicted_pct": ""})

        assert typed(page)["convicted_pct"] == ""
        assert page.status_code == 200

    @pytest.mark.parametrize("written", ["40,1", "40.1", " 40,1 % ", "40,10"])
    def test_it_reads_a_percentage_as_people_write_it(self, resident: Client, written: str) -> None:
        page = resident.get(ENGLISH, {**FIGURES, "outside_labour_market_pct": written})

        assert "40.1\u202f%" in page.content.decode()

    @pytest.mark.parametrize(
        ("written", "words"),
        [("40", "not met That is exactly at"), ("40,0000000001", "met That is 0.0000000001")],
    )
    def test_it_compares_unrounded(self, resident: Client, written: str, words: str) -> None:
        page = resident.get(ENGLISH, {**FIGURES, "outside_labour_market_pct": written})

        criterion = text_of(page).split("threshold > 40 %. > 40 % ")[1]
        assert criterion.startswith(words)

    def test_another_rule_version_shows_what_changes(self, resident: Client) -> None:
        page = resident.get(ENGLISH, {**PARKVEJ, "rules": "2018"})

        assert page.status_code == 200
        assert "no such category" in text_of(page)

    @pytest.mark.parametrize(("threshold", "changes"), [("2,28", True), ("2,35", False)])
    def test_a_threshold_that_the_reader_knows_is_applied(
        self, resident: Client, threshold: str, changes: bool
    ) -> None:
        page = resident.get(ENGLISH, {**PARKVEJ, "convicted_threshold_pct": threshold})

        assert ("Nothing changes." not in text_of(page)) == changes

    def test_the_four_year_rule_can_be_asked_for(self, resident: Client) -> None:
        met = {**FIGURES, "non_western_pct": "61", "convicted_pct": "9",
               "outside_labour_market_pct": "45", "basic_education_pct": "70",
               "lists_before": "3"}  # fmt: skip

        five = text_of(resident.get(ENGLISH, met))
        four = text_of(resident.get(ENGLISH, {**met, "years": "4"}))

        assert "Transformation area: no" in five
        assert "transformation areas" in four.split("Rules:")[0]

    def test_an_area_that_is_not_known_is_no_area(self, resident: Client) -> None:
        page = resident.get(ADDRESS, {**FIGURES, "area": "balby"})

        assert page.status_code == 200

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("list_date", "garbage"),
            ("list_date", ""),
            ("list_date", "\0"),
            ("list_date", "1999-12-01"),
            ("list_date", "9999-12-31"),
            ("list_date", "2023-02-30"),
            ("resident_count", "-1"),
            ("resident_count", "9" * 5000),
            ("resident_count", "1e3"),
            ("non_western_pct", "101"),
            ("non_western_pct", "-0,1"),
            ("non_western_pct", "NaN"),
            ("non_western_pct", "Infinity"),
            ("non_western_pct", "1e999999999"),
            ("non_western_pct", "1e-999999999"),
            ("non_western_pct", "0e999999999"),
            ("convicted_threshold_pct", "0e999999999"),
            ("non_western_pct", "0," + "3" * 400),
            ("non_western_pct", "40,1,2"),
            ("non_western_pct", "💥"),
            ("non_western_pct", "\0"),
            ("rules", "1999"),
            ("years", "0"),
            ("years", "21"),
            ("lists_before", "-1"),
            ("convicted_threshold_pct", "x"),
            ("area", "x" * 81),
            ("area", "\0"),
        ],
    )
    def test_it_refuses_what_cannot_be(self, resident: Client, field: str, value: str) -> None:
        page = resident.get(ADDRESS, {**FIGURES, field: value})

        assert page.status_code == 400

    def test_it_escapes_what_it_shows_again(self, resident: Client) -> None:
        page = resident.get(ADDRESS, {**FIGURES, "non_western_pct": '"><script>alert(1)</script>'})

        assert "<script>alert" not in page.content.decode()

    def test_it_rejects_post(self, resident: Client) -> None:
        assert resident.post(ADDRESS, FIGURES).status_code == 405
