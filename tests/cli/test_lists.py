from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bybalance.cli import app

GOOD = "area,list_date,residents,convicted_pct\nBalby,2023-12-01,1040,2.35\n"


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("BYBALANCE_LANG", raising=False)


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text(GOOD)
    return path


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["lists", *map(str, arguments)])


class TestClassify:
    def test_it_shows_the_verdicts(self, figures: Path) -> None:
        result = run("classify", figures)

        assert result.exit_code == 0
        assert "Balby" in result.output
        assert "1 rows classified." in result.output

    @pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "html", "parquet"])
    def test_it_writes_every_format(self, figures: Path, ending: str) -> None:
        out = figures.with_name(f"out.{ending}")

        assert run("classify", figures, "-o", out).exit_code == 0
        assert out.stat().st_size > 0

    def test_it_takes_rules_threshold_and_years(self, figures: Path) -> None:
        out = figures.with_name("out.json")

        result = run(
            "classify", figures, "--rules", "2018", "--convicted-threshold", "2,40",
            "--years", "4", "--history", "none", "-o", out,
        )  # fmt: skip

        assert result.exit_code == 0
        (row,) = json.loads(out.read_text())["rows"]
        assert row["rule_version"] == "2018"
        assert row["convicted_verdict"] == "not met"

    def test_a_list_date_may_be_given(self, tmp_path: Path) -> None:
        path = tmp_path / "figures.csv"
        path.write_text("area\nBalby\n")

        assert run("classify", path, "--list-date", "2023-12-01").exit_code == 0

    def test_bad_input_is_told_in_danish_and_nothing_is_written(self, tmp_path: Path) -> None:
        path, out = tmp_path / "tal.csv", tmp_path / "ud.csv"
        path.write_text("Område;Beboere\nBalby;mange\n")

        result = run("classify", path, "--list-date", "2023-12-01", "--lang", "da", "-o", out)

        assert result.exit_code == 2
        assert "række 2" in result.output
        assert "»mange« er ikke et tal" in result.output
        assert not out.exists()

    def test_it_replaces_a_file_only_when_forced(self, figures: Path) -> None:
        out = figures.with_name("out.csv")
        out.write_text("mine")

        assert run("classify", figures, "-o", out).exit_code == 2
        assert out.read_text() == "mine"
        assert run("classify", figures, "-o", out, "--force").exit_code == 0

    @pytest.mark.parametrize(
        "options",
        [
            ("--rules", "1999"),
            ("--convicted-threshold", "much"),
            ("--convicted-threshold", "nan"),
            ("--convicted-threshold", "140"),
            ("--years", "0"),
            ("--sheet", "Ark1"),
            ("-o", "/no/such/folder/out.csv"),
            ("-o", "out.pdf"),
            ("--list-date", "soon"),
            ("--lang", "de"),
        ],
    )
    def test_what_cannot_be_done_ends_with_two(
        self, figures: Path, options: tuple[str, str]
    ) -> None:
        result = run("classify", figures, *options)

        assert result.exit_code == 2
        assert "Traceback" not in result.output

    @pytest.mark.parametrize("name", ["none.csv", "."])
    def test_a_file_that_cannot_be_read_ends_with_two(self, tmp_path: Path, name: str) -> None:
        assert run("classify", tmp_path / name).exit_code == 2

    def test_the_language_comes_from_the_environment(
        self, figures: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BYBALANCE_LANG", "da")

        assert "1 rækker gennemgået." in run("classify", figures).output


class TestShow:
    def test_it_shows_the_list_of_a_year(self) -> None:
        result = run("show", "2019")

        assert result.exit_code == 0
        assert "Tåstrupgård" in result.output
        assert "Official count" in result.output

    def test_it_shows_an_area_and_what_happened_to_it(self) -> None:
        result = run("show", "vollsmose", "--lang", "da")

        assert result.exit_code == 0
        assert "Delt i to områder" in result.output

    def test_it_writes_a_file(self, tmp_path: Path) -> None:
        out = tmp_path / "list.csv"

        assert run("show", "2019", "-o", out, "--lang", "da").exit_code == 0
        assert "Tåstrupgård" in out.read_text(encoding="utf-8-sig")

    def test_an_unknown_area_is_answered_with_near_names(self) -> None:
        result = run("show", "tastrupgard")

        assert result.exit_code == 2
        assert "Tåstrupgård" in result.output

    def test_an_unknown_year_is_answered_with_the_years_there_are(self) -> None:
        result = run("show", "1999")

        assert result.exit_code == 2
        assert "2019" in result.output


class TestCompare:
    def test_it_names_entries_and_exits(self) -> None:
        result = run("compare", "2017", "2018")

        assert result.exit_code == 0
        assert "entered" in result.output
        assert "The rules changed between the two lists." in result.output

    def test_it_says_when_names_are_missing(self) -> None:
        assert "Not every name" in run("compare", "2023", "2024").output

    @pytest.mark.parametrize(
        "arguments", [("1999", "2019"), ("2018", "2019", "--category", "zone"), ("x", "2019")]
    )
    def test_what_is_not_there_ends_with_two(self, arguments: tuple[str, ...]) -> None:
        assert run("compare", *arguments).exit_code == 2


class TestWhatIf:
    def test_it_sets_before_beside_after(self) -> None:
        result = run(
            "whatif", "tåstrupgård", "--list-date", "2023-12-01", "--rules", "2018",
            "--set", "convicted_pct=2,40",
        )  # fmt: skip

        assert result.exit_code == 0
        assert "1.62" in result.output
        assert "2.4" in result.output

    def test_it_counts_other_years_for_a_whole_list(self) -> None:
        result = run("whatif", "--year", "2019", "--years", "4")

        assert result.exit_code == 0
        assert "4 years in a row" in result.output

    def test_it_says_that_no_figures_were_found(self) -> None:
        result = run("whatif", "agervang", "--list-date", "2019-12-01")

        assert "No official figures" in result.output
        assert "No category changes." in result.output

    @pytest.mark.parametrize(
        "arguments",
        [
            (),
            ("--year", "2019"),
            ("--year", "2015", "--years", "4"),
            ("nowhere",),
            ("tåstrupgård", "--set", "convicted_pct=140"),
            ("tåstrupgård", "--set", "convicted_pct"),
            ("tåstrupgård", "--set", "residents=1.5"),
            ("tåstrupgård", "--set", "area=x"),
            ("tåstrupgård", "--list-date", "1999-12-01"),
        ],
    )
    def test_what_cannot_be_done_ends_with_two(self, arguments: tuple[str, ...]) -> None:
        result = run("whatif", *arguments)

        assert result.exit_code == 2
        assert "Traceback" not in result.output

    @pytest.mark.parametrize("number", ["1e400", "0e999999999", "1e-999999999", "٤٠", "1_0", "NaN"])
    @pytest.mark.parametrize("option", ["--convicted-threshold=", "--set=convicted_pct="])
    def test_a_number_is_written_as_people_write_it(self, option: str, number: str) -> None:
        result = run("whatif", "tåstrupgård", f"{option}{number}")

        assert result.exit_code == 2
        assert "give a number such as 2.35" in result.output

    @pytest.mark.parametrize(
        ("pair", "limit"),
        [
            ("convicted_pct=100.1", "100"),
            ("income_pct=1000.1", "1000"),
            ("residents=-1", "10000000"),
        ],
    )
    def test_a_figure_out_of_bounds_is_told_in_the_words_of_the_option(
        self, pair: str, limit: str
    ) -> None:
        result = run("whatif", "tåstrupgård", "--set", pair)

        assert result.exit_code == 2
        assert f"--set {pair}: give 0 to {limit}." in result.output


class TestRules:
    @pytest.mark.parametrize(
        ("arguments", "text"),
        [
            ((), "2021"),
            (("2014",), "2.7"),
            (("--on", "2023-12-01"), "2.35"),
            (("--diff", "2014", "2018"), "hard ghetto area"),
            (("--doubts",), "rounding"),
            (("--thresholds",), "2.27"),
        ],
    )
    def test_it_shows_what_held(self, arguments: tuple[str, ...], text: str) -> None:
        result = run("rules", *arguments)

        assert result.exit_code == 0
        assert text in result.output

    @pytest.mark.parametrize(
        "arguments", [("1999",), ("--on", "1999-01-01"), ("--diff", "2014", "x")]
    )
    def test_what_is_not_there_ends_with_two(self, arguments: tuple[str, ...]) -> None:
        assert run("rules", *arguments).exit_code == 2


def test_a_narrow_terminal_still_shows_every_area(
    figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    assert "Balby" in run("classify", figures).output


class TestDates:
    @pytest.mark.parametrize(
        "text", ["2023-12-01", "01-12-2023", "1.12.2023", "1. december 2023", "1 dec. 2023"]
    )
    def test_a_date_is_read_as_danes_write_it(self, tmp_path: Path, text: str) -> None:
        path, out = tmp_path / "figures.csv", tmp_path / "out.json"
        path.write_text("area\nBalby\n")

        assert run("classify", path, "--list-date", text, "-o", out).exit_code == 0
        assert json.loads(out.read_text())["rows"][0]["list_date"] == "2023-12-01"
        assert run("rules", "--on", text).exit_code == 0

    @pytest.mark.parametrize("text", ["31-02-2023", "december", "1. brumaire 2023", "2023", ""])
    def test_what_is_no_date_is_refused_with_the_forms_there_are(
        self, figures: Path, text: str
    ) -> None:
        result = run("classify", figures, "--list-date", text)

        assert result.exit_code == 2
        assert "2023-12-01" in result.stderr

    def test_a_date_of_no_published_list_is_warned_of_apart_from_the_result(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "figures.csv"
        path.write_text("area\nBalby\n")

        result = run("classify", path, "--list-date", "2023-12-02", "--lang", "da")

        assert result.exit_code == 0
        assert "Der kom ingen liste den 2. december 2023" in result.stderr.replace("\u00a0", " ")
        assert "ingen liste" not in result.stdout

    def test_a_date_of_a_published_list_is_not(self, figures: Path) -> None:
        assert run("classify", figures).stderr == ""


def test_the_file_to_be_read_is_never_replaced(figures: Path) -> None:
    other_name = figures.with_name("link.csv")
    other_name.symlink_to(figures)

    for out in (figures, other_name):
        result = run("classify", figures, "-o", out, "--force")
        assert result.exit_code == 2
        assert "never replaced" in result.stderr
    assert figures.read_text() == GOOD


def test_years_without_end_are_refused(figures: Path) -> None:
    for years in ("0", "51", "999999999"):
        assert run("classify", figures, "--years", years).exit_code == 2
        assert run("whatif", "--year", "2019", "--years", years).exit_code == 2
    assert run("classify", figures, "--years", "50").exit_code == 0


def test_signs_that_a_terminal_would_obey_do_not_reach_it(tmp_path: Path) -> None:
    path = tmp_path / "figures\x1b[31m.csv"
    name = "Bal\x1b[2J\x9b2J\u202eby\x07"
    path.write_text(f"area,list_date\n{name},2023-12-01\n", encoding="utf-8")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(f"area,list_date,residents\nBalby,2023-12-01,{name}\n", encoding="utf-8")

    shown = run("classify", path, "-o", tmp_path / "o\x1b[31mut.csv")
    refused = run("classify", wrong)

    assert (shown.exit_code, refused.exit_code) == (0, 2)
    for text in (shown.output, refused.output):
        assert "Bal" in text
        assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(text)
