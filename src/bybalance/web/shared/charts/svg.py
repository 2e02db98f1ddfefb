"""SVG markup: elements, escaping, and the frame that names and describes a chart."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from xml.sax import saxutils

Attribute = str | int | float

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Layout:
    """One of the two shapes that a chart is drawn in."""

    name: str
    width: int
    font_size: int

    @property
    def line_height(self) -> int:
        return self.font_size + 5


WIDE = Layout(name="wide", width=720, font_size=16)
NARROW = Layout(name="narrow", width=328, font_size=15)


@dataclass(frozen=True)
class Drawing:
    """The same chart in both layouts, each a complete ``svg`` element."""

    wide: str
    narrow: str


@dataclass(frozen=True)
class Caption:
    """What names a chart: a key that is unique on the page, a title and a description."""

    key: str
    title: str
    description: str


def element(name: str, /, *children: str, **attributes: Attribute | None) -> str:
    """One element; ``class_`` and ``stroke_width`` become ``class`` and ``stroke-width``."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={saxutils.quoteattr(_attribute_text(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(children)
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(content: str, /, *, x: float, y: float, **attributes: Attribute | None) -> str:
    """A run of text, escaped."""
    return element("text", escaped(content), x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, *, class_: str) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def rectangle(x: float, y: float, width: float, height: float, *, class_: str) -> str:
    return element("rect", x=x, y=y, width=max(width, 0), height=max(height, 0), class_=class_)


def escaped(content: str) -> str:
    """Content with markup escaped and characters that XML forbids left out."""
    return saxutils.escape(_NOT_IN_XML.sub("", content))


def figure(caption: Caption, layout: Layout, *, height: float, body: str) -> str:
    """The outermost element: named, described, and scaled by its container."""
    prefix = f"{caption.key}-{layout.name}"
    return element(
        "svg",
        element("title", escaped(caption.title), id=f"{prefix}-title"),
        element("desc", escaped(caption.description), id=f"{prefix}-desc"),
        hatching(prefix),
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {layout.width} {_coordinate(height)}",
        role="img",
        aria_labelledby=f"{prefix}-title {prefix}-desc",
        class_=f"chart chart--{layout.name}",
        font_size=layout.font_size,
    )


def hatching(prefix: str) -> str:
    """Diagonal lines for what is not known; refer to it with :func:`hatched`."""
    stroke = element("path", d="M0 6 L6 0 M-1 1 L1 -1 M5 7 L7 5", class_="chart-hatch-line")
    pattern = element(
        "pattern",
        stroke,
        id=f"{prefix}-hatch",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
    return element("defs", pattern)


def hatched(
    caption: Caption, layout: Layout, *, x: float, y: float, width: float, height: float
) -> str:
    """A rectangle that says: this is not known."""
    return element(
        "rect",
        x=x,
        y=y,
        width=max(width, 0),
        height=max(height, 0),
        fill=f"url(#{caption.key}-{layout.name}-hatch)",
        class_="chart-unknown",
    )


def _attribute_text(value: Attribute) -> str:
    return _NOT_IN_XML.sub("", value) if isinstance(value, str) else _coordinate(value)


def _coordinate(value: float) -> str:
    if not math.isfinite(value):
        message = f"{value} cannot be a coordinate"
        raise ValueError(message)
    return f"{value:.1f}".removesuffix(".0")
