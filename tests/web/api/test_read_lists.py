from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bybalance import __version__
from bybalance.lists.published import published_lists

pytestmark = pytest.mark.django_db

MAX_QUERIES = 12


class TestAllLists:
    def test_it_answers_every_list_with_its_coverage(self, resident: Client) -> None:
        answer = resident.get("/api/lists").json()

        assert [item["list_date"] for item in answer["lists"]] == [
            edition.list_date.isoformat() for edition in published_lists().editions
        ]
        newest = answer["lists"][-1]["coverage"][0]
        assert set(newest) == {
            "category", "found_count", "official_count", "is_complete", "source_url", "note",
        }  # fmt: skip

    def test_it_carries_licence_sources_and_versions(self, resident: Client) -> None:
        provenance = resident.get("/api/lists").json()["provenance"]

        assert "MIT" in provenance["licence"]
        assert provenance["sources"]
        assert provenance["rule_versions"] == ["2010", "2014", "2018", "2021"]
        assert provenance["code_version"] == __version__

    def test_it_speaks_danish_unless_asked_for_english(self, resident: Client) -> None:
        danish = resident.get("/api/lists").json()["lists"][-1]["coverage"][0]
        english = resident.get("/api/lists?language=en").json()["lists"][-1]["coverage"][0]

        assert danish["category"] == {"id": "vulnerable_area", "name": "udsat boligområde"}
        assert english["category"] == {"id": "vulnerable_area", "name": "vulnerable area"}

    def test_it_may_be_kept_and_asked_for_again(self, resident: Client) -> None:
        first = resident.get("/api/lists")

        again = resident.get("/api/lists", headers={"if-none-match": first["ETag"]})

        assert first["Cache-Control"] == "public, max-age=3600"
        assert (again.status_code, again.content) == (304, b"")

    def test_it_refuses_another_language(self, resident: Client) -> None:
        answer = resident.get("/api/lists?language=sv")

        assert answer.status_code == 422
        assert answer.json()["problems"][0]["column"] == "language"
        assert "Cache-Control" not in answer

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_it_rejects_any_writing(self, resident: Client, method: str) -> None:
        assert getattr(resident, method)("/api/lists").status_code == 405


class TestOneList:
    def test_it_answers_every_row_with_figures_and_source(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            answer = resident.get("/api/lists/2023-12-01").json()

        rows = {row["area"]["area_id"]: row for row in answer["rows"]}
        assert len(rows) == len(answer["rows"]) > 10
        parkvej = rows["parkvej"]
        assert parkvej["area"]["municipality"]["name"] == "Høje-Taastrup"
        assert parkvej["figures"]["resident_count"] == 1040
        assert parkvej["figures"]["convicted_pct"] == 2.28
        assert parkvej["figures"]["non_western_pct"] == 35.7
        assert parkvej["basis"] == "listed"
        assert parkvej["source_url"].startswith("https://")
        assert parkvej["source_url"] in answer["provenance"]["sources"]

    @pytest.mark.parametrize("day", ["2023-12-02", "1999-12-01", "9999-12-31"])
    def test_it_does_not_know_a_list_that_never_came_out(self, resident: Client, day: str) -> None:
        answer = resident.get(f"/api/lists/{day}?language=en")

        assert answer.status_code == 404
        assert "There is no list of" in answer.json()["problems"][0]["text"]

    @pytest.mark.parametrize("day", ["2023-13-01", "newest", "%00", "2023-12-01' --", "é" * 500])
    def test_it_refuses_what_is_no_date(self, resident: Client, day: str) -> None:
        answer = resident.get(f"/api/lists/{day}")

        assert answer.status_code == 422
        assert answer.json()["problems"][0]["column"] == "list_date"
