from __future__ import annotations

import itertools

import pytest
from django.test import Client

from bybalance.lists.published import published_lists

pytestmark = pytest.mark.django_db


class TestAllRules:
    def test_it_answers_the_versions_and_their_periods(self, resident: Client) -> None:
        versions = resident.get("/api/rules?language=en").json()["versions"]

        assert [item["id"] for item in versions] == ["2010", "2014", "2018", "2021"]
        assert [item["lists_until"] for item in versions][-1] is None
        for earlier, later in itertools.pairwise(versions):
            assert earlier["lists_until"] == later["lists_from"]


class TestOneRuleVersion:
    @pytest.mark.parametrize("version_id", ["2010", "2014", "2018", "2021"])
    def test_every_number_has_its_source(self, resident: Client, version_id: str) -> None:
        answer = resident.get(f"/api/rules/{version_id}").json()

        parts = [answer, *answer["criteria"], *answer["categories"], *answer["doubts"]]
        for part in parts:
            assert part["source"]["url"].startswith("http")
            assert part["source"]["section"]
            assert part["source"]["checked_on"] >= "2024-01-01"

    def test_it_answers_the_thresholds_of_the_law(self, resident: Client) -> None:
        answer = resident.get("/api/rules/2021").json()

        criteria = {item["criterion"]["id"]: item for item in answer["criteria"]}
        assert criteria["size"]["thresholds"] == [1000]
        assert criteria["outside_labour_market"]["thresholds"] == [40]
        assert criteria["outside_labour_market"]["operators"][0] == ">"
        assert criteria["convicted"]["thresholds"] == []
        assert criteria["convicted"]["multiple_of_national_average"] == 3

    def test_it_shows_the_doubts_that_anything_names(self, resident: Client) -> None:
        answer = resident.get("/api/rules/2021?language=en").json()

        named = {doubt for part in [*answer["criteria"], *answer["categories"]]
                 for doubt in part["doubts"]}  # fmt: skip
        assert named <= {doubt["id"] for doubt in answer["doubts"]}
        assert all(doubt["question"] and doubt["treatment"] for doubt in answer["doubts"])

    def test_it_does_not_know_another_version(self, resident: Client) -> None:
        answer = resident.get("/api/rules/1999?language=en")

        assert answer.status_code == 404
        assert "choose one of 2010, 2014, 2018, 2021" in answer.json()["problems"][0]["text"]


class TestThresholds:
    def test_it_answers_every_row_of_the_rule_book(self, resident: Client) -> None:
        rows = resident.get("/api/thresholds").json()["thresholds"]

        book = published_lists().book
        assert len(rows) == len(book.thresholds)
        for row, known in zip(rows, book.thresholds, strict=True):
            expected = None if known.share is None else float(known.share * 100)
            assert row["threshold_pct"] == expected
            assert (row["source"] is None) == (row["confidence"] == "unknown")
