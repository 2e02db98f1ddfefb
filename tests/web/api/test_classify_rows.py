from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bybalance.web.api import schemas
from bybalance.web.lists.models import SavedClassification

pytestmark = pytest.mark.django_db

ADDRESS = "/api/classify"
PARKVEJ = {
    "area": "Parkvej",
    "list_date": "2023-12-01",
    "resident_count": 1040,
    "outside_labour_market_pct": 30.2,
    "non_western_pct": "35.7",
    "convicted_pct": 2.28,
    "basic_education_pct": 58.1,
    "income_pct": 59.3,
    "aged_18_64_count": 700,
}


def send(client: Client, body: Any, query: str = "") -> HttpResponse:
    return client.post(f"{ADDRESS}{query}", data=json.dumps(body), content_type="application/json")


def problems(answer: HttpResponse) -> list[tuple[int | None, str | None]]:
    assert answer.status_code == 422
    return [(item["row"], item["column"]) for item in json.loads(answer.content)["problems"]]


class TestClassifyRows:
    def test_it_gives_verdicts_margins_and_reasons(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(12):
            answer = send(resident, {"rows": [PARKVEJ]}, "?language=en").json()

        [row] = answer["rows"]
        assert row["area_id"] == "parkvej"
        assert row["categories"]["prevention_area"] == "met"
        assert row["criteria"]["outside_labour_market"] == {
            "verdict": "not_met",
            "margin": -9.8,
            "margin_persons": -68.6,
        }
        [reason] = [
            item["reason"]
            for item in row["explained"]["criteria"]
            if item["criterion"]["id"] == "size"
        ]
        assert reason.startswith("Number of residents: 1,040")
        assert answer["provenance"]["rule_versions"] == ["2021"]

    def test_it_answers_as_the_schema_says_and_stores_nothing(self, resident: Client) -> None:
        answer = send(resident, {"rows": [PARKVEJ]})

        assert schemas.ClassifiedTable.model_validate(answer.json()).rows
        assert SavedClassification.objects.count() == 0
        assert "Cache-Control" not in answer

    def test_a_program_needs_neither_cookie_nor_token(self) -> None:
        program = Client(enforce_csrf_checks=True)

        answer = send(program, {"rows": [PARKVEJ]})

        assert answer.status_code == 200
        assert not program.cookies

    def test_it_applies_the_rules_asked_for(self, resident: Client) -> None:
        answer = send(resident, {"rows": [PARKVEJ], "rules": "2010"}).json()

        assert answer["rows"][0]["rule_version"] == "2010"

    def test_it_applies_a_threshold_that_the_reader_knows(self, resident: Client) -> None:
        met = send(resident, {"rows": [PARKVEJ], "convicted_threshold_pct": "2.28"}).json()
        unmet = send(resident, {"rows": [PARKVEJ], "convicted_threshold_pct": "2.29"}).json()

        assert met["rows"][0]["criteria"]["convicted"]["verdict"] == "met"
        assert unmet["rows"][0]["criteria"]["convicted"]["verdict"] == "not_met"

    def test_the_list_date_may_stand_once_for_all_rows(self, resident: Client) -> None:
        rows = [{"area": "Balby Vest"}, {"area": "Balby Øst"}]

        answer = send(resident, {"rows": rows, "list_date": "2022-12-01"}).json()

        assert [row["list_date"] for row in answer["rows"]] == ["2022-12-01"] * 2
        assert {row["categories"]["vulnerable_area"] for row in answer["rows"]} == {"unknown"}

    def test_it_names_every_problem_of_shape_at_once(self, resident: Client) -> None:
        rows = [
            {**PARKVEJ, "convicted_pct": 101, "resident_count": -1},
            {**PARKVEJ, "resident_count": True, "persons": 5},
            {"list_date": "2023-13-01"},
        ]

        answer = send(resident, {"rows": rows, "rules": "1999", "years": 0})

        assert sorted(problems(answer), key=str) == sorted(
            [
                (1, "convicted_pct"),
                (1, "resident_count"),
                (2, "resident_count"),
                (2, "persons"),
                (3, "area"),
                (3, "list_date"),
                (None, "rules"),
                (None, "years"),
            ],
            key=str,
        )

    @pytest.mark.parametrize("name", ["Park\x00vej", "Park\nvej", "\x1b[2JParkvej"])
    @pytest.mark.parametrize("column", ["area", "municipality"])
    def test_a_name_holds_no_control_characters(
        self, resident: Client, name: str, column: str
    ) -> None:
        answer = send(resident, {"rows": [{**PARKVEJ, column: name}]})

        assert problems(answer) == [(1, column)]

    def test_it_names_every_problem_between_rows_at_once(self, resident: Client) -> None:
        rows = [
            PARKVEJ,
            {"area": "Uden dato"},
            {"area": "For tidlig", "list_date": "1999-12-01"},
            {**PARKVEJ, "area": " PARKVEJ "},
            {"area": "Åby", "list_date": "2023-12-01"},
            {"area": "A\u030aBY", "list_date": "2023-12-01"},
        ]

        answer = send(resident, {"rows": rows}, "?language=en")

        assert problems(answer) == [
            (2, "list_date"),
            (3, "list_date"),
            (4, "area"),
            (6, "area"),
        ]

    @pytest.mark.parametrize(
        "figure", ["NaN", "Infinity", "1e400", "", "40,1", "1_0", "٤٠", [], {}]
    )
    def test_it_refuses_what_is_no_percentage(self, resident: Client, figure: Any) -> None:
        answer = send(resident, {"rows": [{**PARKVEJ, "non_western_pct": figure}]})

        assert problems(answer)[0] == (1, "non_western_pct")

    @pytest.mark.parametrize("body", [{}, [], None, {"rows": []}, {"rows": {}}, {"row": [PARKVEJ]}])
    def test_it_refuses_a_body_of_another_shape(self, resident: Client, body: Any) -> None:
        assert send(resident, body).status_code == 422

    def test_it_refuses_more_than_5000_rows(self, resident: Client) -> None:
        rows = [{"area": f"Område {number}"} for number in range(5001)]

        answer = send(resident, {"rows": rows, "list_date": "2023-12-01"}, "?explain=false")

        assert problems(answer) == [(None, "rows")]

    def test_it_explains_at_most_500_rows_and_says_how_to_get_the_rest(
        self, resident: Client
    ) -> None:
        rows = [{"area": f"Område {number}"} for number in range(501)]
        body = {"rows": rows, "list_date": "2023-12-01"}

        refused = send(resident, body)
        answer = send(resident, body, "?explain=false")

        assert "explain=false" in refused.json()["problems"][0]["text"]
        assert refused.status_code == 422
        assert len(answer.json()["rows"]) == 501
        assert answer.json()["rows"][0]["explained"] is None

    @pytest.mark.parametrize("body", ["{", "rows", b"\xff\xfe", "[" * 50_000])
    def test_it_refuses_what_is_no_json(self, resident: Client, body: str | bytes) -> None:
        answer = resident.post(ADDRESS, data=body, content_type="application/json")

        assert answer.status_code == 400
        assert answer.json()["problems"]

    def test_it_refuses_a_body_over_5_mb(self, resident: Client) -> None:
        body = json.dumps({"rows": [{"area": "x" * 6_000_000}]})

        answer = resident.post(ADDRESS, data=body, content_type="application/json")

        assert answer.status_code == 400

    @pytest.mark.parametrize("method", ["get", "put", "delete"])
    def test_it_answers_to_post_alone(self, resident: Client, method: str) -> None:
        assert getattr(resident, method)(ADDRESS).status_code == 405
