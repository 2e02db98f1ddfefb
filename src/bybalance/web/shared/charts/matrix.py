"""Municipality by list date, grouped by region: small multiples where a map would stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.web.shared.charts import layout, svg

CLASS_COUNT = 5
_ROW = {"wide": 26.0, "narrow": 26.0}
_GROUP_SPACE = 20.0
_LABEL_SHARE = {"wide": 0.24, "narrow": 0.37}


@dataclass(frozen=True)
class Row:
    """One municipality: a count per list date, ``None`` where nobody knows."""

    label: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class Group:
    """One region and its municipalities."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Matrix:
    """Counts by municipality and list date.

    ``class_starts`` holds the lowest count of each of the five shades, ascending; a count below
    the first is left white.
    """

    caption: svg.Caption
    dates: tuple[date, ...]
    groups: tuple[Group, ...]
    class_starts: tuple[int, ...]
    language: Language

    def __post_init__(self) -> None:
        if not self.dates or not any(group.rows for group in self.groups):
            message = "A matrix needs list dates and at least one row"
            raise ValueError(message)
        if len(self.class_starts) != CLASS_COUNT or list(self.class_starts) != sorted(
            set(self.class_starts)
        ):
            message = f"A matrix needs {CLASS_COUNT} ascending class starts: {self.class_starts}"
            raise ValueError(message)
        for row in (row for group in self.groups for row in group.rows):
            if len(row.counts) != len(self.dates):
                message = f"{row.label} has {len(row.counts)} counts, {len(self.dates)} dates"
                raise ValueError(message)

    @property
    def highest(self) -> int:
        counts = (count for group in self.groups for row in group.rows for count in row.counts)
        return max((count for count in counts if count is not None), default=0)

    def shade(self, count: int) -> int:
        """0 for white, else 1 (lightest) to 5."""
        return sum(count >= start for start in self.class_starts)


def draw(matrix: Matrix) -> svg.Drawing:
    """The matrix in both layouts; where not every number has room, the shades stand alone."""
    return svg.Drawing(wide=_drawn(matrix, svg.WIDE), narrow=_drawn(matrix, svg.NARROW))


def _drawn(matrix: Matrix, shape: svg.Layout) -> str:
    left = shape.width * _LABEL_SHARE[shape.name]
    step = (shape.width - left) / len(matrix.dates)
    body = list(_year_row(matrix, shape, left=left, step=step))
    top = shape.line_height + 4.0
    for group in matrix.groups:
        body.append(_group_label(group, shape, top=top))
        top += _ROW[shape.name]
        for row in group.rows:
            body.extend(_row(matrix, row, shape, left=left, step=step, top=top))
            top += _ROW[shape.name]
        top += _GROUP_SPACE
    height = top - _GROUP_SPACE + 4
    return svg.figure(matrix.caption, shape, height=height, body="".join(body))


def _year_row(matrix: Matrix, shape: svg.Layout, *, left: float, step: float) -> Iterator[str]:
    centres = [left + step * (index + 0.5) for index in range(len(matrix.dates))]
    half = layout.text_width("2000", font_size=shape.font_size) / 2
    inside = [min(centre, shape.width - half) for centre in centres]
    for centre, year in layout.year_labels(matrix.dates, inside, font_size=shape.font_size):
        y = shape.font_size
        yield svg.text(year, x=centre, y=y, text_anchor="middle", class_="chart-note")


def _group_label(group: Group, shape: svg.Layout, *, top: float) -> str:
    label = layout.shortened(group.label, max_width=shape.width - 8, font_size=shape.font_size)
    return svg.text(label, x=0, y=top + 18, class_="chart-group")


def _row(
    matrix: Matrix, row: Row, shape: svg.Layout, *, left: float, step: float, top: float
) -> Iterator[str]:
    label = layout.shortened(row.label, max_width=left - 8, font_size=shape.font_size)
    yield svg.text(label, x=0, y=top + 18, class_="chart-label")
    for index, count in enumerate(row.counts):
        x = left + step * index + 1
        if count is None:
            yield svg.hatched(
                matrix.caption, shape, x=x, y=top + 1, width=step - 2, height=_ROW[shape.name] - 2
            )
        else:
            yield from _cell(matrix, count, shape, x=x, top=top, width=step - 2)


def _cell(
    matrix: Matrix, count: int, shape: svg.Layout, *, x: float, top: float, width: float
) -> Iterator[str]:
    shade = matrix.shade(count)
    yield svg.rectangle(
        x, top + 1, width, _ROW[shape.name] - 2, class_=f"chart-cell chart-shade-{shade}"
    )
    if count and _numbers_fit(matrix, shape, width=width):
        yield svg.text(
            formatting.number(count, language=matrix.language),
            x=x + width / 2,
            y=top + 18,
            text_anchor="middle",
            class_=f"chart-on-shade-{shade}",
        )


def _numbers_fit(matrix: Matrix, shape: svg.Layout, *, width: float) -> bool:
    widest = formatting.number(matrix.highest, language=matrix.language)
    return layout.text_width(widest, font_size=shape.font_size) + 2 <= width
