"""Where things go in a chart: scales, guide lines, and labels that do not run into each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bybalance.model.formatting import Exact

ELLIPSIS = "…"
MAX_GUIDE_LINES = 6

_NARROW_CHARACTERS = frozenset("ijlftrI.,:;'’|!()[]- \u202f\u00a0")
_WIDE_CHARACTERS = frozenset("mwMWÆæ%—…")


@dataclass(frozen=True)
class Span:
    """Stretch of one axis that a text covers."""

    start: float
    end: float

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def text_width(content: str, *, font_size: float) -> float:
    """Width of a text in IBM Plex Sans, estimated a little too wide rather than too narrow."""
    return sum(_character_width(character) for character in content) * font_size


def _character_width(character: str) -> float:
    if character in _NARROW_CHARACTERS:
        return 0.4
    if character in _WIDE_CHARACTERS:
        return 0.95
    if ord(character) > 0x24F:
        return 1.0
    return 0.7 if character.isupper() else 0.6


def shortened(content: str, *, max_width: float, font_size: float) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    if text_width(content, font_size=font_size) <= max_width:
        return content
    kept = content
    while kept and text_width(kept + ELLIPSIS, font_size=font_size) > max_width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS if kept else ""


def guide_values(highest: Exact) -> list[int]:
    """Round values from zero to at least the highest, at most six of them."""
    step = 1
    while step * (MAX_GUIDE_LINES - 1) < highest:
        step = _next_round_step(step)
    count = max(1, math.ceil(Fraction(highest) / step))
    return [step * index for index in range(count + 1)]


def _next_round_step(step: int) -> int:
    """1, 2, 5, 10, 20, 50, ..."""
    leading = int(str(step)[0])
    return step * 5 // 2 if leading == 2 else step * 2


def spread(wanted: Sequence[float], *, gap: float, lowest: float, highest: float) -> list[float]:
    """Positions at least ``gap`` apart, inside the bounds, each near the one wanted.

    Where the bounds are too close for that gap, the positions share them evenly.
    """
    if not wanted:
        return []
    gap = min(gap, (highest - lowest) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [0.0] * len(wanted)
    floor = lowest
    for rank, index in enumerate(order):
        room_above = highest - gap * (len(order) - 1 - rank)
        placed[index] = min(max(wanted[index], floor), room_above)
        floor = placed[index] + gap
    return placed


def rows_without_overlap(spans: Sequence[Span]) -> list[int]:
    """For each span the first row in which it meets no earlier one."""
    rows: list[list[Span]] = []
    chosen = []
    for span in spans:
        row = next(
            (index for index, taken in enumerate(rows) if not any(map(span.overlaps, taken))),
            len(rows),
        )
        if row == len(rows):
            rows.append([])
        rows[row].append(span)
        chosen.append(row)
    return chosen


def year_labels(
    dates: Sequence[date], centres: Sequence[float], *, font_size: float
) -> list[tuple[float, str]]:
    """Years to write under an axis: the last first, each once, none touching another."""
    kept: list[tuple[float, str]] = []
    taken: list[Span] = []
    for day, centre in zip(reversed(dates), reversed(centres), strict=True):
        label = str(day.year)
        half = text_width(label, font_size=font_size) / 2 + 3
        span = Span(centre - half, centre + half)
        if label not in {written for _, written in kept} and not any(map(span.overlaps, taken)):
            kept.append((centre, label))
            taken.append(span)
    return kept[::-1]
