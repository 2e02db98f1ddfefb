from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipelines.tables import ROW, table

from bybalance.model.errors import BadInput
from bybalance.pipelines import tables

FORMULA = "=HYPERLINK(1)"


def test_danish_csv_opens_in_a_danish_spreadsheet() -> None:
    content = tables.table_bytes(table(), ".csv")

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "Område;Beboere;Ikke-vestlige (pct.);Listedato",
        "Balby;1040;40,1;2023-12-01",
    ]


def test_english_csv_has_comma_and_point() -> None:
    content = tables.table_bytes(table(language="en"), ".csv").decode("utf-8-sig")

    assert content.splitlines()[1] == "Balby,1040,40.1,2023-12-01"


def test_a_workbook_keeps_numbers_texts_and_sources() -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.table_bytes(table(), ".xlsx")))

    assert [cell.value for cell in book["Listen"][2]] == [
        "Balby",
        1040,
        40.1,
        datetime(2023, 12, 1),  # noqa: DTZ001 - a day has no zone
    ]
    texts = [cell.value for row in book["Kilder"] for cell in row]
    assert {"https://example.org/list", "MIT", "2021", "ab12"} <= set(texts)


def test_a_workbook_never_holds_a_formula() -> None:
    content = tables.table_bytes(table([(FORMULA, *ROW[1:])]), ".xlsx")

    cell = openpyxl.load_workbook(io.BytesIO(content))["Listen"]["A2"]

    assert (cell.data_type, cell.value) == ("s", FORMULA)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_no_cell_of_a_csv_file_starts_a_formula(text: str) -> None:
    content = tables.table_bytes(table([(text, *ROW[1:])]), ".csv").decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))

    assert not rows[1][0].lstrip().startswith(("=", "+", "-", "@"))


def test_json_names_columns_sources_and_provenance() -> None:
    document = json.loads(tables.table_bytes(table(), ".json"))

    assert document["rows"] == [
        {
            "area": "Balby",
            "resident_count": 1040,
            "non_western_pct": 40.1,
            "list_date": "2023-12-01",
        }
    ]
    assert document["sources"] == ["https://example.org/list"]
    assert document["provenance"]["input_sha256"] == "ab12"


def test_parquet_keeps_types_and_nulls() -> None:
    content = tables.table_bytes(table([("Balby", None, None, None)]), ".parquet")

    frame = pl.read_parquet(io.BytesIO(content))

    assert frame.schema["resident_count"] == pl.Int64
    assert frame.row(0) == ("Balby", None, None, None)


def test_html_escapes_what_comes_from_a_file() -> None:
    page = tables.table_bytes(table([("<script>x</script>", *ROW[1:])]), ".html").decode()

    assert "<script>" not in page
    assert "1.040" in page
    assert "1.\u00a0december\u00a02023" in page
    assert "https://example.org/list" in page


@pytest.mark.parametrize("ending", tables.WRITERS)
def test_every_format_writes_a_table_without_rows(ending: str) -> None:
    assert tables.table_bytes(table(rows=()), ending)


class TestWriting:
    def test_it_writes_a_file_and_leaves_nothing_else(self, tmp_path: Path) -> None:
        tables.write_table(table(), tmp_path / "out.csv")

        assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]

    def test_it_refuses_to_replace_a_file(self, tmp_path: Path) -> None:
        out = tmp_path / "out.csv"
        out.write_text("mine")

        assert rule_of(out) == "output_exists"
        assert out.read_text() == "mine"

    def test_it_replaces_a_file_when_told_to(self, tmp_path: Path) -> None:
        out = tmp_path / "out.csv"
        out.write_text("mine")

        tables.write_table(table(), out, overwrite=True)

        assert "Balby" in out.read_text(encoding="utf-8-sig")

    def test_it_refuses_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        assert rule_of(tmp_path / "none" / "out.csv") == "output_folder_missing"

    def test_it_refuses_an_unknown_ending(self, tmp_path: Path) -> None:
        assert rule_of(tmp_path / "out.pdf") == "output_ending_unknown"


def rule_of(out: Path) -> str:
    with pytest.raises(BadInput) as caught:
        tables.write_table(table(), out)
    return caught.value.problems[0].rule
