"""A share or a measure against the number of nearest people: lines over doubling steps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bybalance.model import formatting
from bybalance.model.formatting import NARROW_SPACE, Exact, Language
from bybalance.web.shared.charts import layout, svg, trend

MAX_CURVES = 6
_PLOT_HEIGHT = {"wide": 300.0, "narrow": 240.0}
_LABEL_GAP = 12.0
_MAX_LABEL_SHARE = 0.4


@dataclass(frozen=True)
class Curve:
    """One line; a value per step, ``None`` where it is not told. A band lies behind the line."""

    label: str
    values: tuple[Exact | None, ...]
    low: tuple[Exact | None, ...] = ()
    high: tuple[Exact | None, ...] = ()


@dataclass(frozen=True)
class Curves:
    """The chart; ``steps`` are numbers of people that grow, and lie evenly where they double.

    Values are per cent, or plain numbers with ``decimals`` where ``is_percent`` is false.
    """

    caption: svg.Caption
    steps: tuple[int, ...]
    curves: tuple[Curve, ...]
    steps_label: str
    language: Language
    is_percent: bool = True
    decimals: int = 0

    def __post_init__(self) -> None:
        if not self.steps or list(self.steps) != sorted(set(self.steps)) or self.steps[0] < 1:
            raise ValueError("The steps must grow, each once, from 1")
        if not 1 <= len(self.curves) <= MAX_CURVES:
            raise ValueError(f"A chart shows 1 to {MAX_CURVES} curves, not {len(self.curves)}")
        for curve in self.curves:
            lengths = {len(curve.values)} | {len(edge) for edge in (curve.low, curve.high) if edge}
            if lengths != {len(self.steps)}:
                raise ValueError(f"{curve.label} does not have a value for each step")


def draw(curves: Curves) -> svg.Drawing:
    """The chart in both layouts."""
    return svg.Drawing(
        wide=_Plot(curves, svg.WIDE).drawn(), narrow=_Plot(curves, svg.NARROW).drawn()
    )


class _Plot:
    """One layout: knows where a step and a value lie."""

    def __init__(self, curves: Curves, shape: svg.Layout) -> None:
        self.curves = curves
        self.shape = shape
        self.guides = _guides(curves)
        widest = max(self._width_of(self._text(level)) for level in self.guides)
        self.left = widest + 8
        self.right = shape.width - self._label_room() - _LABEL_GAP
        self.top = 12.0
        self.bottom = self.top + _PLOT_HEIGHT[shape.name]

    def drawn(self) -> str:
        parts = (
            *self._guide_lines(),
            *self._step_labels(),
            *self._bands(),
            *self._lines(),
            *self._end_labels(),
        )
        height = self.bottom + 2 * self.shape.line_height + 14
        return svg.figure(self.curves.caption, self.shape, height=height, body="".join(parts))

    # --- where things lie -------------------------------------------------------------------

    def x(self, step: int) -> float:
        first, last = self.curves.steps[0], self.curves.steps[-1]
        if first == last:
            return (self.left + self.right) / 2
        share = math.log(step / first) / math.log(last / first)
        return self.left + 8 + share * (self.right - self.left - 16)

    def y(self, value: Exact) -> float:
        share = float(Fraction(value) / Fraction(self.guides[-1]))
        return self.bottom - min(max(share, 0.0), 1.0) * (self.bottom - self.top)

    def _width_of(self, content: str) -> float:
        return layout.text_width(content, font_size=self.shape.font_size)

    def _label_room(self) -> float:
        widest = max(self._width_of(label) for label in self._labels())
        return min(widest, _MAX_LABEL_SHARE * self.shape.width)

    # --- what is drawn ----------------------------------------------------------------------

    def _guide_lines(self) -> Iterator[str]:
        for level in self.guides:
            y = self.y(level)
            kind = "chart-axis" if level == 0 else "chart-guide"
            yield svg.line(self.left, y, self.right, y, class_=kind)
            yield svg.text(
                self._text(level), x=self.left - 8, y=y + 5, text_anchor="end", class_="chart-note"
            )

    def _step_labels(self) -> Iterator[str]:
        """The last step first; one that would touch its neighbour is left out."""
        taken: list[layout.Span] = []
        y = self.bottom + self.shape.line_height + 6
        for step in reversed(self.curves.steps):
            words = formatting.number(step, language=self.curves.language)
            half = self._width_of(words) / 2
            x = min(self.x(step), self.shape.width - half - 2)
            span = layout.Span(x - half - 4, x + half + 4)
            yield svg.line(x, self.bottom, x, self.bottom + 5, class_="chart-axis")
            if not any(map(span.overlaps, taken)):
                taken.append(span)
                yield svg.text(words, x=x, y=y, text_anchor="middle", class_="chart-note")
        label = layout.shortened(
            self.curves.steps_label,
            max_width=self.shape.width - self.left,
            font_size=self.shape.font_size,
        )
        yield svg.text(label, x=self.left, y=y + self.shape.line_height, class_="chart-note")

    def _bands(self) -> Iterator[str]:
        for rank, curve in enumerate(self.curves.curves, start=1):
            edges = [
                (self.x(step), low, high)
                for step, low, high in zip(self.curves.steps, curve.low, curve.high, strict=False)
                if low is not None and high is not None
            ]
            if len(edges) < 2:
                continue
            upper = [f"{x:.1f} {self.y(high):.1f}" for x, _, high in edges]
            lower = [f"{x:.1f} {self.y(low):.1f}" for x, low, _ in reversed(edges)]
            yield svg.element(
                "path", d=f"M{' L'.join([*upper, *lower])} Z", class_=f"chart-band series-{rank}"
            )

    def _lines(self) -> Iterator[str]:
        for rank, curve in enumerate(self.curves.curves, start=1):
            for stretch in _stretches(self.curves.steps, curve.values):
                places = [(self.x(step), self.y(value)) for step, value in stretch]
                if len(places) > 1:
                    path = " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
                    yield svg.element("path", d=f"M{path}", class_=f"chart-line series-{rank}")
                for x, y in places:
                    yield trend.marker(x, y, rank=rank)

    def _labels(self) -> list[str]:
        """The name of each line; where there is room, with its value at the last known step."""
        labels = []
        if self.shape is svg.NARROW:
            return [curve.label for curve in self.curves.curves]
        for curve in self.curves.curves:
            known = [value for value in curve.values if value is not None]
            labels.append(f"{self._text(known[-1])} {curve.label}" if known else curve.label)
        return labels

    def _end_labels(self) -> Iterator[str]:
        wanted = []
        for curve in self.curves.curves:
            known = [value for value in curve.values if value is not None]
            wanted.append(self.y(known[-1]) if known else self.bottom)
        placed = layout.spread(
            wanted, gap=self.shape.line_height, lowest=self.top + 6, highest=self.bottom
        )
        for rank, (label, y) in enumerate(zip(self._labels(), placed, strict=True), start=1):
            shown = layout.shortened(
                label, max_width=self._label_room(), font_size=self.shape.font_size
            )
            yield svg.text(
                shown, x=self.right + _LABEL_GAP, y=y + 5, class_=f"chart-label series-{rank}"
            )

    def _text(self, value: Exact) -> str:
        decimals = 0 if Fraction(value).denominator == 1 else self.curves.decimals
        written = formatting.number(value, decimals=decimals, language=self.curves.language)
        return f"{written}{NARROW_SPACE}%" if self.curves.is_percent else written


def _guides(curves: Curves) -> Sequence[Fraction]:
    """From zero to above the highest value; plain numbers go in steps of a tenth or so."""
    highest = max(
        [
            Fraction(value)
            for curve in curves.curves
            for values in (curve.values, curve.high)
            for value in values
            if value is not None
        ],
        default=Fraction(0),
    )
    unit = Fraction(1) if curves.is_percent else Fraction(1, 10**curves.decimals)
    levels = layout.guide_values(max(highest / unit, Fraction(1)))
    return [level * unit for level in levels]


def _stretches(
    steps: Sequence[int], values: Sequence[Exact | None]
) -> Iterator[list[tuple[int, Exact]]]:
    """Runs of known values: a gap stays a gap."""
    run: list[tuple[int, Exact]] = []
    for step, value in zip(steps, values, strict=True):
        if value is not None:
            run.append((step, value))
        elif run:
            yield run
            run = []
    if run:
        yield run
