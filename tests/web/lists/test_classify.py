from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries
from tests.web.lists.pages import MAX_QUERIES, text_of
from tests.web.lists.uploads import (
    CLASSIFY,
    FORMULA,
    HEADINGS,
    PARKVEJ,
    classified,
    csv_file,
    kept_in,
    parquet_file,
    xlsx_file,
)

from bybalance.web.lists.models import SavedClassification
from bybalance.web.lists.queries import kept_page as kept_page_query
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db

Maker = Callable[..., SimpleUploadedFile]


class TestClassify:
    @pytest.mark.parametrize("address", [CLASSIFY, "/en/lists/classify/"])
    def test_it_shows_what_a_table_must_hold(self, resident: Client, address: str) -> None:
        page = resident.get(address)

        assert page.status_code == 200
        assert "Listedato" in text_of(page)

    @pytest.mark.parametrize("make", [csv_file, xlsx_file, parquet_file])
    def test_it_gives_the_verdicts_and_stores_nothing(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries, make: Maker
    ) -> None:
        with django_assert_max_num_queries(MAX_QUERIES):
            page = resident.post("/en/lists/classify/", {"file": make(PARKVEJ), "output": "page"})

        assert page.status_code == 200
        assert "1 row was classified" in text_of(page)
        assert "prevention area" in text_of(page)
        assert SavedClassification.objects.count() == 0
        assert AuditEntry.objects.count() == 0

    def test_it_writes_a_csv_that_starts_no_formula(self, resident: Client) -> None:
        answer = resident.post(CLASSIFY, {"file": csv_file(FORMULA), "output": "csv"})

        text = answer.content.decode("utf-8-sig")
        [row] = csv.DictReader(io.StringIO(text), delimiter=";")
        assert row["Område"] == "'" + FORMULA[0]

    def test_it_writes_a_workbook_that_starts_no_formula(self, resident: Client) -> None:
        answer = resident.post(CLASSIFY, {"file": csv_file(FORMULA), "output": "xlsx"})

        workbook = openpyxl.load_workbook(io.BytesIO(answer.content))
        kinds = {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds

    def test_it_writes_json_with_verdicts_and_fingerprint(self, resident: Client) -> None:
        answer = resident.post(CLASSIFY, {"file": csv_file(PARKVEJ), "output": "json"})

        document = json.loads(answer.content)
        assert document["rows"][0]["area_id"] == "parkvej"
        assert len(document["provenance"]["input_sha256"]) == 64

    def test_the_printed_report_runs_no_markup_of_the_table(self, resident: Client) -> None:
        script = ("<script>alert(1)</script>", *PARKVEJ[1:])

        answer = resident.post(CLASSIFY, {"file": csv_file(script), "output": "html"})

        assert answer["Content-Disposition"].startswith("attachment")
        assert "<script>" not in answer.content.decode()
        assert "&lt;script&gt;" in answer.content.decode()

    def test_the_page_runs_no_markup_of_the_table(self, resident: Client) -> None:
        page = classified(resident, ('"><script>alert(1)</script>', *PARKVEJ[1:]))

        assert "<script>alert" not in page.content.decode()

    def test_it_names_every_problem_at_once(self, resident: Client) -> None:
        wrong = ("", "Odense", "2023-13-01", -5, 140, "mange", 2, 3, 4)

        page = resident.post(
            "/en/lists/classify/", {"file": csv_file(wrong, PARKVEJ, PARKVEJ), "output": "page"}
        )

        assert page.status_code == 400
        text = text_of(page)
        for column in (
            "Område",
            "Listedato",
            "Beboere",
            "Uden for arbejdsmarkedet",
            "Ikke-vestlige",
        ):
            assert f"row 2, column “{column}" in text
        assert "row 4, column “Område”" in text

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("tal.csv", b" "),
            ("tal.csv", b"\x00\xff\x00"),
            ("tal.exe", b"MZ\x00"),
            ("tal.xlsx", b"PK\x03\x04 no workbook"),
            ("tal.xlsx", b"a;b"),
            ("tal.parquet", b"PAR1PAR1"),
            ("tal", b"area\nBalby\n"),
            ("../../tal.csv", b"nothing;known\n1;2\n"),
        ],
    )
    def test_it_refuses_what_is_no_table(self, resident: Client, name: str, content: bytes) -> None:
        file = SimpleUploadedFile(name, content)

        page = resident.post(CLASSIFY, {"file": file, "output": "page"})

        assert page.status_code == 400
        assert "Filen er ikke afgjort" in text_of(page)

    def test_it_refuses_more_than_5000_rows(self, resident: Client) -> None:
        lines = "\n".join(["Område", *(f"A{number}" for number in range(5001))])
        file = SimpleUploadedFile("tal.csv", lines.encode())

        page = resident.post(CLASSIFY, {"file": file, "output": "page", "list_date": "2023-12-01"})

        assert page.status_code == 400
        assert "5.000" in text_of(page)

    def test_it_refuses_a_file_over_5_mb(self, resident: Client) -> None:
        file = SimpleUploadedFile("tal.csv", b"x" * (5 * 1024 * 1024 + 1))

        page = resident.post(CLASSIFY, {"file": file, "output": "page"})

        assert page.status_code == 400
        assert "over 5 MB" in text_of(page)

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"output": "exe"},
            {"output": "page", "rules": "1999"},
            {"output": "page", "list_date": "1999-12-01"},
            {"output": "page", "convicted_threshold_pct": "-1"},
        ],
    )
    def test_it_refuses_fields_that_make_no_sense(
        self, resident: Client, fields: dict[str, str]
    ) -> None:
        page = resident.post(CLASSIFY, {"file": csv_file(PARKVEJ), **fields})

        assert page.status_code == 400

    def test_a_sheet_is_chosen_where_there_are_several(self, resident: Client) -> None:
        workbook, stream = openpyxl.Workbook(), io.BytesIO()
        workbook.active.title = "Noter"
        workbook.active.append(["Ikke denne"])
        figures = workbook.create_sheet("Tal")
        for row in (HEADINGS, PARKVEJ):
            figures.append(row)
        workbook.save(stream)
        asked = {"output": "page", "sheet": ""}

        unchosen = resident.post(
            CLASSIFY, {**asked, "file": SimpleUploadedFile("tal.xlsx", stream.getvalue())}
        )
        chosen = resident.post(
            CLASSIFY,
            {**asked, "file": SimpleUploadedFile("tal.xlsx", stream.getvalue()), "sheet": "Tal"},
        )

        assert unchosen.status_code == 400
        assert "Noter, Tal" in text_of(unchosen)
        assert chosen.status_code == 200

    def test_it_asks_for_a_file(self, resident: Client) -> None:
        assert resident.post(CLASSIFY, {"output": "page"}).status_code == 400
        assert resident.post(CLASSIFY).status_code == 400

    @pytest.mark.parametrize("method", ["put", "delete", "patch"])
    def test_it_rejects_other_methods(self, resident: Client, method: str) -> None:
        assert getattr(resident, method)(CLASSIFY).status_code == 405


