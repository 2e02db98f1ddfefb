"""A map of square cells in five colours, with water, roads, rail and outlines; no tiles, no script.

Colours are attributes, not classes as in other charts: the same picture is a file that a reader
takes away, where no stylesheet of ours is. A test holds them to the tokens.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.web.shared.charts import layout, svg

SHADES: Final = ("#efe6d3", "#c6d2c5", "#8fb3b5", "#3f7789", "#174a5b")
INK, INK_SOFT, PAPER, PAPER_WARM, LINE, LINE_STRONG, BRICK = (
    "#1d2326", "#56616a", "#ffffff", "#f6f3ee", "#d9d4cb", "#8a857c", "#a8432f",
)  # fmt: skip
WATER: Final = "#e3ebee"
PARK: Final = "#eef0e6"
WITHHELD, NO_FIGURE = 5, 6

_FONT: Final = "IBM Plex Sans, sans-serif"
_MARGIN: Final = 8.0
_TALLEST: Final = 1.25
_WIDTHS: Final = {
    "motorway": 2.0, "ring_road": 1.4, "main_road": 0.9, "railway": 1.1, "stream": 1.2,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Outline:
    """An area with its name; one may be picked out."""

    name: str
    shape: Any
    is_chosen: bool = False


@dataclass(frozen=True, eq=False)
class CellMap:
    """Everything that the map shows, in metres of one projection, north up.

    ``codes`` are 0 to 4 for the colours, 5 for withheld, 6 for no figure. ``ground`` goes from the
    bottom up: name of the layer, and its shapes with their kinds. ``words`` name the seven codes.
    """

    caption: svg.Caption
    bounds_m: tuple[float, float, float, float]
    cell_size_m: int
    eastings_m: NDArray[np.int64]
    northings_m: NDArray[np.int64]
    codes: NDArray[np.int64]
    ground: tuple[tuple[str, tuple[tuple[Any, str], ...]], ...]
    outlines: tuple[Outline, ...]
    heading: str
    words: tuple[str, ...]
    notes: tuple[str, ...]
    language: Language


def draw(cell_map: CellMap) -> svg.Drawing:
    """The map in both layouts."""
    return svg.Drawing(wide=drawn(cell_map, svg.WIDE), narrow=drawn(cell_map, svg.NARROW))


def drawn(cell_map: CellMap, shape: svg.Layout, *, is_file: bool = False) -> str:
    """One layout; as a file it also carries its heading and notes, which a page has around it."""
    return _Sheet(cell_map, shape, is_file=is_file).drawn()


class _Sheet:
    """One layout of a map: knows where a metre lies."""

    def __init__(self, cell_map: CellMap, shape: svg.Layout, *, is_file: bool) -> None:
        self.map = cell_map
        self.shape = shape
        self.is_file = is_file
        west, south, east, north = cell_map.bounds_m
        room = shape.width - 2 * _MARGIN
        self.scale = room / max(east - west, 1.0)
        height = min((north - south) * self.scale, room * _TALLEST)
        self.scale = min(self.scale, height / max(north - south, 1.0))
        self.left = _MARGIN + (room - (east - west) * self.scale) / 2
        self.head_lines = self._wrapped(cell_map.heading) if is_file else []
        self.top = _MARGIN + len(self.head_lines) * (shape.line_height + 2)
        self.frame = (self.left, self.top, (east - west) * self.scale, height)
        self.west, self.north = west, north

    def drawn(self) -> str:
        key = f"{self.map.caption.key}-{self.shape.name}"
        x, y, width, height = self.frame
        legend, legend_height = self._legend(y + height + 14)
        bottom = y + height + legend_height
        notes = self._notes(bottom + 8) if self.is_file else []
        total = bottom + 8 + len(notes) * self.shape.line_height + (8 if notes else 0)
        clip = svg.element(
            "clipPath", svg.element("rect", x=x, y=y, width=width, height=height), id=f"{key}-frame"
        )
        body = (
            svg.element("defs", clip, _hatch(key)),
            svg.element("rect", x=0, y=0, width=self.shape.width, height=total, fill=PAPER),
            *self._head(),
            svg.element("g", *self._inside(key), clip_path=f"url(#{key}-frame)"),
            svg.element("rect", x=x, y=y, width=width, height=height, fill="none", stroke=LINE),
            *self._scale_bar(),
            *legend,
            *notes,
        )
        return svg.figure(self.map.caption, self.shape, height=total, body="".join(body)).replace(
            "<svg ", f'<svg font-family="{_FONT}" ', 1
        )

    # --- the picture --------------------------------------------------------------------------

    def _inside(self, key: str) -> Iterator[str]:
        x, y, width, height = self.frame
        yield svg.element("rect", x=x, y=y, width=width, height=height, fill=PAPER)
        lines = []
        for name, shapes in self.map.ground:
            for shape, kind in shapes:
                if "Polygon" in shape.geom_type:
                    yield self._field(name, shape)
                else:
                    lines.append((name, shape, kind))
        yield from self._cells(key)
        for name, shape, kind in lines:
            yield self._way(name, shape, kind)
        for outline in self.map.outlines:
            yield svg.element(
                "path",
                d=self._path(outline.shape),
                fill="none",
                stroke=BRICK if outline.is_chosen else INK,
                stroke_width=2.6 if outline.is_chosen else 1.2,
                stroke_dasharray=None if outline.is_chosen else "5 2",
            )
        yield from self._names()

    def _field(self, name: str, shape: Any) -> str:
        fill = {"water": WATER, "parks": PARK}.get(name, PAPER_WARM)
        edge = LINE if name == "outline" else None
        return svg.element("path", d=self._path(shape), fill=fill, stroke=edge, fill_rule="evenodd")

    def _way(self, name: str, shape: Any, kind: str) -> str:
        is_water = name == "water"
        return svg.element(
            "path",
            d=self._path(shape),
            fill="none",
            stroke="#9fb6be" if is_water else INK_SOFT if name == "rail" else LINE_STRONG,
            stroke_width=_WIDTHS.get(kind, 0.9),
            stroke_dasharray="4 2" if name == "rail" else None,
        )

    def _cells(self, key: str) -> Iterator[str]:
        """A path per colour, in cells: neighbours of one colour in a row are one piece."""
        size = self.map.cell_size_m
        columns = np.floor_divide(self.map.eastings_m - int(self.west), size)
        rows = np.floor_divide(int(self.north) - self.map.northings_m - size, size)
        # The frame may begin inside a cell; what is left over moves all cells alike.
        shift_x = (self.map.eastings_m[0] - self.west) - columns[0] * size if len(columns) else 0
        shift_y = (self.north - self.map.northings_m[0] - size) - rows[0] * size if len(rows) else 0
        step = size * self.scale
        place = (
            f"translate({self.left + shift_x * self.scale:.2f} "
            f"{self.top + shift_y * self.scale:.2f}) scale({step:.4f})"
        )
        for code in range(NO_FIGURE + 1):
            path = _runs(columns[self.map.codes == code], rows[self.map.codes == code])
            if path:
                yield svg.element(
                    "path",
                    d=path,
                    transform=place,
                    shape_rendering="crispEdges",
                    **_paint(code, key, step),
                )

    def _names(self) -> Iterator[str]:
        """Names of areas, where they do not run into each other; the picked one first."""
        taken: list[tuple[layout.Span, layout.Span]] = []
        size = self.shape.font_size
        x0, _, width, _ = self.frame
        for outline in sorted(self.map.outlines, key=lambda one: not one.is_chosen):
            # Above the area, so that its name hides nothing of it.
            x, y = self._place(shapely.point_on_surface(outline.shape).x, outline.shape.bounds[3])
            y = max(y - 5, self.top + size)
            half = layout.text_width(outline.name, font_size=size) / 2
            x = min(max(x, x0 + half + 4), x0 + width - half - 4)
            box = layout.Span(x - half, x + half), layout.Span(y - size, y + 4)
            if half * 2 > width or any(
                box[0].overlaps(one) and box[1].overlaps(other) for one, other in taken
            ):
                continue
            taken.append(box)
            yield svg.text(
                outline.name,
                x=x,
                y=y,
                text_anchor="middle",
                fill=BRICK if outline.is_chosen else INK,
                font_weight=600,
                stroke=PAPER,
                stroke_width=3.5,
                stroke_linejoin="round",
                paint_order="stroke",
            )

    def _scale_bar(self) -> Iterator[str]:
        longest_m = self.shape.width / 4 / self.scale
        power = 10 ** math.floor(math.log10(longest_m))
        length_m = next(power * one for one in (5, 2, 1) if power * one <= longest_m)
        x, y, width, height = self.frame
        right, base = x + width - 12, y + height - 12
        left = right - length_m * self.scale
        unit, number = ("km", length_m // 1000) if length_m >= 1000 else ("m", length_m)
        words = f"{formatting.number(int(number), language=self.map.language)} {unit}"
        yield svg.element(
            "path", d=f"M{left:.1f} {base - 5:.1f} v5 H{right:.1f} v-5", fill="none", stroke=INK
        )
        yield svg.text(
            words, x=right, y=base - 9, text_anchor="end", fill=INK, stroke=PAPER,
            stroke_width=3, paint_order="stroke",
        )  # fmt: skip

    # --- around it ----------------------------------------------------------------------------

    def _legend(self, top: float) -> tuple[list[str], float]:
        """Swatches with their words, in as many columns as there is room for."""
        key = f"{self.map.caption.key}-{self.shape.name}"
        shown = [code for code in range(NO_FIGURE + 1) if code < len(SHADES) or self._has(code)]
        columns = 2 if self.shape is svg.NARROW else 4
        width = (self.shape.width - 2 * _MARGIN) / columns
        room = width - 34
        line = self.shape.line_height
        parts, y = [], top
        for start in range(0, len(shown), columns):
            deepest = 1
            for at, code in enumerate(shown[start : start + columns]):
                x = _MARGIN + at * width
                parts.append(
                    svg.element(
                        "rect", x=x, y=y, width=24, height=15, **_paint(code, key, 1.0, LINE_STRONG)
                    )
                )
                words = self._wrapped(self.map.words[code], room)
                deepest = max(deepest, len(words))
                parts += [
                    svg.text(one, x=x + 31, y=y + 13 + row * line, fill=INK)
                    for row, one in enumerate(words)
                ]
            y += deepest * line + 3
        return parts, y - top + 14

    def _has(self, code: int) -> bool:
        return bool((self.map.codes == code).any())

    def _head(self) -> Iterator[str]:
        for row, words in enumerate(self.head_lines):
            y = _MARGIN + (row + 0.8) * (self.shape.line_height + 2)
            yield svg.text(words, x=_MARGIN, y=y, fill=INK, font_weight=600)

    def _notes(self, top: float) -> list[str]:
        lines = [line for note in self.map.notes for line in self._wrapped(note)]
        return [
            svg.text(line, x=_MARGIN, y=top + (at + 0.8) * self.shape.line_height, fill=INK_SOFT)
            for at, line in enumerate(lines)
        ]

    def _wrapped(self, content: str, room: float | None = None) -> list[str]:
        widest = room or self.shape.width - 2 * _MARGIN
        lines = [""]
        for word in content.split(" "):  # a narrow space holds a number and its sign together
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and layout.text_width(longer, font_size=self.shape.font_size) > widest:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _place(self, easting: float, northing: float) -> tuple[float, float]:
        return (
            self.left + (easting - self.west) * self.scale,
            self.top + (self.north - northing) * self.scale,
        )

    def _path(self, shape: Any) -> str:
        return " ".join(
            "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in (self._place(*at[:2]) for at in path))
            + (" Z" if is_ring else "")
            for path, is_ring in _paths(shape)
        )  # fmt: skip


def _paint(code: int, key: str, step: float, edge: str | None = None) -> dict[str, Any]:
    """How a code is painted; lines are given in the units of a cell."""
    if code < len(SHADES):
        return {"fill": SHADES[code], "stroke": edge}
    if code == WITHHELD:
        return {"fill": f"url(#{key}-{'swatch' if edge else 'withheld'})", "stroke": edge}
    return {"fill": PAPER, "stroke": edge or LINE, "stroke_width": f"{0.6 / step:.4f}"}


def _hatch(key: str) -> str:
    """Diagonal lines on warm paper for what is protected: in cells, and in the legend."""
    lines = svg.element(
        "path",
        d="M0 1 L1 0 M-0.25 0.25 L0.25 -0.25 M0.75 1.25 L1.25 0.75",
        stroke=LINE_STRONG,
        stroke_width="0.18",
        fill="none",
    )
    ground = svg.element("rect", x=0, y=0, width=1, height=1, fill=PAPER_WARM)
    return "".join(
        svg.element(
            "pattern",
            ground,
            lines,
            id=f"{key}-{name}",
            width=1,
            height=1,
            patternUnits="userSpaceOnUse",
            patternTransform=f"scale({scale})",
        )
        for name, scale in (("withheld", 1), ("swatch", 6))
    )


def _runs(columns: NDArray[np.int64], rows: NDArray[np.int64]) -> str:
    """Rectangles one cell high, from the first to the last of neighbours in a row."""
    order = np.lexsort((columns, rows))
    columns, rows = columns[order], rows[order]
    is_first = np.ones(len(columns), np.bool_)
    is_first[1:] = (np.diff(rows) != 0) | (np.diff(columns) != 1)
    starts = np.flatnonzero(is_first)
    lengths = np.diff(np.append(starts, len(columns)))
    return "".join(
        f"M{columns[at]} {rows[at]}h{length}v1h-{length}z"
        for at, length in zip(starts.tolist(), lengths.tolist(), strict=True)
    )


def _paths(shape: Any) -> Iterable[tuple[Sequence[tuple[float, ...]], bool]]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield list(part.exterior.coords)[:-1], True
            for hole in part.interiors:
                yield list(hole.coords)[:-1], True
        elif part.geom_type == "LineString":
            yield list(part.coords), False
