"""Small pieces of SVG, with colours as attributes: a drawing is a file that stands alone."""

from __future__ import annotations

import re
from typing import Final
from xml.sax import saxutils

INK, INK_SOFT, PAPER, PAPER_WARM, LINE = "#1d2326", "#56616a", "#ffffff", "#f6f3ee", "#d9d4cb"
BRICK, HARBOUR = "#a8432f", "#1f5f73"
FONT: Final = "IBM Plex Sans, sans-serif"
FONT_SIZE: Final = 13
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, /, *children: str, **attributes: str | float | None) -> str:
    """Return one element; ``stroke_width`` becomes ``stroke-width``."""
    written = "".join(
        f" {key.replace('_', '-')}={saxutils.quoteattr(plain(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    content = "".join(children)
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(content: str, /, *, x: float, y: float, **attributes: str | float | None) -> str:
    """Return a line of text, escaped."""
    return element("text", escaped(content), x=x, y=y, **attributes)


def plain(value: str | float) -> str:
    """Return a number with at most one decimal, so that the same drawing has the same bytes."""
    if isinstance(value, str):
        return value
    return f"{value:.1f}".removesuffix(".0")


def escaped(content: str) -> str:
    """Return text without markup and without signs that XML forbids."""
    return saxutils.escape(_NOT_IN_XML.sub("", content))


def figure(*children: str, title: str, alt: str, width: float, height: float) -> str:
    """Return the whole drawing, with its name and what it shows."""
    return element(
        "svg",
        element("title", escaped(title)),
        element("desc", escaped(alt)),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {plain(width)} {plain(height)}",
        width=width,
        height=height,
        role="img",
        font_family=FONT,
        font_size=FONT_SIZE,
        fill=INK,
    )
