"""An area's history over the lists: a mark per list, at the height of the category it was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.web.shared.charts import layout, svg

_STOREY = 34.0
_ROW = 34.0
_GAP = 2.0
_NARROW_BAR_WIDTH = 72.0


@dataclass(frozen=True)
class Column:
    """One list: ``level`` 0 is not listed, ``None`` not known; ``label`` says so in words."""

    on: date
    level: int | None
    label: str


@dataclass(frozen=True)
class Skyline:
    """The lists in order, and the name of each level from the first above zero."""

    caption: svg.Caption
    columns: tuple[Column, ...]
    levels: tuple[str, ...]
    language: Language

    def __post_init__(self) -> None:
        if not self.columns or not self.levels:
            message = "A skyline needs at least one list and one level"
            raise ValueError(message)
        for column in self.columns:
            if column.level is not None and not 0 <= column.level <= len(self.levels):
                message = f"Level {column.level} on {column.on} is not among {len(self.levels)}"
                raise ValueError(message)


def draw(skyline: Skyline) -> svg.Drawing:
    """Columns side by side on a wide page; a row per list, with words, on a narrow one."""
    return svg.Drawing(wide=_side_by_side(skyline), narrow=_one_below_the_other(skyline))


def _side_by_side(skyline: Skyline) -> str:
    shape = svg.WIDE
    names = [_level_name(name, shape) for name in skyline.levels]
    left = max(layout.text_width(name, font_size=shape.font_size) for name in names) + 14
    ground = 8 + _STOREY * len(names)
    step = (shape.width - left) / len(skyline.columns)
    body = [svg.line(left, ground, shape.width, ground, class_="chart-axis")]
    for level, name in enumerate(names, start=1):
        y = ground - _STOREY * level
        body.append(svg.line(left, y, shape.width, y, class_="chart-guide"))
        body.append(svg.text(name, x=0, y=y + _STOREY / 2 + 5, class_="chart-note"))
    for index, column in enumerate(skyline.columns):
        x = left + step * index + _GAP
        body.extend(_column(skyline, column, x=x, width=step - 2 * _GAP, ground=ground))
    centres = [left + step * (index + 0.5) for index in range(len(skyline.columns))]
    dates = [column.on for column in skyline.columns]
    for centre, year in layout.year_labels(dates, centres, font_size=shape.font_size):
        y = ground + shape.line_height
        rightmost = shape.width - layout.text_width(year, font_size=shape.font_size) / 2
        x = min(centre, rightmost)
        body.append(svg.text(year, x=x, y=y, text_anchor="middle", class_="chart-note"))
    height = ground + shape.line_height + 8
    return svg.figure(skyline.caption, shape, height=height, body="".join(body))


def _column(
    skyline: Skyline, column: Column, *, x: float, width: float, ground: float
) -> Iterator[str]:
    if column.level is None:
        height = _STOREY * len(skyline.levels) - 2
        yield svg.hatched(
            skyline.caption, svg.WIDE, x=x, y=ground - height - 1, width=width, height=height
        )
        return
    if column.level:  # one storey only: a graver category is not the milder ones as well
        y = ground - _STOREY * column.level + 1
        yield svg.rectangle(x, y, width, _STOREY - 2, class_=f"chart-level-{column.level}")


def _one_below_the_other(skyline: Skyline) -> str:
    shape = svg.NARROW
    dates = [_month_and_year(column.on, skyline.language) for column in skyline.columns]
    left = max(layout.text_width(written, font_size=shape.font_size) for written in dates) + 10
    body = []
    for index, (column, written) in enumerate(zip(skyline.columns, dates, strict=True)):
        top = _ROW * index
        body.append(svg.text(written, x=0, y=top + 22, class_="chart-note"))
        body.extend(_row_bar(skyline, column, left=left, top=top + 8))
        right = left + _NARROW_BAR_WIDTH + 12
        label = layout.shortened(
            column.label, max_width=shape.width - right, font_size=shape.font_size
        )
        body.append(svg.text(label, x=right, y=top + 22, class_="chart-label"))
    height = _ROW * len(skyline.columns) + 4
    return svg.figure(skyline.caption, shape, height=height, body="".join(body))


def _row_bar(skyline: Skyline, column: Column, *, left: float, top: float) -> Iterator[str]:
    if column.level is None:
        yield svg.hatched(
            skyline.caption, svg.NARROW, x=left, y=top, width=_NARROW_BAR_WIDTH, height=18
        )
        return
    yield svg.line(left, top - 2, left, top + 20, class_="chart-axis")
    step = _NARROW_BAR_WIDTH / len(skyline.levels)
    if column.level:
        x = left + step * (column.level - 1) + 1
        yield svg.rectangle(x, top, step - 2, 18, class_=f"chart-level-{column.level}")


def _level_name(name: str, shape: svg.Layout) -> str:
    return layout.shortened(name, max_width=shape.width * 0.3, font_size=shape.font_size)


def _month_and_year(day: date, language: Language) -> str:
    """Short enough for a narrow page, and tells the two lists of one year apart."""
    _, month, year = formatting.long_date(day, language=language).split(formatting.NO_BREAK_SPACE)
    return f"{month[:3]} {year}"
