"""Curves over numbers of people, and maps of squares: sound markup, whatever they are given."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import bybalance.web.shared
from bybalance.web.shared.charts import cell_map, curves, svg

NAMESPACE = "{http://www.w3.org/2000/svg}"
CAPTION = svg.Caption(key="chart", title="Balby", description="Opdigtet")
STEPS = (400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200)
TOKENS = Path(bybalance.web.shared.__file__).parent / "static" / "shared" / "tokens.css"

shares = st.none() | st.decimals(0, 100, places=0).map(Decimal)


@st.composite
def charts(draw: st.DrawFn) -> curves.Curves:
    count = draw(st.integers(1, len(STEPS)))
    values = st.lists(shares, min_size=count, max_size=count).map(tuple)
    lines = st.builds(
        curves.Curve,
        label=st.text(min_size=1, max_size=30),
        values=values,
        low=st.just(()) | values,
        high=st.just(()) | values,
    )
    return curves.Curves(
        caption=CAPTION,
        steps=STEPS[:count],
        curves=tuple(draw(st.lists(lines, min_size=1, max_size=6))),
        steps_label="Antal nærmeste beboere",
        language=draw(st.sampled_from(("da", "en"))),
    )


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)  # noqa: S314 - our own markup


@given(charts())
def test_a_chart_of_curves_is_well_formed_and_inside_its_picture(chart: curves.Curves) -> None:
    drawing = curves.draw(chart)
    for markup in (drawing.wide, drawing.narrow):
        root = parsed(markup)
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        for element in root.iter():
            for name, most in (("x", width), ("y", height), ("cx", width), ("cy", height)):
                if name in element.attrib and element.tag != f"{NAMESPACE}pattern":
                    assert -1 <= float(element.attrib[name]) <= most + 1
        assert "nan" not in markup


def test_a_gap_stays_a_gap() -> None:
    values = (Decimal(10), None, Decimal(20), Decimal(30))
    chart = curves.Curves(
        caption=CAPTION, steps=STEPS[:4], curves=(curves.Curve("Balby", values),),
        steps_label="", language="da",
    )  # fmt: skip

    paths = re.findall(r'class="chart-line', curves.draw(chart).wide)
    markers = re.findall(r'class="chart-marker', curves.draw(chart).wide)

    assert (len(paths), len(markers)) == (1, 3)


@pytest.mark.parametrize(
    ("steps", "values"),
    [((), ()), ((800, 400), (1, 2)), ((400, 800), (1,)), ((0,), (1,))],
)
def test_curves_that_do_not_fit_are_refused(
    steps: tuple[int, ...], values: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match=r"steps|values|value"):
        curves.Curves(
            caption=CAPTION, steps=steps, curves=(curves.Curve("x", values),), steps_label="",
            language="da",
        )  # fmt: skip


@st.composite
def maps(draw: st.DrawFn) -> cell_map.CellMap:
    places = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30)), unique=True))
    codes = [draw(st.integers(0, 6)) for _ in places]
    return cell_map.CellMap(
        caption=CAPTION,
        bounds_m=(500_000, 6_200_000, 504_100, 6_203_100),
        cell_size_m=100,
        eastings_m=np.array([500_000 + 100 * x for x, _ in places], np.int64),
        northings_m=np.array([6_200_000 + 100 * y for _, y in places], np.int64),
        codes=np.array(codes, np.int64),
        ground=(("water", ((shapely.box(500_000, 6_200_000, 501_000, 6_201_000), "fjord"),)),),
        outlines=(
            cell_map.Outline(
                draw(st.text(min_size=1, max_size=40)),
                shapely.box(501_000, 6_201_000, 502_000, 6_202_000),
                is_chosen=draw(st.booleans()),
            ),
        ),
        heading="Balby",
        words=("a", "b", "c", "d", "e", "Beskyttet", "Ingen"),
        notes=("Opdigtet",),
        language="da",
    )


@given(maps())
def test_every_square_is_painted_once_in_its_colour(one: cell_map.CellMap) -> None:
    root = parsed(cell_map.drawn(one, svg.WIDE, is_file=True))
    painted: dict[int, int] = {}
    for element in root.iter(f"{NAMESPACE}path"):
        if element.get("shape-rendering") != "crispEdges":
            continue
        fill = element.attrib["fill"]
        code = (
            cell_map.SHADES.index(fill)
            if fill in cell_map.SHADES
            else cell_map.WITHHELD if fill.startswith("url(") else cell_map.NO_FIGURE
        )  # fmt: skip
        lengths = [int(length) for length in re.findall(r"h(\d+)v1", element.attrib["d"])]
        painted[code] = sum(lengths)

    codes, counts = np.unique(one.codes, return_counts=True)
    assert painted == dict(zip(codes.tolist(), counts.tolist(), strict=True))


def test_the_colours_of_the_map_are_the_tokens() -> None:
    tokens = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", TOKENS.read_text("utf-8")))

    assert tuple(tokens[f"shade-{at}"] for at in range(1, 6)) == cell_map.SHADES
    for name in ("ink", "ink_soft", "paper", "paper_warm", "line", "line_strong", "brick"):
        assert getattr(cell_map, name.upper()) == tokens[name.replace("_", "-")]
