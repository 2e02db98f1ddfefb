from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bybalance.lists.published import published_lists

pytestmark = pytest.mark.django_db

MAX_QUERIES = 12


class TestAllAreas:
    def test_it_answers_every_area_once(self, resident: Client) -> None:
        areas = resident.get("/api/areas").json()["areas"]

        assert [area["area_id"] for area in areas] == list(published_lists().areas)

    def test_it_tells_when_an_area_was_first_and_last_listed(self, resident: Client) -> None:
        areas = {area["area_id"]: area for area in resident.get("/api/areas").json()["areas"]}

        vollsmose = areas["vollsmose"]
        assert vollsmose["municipality"]["code"] == "461"
        assert vollsmose["first_listed_on"] < vollsmose["last_listed_on"]
        assert vollsmose["listed_count"] > 5


class TestOneArea:
    def test_it_answers_the_history_and_explains_each_row_with_figures(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            answer = resident.get("/api/areas/parkvej?language=en").json()

        assert len(answer["history"]) == len(published_lists().editions)
        [row] = [item for item in answer["listings"] if item["list_date"] == "2023-12-01"]
        verdicts = {item["category"]["id"]: item for item in row["verdict"]["categories"]}
        assert verdicts["prevention_area"]["verdict"] == "met"
        assert verdicts["vulnerable_area"]["verdict"] == "not_met"
        assert "0 of 4 criteria are met" in verdicts["vulnerable_area"]["reason"]
        size = row["verdict"]["criteria"][0]
        assert (size["unit"], size["figure"], size["threshold"], size["operator"]) == (
            "persons", 1040, 1000, "≥",
        )  # fmt: skip
        assert (size["margin"], size["margin_persons"]) == (40, 40)

    def test_a_row_without_figures_has_no_verdict(self, resident: Client) -> None:
        listings = resident.get("/api/areas/vollsmose").json()["listings"]

        without = [row for row in listings if set(row["figures"].values()) == {None}]
        assert without
        assert {row["verdict"] for row in without} == {None}

    def test_it_finds_an_area_by_name(self, resident: Client) -> None:
        assert resident.get("/api/areas/VOLLSMOSE").json()["area_id"] == "vollsmose"

    def test_it_suggests_near_names(self, resident: Client) -> None:
        answer = resident.get("/api/areas/vollsmosse?language=en")

        assert answer.status_code == 404
        assert "Did you mean Vollsmose (Odense)?" in answer.json()["problems"][0]["text"]

    @pytest.mark.parametrize("name", ["%00", "æøå" * 300, "💥", "' OR 1=1 --"])
    def test_it_does_not_know_nonsense(self, resident: Client, name: str) -> None:
        assert resident.get(f"/api/areas/{name}").status_code == 404
