"""A printed map of a city: cells in five colours, water, roads, outlines, scale and north."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from bybalance.pipelines.atlas_report import drawing
from bybalance.pipelines.atlas_report.drawing import element, text

SHADES: Final = ("#efe6d3", "#c6d2c5", "#8fb3b5", "#3f7789", "#174a5b")
WATER, SHORE, PARK = "#dfe9ed", "#a9bfc8", "#f0f3e8"
WITHHELD, NO_FIGURE = 5, 6
"""Codes beyond the five colours."""

WIDTH: Final = 640.0
TALLEST: Final = 620.0
_LEGEND_ROW: Final = 20.0
_WAYS: Final = {
    "motorway": (2.4, "#8a857c"), "ring_road": (1.8, "#9a948a"), "main_road": (1.3, "#a8a298"),
    "access_road": (0.9, "#b5afa5"), "railway": (1.3, "#56616a"), "stream": (1.4, SHORE),
}  # fmt: skip
_OTHER_WAY: Final = (1.0, "#a8a298")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MappedArea:
    """An outline with the name that stands beside it; no name where the map would be crowded."""

    name: str
    shape: Any


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CityMap:
    """What a map shows, in metres.

    Parameters
    ----------
    bounds_m
        West, south, east, north.
    codes
        One per cell: 0 to 4 for the colours, 5 for withheld, 6 for no figure.
    fields, ways
        Shapes below and above the cells, each with its kind.
    class_words
        What the five colours mean, in words.
    """

    title: str
    alt: str
    bounds_m: tuple[float, float, float, float]
    cell_size_m: int
    eastings_m: NDArray[np.int64]
    northings_m: NDArray[np.int64]
    codes: NDArray[np.int64]
    fields: tuple[tuple[Any, str], ...]
    ways: tuple[tuple[Any, str], ...]
    areas: tuple[MappedArea, ...]
    legend_title: str
    class_words: tuple[str, ...]
    withheld_words: str
    no_figure_words: str
    north_word: str


def draw_map(city: CityMap) -> str:
    """Return the map as one SVG."""
    frame = _Frame(city.bounds_m)
    words = [
        *zip(city.class_words, SHADES, strict=True),
        *([(city.withheld_words, "url(#hatch)")] if (city.codes == WITHHELD).any() else []),
        (city.no_figure_words, drawing.PAPER),
    ]
    columns = 4
    rows = math.ceil(len(words) / columns)
    height = frame.height + 46 + rows * _LEGEND_ROW
    return drawing.figure(
        element("defs", _hatch(), element(
            "clipPath", element("rect", x=0, y=0, width=frame.width, height=frame.height),
            id="frame")),
        element("g", *_inside(city, frame), clip_path="url(#frame)"),
        element("rect", x=0.5, y=0.5, width=frame.width - 1, height=frame.height - 1, fill="none",
                stroke=drawing.LINE),
        *_scale_and_north(frame, city.north_word),
        text(city.legend_title, x=0, y=frame.height + 24, font_weight=600),
        *_legend(words, top=frame.height + 36, columns=columns),
        title=city.title, alt=city.alt, width=WIDTH, height=height,
    )  # fmt: skip


class _Frame:
    """Metres to places on the sheet; north is up and nothing is stretched."""

    def __init__(self, bounds_m: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds_m
        self.west, self.north = west, north
        self.scale = min(WIDTH / (east - west), TALLEST / (north - south))
        self.width, self.height = (east - west) * self.scale, (north - south) * self.scale

    def place(self, east_m: float, north_m: float) -> tuple[float, float]:
        return (east_m - self.west) * self.scale, (self.north - north_m) * self.scale

    def path(self, shape: Any) -> str:
        """Return a shape as path data, with points that are too near to see left out."""
        simple = shapely.simplify(shape, 0.4 / self.scale)
        parts = []
        for part in shapely.get_parts(simple):
            rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
            for ring in rings:
                points = [self.place(east, north) for east, north in shapely.get_coordinates(ring)]
                line = " ".join(f"{drawing.plain(x)} {drawing.plain(y)}" for x, y in points)
                parts.append(f"M{line}{'Z' if part.geom_type == 'Polygon' else ''}")
        return "".join(parts)


def _inside(city: CityMap, frame: _Frame) -> Iterator[str]:
    yield element("rect", x=0, y=0, width=frame.width, height=frame.height, fill=drawing.PAPER)
    for shape, kind in city.fields:
        fill = PARK if kind == "park" else WATER
        yield element("path", d=frame.path(shape), fill=fill, fill_rule="evenodd",
                      stroke=None if kind == "park" else SHORE, stroke_width=0.8)  # fmt: skip
    for code in range(NO_FIGURE):
        runs = list(_runs(city, frame, code))
        if runs:
            is_colour = code < len(SHADES)
            fill = SHADES[code] if is_colour else "url(#hatch)"
            # A hairline of the same colour closes the seams between rows.
            seam = SHADES[code] if is_colour else None
            yield element("path", d="".join(runs), fill=fill, stroke=seam, stroke_width=0.4)
    empty = list(_runs(city, frame, NO_FIGURE))
    if empty:
        yield element("path", d="".join(empty), fill=drawing.PAPER, stroke=drawing.LINE,
                      stroke_width=0.5)  # fmt: skip
    for shape, kind in city.ways:
        width, colour = _WAYS.get(kind, _OTHER_WAY)
        yield element("path", d=frame.path(shape), fill="none", stroke=colour, stroke_width=width,
                      stroke_dasharray="5 3" if kind == "railway" else None)  # fmt: skip
    for area in city.areas:
        path = frame.path(area.shape)
        yield element("path", d=path, fill="none", stroke=drawing.PAPER, stroke_width=3.4)
        yield element("path", d=path, fill="none", stroke=drawing.BRICK, stroke_width=1.6)
    yield from _names(city, frame)


def _runs(city: CityMap, frame: _Frame, code: int) -> Iterator[str]:
    """Return rectangles of neighbouring cells of one code in a row, as path data."""
    chosen = np.flatnonzero(city.codes == code)
    if len(chosen) == 0:
        return
    east, north, size = city.eastings_m[chosen], city.northings_m[chosen], city.cell_size_m
    is_start = np.ones(len(chosen), bool)
    is_start[1:] = (np.diff(north) != 0) | (np.diff(east) != size)
    starts = np.flatnonzero(is_start)
    ends = np.append(starts[1:], len(chosen)) - 1
    for start, end in zip(starts, ends, strict=True):
        left, bottom = frame.place(float(east[start]), float(north[start]))
        right, top = frame.place(float(east[end]) + size, float(north[start]) + size)
        wide, tall = drawing.plain(right - left), drawing.plain(bottom - top)
        yield f"M{drawing.plain(left)} {drawing.plain(top)}h{wide}v{tall}h-{wide}z"


def _names(city: CityMap, frame: _Frame) -> Iterator[str]:
    """Names of areas above or below their outline, where they cover no other name."""
    taken: list[tuple[float, float, float, float]] = []
    for area in city.areas:
        if not area.name:
            continue
        west, south, east, north = shapely.bounds(area.shape)
        x = (frame.place(west, north)[0] + frame.place(east, north)[0]) / 2
        half = len(area.name) * 3.9
        x = min(max(x, half + 4), frame.width - half - 4)
        above, below = frame.place(west, north)[1] - 9, frame.place(west, south)[1] + 15
        for y in (above, below, above - 15, below + 15):
            box = (x - half, y - 12, x + half, y + 4)
            if all(box[0] > b[2] or box[2] < b[0] or box[1] > b[3] or box[3] < b[1] for b in taken):
                break
        taken.append(box)
        yield text(area.name, x=x, y=y, text_anchor="middle", font_weight=600, stroke=drawing.PAPER,
                   stroke_width=3.5, paint_order="stroke", stroke_linejoin="round")  # fmt: skip
        yield text(area.name, x=x, y=y, text_anchor="middle", font_weight=600)


def _scale_and_north(frame: _Frame, north_word: str) -> Iterator[str]:
    """Draw a round length, at most a fifth of the map, and an arrow."""
    longest = frame.width / 5 / frame.scale
    power = 10 ** math.floor(math.log10(longest))
    length_m = next(power * one for one in (5, 2, 1) if power * one <= longest)
    wide = length_m * frame.scale
    words = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    x, y = 14.0, frame.height - 14
    yield element("rect", x=x - 7, y=y - 24, width=wide + 14, height=31, fill=drawing.PAPER,
                  fill_opacity=0.85)  # fmt: skip
    yield text(words, x=x, y=y - 9)
    yield element("path", d=f"M{x} {drawing.plain(y - 4)}v4h{drawing.plain(wide)}v-4", fill="none",
                  stroke=drawing.INK, stroke_width=1.4)  # fmt: skip
    x, y = frame.width - 22, 18.0
    yield element("rect", x=x - 14, y=y - 12, width=28, height=44, fill=drawing.PAPER,
                  fill_opacity=0.85)  # fmt: skip
    yield element("path", d=f"M{drawing.plain(x)} {y - 8}l5 14l-5 -4l-5 4z", fill=drawing.INK)
    yield text(north_word, x=x, y=y + 24, text_anchor="middle", font_weight=600)


def _legend(words: Sequence[tuple[str, str]], *, top: float, columns: int) -> Iterator[str]:
    wide = WIDTH / columns
    for at, (word, fill) in enumerate(words):
        x, y = (at % columns) * wide, top + (at // columns) * _LEGEND_ROW
        stroke = drawing.INK_SOFT
        yield element("rect", x=x + 0.5, y=y, width=17, height=12, fill=fill, stroke=stroke,
                      stroke_width=0.6)  # fmt: skip
        yield text(word, x=x + 24, y=y + 11)


def _hatch() -> str:
    return element(
        "pattern",
        element("rect", x=0, y=0, width=5, height=5, fill=drawing.PAPER_WARM),
        element("path", d="M0 5L5 0M-1 1L1 -1M4 6L6 4", stroke=drawing.INK_SOFT, stroke_width=0.9,
                fill="none"),
        id="hatch", width=5, height=5, patternUnits="userSpaceOnUse",
    )  # fmt: skip
