"""Whatever a chart is given, its markup is sound and its text can be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.web.shared.charts import (
    layout,
    matrix,
    skyline,
    svg,
    threshold_bar,
    trend,
    turnover,
)

NAMESPACE = "{http://www.w3.org/2000/svg}"
CAPTION = svg.Caption(key="chart", title="Listerne", description="Antal områder pr. liste")

labels = st.text(min_size=1, max_size=30)
counts = st.none() | st.integers(0, 5000)


@dataclass(frozen=True)
class Box:
    """Where a text stands."""

    content: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right - 0.5
            and other.left < self.right - 0.5
            and self.top < other.bottom - 0.5
            and other.top < self.bottom - 0.5
        )


def list_dates(count: int) -> tuple[date, ...]:
    return tuple(date(2010, 12, 1) + timedelta(days=365 * index) for index in range(count))


@st.composite
def trends(draw: st.DrawFn) -> trend.Trend:
    dates = list_dates(draw(st.integers(1, 16)))
    places = st.lists(counts, min_size=len(dates), max_size=len(dates)).map(tuple)
    series = st.builds(trend.Series, label=labels, counts=places, short_label=labels)
    days = st.dates(date(2009, 1, 1), date(2027, 1, 1))
    return trend.Trend(
        caption=CAPTION,
        dates=dates,
        series=tuple(draw(st.lists(series, min_size=1, max_size=6))),
        language="da",
        events=tuple(draw(st.lists(st.builds(trend.Event, on=days, word=labels), max_size=4))),
        threshold=draw(st.none() | st.builds(trend.Threshold, st.integers(0, 6000), labels)),
    )


@st.composite
def skylines(draw: st.DrawFn) -> skyline.Skyline:
    levels = tuple(draw(st.lists(labels, min_size=1, max_size=4)))
    level = st.none() | st.integers(0, len(levels))
    return skyline.Skyline(
        caption=CAPTION,
        columns=tuple(
            skyline.Column(on=day, level=draw(level), label=draw(labels))
            for day in list_dates(draw(st.integers(1, 16)))
        ),
        levels=levels,
        language="da",
    )


@st.composite
def matrices(draw: st.DrawFn) -> matrix.Matrix:
    dates = list_dates(draw(st.integers(1, 16)))
    places = st.lists(counts, min_size=len(dates), max_size=len(dates)).map(tuple)
    rows = st.lists(st.builds(matrix.Row, label=labels, counts=places), min_size=1, max_size=3)
    groups = st.builds(matrix.Group, label=labels, rows=rows.map(tuple))
    return matrix.Matrix(
        caption=CAPTION,
        dates=dates,
        groups=tuple(draw(st.lists(groups, min_size=1, max_size=3))),
        class_starts=(1, 2, 3, 5, 8),
        language="da",
    )


@st.composite
def turnovers(draw: st.DrawFn) -> turnover.Turnover:
    return turnover.Turnover(
        caption=CAPTION,
        changes=tuple(
            turnover.Change(on=day, entered=draw(counts), left=draw(counts))
            for day in list_dates(draw(st.integers(1, 16)))
        ),
        entered_label=draw(labels),
        left_label=draw(labels),
        language="da",
    )


exact = st.none() | st.decimals(0, 5000, places=2)
threshold_bars = st.builds(
    threshold_bar.ThresholdBar,
    caption=st.just(CAPTION),
    value=exact,
    threshold=exact,
    threshold_label=labels,
    axis_end=st.decimals(1, 4000, places=1),
    is_met=st.none() | st.booleans(),
)


def both(draw: Callable[[object], svg.Drawing]) -> Callable[[object], tuple[str, ...]]:
    return lambda chart: (draw(chart).wide, draw(chart).narrow)


drawings = st.one_of(
    trends().map(both(trend.draw)),
    skylines().map(both(skyline.draw)),
    matrices().map(both(matrix.draw)),
    turnovers().map(both(turnover.draw)),
    threshold_bars.map(lambda bar: (threshold_bar.draw(bar),)),
)


def parsed(markup: str) -> ElementTree.Element:
    """Read what we drew ourselves."""
    return ElementTree.fromstring(markup)  # noqa: S314


def text_boxes(root: ElementTree.Element) -> list[Box]:
    size = float(root.attrib["font-size"])
    boxes = []
    for node in root.iter(f"{NAMESPACE}text"):
        content = node.text or ""
        width = layout.text_width(content, font_size=size)
        x, y = float(node.attrib["x"]), float(node.attrib["y"])
        left = (
            x
            - width
            * {"start": 0.0, "middle": 0.5, "end": 1.0}[node.attrib.get("text-anchor", "start")]
        )
        boxes.append(Box(content, left, y - 0.78 * size, left + width, y + 0.22 * size))
    return boxes


@given(drawings)
def test_a_drawing_is_well_formed_named_and_has_real_numbers(drawn: tuple[str, ...]) -> None:
    for markup in drawn:
        root = parsed(markup)

        named_by = root.attrib["aria-labelledby"].split()
        assert root.attrib["role"] == "img"
        assert [root.find(f".//*[@id='{name}']").tag for name in named_by] == [
            f"{NAMESPACE}title",
            f"{NAMESPACE}desc",
        ]
        values = [value for node in root.iter() for value in node.attrib.values()]
        assert not any(value.lower() in {"nan", "inf", "-inf"} for value in values)
        assert all("style" not in node.attrib for node in root.iter())


@given(drawings)
def test_all_text_is_inside_the_picture(drawn: tuple[str, ...]) -> None:
    for markup in drawn:
        root = parsed(markup)
        width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])

        outside = [
            box
            for box in text_boxes(root)
            if box.left < -0.5
            or box.top < -0.5
            or box.right > width + 0.5
            or box.bottom > height + 0.5
        ]
        assert outside == []


@given(drawings)
def test_no_two_texts_run_into_each_other(drawn: tuple[str, ...]) -> None:
    for markup in drawn:
        boxes = text_boxes(parsed(markup))

        assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []


@given(drawings)
def test_text_is_at_least_14_px_on_a_screen_of_360(drawn: tuple[str, ...]) -> None:
    shown = parsed(drawn[-1])

    width = float(shown.attrib["viewBox"].split()[2])
    assert float(shown.attrib["font-size"]) * min(1.0, 328 / width) >= 14


@given(st.lists(labels, min_size=2, max_size=8))
def test_ids_differ_between_the_layouts_of_one_chart(names: list[str]) -> None:
    chart = trend.Trend(
        caption=CAPTION,
        dates=list_dates(len(names)),
        series=(trend.Series(label=names[0], counts=tuple(range(len(names)))),),
        language="da",
    )

    drawn = trend.draw(chart)

    wide = {node.get("id") for node in parsed(drawn.wide).iter()} - {None}
    narrow = {node.get("id") for node in parsed(drawn.narrow).iter()} - {None}
    assert wide.isdisjoint(narrow)


class TestTrend:
    def test_a_gap_breaks_the_line(self) -> None:
        chart = trend.Trend(
            caption=CAPTION,
            dates=list_dates(5),
            series=(trend.Series(label="Udsatte", counts=(3, 4, None, 6, 7)),),
            language="da",
        )

        root = parsed(trend.draw(chart).wide)

        lines = [
            node for node in root.iter(f"{NAMESPACE}path") if "chart-line" in node.get("class", "")
        ]
        markers = list(root.iter(f"{NAMESPACE}circle"))
        assert len(lines) == 2
        assert len(markers) == 4

    def test_the_label_at_the_end_carries_the_last_known_count(self) -> None:
        chart = trend.Trend(
            caption=CAPTION,
            dates=list_dates(3),
            series=(trend.Series(label="Udsatte", counts=(3, 1200, None)),),
            language="da",
        )

        assert "1.200 Udsatte" in trend.draw(chart).wide

    @pytest.mark.parametrize(
        ("dates", "values", "message"),
        [
            ((), (), "ascend"),
            (list_dates(2)[::-1], (1, 2), "ascend"),
            (list_dates(2), (1,), "1 counts, 2 dates"),
        ],
    )
    def test_it_refuses_what_it_cannot_draw(
        self, dates: tuple[date, ...], values: tuple[int, ...], message: str
    ) -> None:
        series = (trend.Series(label="Udsatte", counts=values),)

        with pytest.raises(ValueError, match=message):
            trend.Trend(caption=CAPTION, dates=dates, series=series, language="da")


class TestGuideValues:
    @given(st.integers(0, 10**7) | st.decimals(0, 10**5, places=2))
    def test_at_most_six_lines_from_zero_to_the_highest(self, highest: int | Decimal) -> None:
        values = layout.guide_values(highest)

        assert values[0] == 0
        assert values[-1] >= highest
        assert 2 <= len(values) <= layout.MAX_GUIDE_LINES

    def test_steps_are_round(self) -> None:
        assert layout.guide_values(43) == [0, 10, 20, 30, 40, 50]
        assert layout.guide_values(7) == [0, 2, 4, 6, 8]


@given(st.lists(st.floats(0, 300), max_size=8), st.floats(1, 30))
def test_spread_positions_keep_their_order_and_distance(wanted: list[float], gap: float) -> None:
    placed = layout.spread(wanted, gap=gap, lowest=0, highest=300)

    ranked = sorted(zip(wanted, placed, strict=True))
    assert all(0 <= position <= 300 + 1e-6 for position in placed)
    assert all(after - before >= gap - 1e-6 for (_, before), (_, after) in pairwise(ranked))


@pytest.mark.parametrize(
    ("value", "threshold", "is_met", "kind"),
    [
        (Decimal("41"), Decimal("40"), True, "chart-bar--met"),
        (Decimal("39"), Decimal("40"), False, "chart-bar--not-met"),
        (Decimal("39"), None, None, "chart-bar--unknown"),
        (None, Decimal("40"), None, "chart-unknown"),
    ],
)
def test_a_threshold_bar_says_by_its_class_how_the_value_stands(
    value: Decimal | None, threshold: Decimal | None, is_met: bool | None, kind: str
) -> None:
    drawn = threshold_bar.draw(
        threshold_bar.ThresholdBar(
            caption=CAPTION,
            value=value,
            threshold=threshold,
            threshold_label="40 %",
            axis_end=100,
            is_met=is_met,
        )
    )

    assert f'{kind}"' in drawn


def test_markup_in_a_label_is_text() -> None:
    caption = svg.Caption(key="c", title="<script>", description="a & b")
    level = skyline.Column(on=date(2020, 12, 1), level=1, label='<b x="1">')

    drawn = skyline.draw(skyline.Skyline(caption, (level,), ("<i>",), "da"))

    assert "<script>" not in drawn.wide + drawn.narrow
    assert "<b " not in drawn.narrow
    assert "&lt;i&gt;" in drawn.wide
