"""A chart of shares against the number of nearest people, with names at the lines' ends."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bybalance.pipelines.atlas_report import drawing
from bybalance.pipelines.atlas_report.drawing import element, text

LEFT, TOP, BOTTOM = 50.0, 16.0, 48.0
LABEL_GAP: Final = 17.0
COLOURS: Final = {"area": drawing.BRICK, "surroundings": drawing.HARBOUR, "city": drawing.INK_SOFT}
DASHES: Final = {"area": None, "surroundings": None, "city": "6 4"}
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line: its name, what it stands for, and a value per k, ``None`` where there is none."""

    name: str
    role: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A range per k, drawn behind the lines."""

    name: str
    lows: tuple[float | None, ...]
    highs: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveChart:
    """What a chart shows; ``write`` makes words of a value on the axis."""

    title: str
    alt: str
    k_words: tuple[str, ...]
    axis_title: str
    curves: tuple[Curve, ...]
    band: Band | None
    write: Callable[[float], str]
    width: float = 640.0
    height: float = 290.0
    most: float | None = None


def draw_curves(chart: CurveChart) -> str:
    """Return the chart as one SVG; the axis starts at zero, and gaps stay gaps."""
    plot = _Plot(chart)
    return drawing.figure(
        *plot.guides(), *plot.band(), *plot.curves(), *plot.labels(),
        title=chart.title, alt=chart.alt, width=chart.width, height=chart.height,
    )  # fmt: skip


class _Plot:
    def __init__(self, chart: CurveChart) -> None:
        self.chart = chart
        names = [curve.name for curve in chart.curves] + ([chart.band.name] if chart.band else [])
        self.right = chart.width - max(len(name) for name in names) * 7.2 - 12
        self.bottom = chart.height - BOTTOM
        known = [value for curve in chart.curves for value in curve.values if value is not None]
        if chart.band is not None:
            known += [value for value in chart.band.highs if value is not None]
        self.step, self.most = _axis(chart.most or max(known, default=0.1))

    def x(self, at: int) -> float:
        return LEFT + (self.right - LEFT) * at / max(len(self.chart.k_words) - 1, 1)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - TOP) * value / self.most

    def guides(self) -> Iterator[str]:
        for number in range(round(self.most / self.step) + 1):
            value = number * self.step
            y = self.y(value)
            colour = drawing.INK_SOFT if number == 0 else drawing.LINE
            yield element("path", d=f"M{LEFT} {drawing.plain(y)}H{drawing.plain(self.right)}",
                          stroke=colour, stroke_width=1, fill="none")  # fmt: skip
            yield text(self.chart.write(value), x=LEFT - 8, y=y + 4.5, text_anchor="end",
                       fill=drawing.INK_SOFT)  # fmt: skip
        room = (self.right - LEFT) / max(len(self.chart.k_words) - 1, 1)
        longest = max(len(word) for word in self.chart.k_words) * 7.4
        every = math.ceil(longest / max(room, 1))
        for at, word in enumerate(self.chart.k_words):
            if (len(self.chart.k_words) - 1 - at) % every == 0:
                yield text(word, x=self.x(at), y=self.bottom + 18, text_anchor="middle",
                           fill=drawing.INK_SOFT)  # fmt: skip
        yield text(self.chart.axis_title, x=LEFT, y=self.bottom + 38, fill=drawing.INK_SOFT)

    def band(self) -> Iterator[str]:
        band = self.chart.band
        if band is None:
            return
        pairs = [
            (self.x(at), self.y(low), self.y(high))
            for at, (low, high) in enumerate(zip(band.lows, band.highs, strict=True))
            if low is not None and high is not None
        ]
        if pairs:
            edge = [(x, high) for x, _low, high in pairs]
            edge += [(x, low) for x, low, _high in reversed(pairs)]
            yield element("path", d=_line(edge) + "Z", fill="#c9c3b8")

    def curves(self) -> Iterator[str]:
        for curve in self.chart.curves:
            colour = COLOURS[curve.role]
            for points in self._parts(curve.values):
                yield element(
                    "path", d=_line(points), fill="none", stroke=colour, stroke_width=2.2,
                    stroke_dasharray=DASHES[curve.role], stroke_linejoin="round",
                )  # fmt: skip
                for x, y in points:
                    yield element("circle", cx=x, cy=y, r=2.6, fill=colour)

    def labels(self) -> Iterator[str]:
        """Names at the ends, moved apart where they would touch."""
        ends = []
        for curve in self.chart.curves:
            known = [value for value in curve.values if value is not None]
            if known:
                ends.append((self.y(known[-1]), curve.name, COLOURS[curve.role]))
        band = self.chart.band
        if band is not None and band.highs[-1] is not None and band.lows[-1] is not None:
            middle = self.y((band.highs[-1] + band.lows[-1]) / 2)
            ends.append((middle, band.name, drawing.INK_SOFT))
        for y, name, colour in _apart(sorted(ends), lowest=self.bottom):
            yield text(name, x=self.right + 9, y=y + 4.5, fill=colour, font_weight=600)

    def _parts(self, values: Sequence[float | None]) -> Iterator[list[Point]]:
        for is_known, part in itertools.groupby(enumerate(values), lambda one: one[1] is not None):
            if is_known:
                yield [(self.x(at), self.y(value)) for at, value in part if value is not None]


def _axis(highest: float) -> tuple[float, float]:
    """Return a round step and where the axis ends, with at most five steps."""
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25):
        count = math.ceil(round(highest / step, 6))
        if count <= 5:
            return step, max(count, 1) * step
    return 0.25, 1.0


def _apart(
    ends: Sequence[tuple[float, str, str]], *, lowest: float
) -> list[tuple[float, str, str]]:
    placed: list[tuple[float, str, str]] = []
    for y, name, colour in ends:
        least = placed[-1][0] + LABEL_GAP if placed else TOP
        placed.append((max(y, least), name, colour))
    overshoot = max(placed[-1][0] - lowest, 0.0) if placed else 0.0
    return [(y - overshoot, name, colour) for y, name, colour in placed]


def _line(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{drawing.plain(x)} {drawing.plain(y)}" for x, y in points)


def draw_grid(charts: Sequence[CurveChart], *, title: str) -> str:
    """Return several charts as one SVG, two in a row, each with its title above it."""
    wide, gap, head = 312.0, 16.0, 26.0
    tall = 232.0
    parts = []
    for at, chart in enumerate(charts):
        x, y = (at % 2) * (wide + gap), (at // 2) * (tall + head + 6)
        parts.append(text(chart.title, x=x, y=y + 16, font_weight=600))
        plot = _Plot(replace(chart, width=wide, height=tall))
        body = (*plot.guides(), *plot.band(), *plot.curves(), *plot.labels())
        shift = f"translate({drawing.plain(x)} {drawing.plain(y + head)})"
        parts.append(element("g", *body, transform=shift))
    rows = math.ceil(len(charts) / 2)
    return drawing.figure(
        *parts, title=title, alt=" ".join(chart.alt for chart in charts),
        width=2 * wide + gap, height=rows * (tall + head + 6),
    )  # fmt: skip
