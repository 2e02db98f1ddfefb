from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.files import HEADINGS, LIST_DATE, read, refusal, rules_of, workbook, zip_of

from bybalance.model.errors import BadInput
from bybalance.sources import area_figures, csv_file, raw_table
from bybalance.sources.area_figures import read_area_figures

GOOD = "area,municipality,list_date,residents,convicted_pct\nBalby,Balby,2023-12-01,1040,2.35\n"


def only_row(content: bytes | str, name: str = "figures.csv") -> dict[str, object]:
    return read(content, name).frame.row(0, named=True)


class TestCsv:
    def test_it_reads_english_with_comma_and_point(self) -> None:
        row = only_row(GOOD)

        assert row["area"] == "Balby"
        assert row["list_date"] == date(2023, 12, 1)
        assert row["resident_count"] == 1040
        assert row["convicted_share"] == Decimal("0.0235")
        assert row["income_ratio"] is None

    def test_it_reads_danish_with_semicolon_and_comma(self) -> None:
        row = only_row("Område;Beboere;Dømte (pct.)\nBalby;1.040;2,35\n")

        assert (row["resident_count"], row["convicted_share"]) == (1040, Decimal("0.0235"))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_it_reads_the_encodings_of_danish_spreadsheets(self, encoding: str) -> None:
        row = only_row("Område;Beboere\nTåstrupgård;1587\n".encode(encoding))

        assert row["area"] == "Tåstrupgård"

    def test_it_reads_tabs(self) -> None:
        assert only_row("area\tresidents\nBalby\t1040\n")["resident_count"] == 1040

    def test_it_skips_blank_rows_remarks_and_columns_of_the_published_lists(self) -> None:
        text = "# from the municipality\narea,year,note,residents\n\nBalby,2023,so,1040\n,,,\n"

        assert len(read(text)) == 1

    def test_a_list_date_of_the_row_wins_over_the_one_given(self) -> None:
        text = "area,list_date\nBalby,2019-12-01\nNyby,\n"

        assert read(text).frame["list_date"].to_list() == [date(2019, 12, 1), LIST_DATE]


class TestXlsx:
    def test_it_reads_numbers_texts_and_dates(self) -> None:
        book = workbook([(*HEADINGS, "list_date"), ("Balby", "Balby", 1040, 2.35, LIST_DATE)])

        row = only_row(book, "figures.xlsx")

        assert row["list_date"] == LIST_DATE
        assert (row["resident_count"], row["convicted_share"]) == (1040, Decimal("0.0235"))

    def test_it_reads_danish_text_in_a_cell(self) -> None:
        book = workbook([HEADINGS, ("Balby", None, "1.040", "2,35")])

        assert only_row(book, "figures.xlsx")["convicted_share"] == Decimal("0.0235")

    def test_a_percent_cell_is_read_as_it_is_shown(self) -> None:
        book = openpyxl.load_workbook(
            io.BytesIO(
                workbook([(*HEADINGS, "income_pct"), ("Balby", "Balby", 1040, 0.0235, 56.1)])
            )
        )
        book.active["D2"].number_format = "0.00%"
        content = io.BytesIO()
        book.save(content)

        row = only_row(content.getvalue(), "figures.xlsx")

        assert (row["convicted_share"], row["income_ratio"]) == (
            Decimal("0.0235"),
            Decimal("0.561"),
        )

    def test_a_negative_zero_is_a_zero(self) -> None:
        book = workbook([HEADINGS, ("Balby", "Balby", 1040, -0.0)])

        assert only_row(book, "figures.xlsx")["convicted_share"] == 0

    def test_it_reads_the_sheet_that_is_named(self) -> None:
        book = workbook([HEADINGS, ("Balby", "Balby", 1040, 2.35)], sheets=("A", "B"))

        assert len(read(book, "figures.xlsx", sheet="B")) == 1

    def test_the_sheet_of_sources_is_never_taken_for_figures(self) -> None:
        book = workbook([HEADINGS, ("Balby", "Balby", 1040, 2.35)], sheets=("Data", "Kilder"))

        assert len(read(book, "figures.xlsx")) == 1

    def test_a_formula_is_named_with_its_place(self) -> None:
        book = workbook([HEADINGS, ("Balby", "Balby", "=500+540", 2.35)])

        (problem,) = refusal(book, "figures.xlsx").problems

        assert (problem.rule, problem.sheet, problem.row, problem.column, problem.value) == (
            "formula_cell", "Ark1", 2, "C", "=500+540",
        )  # fmt: skip

    def test_merged_cells_are_refused(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(workbook([HEADINGS, ("Balby", "Balby", 1040, 2)])))
        book.active.merge_cells("A2:B2")
        content = io.BytesIO()
        book.save(content)

        assert rules_of(refusal(content.getvalue(), "figures.xlsx")) == ["merged_cells"]

    @pytest.mark.parametrize(
        ("content", "rule"),
        [
            (zip_of({"xl/workbook.xml": b" " * 50_000_000}), "xlsx_bomb"),
            (zip_of({f"{number}.xml": b"" for number in range(1_001)}), "xlsx_bomb"),
            (zip_of({"note.txt": b"no workbook"}), "xlsx_unreadable"),
            (zip_of({"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]>"}), "xlsx_unreadable"),
            (workbook([HEADINGS])[:-400], "xlsx_unreadable"),
            (b"\xd0\xcf\x11\xe0 password", "xlsx_encrypted"),
        ],
    )
    def test_a_workbook_that_is_none_is_refused(self, content: bytes, rule: str) -> None:
        assert rules_of(refusal(content, "figures.xlsx")) == [rule]

    @pytest.mark.parametrize(("sheet", "rule"), [(None, "sheet_choice"), ("C", "sheet_unknown")])
    def test_it_names_the_sheets_there_are(self, sheet: str | None, rule: str) -> None:
        book = workbook([HEADINGS, ("Balby", "Balby", 1040, 2.35)], sheets=("A", "B"))

        (problem,) = refusal(book, "figures.xlsx", sheet=sheet).problems

        assert (problem.rule, problem.params["sheets"]) == (rule, "A, B")


