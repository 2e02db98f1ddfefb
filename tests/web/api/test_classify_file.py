from __future__ import annotations

import hashlib
import io
from typing import Any

import openpyxl
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from bybalance.web.lists.models import SavedClassification

pytestmark = pytest.mark.django_db

ADDRESS = "/api/classify/file"
HEADINGS = ("area", "list_date", "resident_count", "non_western_pct")
ROW = ("Balby Vest", "2023-12-01", 1200, 61.5)


def csv_file() -> bytes:
    return "\n".join(";".join(map(str, line)) for line in (HEADINGS, ROW)).encode()


def xlsx_file() -> bytes:
    workbook, stream = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(HEADINGS)
    workbook.active.append(ROW)
    workbook.save(stream)
    return stream.getvalue()


def parquet_file() -> bytes:
    stream = io.BytesIO()
    pl.DataFrame([ROW], schema=HEADINGS, orient="row").write_parquet(stream)
    return stream.getvalue()


def send(client: Client, name: str, content: bytes, query: str = "", **fields: Any) -> HttpResponse:
    return client.post(f"{ADDRESS}{query}", {"file": SimpleUploadedFile(name, content), **fields})


class TestClassifyFile:
    @pytest.mark.parametrize(
        ("name", "content"),
        [("a.csv", csv_file()), ("a.xlsx", xlsx_file()), ("a.parquet", parquet_file())],
        ids=["csv", "xlsx", "parquet"],
    )
    def test_it_classifies_each_format(self, resident: Client, name: str, content: bytes) -> None:
        answer = send(resident, name, content)

        assert answer.status_code == 200, answer.content
        [row] = answer.json()["rows"]
        assert (row["area"], row["list_date"]) == ("Balby Vest", "2023-12-01")
        assert row["criteria"]["non_western"]["margin"] == 11.5
        digest = hashlib.sha256(content).hexdigest()
        assert answer.json()["provenance"]["input_sha256"] == digest
        assert SavedClassification.objects.count() == 0

    def test_it_takes_list_date_and_rules_as_fields(self, resident: Client) -> None:
        answer = send(resident, "a.csv", b"area\nBalby\n", list_date="2015-12-01", rules="2018")

        [row] = answer.json()["rows"]
        assert (row["list_date"], row["rule_version"]) == ("2015-12-01", "2018")

    def test_it_names_every_problem_with_its_place(self, resident: Client) -> None:
        content = b"area;list_date;resident_count;non_western_pct\nA;2023-12-01;-3;140\n;x;1;2\n"

        answer = send(resident, "a.csv", content, "?language=en")

        assert answer.status_code == 422
        found = answer.json()["problems"]
        assert [(item["row"], item["column"], item["value"]) for item in found] == [
            (2, "resident_count", "-3"),
            (2, "non_western_pct", "140"),
            (3, "list_date", "x"),
            (3, "area", ""),
        ]
        assert all(item["file"] == "a.csv" and item["text"] for item in found)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.csv", b""),
            ("a.exe", b"MZ"),
            ("a.xlsx", b"area;list_date\n"),
            ("a.parquet", b"PAR1"),
            ("a.csv", b"\x00\x01\x02"),
        ],
    )
    def test_it_refuses_what_is_no_table(self, resident: Client, name: str, content: bytes) -> None:
        answer = send(resident, name, content)

        assert answer.status_code == 422
        assert answer.json()["problems"]

    def test_it_refuses_a_file_over_5_mb(self, resident: Client) -> None:
        answer = send(resident, "a.csv", b"x" * (5 * 1024 * 1024 + 1), "?language=en")

        assert answer.status_code == 422
        assert "5 MB" in answer.json()["problems"][0]["text"]

    def test_it_refuses_more_than_5000_rows(self, resident: Client) -> None:
        lines = "\n".join(["area", *(f"A{number}" for number in range(5001))])

        answer = send(resident, "a.csv", lines.encode(), "?language=en", list_date="2023-12-01")

        assert answer.status_code == 422
        assert "5,000" in answer.json()["problems"][0]["text"]

    def test_it_asks_for_the_file(self, resident: Client) -> None:
        answer = resident.post(ADDRESS, {"list_date": "2023-12-01"})

        assert answer.status_code == 422
        assert answer.json()["problems"][0]["column"] == "file"

    def test_it_refuses_a_form_that_cannot_be_read(self, resident: Client) -> None:
        answer = resident.post(ADDRESS, data=b"x", content_type="multipart/form-data; boundary=")

        assert answer.status_code == 400

    def test_it_answers_to_post_alone(self, resident: Client) -> None:
        assert resident.get(ADDRESS).status_code == 405
