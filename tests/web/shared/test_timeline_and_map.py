from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.web.shared.charts import gantt, layout, site_map, svg

CAPTION = svg.Caption(key="t", title="Tid & sted <i Balby>", description="Det samme i tabellen.")
START = date(2030, 1, 1)
DAYS = st.integers(0, 3000).map(lambda count: START + timedelta(days=count))


@st.composite
def timelines(draw: st.DrawFn) -> gantt.Gantt:
    bars = []
    for index in range(draw(st.integers(1, 6))):
        first = draw(DAYS)
        until = first + timedelta(days=draw(st.integers(0, 800)))
        latest = until + timedelta(days=draw(st.integers(0, 300)))
        marks = tuple(
            gantt.Mark(on=day, is_reached=True) for day in draw(st.lists(DAYS, max_size=2))
        )
        label = f"{index}. {draw(st.text(max_size=80))}"
        bars.append(
            gantt.Bar(
                label=label, from_on=first, until_on=until, latest_until=latest,
                is_critical=draw(st.booleans()), milestones=marks,
            )
        )  # fmt: skip
    row = st.integers(0, len(bars) - 1)
    arrows = draw(st.lists(st.builds(gantt.Arrow, before=row, after=row), max_size=4))
    return gantt.Gantt(
        caption=CAPTION,
        bars=tuple(bars),
        arrows=tuple(arrows),
        today=draw(DAYS),
        today_word="i dag",
    )


def inside(drawing: str, shape: svg.Layout) -> None:
    """Everything drawn is well-formed and lies within the picture."""
    root = ET.fromstring(drawing)  # noqa: S314  our own markup
    _x, _y, width, height = map(float, root.attrib["viewBox"].split())
    assert width == shape.width
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        long = layout.text_width(text.text or "", font_size=shape.font_size)
        start = {"start": x, "middle": x - long / 2, "end": x - long}[
            text.attrib.get("text-anchor", "start")
        ]
        assert start >= -1 and 0 <= y <= height
    for box in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= width + 1


@given(timelines())
def test_any_timeline_stays_in_its_picture(chart: gantt.Gantt) -> None:
    drawing = gantt.draw(chart)

    inside(drawing.wide, svg.WIDE)
    inside(drawing.narrow, svg.NARROW)


def test_the_critical_path_is_marked_without_colour() -> None:
    bar = gantt.Bar(
        label="Vejen", from_on=START, until_on=date(2031, 1, 1), latest_until=date(2031, 1, 1),
        is_critical=True,
    )  # fmt: skip
    chart = gantt.Gantt(caption=CAPTION, bars=(bar,), arrows=(), today=START, today_word="i dag")

    assert ">! Vejen<" in gantt.draw(chart).narrow


def test_a_timeline_needs_bars_and_arrows_between_them() -> None:
    with pytest.raises(ValueError, match="at least one bar"):
        gantt.Gantt(caption=CAPTION, bars=(), arrows=(), today=START, today_word="")
    bar = gantt.Bar(label="x", from_on=START, until_on=START, latest_until=START)
    with pytest.raises(ValueError, match="leaves the timeline"):
        gantt.Gantt(
            caption=CAPTION, bars=(bar,), arrows=(gantt.Arrow(0, 1),), today=START, today_word=""
        )


POSITIONS = st.tuples(st.floats(400_000, 900_000), st.floats(6_030_000, 6_420_000))


@given(
    st.lists(POSITIONS, min_size=1, max_size=8),
    st.lists(st.lists(POSITIONS, min_size=3, max_size=6), max_size=2),
)
def test_any_map_stays_in_its_picture(
    points: list[tuple[float, float]], outlines: list[list[tuple[float, float]]]
) -> None:
    features = tuple(
        site_map.Feature(number=index, shape="point", paths=((point,),), anchor=point)
        for index, point in enumerate(points, start=1)
    )
    site = site_map.SiteMap(
        caption=CAPTION, outlines=tuple(map(tuple, outlines)), features=features
    )

    for drawing in (site_map.draw(site).wide, site_map.draw(site).narrow):
        ET.fromstring(drawing)  # noqa: S314  our own markup
        assert len(re.findall("map-disc", drawing)) == len(points)


def test_north_is_up_and_east_is_right() -> None:
    corners = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0))
    features = tuple(
        site_map.Feature(number=index, shape="point", paths=((place,),), anchor=place)
        for index, place in enumerate(corners)
    )
    drawing = site_map.draw(site_map.SiteMap(caption=CAPTION, outlines=(), features=features)).wide

    discs = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', drawing)]
    assert discs[1][0] > discs[0][0]
    assert discs[2][1] < discs[1][1]


@pytest.mark.parametrize("shape", ["circle", ""])
def test_an_unknown_shape_is_refused(shape: str) -> None:
    with pytest.raises(ValueError, match="shape"):
        site_map.Feature(number=1, shape=shape, paths=(), anchor=(0, 0))


def test_an_empty_map_is_refused() -> None:
    with pytest.raises(ValueError, match="outline"):
        site_map.SiteMap(caption=CAPTION, outlines=(), features=())