class TestParquet:
    def test_it_reads_floats_by_their_shortest_text(self, tmp_path: Path) -> None:
        row = only_row(parquet(tmp_path, {"area": ["Balby"], "convicted_pct": [2.35]}), "f.parquet")

        assert row["convicted_share"] == Decimal("0.0235")

    def test_shares_of_the_library_are_not_taken_for_percentages(self, tmp_path: Path) -> None:
        content = parquet(tmp_path, {"area": ["Balby"], "convicted_share": [0.0235]})

        assert rules_of(refusal(content, "f.parquet")) == ["header_of_share"]

    def test_a_column_of_lists_is_refused(self, tmp_path: Path) -> None:
        content = parquet(tmp_path, {"area": ["Balby"], "residents": [[1, 2]]})

        assert rules_of(refusal(content, "f.parquet")) == ["column_type"]

    def test_a_file_cut_short_is_refused(self, tmp_path: Path) -> None:
        content = parquet(tmp_path, {"area": ["Balby"], "residents": [1040]})

        assert rules_of(refusal(content[:-20], "f.parquet")) == ["parquet_unreadable"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "rules"),
        [
            ("", ["file_empty"]),
            ("\n\n", ["file_empty"]),
            ("area,residents\n", ["no_rows"]),
            ("residents\n1040\n", ["area_column_missing"]),
            ("area,beboerre\nBalby,1\n", ["header_near"]),
            ("area,zzzzzzzz\nBalby,1\n", ["header_unknown"]),
            ("area,residents,Beboere\nBalby,1,2\n", ["header_repeated"]),
            ("area,,residents\nBalby,x,2\n", ["header_missing"]),
            ("area,residents\nBalby,many\n", ["not_a_number"]),
            ("area,residents\nBalby,-3\n", ["negative"]),
            ("area;residents\nBalby;12,5\n", ["not_whole"]),
            ("area,residents\nBalby,99999999\n", ["count_too_large"]),
            ("area,convicted\nBalby,100.1\n", ["share_over_100"]),
            ("area,convicted\nBalby,-1\n", ["negative"]),
            ("area,income\nBalby,210000\n", ["income_too_large"]),
            ("area,residents\n,1040\n", ["area_missing"]),
            ("area,residents\nBalby,1\nBALBY,2\n", ["area_repeated"]),
            ("area,list_date\nBalby,soon\n", ["list_date_invalid"]),
            ("area,residents\nBalby,1,2\n", ["ragged_row"]),
            ("area,residents\nBalby\n", ["ragged_row"]),
            ("area,residents\nÅby,1\nA\u030aby,2\n", ["area_repeated"]),
            ("area,residents\nBal  by,1\nbal\u00a0by,2\n", ["area_repeated"]),
            ("area,residents\nStraßeby,1\nSTRASSEBY,2\n", ["area_repeated"]),
            ('area,residents\n"Balby,1\n', ["quote_open"]),
            (f"area,residents\n{'B' * 200_000},1\n", ["cell_too_long"]),
            ("area,residents\nBal\x00by,1\n", ["nul_bytes"]),
        ],
    )
    def test_each_mistake_has_its_own_rule(self, text: str, rules: list[str]) -> None:
        assert rules_of(refusal(text)) == rules

    def test_a_long_value_or_heading_is_quoted_in_part(self) -> None:
        refused = refusal(f"area,residents,{'z' * 5_000}\nBalby,1,1\n")
        (heading,) = refused.problems
        (value,) = refusal(f"area,residents\nBalby,{'9' * 5_000}\n").problems

        assert heading.column == "z" * 100 + "…"
        assert value.value == "9" * 100 + "…"

    def test_a_missing_list_date_is_told_once_for_the_file(self) -> None:
        assert rules_of(refusal("area\nA\nB\n", list_date=None)) == ["list_date_missing"]

    def test_a_list_date_before_the_first_rules_is_refused(self) -> None:
        text = "area,list_date\nBalby,1999-12-01\n"

        assert rules_of(refusal(text, earliest=date(2010, 10, 1))) == ["list_date_too_early"]

    def test_all_problems_are_told_in_the_order_of_the_file(self) -> None:
        refused = refusal("area,residents,convicted\nA,x,1\nB,2,101\n,3,y\n")

        assert [(problem.row, problem.rule) for problem in refused.problems] == [
            (2, "not_a_number"),
            (3, "share_over_100"),
            (4, "not_a_number"),
            (4, "area_missing"),
        ]

    def test_a_problem_names_row_column_and_value(self) -> None:
        (problem,) = refusal("Område;Beboere\nBalby;mange\n").problems

        assert (problem.file, problem.row, problem.column, problem.value) == (
            "figures.csv", 2, "Beboere", "mange",
        )  # fmt: skip

    def test_at_most_fifty_problems_are_kept_and_all_are_counted(self) -> None:
        refused = refusal("area,residents\n" + "".join(f"A{i},x\n" for i in range(120)))

        assert (len(refused.problems), refused.total_count) == (50, 120)

    @pytest.mark.parametrize("name", ["figures.xls", "figures", "figures.pdf"])
    def test_an_unknown_ending_is_refused(self, name: str) -> None:
        assert rules_of(refusal(GOOD, name)) == ["extension_unknown"]

    @pytest.mark.parametrize("name", ["figures.xlsx", "figures.parquet"])
    def test_an_ending_must_agree_with_the_content(self, name: str) -> None:
        assert rules_of(refusal(GOOD, name)) == ["extension_mismatch"]

    @pytest.mark.parametrize("content", ["area".encode("utf-16"), b"area\nB\x81lby\n"])
    def test_a_text_in_another_encoding_is_refused(self, content: bytes) -> None:
        assert rules_of(refusal(content)) == ["encoding"]

    def test_too_many_rows_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bybalance.sources.raw_table.MAX_ROWS", 2)

        assert rules_of(refusal("area\nA\nB\nC\n")) == ["too_many_rows"]


