from __future__ import annotations

import json
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from tests.pipelines.tables import NOW

from bybalance.lists.classify import ClassifyOptions, HistorySource
from bybalance.lists.published import published_lists
from bybalance.model.errors import BadInput
from bybalance.model.formatting import Language
from bybalance.pipelines import lists, report
from bybalance.pipelines.wording import Wording
from bybalance.rules.evaluate import Verdict
from bybalance.sources.area_figures import read_area_figures

EXAMPLE = (
    resources.files("bybalance.pipelines") / "example" / "published_figures.csv"
).read_bytes()
PARKVEJ = (
    "area;list_date;residents;outside_labour_market_pct;non_western_pct;convicted_pct;"
    "basic_education_pct;income_pct\n"
    "Parkvej;2023-12-01;1040;30,2;35,7;2,28;58,1;59,3\n"
)

LANGUAGES: tuple[Language, ...] = ("da", "en")


def run_of(content: bytes | str, **options: object) -> lists.ClassificationRun:
    data = content.encode() if isinstance(content, str) else content
    return lists.classify_content(
        data,
        name="figures.csv",
        published=published_lists(),
        now=NOW,
        options=ClassifyOptions(**options),  # type: ignore[arg-type]
    )


def verdicts(run: lists.ClassificationRun) -> list[Verdict]:
    return [
        report.row_verdict(row, run.classified, options=run.options, published=published_lists())
        for row in run.classified.frame.iter_rows(named=True)
    ]


def test_a_file_and_its_content_give_the_same_run(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(EXAMPLE)

    run = lists.classify_file(path, published=published_lists(), now=NOW)

    assert run.provenance == run_of(EXAMPLE).provenance
    assert run.classified.frame.equals(run_of(EXAMPLE).classified.frame)


def test_two_names_of_one_published_area_are_warned_of() -> None:
    run = run_of(
        "area,municipality,list_date,residents\n"
        "Mjølnerparken,København,2023-12-01,1500\n"
        "Mjoelnerparken,0101,2023-12-01,900\n"
        "Mjølnerparken,København,2022-12-01,1500\n"
    )

    said = {code: lists.warnings(run, wording=Wording(code)) for code in LANGUAGES}

    assert said["en"] == [
        "Mjølnerparken, Mjoelnerparken are the same area, Mjølnerparken, "
        "on 1\u00a0December\u00a02023. Their verdicts may differ: keep one of the rows."
    ]
    assert len(said["da"]) == 1


def test_parkvej_2023_is_no_vulnerable_area() -> None:
    counts = lists.counts_by_category(run_of(PARKVEJ))

    assert counts["vulnerable_area"] == {"not_met": 1}
    assert counts["prevention_area"] == {"met": 1}


@pytest.mark.parametrize("history", list(HistorySource))
def test_the_report_says_what_the_table_says(history: HistorySource) -> None:
    run = run_of(EXAMPLE, history=history)

    for row, verdict in zip(run.classified.frame.iter_rows(named=True), verdicts(run), strict=True):
        for item in verdict.categories:
            assert row[f"{item.category.id}_verdict"] == item.truth.value, (row["area"], item)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_what_is_written_can_be_read_again(tmp_path: Path, ending: str, language: Language) -> None:
    run, out = run_of(EXAMPLE), tmp_path / f"verdicts{ending}"

    lists.write_run(run, out, language=language)

    assert read_area_figures(out).frame.equals(run.table.frame)


def test_json_holds_verdicts_and_margins() -> None:
    document = json.loads(lists.run_bytes(run_of(PARKVEJ), ".json", language="en"))

    (row,) = document["rows"]
    assert row["convicted_verdict"] == "not met"
    assert row["convicted_margin_points"] == -0.07
    assert row["size_margin_persons"] == 40
    assert document["provenance"]["rule_versions"] == ["2021"]


def test_the_report_explains_each_criterion() -> None:
    page = lists.run_bytes(run_of(PARKVEJ), ".html", language="da").decode()

    assert "Parkvej" in page
    assert "0,07\u00a0procentpoint under grænsen" in page
    assert "<script" not in page


def test_the_report_says_that_it_shows_only_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "MAX_AREAS", 2)

    page = lists.run_bytes(run_of(EXAMPLE), ".html", language="en").decode()

    assert page.count("<section>") == 2
    assert "first 2 of 27 rows" in page


def test_a_list_date_before_the_first_rules_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        run_of("area,list_date\nBalby,2009-12-01\n")

    assert caught.value.problems[0].rule == "list_date_too_early"


def test_rules_chosen_by_name_apply_to_any_list_date() -> None:
    run = run_of("area,list_date\nBalby,2009-12-01\n", version_id="2018")

    assert run.rule_sets[date(2009, 12, 1)].id == "2018"


def test_nothing_is_written_where_a_file_exists(tmp_path: Path) -> None:
    out = tmp_path / "verdicts.html"
    out.write_text("mine")

    with pytest.raises(BadInput):
        lists.write_run(run_of(PARKVEJ), out, language="en")

    assert out.read_text() == "mine"