class TestDownloadResult:
    @pytest.mark.parametrize("file_format", ["csv", "xlsx", "json", "html"])
    def test_it_makes_the_same_file_as_asking_at_once(
        self, resident: Client, file_format: str
    ) -> None:
        kept = kept_page(resident)

        answer = resident.post(f"/lister/klassificer/download.{file_format}", kept)

        assert answer.status_code == 200
        assert answer["Content-Disposition"].endswith(f'bybalance-verdicts.{file_format}"')

    def test_verdicts_and_exact_figures_survive_the_way_through_the_page(
        self, resident: Client
    ) -> None:
        kept = kept_page(resident)

        later = json.loads(resident.post("/lister/klassificer/download.json", kept).content)

        file = csv_file(PARKVEJ)
        direct = json.loads(resident.post(CLASSIFY, {"file": file, "output": "json"}).content)
        assert later["rows"] == direct["rows"]
        assert later["provenance"]["input_sha256"] == direct["provenance"]["input_sha256"]

    def test_the_largest_table_can_be_sent_back(self, resident: Client) -> None:
        rows = [(f"Område nr. {number}", "Høje-Taastrup", *PARKVEJ[2:]) for number in range(5000)]
        kept = kept_in(classified(resident, *rows))

        answer = resident.post(
            "/lister/klassificer/download.json",
            urlencode(kept),
            content_type="application/x-www-form-urlencoded",
        )

        assert answer.status_code == 200
        assert len(json.loads(answer.content)["rows"]) == 5000

    @pytest.mark.usefixtures("errors_are_logged")
    def test_a_table_of_long_danish_names_comes_back_as_the_page_sends_it(
        self, resident: Client
    ) -> None:
        rows = [(f"{'æøå' * 100} {n}", "Høje-Taastrup", *PARKVEJ[2:]) for n in range(5000)]
        page = classified(resident, *rows)
        kept = kept_in(page)

        # As the text of an address it is too much; the page sends it as parts, unchanged in size.
        as_address = {"data": urlencode(kept), "content_type": "application/x-www-form-urlencoded"}
        assert resident.post("/lister/klassificer/download.json", **as_address).status_code == 400
        assert resident.post("/lister/klassificer/download.json", kept).status_code == 200
        carrying = re.findall(
            r"<form[^>]*>(?=(?:(?!</form>).)*name=.figures)", page.content.decode(), re.DOTALL
        )
        assert carrying
        assert all('enctype="multipart/form-data"' in form for form in carrying)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("figures", ""),
            ("figures", "nonsense"),
            ("figures", "Område;Listedato\nBalby;1999-01-01\n"),
            ("figures", "Område;Listedato;Beboere\nBalby;2023-12-01;-3\n"),
            ("figures", "\0"),
            ("fingerprint", "x" * 64),
            ("fingerprint", ""),
            ("fingerprint", "0" * 64 + ":x"),
            ("rules", "1999"),
            ("years", "0"),
        ],
    )
    def test_a_field_that_somebody_changed_is_refused(
        self, resident: Client, field: str, value: str
    ) -> None:
        kept = {**kept_page(resident), field: value}

        assert resident.post("/lister/klassificer/download.csv", kept).status_code == 400

    def test_no_value_of_a_table_reaches_the_log(
        self, resident: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        figures = "Område;Listedato;Beboere\nHemmelig Have;2023-12-01;-3\n"
        signed = kept_page_query.signed_fingerprint(figures, input_sha256="0" * 64)

        answer = resident.post(
            "/lister/klassificer/download.csv",
            {**kept_page(resident), "figures": figures, "fingerprint": signed},
        )

        assert answer.status_code == 400
        assert caplog.text
        assert "Hemmelig" not in caplog.text

    def test_it_does_not_know_another_format(self, resident: Client) -> None:
        kept = kept_page(resident)

        assert resident.post("/lister/klassificer/download.exe", kept).status_code == 404

    def test_it_rejects_get(self, resident: Client) -> None:
        assert resident.get("/lister/klassificer/download.csv").status_code == 405


def kept_page(client: Client) -> dict[str, str]:
    return kept_in(classified(client, PARKVEJ))
