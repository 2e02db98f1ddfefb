"""Dated values: half-open periods and the value that held on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open period of days: ``from_on`` is in it, ``until_on`` is not; ``None`` is open.

    Examples
    --------
    >>> Period(date(2018, 12, 1), date(2021, 11, 30)).contains(date(2021, 11, 30))
    False
    """

    from_on: date
    until_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError(
                f"The period from {self.from_on} until {self.until_on} holds no day; "
                "the end must come after the start."
            )

    def contains(self, day: date) -> bool:
        """Tell whether ``day`` lies in the period."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    def overlaps(self, other: Period) -> bool:
        """Tell whether the two periods share a day."""
        return (self.until_on is None or other.from_on < self.until_on) and (
            other.until_on is None or self.from_on < other.until_on
        )


def first_overlap(periods: Sequence[Period]) -> tuple[int, int] | None:
    """Return the positions of the first two periods that share a day, or ``None``.

    Examples
    --------
    >>> first_overlap([Period(date(2010, 1, 1), date(2014, 1, 1)), Period(date(2013, 1, 1))])
    (0, 1)
    """
    for i, one in enumerate(periods):
        for j in range(i + 1, len(periods)):
            if one.overlaps(periods[j]):
                return i, j
    return None
