"""The printed report says what the tables say, in both languages, and nothing is cut or raw."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest
import shapely

from bybalance.model.errors import BadInput, InvalidSetting
from bybalance.model.formatting import Language
from bybalance.pipelines import atlas_report
from bybalance.pipelines.atlas_build import Artefact
from bybalance.pipelines.atlas_report import city_map, curve_chart
from bybalance.pipelines.atlas_report.blocks import Heading, Picture, Report, Table
from bybalance.pipelines.atlas_report.compose import compose

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LANGUAGES: tuple[Language, ...] = ("da", "en")


@pytest.fixture(params=LANGUAGES)
def report(request: pytest.FixtureRequest, built: Artefact) -> Report:
    return compose(built, year=None, language=request.param, now=NOW)


def pictures(report: Report) -> list[Picture]:
    return [block for block in report.blocks if isinstance(block, Picture)]


def test_every_group_and_every_area_with_figures_has_its_pages(
    report: Report, built: Artefact
) -> None:
    headings = [block.text for block in report.blocks if isinstance(block, Heading)]

    for group in built.manifest.groups:
        assert (group.da if report.language == "da" else group.en) in headings
    for area in built.manifest.areas:
        assert (area.name in headings) is area.is_told


def test_every_drawing_is_xml_with_a_name_a_description_and_a_source(
    report: Report, built: Artefact
) -> None:
    for picture in pictures(report):
        root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own drawing
        names = [child.tag.rpartition("}")[2] for child in root][:2]
        assert names == ["title", "desc"]
        assert len(picture.alt) > 20
        assert built.manifest.run_id in picture.source


def test_every_drawing_stays_inside_its_sheet(report: Report) -> None:
    for picture in pictures(report):
        root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own drawing
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        for text in root.iter("{http://www.w3.org/2000/svg}text"):
            if "translate" in str(ElementTree.tostring(root)) and float(text.attrib["x"]) < 320:
                continue  # a small chart moved to its place; the PDF is looked at as a whole
            assert -1 <= float(text.attrib["x"]) <= width, text.text
            assert 0 <= float(text.attrib["y"]) <= height, text.text


def test_the_table_of_a_map_adds_up_to_everybody(report: Report, built: Artefact) -> None:
    people = built.totals(2024).frame["people"].sum()
    tables = [
        block
        for block in report.blocks
        if isinstance(block, Table) and len(block.columns) == 3 and block.rows[0][0][0].isalpha()
        and block.columns[1] in ("Beboere", "Residents")
    ]  # fmt: skip

    assert len(tables) == len(built.manifest.groups)
    for table in tables:
        assert sum(int(re.sub(r"\D", "", row[1])) for row in table.rows) == people


def test_the_figures_of_an_area_are_those_of_the_table_of_shares(built: Artefact) -> None:
    report = compose(built, year=None, language="en", now=NOW)
    overview = next(
        block for block in report.blocks if isinstance(block, Table) and block.columns[0] == "Area"
    )
    frame = built.areas().frame.filter(
        pl.col("area_id") == "balby-nord", pl.col("figure") == "non_western"
    ).sort("year")  # fmt: skip
    before, now = (round(100 * share) for share in frame["share"])

    row = next(row for row in overview.rows if row[0] == "Balby Nord")

    shown = row[1].replace("\u202f", " ").replace("\u2212", "-")
    assert shown == f"{now} % ({now - before:+d})"


def test_an_invented_city_is_called_so_on_every_page(report: Report, built: Artefact) -> None:
    note = built.manifest.note_da if report.language == "da" else built.manifest.note_en

    assert note in report.running


def test_the_page_is_one_file_without_script_or_other_addresses(built: Artefact) -> None:
    page = atlas_report.report_bytes(built, ending=".html", language="da", now=NOW).decode()

    assert "<script" not in page
    assert not re.search(r"(?:src|href)=", page)
    assert page.count("<svg") == 2 * 4 + sum(area.is_told for area in built.manifest.areas)
    assert '<html lang="da">' in page


def test_names_are_never_read_as_markup(built: Artefact) -> None:
    shape = shapely.box(0, 0, 400, 400)
    city = city_map.CityMap(
        title="<b>", alt="a & b", bounds_m=(0, 0, 1_000, 1_000), cell_size_m=100,
        eastings_m=np.array([0, 100, 500]), northings_m=np.array([0, 0, 500]),
        codes=np.array([0, 0, 5]), fields=(), ways=(),
        areas=(city_map.MappedArea(name='"><script>', shape=shape),), legend_title="<i>",
        class_words=("a", "b", "c", "d", "e"), withheld_words="w", no_figure_words="n",
        north_word="N",
    )  # fmt: skip

    drawn = city_map.draw_map(city)

    assert "<script>" not in drawn and "<i>" not in drawn and "<b>" not in drawn
    assert "url(#hatch)" in drawn, "a withheld cell is hatched, and the legend says so"
    ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing


def test_neighbouring_cells_of_one_colour_are_one_rectangle() -> None:
    city = city_map.CityMap(
        title="t", alt="a", bounds_m=(0, 0, 1_000, 1_000), cell_size_m=100,
        eastings_m=np.array([0, 100, 300]), northings_m=np.array([0, 0, 0]),
        codes=np.array([4, 4, 4]), fields=(), ways=(), areas=(), legend_title="l",
        class_words=("a", "b", "c", "d", "e"), withheld_words="w", no_figure_words="n",
        north_word="N",
    )  # fmt: skip

    drawn = city_map.draw_map(city)

    assert 'd="M0 620h124v-' not in drawn
    assert "M0 558h124v62h-124zM186 558h62v62h-62z" in drawn


def test_a_gap_in_a_curve_stays_a_gap() -> None:
    chart = curve_chart.CurveChart(
        title="t", alt="a", k_words=("1", "2", "3", "4", "5"), axis_title="k",
        curves=(curve_chart.Curve(name="x", role="area", values=(0.1, 0.2, None, 0.3, 0.2)),),
        band=None, write=lambda value: f"{value:.2f}",
    )  # fmt: skip

    drawn = curve_chart.draw_curves(chart)

    assert drawn.count('stroke="#a8432f"') == 2
    assert drawn.count("<circle") == 4


def test_the_pdf_is_tagged_and_the_same_for_the_same_day(built: Artefact) -> None:
    pytest.importorskip("typst")

    one = atlas_report.report_bytes(built, ending=".pdf", language="en", now=NOW)
    two = atlas_report.report_bytes(built, ending=".pdf", language="en", now=NOW)

    assert one.startswith(b"%PDF") and b"/MarkInfo" in one and b"pdfuaid" in one
    assert one == two


def test_a_year_that_was_not_built_is_refused(built: Artefact) -> None:
    with pytest.raises(InvalidSetting, match="it has 2016, 2024"):
        atlas_report.report_bytes(built, ending=".html", year=2020)


@pytest.mark.parametrize(
    ("name", "rule"),
    [("report.docx", "output_ending_unknown"), ("no/report.pdf", "output_folder_missing"),
     ("there.html", "output_exists")],
)  # fmt: skip
def test_a_file_that_cannot_be_written_is_refused_before_any_work(
    built: Artefact, tmp_path: Path, name: str, rule: str
) -> None:
    (tmp_path / "there.html").write_text("mine", encoding="utf-8")

    with pytest.raises(BadInput, match=rule):
        atlas_report.write_report(built, tmp_path / name)

    assert [path.name for path in tmp_path.iterdir()] == ["there.html"]
