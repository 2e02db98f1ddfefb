"""Weights by swing or by rank order, and the set of weights that a group can agree to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linprog

from bybalance.model.errors import InvalidSelection, NoWeights
from bybalance.selection.values import Floats

SUM_TOLERANCE: Final = 1e-9
_FULL_RANGE: Final = (0.0, 1.0)


def swing_weights(points: Sequence[float]) -> Floats:
    """Weights in proportion to swing points.

    The group imagines a candidate at the worst level of everything. The criterion they would
    first swing to its best level gets 100 points; each other gets points for its own swing
    relative to that one.

    Parameters
    ----------
    points
        One number per criterion, 0 or more, at least one above 0.

    Returns
    -------
    Array of shape ``(n_criteria,)`` with sum 1.

    References
    ----------
    von Winterfeldt and Edwards (1986), *Decision Analysis and Behavioral Research*.

    Examples
    --------
    >>> swing_weights([100, 60, 40]).tolist()
    [0.5, 0.3, 0.2]
    """
    numbers = np.asarray(points, dtype=np.float64)
    if numbers.size == 0 or not np.isfinite(numbers).all() or (numbers < 0).any():
        raise InvalidSelection(
            f"swing points {list(points)}: each must be 0 or more. The most important swing "
            "usually gets 100."
        )
    if numbers.sum() == 0:
        raise InvalidSelection("swing points: all are 0. Give the most important swing 100.")
    return np.asarray(numbers / numbers.sum(), dtype=np.float64)


def rank_order_centroid(ranks: Sequence[int]) -> Floats:
    """Weights in the middle of all that agree with a ranking of the criteria.

    Parameters
    ----------
    ranks
        Rank of each criterion, 1 for the most important. Equal ranks are allowed and are written
        as people write them: 1, 2, 2, 4. Criteria of equal rank share their weight evenly.

    Returns
    -------
    Array of shape ``(n_criteria,)`` with sum 1: ``w_k = (1/n) * sum(1/i for i in k..n)``.

    References
    ----------
    Barron and Barrett (1996), *Decision quality using ranked attribute weights*, Management
    Science 42(11).

    Examples
    --------
    >>> rank_order_centroid([1, 2, 3]).round(4).tolist()
    [0.6111, 0.2778, 0.1111]
    """
    count = len(ranks)
    ways = Counter(ranks)
    if not count or any(1 + sum(r < rank for r in ranks) != rank for rank in ways):
        raise InvalidSelection(
            f"ranks {list(ranks)}: write 1 for the most important criterion, then 2, 3 and so on; "
            "two criteria that share rank 2 are followed by rank 4."
        )
    by_place = np.cumsum(1.0 / np.arange(count, 0, -1))[::-1] / count
    return np.array([by_place[rank - 1 : rank - 1 + ways[rank]].mean() for rank in ranks])


def rank_sum(ranks: Sequence[int]) -> Floats:
    """Weights that fall by the same step from rank to rank; less steep than the centroid.

    Examples
    --------
    >>> rank_sum([1, 2, 3]).round(4).tolist()
    [0.5, 0.3333, 0.1667]
    """
    rank_order_centroid(ranks)  # the same terms for a ranking
    ways = Counter(ranks)
    count = len(ranks)
    raw = np.array([count - (rank + (ways[rank] - 1) / 2) + 1 for rank in ranks])
    return np.asarray(raw / raw.sum(), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class WeightSpace:
    """The weights that a group can agree to: non-negative, sum 1, within ranges and in order.

    Parameters
    ----------
    criterion_count
        Number of criteria.
    ranges
        Lowest and highest weight per criterion; empty for 0 to 1 throughout.
    chains
        Each chain holds positions of criteria, the most important first: ``((2, 0), (1, 3))``
        says that criterion 2 weighs at least as much as 0, and 1 at least as much as 3. A
        criterion is in one chain at most.

    Raises
    ------
    NoWeights
        If no weights satisfy all of it.
    InvalidSelection
        If a range or chain is not one.
    """

    criterion_count: int
    ranges: tuple[tuple[float, float], ...] = ()
    chains: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.criterion_count < 1:
            raise InvalidSelection("there is no criterion to weigh. Add at least one.")
        if self.ranges and len(self.ranges) != self.criterion_count:
            raise InvalidSelection(
                f"{len(self.ranges)} weight ranges for {self.criterion_count} criteria. Give one "
                "range per criterion, or none at all."
            )
        for position, (low, high) in enumerate(self.ranges):
            if not 0 <= low <= high <= 1:
                raise InvalidSelection(
                    f"weight range of criterion {position}: {low:g} to {high:g}. A range lies "
                    "between 0 and 1, its lower end first."
                )
        members = Counter(position for chain in self.chains for position in chain)
        if any(n > 1 or not 0 <= p < self.criterion_count for p, n in members.items()):
            raise InvalidSelection(
                f"order {self.chains}: name each criterion once at most, by its position from 0 "
                f"to {self.criterion_count - 1}."
            )
        if self.extreme(np.zeros(self.criterion_count)) is None:
            raise NoWeights(
                f"no weights with sum 1 lie within the ranges {self.ranges} and in the order "
                f"{self.chains}. Widen a range, or drop a part of the order."
            )

    @property
    def bounds(self) -> tuple[tuple[float, float], ...]:
        """Return the range of every criterion."""
        return self.ranges or (_FULL_RANGE,) * self.criterion_count

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Return each ``(more important, less important)`` of two neighbours in a chain."""
        return tuple(
            (chain[place], chain[place + 1])
            for chain in self.chains
            for place in range(len(chain) - 1)
        )

    @property
    def order_rows(self) -> Floats:
        """Return the order as rows ``r`` with ``r @ w <= 0``, shape ``(n_pairs, n_criteria)``."""
        rows = np.zeros((len(self.pairs), self.criterion_count))
        for row, (more, less) in enumerate(self.pairs):
            rows[row, more], rows[row, less] = -1.0, 1.0
        return rows

    def contains(self, weights: Floats, *, tolerance: float = SUM_TOLERANCE) -> bool:
        """Tell whether weights satisfy everything, to within rounding."""
        low, high = np.array(self.bounds).T
        is_inside = (weights >= low - tolerance).all() and (weights <= high + tolerance).all()
        in_order = (self.order_rows @ weights <= tolerance).all() if self.pairs else True
        return bool(is_inside and in_order and abs(weights.sum() - 1) <= tolerance)

    def extreme(self, direction: Floats) -> Floats | None:
        """Return allowed weights that make ``direction @ weights`` as small as can be, if any."""
        found = linprog(
            direction,
            A_ub=self.order_rows if self.pairs else None,
            b_ub=np.zeros(len(self.pairs)) if self.pairs else None,
            A_eq=np.ones((1, self.criterion_count)),
            b_eq=[1.0],
            bounds=self.bounds,
            method="highs",
        )
        return np.asarray(found.x, dtype=np.float64) if found.status == 0 else None
