"""Counts by list date: one line per category, with gaps left as gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bybalance.model import formatting
from bybalance.model.formatting import Exact, Language
from bybalance.web.shared.charts import layout, svg

MAX_SERIES = 6
_PLOT_HEIGHT = {"wide": 300.0, "narrow": 240.0}
_LABEL_GAP = 12.0
_MAX_LABEL_SHARE = 0.42


@dataclass(frozen=True)
class Series:
    """One category; ``counts`` has a place per list date, ``None`` where nobody knows."""

    label: str
    counts: tuple[Exact | None, ...]
    short_label: str = ""

    def label_in(self, shape: svg.Layout) -> str:
        return self.short_label or self.label if shape is svg.NARROW else self.label


@dataclass(frozen=True)
class Event:
    """Something that happened on a day, in a word or two."""

    on: date
    word: str


@dataclass(frozen=True)
class Threshold:
    """A level to compare with, in words."""

    level: Exact
    label: str


@dataclass(frozen=True)
class Trend:
    """Everything that the chart shows; ``dates`` ascend and every series has a place for each."""

    caption: svg.Caption
    dates: tuple[date, ...]
    series: tuple[Series, ...]
    language: Language
    events: tuple[Event, ...] = ()
    threshold: Threshold | None = None
    decimals: int = 0

    def __post_init__(self) -> None:
        if not self.dates or list(self.dates) != sorted(set(self.dates)):
            message = "A trend needs list dates that ascend, each once"
            raise ValueError(message)
        if not 1 <= len(self.series) <= MAX_SERIES:
            message = f"A trend shows 1 to {MAX_SERIES} series, not {len(self.series)}"
            raise ValueError(message)
        for series in self.series:
            if len(series.counts) != len(self.dates):
                message = f"{series.label} has {len(series.counts)} counts, {len(self.dates)} dates"
                raise ValueError(message)

    @property
    def highest(self) -> Exact:
        known = [count for series in self.series for count in series.counts if count is not None]
        return max([*known, self.threshold.level if self.threshold else 0, 1])


def draw(trend: Trend) -> svg.Drawing:
    """The chart in both layouts."""
    return svg.Drawing(wide=_Plot(trend, svg.WIDE).drawn(), narrow=_Plot(trend, svg.NARROW).drawn())


class _Plot:
    """One layout of a trend: knows where a date and a count lie."""

    def __init__(self, trend: Trend, shape: svg.Layout) -> None:
        self.trend = trend
        self.shape = shape
        self.guides = layout.guide_values(trend.highest)
        self.left = self._width_of(self._count_text(self.guides[-1])) + 8
        self.right = shape.width - self._label_room() - _LABEL_GAP
        self.event_rows = layout.rows_without_overlap(
            [self._event_span(event) for event in self._visible_events()]
        )
        self.top = 12.0 + shape.line_height * (max(self.event_rows, default=-1) + 1)
        self.bottom = self.top + _PLOT_HEIGHT[shape.name]

    def drawn(self) -> str:
        parts = (
            *self._guide_lines(),
            *self._years(),
            *self._event_rules(),
            *self._threshold_line(),
            *self._lines(),
            *self._end_labels(),
        )
        height = self.bottom + self.shape.line_height + 14
        return svg.figure(self.trend.caption, self.shape, height=height, body="".join(parts))

    # --- where things lie -------------------------------------------------------------------

    def x(self, day: date) -> float:
        first, last = self.trend.dates[0].toordinal(), self.trend.dates[-1].toordinal()
        if first == last:
            return (self.left + self.right) / 2
        inset = 8.0
        share = (day.toordinal() - first) / (last - first)
        return self.left + inset + share * (self.right - self.left - 2 * inset)

    def y(self, count: Exact) -> float:
        return self.bottom - float(Fraction(count) / self.guides[-1]) * (self.bottom - self.top)

    def _width_of(self, content: str) -> float:
        return layout.text_width(content, font_size=self.shape.font_size)

    def _label_room(self) -> float:
        widest = max(self._width_of(label) for label in self._labels().values())
        return min(widest, _MAX_LABEL_SHARE * self.shape.width)

    # --- what is drawn ----------------------------------------------------------------------

    def _guide_lines(self) -> Iterator[str]:
        for level in self.guides:
            y = self.y(level)
            kind = "chart-axis" if level == 0 else "chart-guide"
            yield svg.line(self.left, y, self.right, y, class_=kind)
            yield svg.text(
                self._count_text(level),
                x=self.left - 8,
                y=y + 5,
                text_anchor="end",
                class_="chart-note",
            )

    def _years(self) -> Iterator[str]:
        centres = [self.x(day) for day in self.trend.dates]
        size = self.shape.font_size
        for centre, year in layout.year_labels(self.trend.dates, centres, font_size=size):
            yield svg.text(
                year,
                x=centre,
                y=self.bottom + self.shape.line_height + 6,
                text_anchor="middle",
                class_="chart-note",
            )

    def _visible_events(self) -> list[Event]:
        first, last = self.trend.dates[0], self.trend.dates[-1]
        return [event for event in self.trend.events if first <= event.on <= last]

    def _event_span(self, event: Event) -> layout.Span:
        """The word begins at its rule, or ends there when it would leave the picture."""
        width = self._width_of(self._event_word(event)) + 10
        x = self.x(event.on)
        start = x if x + width <= self.shape.width else max(0.0, x - width)
        return layout.Span(start, start + width)

    def _event_word(self, event: Event) -> str:
        return layout.shortened(
            event.word, max_width=self.shape.width / 2 - 16, font_size=self.shape.font_size
        )

    def _event_rules(self) -> Iterator[str]:
        for event, row in zip(self._visible_events(), self.event_rows, strict=True):
            x, span = self.x(event.on), self._event_span(event)
            baseline = self.shape.line_height * (row + 1) - 4
            is_after_rule = span.start >= x
            yield svg.line(x, baseline - 12, x, self.bottom, class_="chart-event")
            yield svg.text(
                self._event_word(event),
                x=x + 6 if is_after_rule else span.end - 6,
                y=baseline,
                text_anchor="start" if is_after_rule else "end",
                class_="chart-note",
            )

    def _threshold_line(self) -> Iterator[str]:
        if self.trend.threshold is None:
            return
        y = self.y(self.trend.threshold.level)
        yield svg.line(self.left, y, self.right, y, class_="chart-threshold")
        has_room_above = y - self.shape.line_height >= self.top
        baseline = y - 6 if has_room_above else y + self.shape.line_height - 2
        ends = [self._end_of(series) for series in self.trend.series]
        is_clear = len(ends) == 1 and abs(ends[0] - baseline) > self.shape.line_height
        label = layout.shortened(
            self.trend.threshold.label,
            max_width=(self.shape.width if is_clear else self.right) - self.left - 8,
            font_size=self.shape.font_size,
        )
        yield svg.text(label, x=self.left + 6, y=baseline, class_="chart-threshold-label")

    def _lines(self) -> Iterator[str]:
        for rank, series in enumerate(self.trend.series, start=1):
            for stretch in self._stretches(series):
                path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in stretch)
                yield svg.element("path", d=path, class_=f"chart-line series-{rank}")
                for x, y in stretch:
                    yield marker(x, y, rank=rank)

    def _stretches(self, series: Series) -> Iterator[list[tuple[float, float]]]:
        """Points without a gap between them."""
        stretch: list[tuple[float, float]] = []
        for day, count in zip(self.trend.dates, series.counts, strict=True):
            if count is not None:
                stretch.append((self.x(day), self.y(count)))
            elif stretch:
                yield stretch
                stretch = []
        if stretch:
            yield stretch

    def _labels(self) -> dict[int, str]:
        """Per rank: the last known count and the name of the category."""
        labels = {}
        for rank, series in enumerate(self.trend.series, start=1):
            known = [count for count in series.counts if count is not None]
            name = series.label_in(self.shape)
            labels[rank] = f"{self._count_text(known[-1])} {name}" if known else name
        return labels

    def _end_labels(self) -> Iterator[str]:
        labels = self._labels()
        wanted = [self._end_of(series) for series in self.trend.series]
        placed = layout.spread(
            wanted, gap=self.shape.line_height, lowest=self.top + 6, highest=self.bottom
        )
        for (rank, label), y in zip(labels.items(), placed, strict=True):
            shown = layout.shortened(
                label, max_width=self._label_room(), font_size=self.shape.font_size
            )
            yield svg.text(
                shown,
                x=self.right + _LABEL_GAP,
                y=y + 5,
                class_=f"chart-label series-{rank}",
            )

    def _end_of(self, series: Series) -> float:
        known = [count for count in series.counts if count is not None]
        return self.y(known[-1]) if known else self.bottom

    def _count_text(self, count: Exact) -> str:
        decimals = 0 if count in self.guides else self.trend.decimals
        return formatting.number(count, decimals=decimals, language=self.trend.language)


def marker(x: float, y: float, *, rank: int) -> str:
    """A point whose shape tells its series apart where colour does not."""
    kind = f"chart-marker series-{rank}"
    if rank % 3 == 1:
        return svg.element("circle", cx=x, cy=y, r=4, class_=kind)
    if rank % 3 == 2:
        return svg.element("rect", x=x - 4, y=y - 4, width=8, height=8, class_=kind)
    diamond = f"M{x:.1f} {y - 5:.1f} l5 5 l-5 5 l-5 -5 z"
    return svg.element("path", d=diamond, class_=kind)