class TestPaths:
    def test_it_reads_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "figures.csv"
        path.write_text(GOOD)

        assert len(read_area_figures(path)) == 1

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        assert rule_of_path(tmp_path / "none.csv") == "file_missing"

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        assert rule_of_path(tmp_path) == "file_is_folder"

    def test_a_pipe_is_refused_as_it_never_ends(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "figures.csv")

        assert rule_of_path(tmp_path / "figures.csv") == "file_unreadable"

    def test_a_large_file_is_refused_before_it_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "figures.csv"
        with path.open("wb") as stream:
            stream.truncate(200 * 1024 * 1024)

        assert rule_of_path(path) == "file_too_large"

    def test_a_name_that_no_path_can_have_is_refused(self) -> None:
        assert rule_of_path(Path("a\x00.csv")) == "file_unreadable"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=400), st.sampled_from(sorted(area_figures.FORMATS)))
def test_any_bytes_are_read_or_refused(content: bytes, ending: str) -> None:
    accept_only_bad_input(content, f"figures{ending}")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    accept_only_bad_input(damaged(GOOD_WORKBOOK, data), "figures.xlsx")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    accept_only_bad_input(("area,residents,convicted\n" + text).encode("utf-8", "ignore"), "f.csv")


GOOD_WORKBOOK = workbook([HEADINGS, ("Balby", "Balby", 1040, 2.35)])


