"""Fixed-scale additive values: what a level is worth, and the sum over criteria.

The scale of each criterion is fixed by its end points and not by the candidates at hand, so that
a candidate who joins or leaves moves nobody else. That is why methods that scale by the best and
worst candidate (TOPSIS and its relatives) are not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bybalance.model.errors import InvalidSelection

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TIE_DECIMALS: Final = 12
"""Totals that agree to so many decimals are the same; what differs beyond is rounding."""


@dataclass(frozen=True, slots=True)
class ValueFunction:
    """A piecewise-linear value over a scale with stated end points.

    Parameters
    ----------
    points
        ``(level, value)`` in order of level, at least two. One end has value 0 and the other
        value 1; values only rise or only fall from one to the next.

    Raises
    ------
    InvalidSelection
        If the points are not in order, do not run from 0 to 1 or turn round on the way.

    Examples
    --------
    >>> ValueFunction(((0, 0.0), (2, 0.8), (4, 1.0))).of(3)
    0.9
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        levels, values = self.levels, self.values
        steps = [after - before for before, after in pairwise(values)]
        if len(levels) < 2 or any(after <= before for before, after in pairwise(levels)):
            raise InvalidSelection(
                f"value function {self.points}: levels must be at least two and rise from one "
                "point to the next. Put the points in order of level, each level once."
            )
        if sorted((values[0], values[-1])) != [0.0, 1.0]:
            raise InvalidSelection(
                f"value function {self.points}: the end points have the values {values[0]} and "
                f"{values[-1]}, but one must be 0 and the other 1."
            )
        if any(step < 0 for step in steps) and any(step > 0 for step in steps):
            raise InvalidSelection(
                f"value function {self.points}: the values go both up and down. A level further "
                "along the scale must be worth at least as much, or at most as much, throughout."
            )

    @property
    def levels(self) -> tuple[float, ...]:
        """Return the levels of the points."""
        return tuple(level for level, _ in self.points)

    @property
    def values(self) -> tuple[float, ...]:
        """Return the values of the points."""
        return tuple(value for _, value in self.points)

    def of(self, level: float) -> float:
        """Return the value of one level, between 0 and 1."""
        return float(self.of_all(np.array([level], dtype=np.float64))[0])

    def of_all(self, levels: Floats) -> Floats:
        """Return the value of each level, in an array of the same shape.

        Raises
        ------
        InvalidSelection
            If a level lies outside the end points: a fixed scale is never stretched in silence.
        """
        low, high = self.levels[0], self.levels[-1]
        outside = levels[(levels < low) | (levels > high)]
        if outside.size:
            raise InvalidSelection(
                f"level {outside[0]:g} lies outside the scale from {low:g} to {high:g}. Correct "
                "the level, or state end points that take it in."
            )
        return np.interp(levels, self.levels, self.values)


LINEAR: Final = ValueFunction(((0.0, 0.0), (4.0, 1.0)))
"""Every step from 0 to 4 is worth the same."""


def additive_values(values: Floats, *, weights: Floats) -> Floats:
    """Weighted sum of each candidate's values.

    Parameters
    ----------
    values
        Values in [0, 1], shape ``(n_candidates, n_criteria)``.
    weights
        Shape ``(n_criteria,)``, non-negative, sum 1.

    Returns
    -------
    Array of shape ``(n_candidates,)`` in [0, 1]. A candidate's total depends on no other candidate.

    Examples
    --------
    >>> additive_values(np.array([[1.0, 0.0], [0.5, 0.5]]), weights=np.array([0.75, 0.25])).tolist()
    [0.75, 0.5]
    """
    return np.round(values @ weights, TIE_DECIMALS)


def ranks_of(totals: Floats) -> Integers:
    """Rank of each total: 1 for the largest; equal totals share the better rank.

    Examples
    --------
    >>> ranks_of(np.array([0.2, 0.9, 0.9, 0.1])).tolist()
    [3, 1, 1, 4]
    """
    rounded = np.round(totals, TIE_DECIMALS)
    larger_count = (rounded[None, :] > rounded[:, None]).sum(axis=1)
    return np.asarray(1 + larger_count, dtype=np.int64)


def chosen_idx(totals: Floats, *, count: int) -> tuple[int, ...]:
    """Positions of the ``count`` candidates with the largest totals, best first.

    Equal totals are taken in the order of the candidates, so that the same input always gives the
    same choice; :func:`ranks_of` shows that they are equal.

    Examples
    --------
    >>> chosen_idx(np.array([0.2, 0.9, 0.9, 0.1]), count=2)
    (1, 2)
    """
    rounded = np.round(totals, TIE_DECIMALS)
    order = sorted(range(len(rounded)), key=lambda position: (-rounded[position], position))
    return tuple(order[:count])
