"""How many areas entered and how many left at each list: bars to either side of a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.web.shared.charts import layout, svg

_ROW = 32.0
_BAR_HEIGHT = 18.0


@dataclass(frozen=True)
class Change:
    """One list compared with the one before; ``None`` where the comparison cannot be made."""

    on: date
    entered: int | None
    left: int | None


@dataclass(frozen=True)
class Turnover:
    """Changes in order of date, and what the two sides are called."""

    caption: svg.Caption
    changes: tuple[Change, ...]
    entered_label: str
    left_label: str
    language: Language

    def __post_init__(self) -> None:
        if not self.changes:
            message = "A turnover needs at least one pair of lists"
            raise ValueError(message)

    @property
    def highest(self) -> int:
        sides = [side for change in self.changes for side in (change.entered, change.left)]
        return max([side for side in sides if side is not None] + [1])


def draw(turnover: Turnover) -> svg.Drawing:
    """The chart in both layouts."""
    return svg.Drawing(wide=_drawn(turnover, svg.WIDE), narrow=_drawn(turnover, svg.NARROW))


def _drawn(turnover: Turnover, shape: svg.Layout) -> str:
    width_of_year = layout.text_width("2000", font_size=shape.font_size) + 12
    number_room = layout.text_width(
        formatting.number(turnover.highest, language=turnover.language), font_size=shape.font_size
    )
    middle = (width_of_year + shape.width) / 2
    reach = shape.width - middle - number_room - 8
    body = list(_heads(turnover, shape, middle=middle, left=width_of_year))
    for index, change in enumerate(turnover.changes):
        top = shape.line_height + 8 + _ROW * index
        body.append(svg.text(str(change.on.year), x=0, y=top + 18, class_="chart-note"))
        body.extend(_bars(turnover, change, shape, middle=middle, reach=reach, top=top))
    height = shape.line_height + 8 + _ROW * len(turnover.changes)
    body.append(svg.line(middle, shape.line_height + 4, middle, height, class_="chart-axis"))
    return svg.figure(turnover.caption, shape, height=height + 4, body="".join(body))


def _heads(turnover: Turnover, shape: svg.Layout, *, middle: float, left: float) -> Iterator[str]:
    sides = (
        (turnover.left_label, middle - 10, "end", middle - 10 - left),
        (turnover.entered_label, middle + 10, "start", shape.width - middle - 10),
    )
    for label, x, anchor, room in sides:
        shown = layout.shortened(label, max_width=room, font_size=shape.font_size)
        yield svg.text(shown, x=x, y=shape.font_size, text_anchor=anchor, class_="chart-group")


def _bars(
    turnover: Turnover,
    change: Change,
    shape: svg.Layout,
    *,
    middle: float,
    reach: float,
    top: float,
) -> Iterator[str]:
    y = top + (_ROW - _BAR_HEIGHT) / 2 - 2
    for count, direction, kind in ((change.left, -1, "left"), (change.entered, 1, "entered")):
        if count is None:
            x = middle if direction > 0 else middle - reach
            yield svg.hatched(turnover.caption, shape, x=x, y=y, width=reach, height=_BAR_HEIGHT)
            continue
        length = reach * count / turnover.highest
        x = middle if direction > 0 else middle - length
        yield svg.rectangle(x, y, length, _BAR_HEIGHT, class_=f"chart-bar chart-bar--{kind}")
        yield svg.text(
            formatting.number(count, language=turnover.language),
            x=middle + direction * (length + 6),
            y=top + 18,
            text_anchor="start" if direction > 0 else "end",
            class_="chart-label",
        )
