"""A timeline of things that wait for each other: a bar each, arrows between, the critical chain."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bybalance.web.shared.charts import layout, svg

_BAR_HEIGHT: Final = 18.0
_LEAST_LABEL_SHARE, _MOST_LABEL_SHARE = 0.2, 0.48
_LABEL_GAP: Final = 12.0
_ROW: Final = {"wide": 40.0, "narrow": 52.0}
_ARROW: Final = 5.0


@dataclass(frozen=True)
class Mark:
    """A milestone: the day it was reached, or is due."""

    on: date
    is_reached: bool


@dataclass(frozen=True)
class Bar:
    """One thing that takes time; ``until_on`` is the first day after it."""

    label: str
    from_on: date
    until_on: date
    latest_until: date
    is_critical: bool = False
    is_done: bool = False
    milestones: tuple[Mark, ...] = ()

    @property
    def shown_label(self) -> str:
        """The label; what is on the critical chain says so without colour."""
        return f"! {self.label}" if self.is_critical else self.label


@dataclass(frozen=True)
class Arrow:
    """That the bar at ``after`` waits for the bar at ``before``, from which end to which."""

    before: int
    after: int
    from_end: bool = True
    to_end: bool = False
    is_critical: bool = False


@dataclass(frozen=True)
class Gantt:
    """The whole timeline; ``today`` is drawn where it lies within."""

    caption: svg.Caption
    bars: tuple[Bar, ...]
    arrows: tuple[Arrow, ...]
    today: date
    today_word: str

    def __post_init__(self) -> None:
        if not self.bars:
            message = "A timeline needs at least one bar"
            raise ValueError(message)
        for arrow in self.arrows:
            if not {arrow.before, arrow.after} <= set(range(len(self.bars))):
                message = f"An arrow from {arrow.before} to {arrow.after} leaves the timeline"
                raise ValueError(message)

    @property
    def first_on(self) -> date:
        days = [bar.from_on for bar in self.bars]
        return min([*days, *(mark.on for bar in self.bars for mark in bar.milestones)])

    @property
    def until_on(self) -> date:
        days = [max(bar.until_on, bar.latest_until) for bar in self.bars]
        return max([*days, *(mark.on for bar in self.bars for mark in bar.milestones)])


def draw(chart: Gantt) -> svg.Drawing:
    """The timeline in both layouts: labels beside the bars, or above them where room is short."""
    return svg.Drawing(wide=_Plot(chart, svg.WIDE).drawn(), narrow=_Plot(chart, svg.NARROW).drawn())


class _Plot:
    """One layout of a timeline: knows where a day and a bar lie."""

    def __init__(self, chart: Gantt, shape: svg.Layout) -> None:
        self.chart = chart
        self.shape = shape
        self.is_wide = shape is svg.WIDE
        self.left = self._label_room() + _LABEL_GAP if self.is_wide else 4.0
        self.right = shape.width - 8.0
        self.top = shape.line_height * 2 + 8.0
        self.bottom = self.top + _ROW[shape.name] * len(chart.bars)

    def _label_room(self) -> float:
        """As wide as the longest label, so long as the bars keep most of the picture."""
        size = self.shape.font_size
        widest = max(layout.text_width(bar.shown_label, font_size=size) for bar in self.chart.bars)
        least, most = _LEAST_LABEL_SHARE * self.shape.width, _MOST_LABEL_SHARE * self.shape.width
        return min(max(widest, least), most)

    def drawn(self) -> str:
        parts = (
            *self._years(),
            *self._today(),
            *self._rows(),
            *self._arrows(),
        )
        return svg.figure(
            self.chart.caption, self.shape, height=self.bottom + 8, body="".join(parts)
        )

    # --- where things lie -------------------------------------------------------------------

    def x(self, day: date) -> float:
        first = self.chart.first_on.toordinal()
        width = max(self.chart.until_on.toordinal() - first, 1)
        return self.left + (day.toordinal() - first) / width * (self.right - self.left)

    def bar_top(self, row: int) -> float:
        inset = (_ROW["wide"] - _BAR_HEIGHT) / 2 if self.is_wide else self.shape.line_height + 6
        return self.top + row * _ROW[self.shape.name] + inset

    def middle(self, row: int) -> float:
        return self.bar_top(row) + _BAR_HEIGHT / 2

    # --- what is drawn ----------------------------------------------------------------------

    def _years(self) -> Iterator[str]:
        """A rule at each new year, and as many of the years as have room."""
        first, last = self.chart.first_on, self.chart.until_on - timedelta(days=1)
        firsts = [max(first, date(year, 1, 1)) for year in range(first.year, last.year + 1)]
        for day in firsts:
            yield svg.line(
                self.x(day), self.top - 6, self.x(day), self.bottom, class_="chart-guide"
            )
        half = layout.text_width("2000", font_size=self.shape.font_size) / 2
        edges = [*(self.x(day) for day in firsts), self.right]
        centres = [(one + other) / 2 for one, other in itertools.pairwise(edges)]
        inside = [min(max(one, self.left + half), self.right - half) for one in centres]
        size = self.shape.font_size
        for centre, year in layout.year_labels(firsts, inside, font_size=size):
            yield svg.text(
                year, x=centre, y=self.top - 12, text_anchor="middle", class_="chart-note"
            )

    def _today(self) -> Iterator[str]:
        today = self.chart.today
        if not self.chart.first_on <= today < self.chart.until_on:
            return
        x = self.x(today)
        yield svg.line(x, self.shape.line_height, x, self.bottom, class_="chart-event")
        is_late = x > (self.left + self.right) / 2
        yield svg.text(
            self.chart.today_word,
            x=x - 5 if is_late else x + 5,
            y=self.shape.font_size,
            text_anchor="end" if is_late else "start",
            class_="chart-note",
        )

    def _rows(self) -> Iterator[str]:
        for row, bar in enumerate(self.chart.bars):
            line_y = self.top + row * _ROW[self.shape.name]
            yield svg.line(0, line_y, self.shape.width, line_y, class_="chart-guide")
            yield self._label(row, bar)
            yield from self._bar(row, bar)

    def _label(self, row: int, bar: Bar) -> str:
        room = self.left - _LABEL_GAP if self.is_wide else self.shape.width
        label = layout.shortened(bar.shown_label, max_width=room, font_size=self.shape.font_size)
        y = self.middle(row) + 5 if self.is_wide else self.bar_top(row) - 6
        kind = "chart-label chart-label--critical" if bar.is_critical else "chart-label"
        return svg.text(label, x=0, y=y, class_=kind)

    def _bar(self, row: int, bar: Bar) -> Iterator[str]:
        y = self.bar_top(row)
        start, end = self.x(bar.from_on), self.x(bar.until_on)
        if bar.latest_until > bar.until_on:
            yield svg.line(
                end, self.middle(row), self.x(bar.latest_until), self.middle(row),
                class_="chart-slack",
            )  # fmt: skip
        kind = "chart-span chart-span--critical" if bar.is_critical else "chart-span"
        yield svg.rectangle(start, y, max(end - start, 3), _BAR_HEIGHT, class_=kind)
        if bar.is_done:
            tick = f"M{start + 5:.1f} {y + 9:.1f} l4 4 l7 -8"
            yield svg.element("path", d=tick, class_="chart-done")
        for mark in bar.milestones:
            diamond = f"M{self.x(mark.on):.1f} {y + 1:.1f} l8 8 l-8 8 l-8 -8 z"
            state = "chart-milestone--reached" if mark.is_reached else "chart-milestone--due"
            yield svg.element("path", d=diamond, class_=f"chart-milestone {state}")

    def _arrows(self) -> Iterator[str]:
        """Right-angled lines from one end to the other, with a head."""
        for arrow in self.chart.arrows:
            before, after = self.chart.bars[arrow.before], self.chart.bars[arrow.after]
            x1 = self.x(before.until_on if arrow.from_end else before.from_on)
            x2 = self.x(after.until_on if arrow.to_end else after.from_on)
            y1 = self.middle(arrow.before)
            is_down = arrow.after > arrow.before
            y2 = self.bar_top(arrow.after) + (0.0 if is_down else _BAR_HEIGHT)
            turn = min(max(x1, x2) + 5, self.shape.width - 2)
            approach = y2 - 8 if is_down else y2 + 8
            path = f"M{x1:.1f} {y1:.1f} H{turn:.1f} V{approach:.1f} H{x2:.1f} V{y2:.1f}"
            head = _ARROW if is_down else -_ARROW
            tip = f"M{x2 - 4:.1f} {y2 - head:.1f} L{x2:.1f} {y2:.1f} L{x2 + 4:.1f} {y2 - head:.1f}"
            kind = "chart-arrow chart-arrow--critical" if arrow.is_critical else "chart-arrow"
            yield svg.element("path", d=f"{path} {tip}", class_=kind)
