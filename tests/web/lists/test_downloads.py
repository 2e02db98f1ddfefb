from __future__ import annotations

import csv
import io
import json

import openpyxl
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bybalance.lists.published import published_lists

pytestmark = pytest.mark.django_db

ADDRESSES = ("/lister/2023-12-01/download", "/lister/omraader/parkvej/download")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}


class TestDownloadList:
    @pytest.mark.parametrize("address", ADDRESSES)
    @pytest.mark.parametrize(("file_format", "content_type"), TYPES.items())
    def test_it_is_a_file_that_no_browser_opens_as_a_page(
        self, resident: Client, address: str, file_format: str, content_type: str
    ) -> None:
        answer = resident.get(f"{address}.{file_format}")

        assert answer.status_code == 200
        assert answer["Content-Type"] == content_type
        assert answer["Content-Disposition"].startswith('attachment; filename="bybalance-')
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_the_csv_is_danish_with_decimal_comma(self, resident: Client) -> None:
        text = resident.get("/lister/2023-12-01/download.csv").content.decode("utf-8-sig")

        rows = {row["Område"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
        assert len(rows) == len(published_lists().listings_on(
            published_lists().edition(2023).list_date))  # fmt: skip
        assert rows["Parkvej"]["Dømte (pct.)"] == "2,28"
        assert rows["Parkvej"]["Beboere"] == "1040"

    def test_the_csv_is_english_with_decimal_point(self, resident: Client) -> None:
        text = resident.get("/en/lists/2023-12-01/download.csv").content.decode("utf-8-sig")

        rows = {row["Area"]: row for row in csv.DictReader(io.StringIO(text))}
        assert rows["Parkvej"]["Convicted (%)"] == "2.28"

    def test_the_workbook_holds_numbers_and_sources(self, resident: Client) -> None:
        content = resident.get("/lister/2023-12-01/download.xlsx").content

        workbook = openpyxl.load_workbook(io.BytesIO(content))
        [areas, sources] = workbook.worksheets
        rows = {row[0]: row for row in areas.iter_rows(values_only=True)}
        assert 1040 in rows["Parkvej"]
        assert "Kilder" in sources.title
        assert any("https://" in str(cell.value) for row in sources.rows for cell in row)

    def test_the_json_names_licence_sources_and_versions(self, resident: Client) -> None:
        document = json.loads(resident.get("/en/lists/2023-12-01/download.json").content)

        [parkvej] = [row for row in document["rows"] if row["area"] == "Parkvej"]
        assert parkvej["convicted_pct"] == 2.28
        assert "MIT" in document["licence"]
        assert document["sources"]
        assert document["provenance"]["rule_versions"] == ["2021"]

    def test_the_parquet_file_has_the_same_rows(self, resident: Client) -> None:
        frame = pl.read_parquet(resident.get("/lister/2023-12-01/download.parquet").content)
        document = json.loads(resident.get("/lister/2023-12-01/download.json").content)

        assert frame.height == len(document["rows"])
        assert frame["area"].to_list() == [row["area"] for row in document["rows"]]

    @pytest.mark.parametrize("name", ["exe", "CSV", "csvx", "-", "x" * 300])
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_it_does_not_know_another_format(
        self, resident: Client, address: str, name: str
    ) -> None:
        assert resident.get(f"{address}.{name}").status_code == 404

    @pytest.mark.parametrize(
        "address",
        ["/lister/2023-12-02/download.csv", "/lister/x/download.csv",
         "/lister/omraader/balby/download.csv"],
    )  # fmt: skip
    def test_it_does_not_know_another_list_or_area(self, resident: Client, address: str) -> None:
        assert resident.get(address).status_code == 404

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_it_rejects_post(self, resident: Client, address: str) -> None:
        assert resident.post(f"{address}.csv").status_code == 405


class TestExample:
    def test_it_can_be_classified_as_it_is(self, resident: Client) -> None:
        example = resident.get("/lister/klassificer/eksempel.csv")

        file = SimpleUploadedFile("eksempel.csv", example.content)
        answer = resident.post("/lister/klassificer/", {"file": file, "output": "json"})

        assert example["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.status_code == 200
        assert json.loads(answer.content)["rows"]

    def test_it_rejects_post(self, resident: Client) -> None:
        assert resident.post("/lister/klassificer/eksempel.csv").status_code == 405