def damaged(content: bytes, data: st.DataObject) -> bytes:
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        position = data.draw(st.integers(0, len(changed) - 1))
        changed[position] = data.draw(st.integers(0, 255))
    return bytes(changed)


def accept_only_bad_input(content: bytes, name: str) -> None:
    try:
        read(content, name)
    except BadInput as refused:
        assert refused.problems


def parquet(folder: Path, columns: dict[str, list[object]]) -> bytes:
    path = folder / "figures.parquet"
    pl.DataFrame(columns).write_parquet(path)
    return path.read_bytes()


def rule_of_path(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_area_figures(path, list_date=LIST_DATE)
    return caught.value.problems[0].rule


def test_a_row_number_far_down_a_sheet_is_refused_before_counting_there() -> None:
    content = workbook([HEADINGS, ("Balby", None, 1450, 2)])
    source, target = io.BytesIO(content), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            part = old.read(member)
            if member.filename.endswith("sheet1.xml"):
                part = part.replace(b'<row r="2"', b'<row r="99999999"')
            new.writestr(member.filename, part)

    assert rules_of(refusal(target.getvalue(), "figures.xlsx")) == ["too_many_rows"]


def test_a_parquet_file_of_long_repeated_texts_is_refused_before_it_is_unpacked() -> None:
    target = io.BytesIO()
    pl.DataFrame({"area": ["A" * 100_000] * 500, "residents": [1] * 500}).write_parquet(target)
    assert len(target.getvalue()) < 10_000

    assert rules_of(refusal(target.getvalue(), "figures.parquet")) == ["text_too_long"]


DOCTYPE = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]>"


def workbook_with_sheet_in(encoding: str, *, declared: str, part: str = "sheet1.xml") -> bytes:
    """A workbook whose one sheet declares an entity, in an encoding and under a name of ours."""
    made = workbook([HEADINGS, ("Balby", "Balby", 1040, 2.35)])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members.pop("xl/worksheets/sheet1.xml").decode()
    text = f'<?xml version="1.0" encoding="{declared}"?>{DOCTYPE}{sheet}'
    members[f"xl/worksheets/{part}"] = text.encode(encoding)
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        members[name] = members[name].replace(b"sheet1.xml", part.encode())
    return zip_of(members)


@pytest.mark.parametrize(
    ("encoding", "declared", "part"),
    [
        ("utf-8", "UTF-8", "sheet1.xml"),
        ("utf-8", "UTF-8", "sheet1.XML"),
        ("utf-8", "UTF-8", "sheet1.bin"),
        ("utf-16", "UTF-16", "sheet1.xml"),
        ("utf-16-le", "UTF-16", "sheet1.xml"),
        ("utf-16-be", "UTF-16", "sheet1.xml"),
    ],
)
def test_a_sheet_with_a_doctype_is_refused_in_any_encoding_under_any_name(
    encoding: str, declared: str, part: str
) -> None:
    content = workbook_with_sheet_in(encoding, declared=declared, part=part)

    assert rules_of(refusal(content, "figures.xlsx")) == ["xlsx_unreadable"]


class TestSharesUnderPercentages:
    @pytest.mark.parametrize(
        "heading", ["outside_labour_market_pct", "basic_education_pct", "income_pct"]
    )
    def test_a_column_of_shares_is_refused_with_the_remedy(self, heading: str) -> None:
        refused = refusal(f"area,{heading}\nBalby,1\nNorrevang,0.412\nSonderbro,\n")

        (problem,) = refused.problems
        assert (problem.rule, problem.column, problem.value) == (
            "looks_like_share", heading, "0.412",
        )  # fmt: skip

    @pytest.mark.parametrize("values", [("0.412", "41.2"), ("1", "0"), ("1", "1"), ("", "")])
    def test_percentages_among_them_are_believed(self, values: tuple[str, str]) -> None:
        text = "area,income_pct\n" + "".join(f"B{n},{v}\n" for n, v in enumerate(values))

        assert len(read(text)) == 2

    @pytest.mark.parametrize("heading", ["convicted_pct", "non_western_pct"])
    def test_figures_that_can_be_so_low_are_believed(self, heading: str) -> None:
        assert len(read(f"area,{heading}\nBalby,0.85\n")) == 1


def test_a_line_of_separators_alone_is_not_looked_at_cell_by_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr(
        csv_file.headers, "is_ignored", lambda cell: looked_at.append(cell) or False
    )

    refused = refusal(";" * 100_000 + "\nBalby\n")

    assert refused.problems
    assert len(looked_at) <= 3 * (raw_table.MAX_COLUMNS + 1)
