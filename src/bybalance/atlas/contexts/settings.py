"""What a caller may choose about a context, and how its result is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bybalance.model.errors import InvalidSetting

Overshoot = Literal["proportional", "whole"]
SelfRule = Literal["include", "exclude"]
OwnCell = Literal["equal_area", "point"]
Method = Literal["auto", "raster", "tree", "reference"]

DEFAULT_K: Final = (200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200)
"""Doubling from 200 people, as the literature has it."""

PUBLIC_K: Final = DEFAULT_K[1:]
"""What public outputs show: from 400 people."""

MAX_K: Final = 2**40

_CHOICES: Final = {
    "overshoot": ("proportional", "whole"),
    "self_rule": ("include", "exclude"),
    "own_cell": ("equal_area", "point"),
    "method": ("auto", "raster", "tree", "reference"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextSettings:
    """The rules of a context; they belong in the manifest of every run.

    Parameters
    ----------
    overshoot
        What to take of the ring that crosses k: the same fraction of each of its cells, so that
        a context holds k people exactly (``proportional``), or all of it (``whole``).
    self_rule
        Whether the people of the origin's own cell belong to its context.
    own_cell
        Where they stand when a radius is told: spread over a disc as large as the cell
        (``equal_area``), or in its middle (``point``).
    method
        How to compute it; every method gives the same numbers. ``auto`` takes the raster, or the
        tree where the raster would be mostly empty.
    """

    overshoot: Overshoot = "proportional"
    self_rule: SelfRule = "include"
    own_cell: OwnCell = "equal_area"
    method: Method = "auto"

    def __post_init__(self) -> None:
        """Refuse a word that names no choice."""
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise InvalidSetting(
                    f"{name} is {getattr(self, name)!r}; choose one of {', '.join(choices)}."
                )


def checked_k(k: Sequence[int] | int) -> tuple[int, ...]:
    """Return numbers of people by growing size.

    Raises
    ------
    InvalidSetting
        If one is no whole number of at least 1, or there is none.

    Examples
    --------
    >>> checked_k([800, 400])
    (400, 800)
    """
    wanted = list(k) if isinstance(k, Sequence) else [k]
    for number in wanted:
        if not 1 <= number <= MAX_K or number != int(number):
            raise InvalidSetting(
                f"k is {number!r}. It counts people: a whole number from 1 to {MAX_K:,}."
            )
    if not wanted:
        raise InvalidSetting("k is empty. Name at least one number of people, such as 400.")
    return tuple(sorted({int(number) for number in wanted}))
