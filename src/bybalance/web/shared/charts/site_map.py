"""A plain map: the outline of a place, and numbered points, lines and fields in it. No tiles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bybalance.web.shared.charts import svg

Position = tuple[float, float]

_MARGIN: Final = 28.0
_RADIUS: Final = 12.0
_FLATTEST, _TALLEST = 0.35, 1.1
_SMALLEST_SPAN_M: Final = 100.0


@dataclass(frozen=True)
class Feature:
    """A numbered thing on the map; ``paths`` are points, lines or rings in metres."""

    number: int
    shape: str
    paths: tuple[tuple[Position, ...], ...]
    anchor: Position

    def __post_init__(self) -> None:
        if self.shape not in ("point", "line", "polygon"):
            message = f"{self.shape!r} is not a shape that can be drawn"
            raise ValueError(message)


@dataclass(frozen=True)
class SiteMap:
    """The map: outlines of the place and what lies in it, all in metres of one projection."""

    caption: svg.Caption
    outlines: tuple[tuple[Position, ...], ...]
    features: tuple[Feature, ...]

    def __post_init__(self) -> None:
        if not self.outlines and not self.features:
            message = "A map needs an outline or something in it"
            raise ValueError(message)

    def positions(self) -> Iterator[Position]:
        for outline in self.outlines:
            yield from outline
        for feature in self.features:
            for path in feature.paths:
                yield from path


def draw(site: SiteMap) -> svg.Drawing:
    """The map in both layouts."""
    return svg.Drawing(wide=_drawn(site, svg.WIDE), narrow=_drawn(site, svg.NARROW))


class _Frame:
    """Metres to places in the picture; north is up and nothing is stretched."""

    def __init__(self, positions: Iterable[Position], shape: svg.Layout) -> None:
        eastings, northings = zip(*positions, strict=True)
        self.west, self.north = min(eastings), max(northings)
        wide = max(max(eastings) - self.west, _SMALLEST_SPAN_M)
        tall = max(self.north - min(northings), _SMALLEST_SPAN_M)
        room = shape.width - 2 * _MARGIN
        height = min(max(room * tall / wide, room * _FLATTEST), room * _TALLEST)
        self.scale = min(room / wide, height / tall)
        self.left = _MARGIN + (room - (max(eastings) - self.west) * self.scale) / 2
        self.top = _MARGIN + (height - (self.north - min(northings)) * self.scale) / 2
        self.bottom = height + 2 * _MARGIN

    def place(self, position: Position) -> Position:
        easting, northing = position
        x = self.left + (easting - self.west) * self.scale
        return x, self.top + (self.north - northing) * self.scale


def _drawn(site: SiteMap, shape: svg.Layout) -> str:
    frame = _Frame(site.positions(), shape)
    body = [
        *(_path(frame, (outline,), class_="map-outline", closes=True) for outline in site.outlines),
        *(_shape(frame, feature) for feature in site.features if feature.shape != "point"),
        *_numbers(frame, site.features),
        *_scale_bar(frame, shape),
    ]
    height = frame.bottom + shape.line_height + 10
    return svg.figure(site.caption, shape, height=height, body="".join(body))


def _shape(frame: _Frame, feature: Feature) -> str:
    closes = feature.shape == "polygon"
    kind = "map-field" if closes else "map-line"
    return _path(frame, feature.paths, class_=kind, closes=closes)


def _path(
    frame: _Frame, paths: Iterable[tuple[Position, ...]], *, class_: str, closes: bool
) -> str:
    drawn = []
    for path in paths:
        points = " L".join(f"{x:.1f} {y:.1f}" for x, y in map(frame.place, path))
        drawn.append(f"M{points}{' Z' if closes else ''}")
    return svg.element("path", d=" ".join(drawn), class_=class_, fill_rule="evenodd")


def _numbers(frame: _Frame, features: Iterable[Feature]) -> Iterator[str]:
    """A numbered disc for each feature, moved where it would cover another."""
    taken: list[Position] = []
    for feature in features:
        x, y = _free(frame.place(feature.anchor), taken)
        taken.append((x, y))
        yield svg.element("circle", cx=x, cy=y, r=_RADIUS, class_="map-disc")
        yield svg.text(str(feature.number), x=x, y=y + 5, text_anchor="middle", class_="map-number")


def _free(wanted: Position, taken: list[Position]) -> Position:
    """The nearest place to ``wanted``, in eight directions, that touches no other disc."""
    for step in range(6):
        for turn in range(8 if step else 1):
            angle = turn * math.pi / 4
            reach = step * (_RADIUS + 2)
            x, y = wanted[0] + reach * math.cos(angle), wanted[1] - reach * math.sin(angle)
            if all(math.hypot(x - a, y - b) >= 2 * _RADIUS for a, b in taken):
                return x, y
    return wanted


def _scale_bar(frame: _Frame, shape: svg.Layout) -> Iterator[str]:
    """A length of a round number of metres, at most a third of the picture."""
    longest_m = shape.width / 3 / frame.scale
    power = 10 ** math.floor(math.log10(longest_m))
    length_m = next(power * one for one in (5, 2, 1) if power * one <= longest_m)
    y, end = frame.bottom + 2, _MARGIN + length_m * frame.scale
    yield svg.element(
        "path",
        d=f"M{_MARGIN:.1f} {y - 5:.1f} v5 H{end:.1f} v-5",
        class_="map-scale",
    )
    words = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    yield svg.text(words, x=end + 8, y=y + 4, class_="chart-note")
