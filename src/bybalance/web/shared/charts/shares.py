"""Shares of one whole, a row per thing: how often a candidate gets each of the first places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bybalance.model import formatting
from bybalance.model.formatting import Exact, Language
from bybalance.web.shared.charts import layout, svg

MAX_PARTS = 5
_BAR_HEIGHT = 22.0
_ROW_GAP = 16.0
_LEAST_LABELLED = 26.0


@dataclass(frozen=True)
class Row:
    """One thing: percentages of its first places, in order; the rest of the bar stays empty."""

    label: str
    parts: tuple[Exact, ...]
    is_marked: bool = False

    @property
    def total(self) -> Fraction:
        return sum((Fraction(part) for part in self.parts), Fraction(0))


@dataclass(frozen=True)
class Shares:
    """Everything that the chart shows; ``part_words`` name the parts inside the bars, shortly."""

    caption: svg.Caption
    rows: tuple[Row, ...]
    part_words: tuple[str, ...]
    language: Language

    def __post_init__(self) -> None:
        if not 1 <= len(self.part_words) <= MAX_PARTS:
            message = f"A bar has 1 to {MAX_PARTS} parts, not {len(self.part_words)}"
            raise ValueError(message)
        for row in self.rows:
            if len(row.parts) != len(self.part_words) or not 0 <= row.total <= 100:
                message = f"{row.label} has the parts {row.parts}; they add up to 100 at most"
                raise ValueError(message)

    def shade(self, part: int) -> int:
        """The darkest for the first place, lighter for each that follows."""
        return MAX_PARTS - part


def draw(shares: Shares) -> svg.Drawing:
    """The chart in both layouts; the label stands above its bar, so that it is never cut short."""
    return svg.Drawing(wide=_drawn(shares, svg.WIDE), narrow=_drawn(shares, svg.NARROW))


def _drawn(shares: Shares, shape: svg.Layout) -> str:
    step = shape.line_height + _BAR_HEIGHT + _ROW_GAP
    body = "".join(
        part
        for index, row in enumerate(shares.rows)
        for part in _row(shares, row, shape, top=index * step)
    )
    return svg.figure(shares.caption, shape, height=step * len(shares.rows), body=body)


def _row(shares: Shares, row: Row, shape: svg.Layout, *, top: float) -> Iterator[str]:
    figure = formatting.percent(row.total, decimals=0, language=shares.language)
    figure_width = layout.text_width(figure, font_size=shape.font_size)
    room = shape.width - figure_width - 16
    label = layout.shortened(row.label, max_width=room, font_size=shape.font_size)
    baseline = top + shape.font_size
    kind = "chart-group" if row.is_marked else "chart-label"
    yield svg.text(label, x=0, y=baseline, class_=kind)
    yield svg.text(figure, x=shape.width, y=baseline, text_anchor="end", class_=kind)
    bar_top = top + shape.line_height
    yield svg.rectangle(0.5, bar_top, shape.width - 1, _BAR_HEIGHT, class_="chart-track")
    left = 0.5
    for index, part in enumerate(row.parts):
        width = float(Fraction(part) / 100) * (shape.width - 1)
        if width <= 0:
            continue
        shade = shares.shade(index)
        yield svg.rectangle(
            left, bar_top, width, _BAR_HEIGHT, class_=f"chart-cell chart-shade-{shade}"
        )
        word = shares.part_words[index]
        needed = layout.text_width(word, font_size=shape.font_size) + 8
        if width >= max(_LEAST_LABELLED, needed):
            yield svg.text(
                word,
                x=left + width / 2,
                y=bar_top + shape.font_size + 1,
                text_anchor="middle",
                class_=f"chart-on-shade-{shade}",
            )
        left += width
