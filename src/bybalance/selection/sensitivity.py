"""The smallest change of weights that alters the choice, and how far one weight may go alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linprog

from bybalance.model.errors import InvalidSelection
from bybalance.selection.values import Floats, additive_values, chosen_idx
from bybalance.selection.weights import WeightSpace

_SLACK: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SmallestChange:
    """The nearest weights at which somebody outside the choice is level with somebody inside.

    ``moved_share`` is the share of all weight that must move from some criteria to others, between
    0 and 1; ``weights`` are the weights then, shape ``(n_criteria,)``. Beyond that point the one
    at ``entering_idx`` is ahead of the one at ``leaving_idx``.
    """

    moved_share: float
    weights: Floats
    leaving_idx: int
    entering_idx: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightLimits:
    """How far the weight of one criterion may fall or rise, the others keeping their proportions.

    ``None`` where no weight in that direction, 0 and 1 apart, alters the choice.
    ``lower_entering_idx`` and ``upper_entering_idx`` tell who would come in.
    """

    criterion_idx: int
    weight: float
    lower: float | None
    upper: float | None
    lower_entering_idx: int | None
    upper_entering_idx: int | None


def smallest_change(
    values: Floats,
    *,
    weights: Floats,
    chosen_count: int = 1,
    space: WeightSpace | None = None,
) -> SmallestChange | None:
    """Find the smallest change of weights that alters which candidates are chosen.

    Exact: one linear program per pair of a chosen and another candidate. The choice changes
    exactly when some candidate outside reaches some candidate inside, so the smallest of the
    programs is the answer.

    Parameters
    ----------
    values
        Shape ``(n_candidates, n_criteria)``, values in [0, 1].
    weights
        The weights in use, shape ``(n_criteria,)``, sum 1.
    chosen_count
        How many are chosen, fewer than there are candidates.
    space
        The weights that the group can agree to; ``None`` for all.

    Returns
    -------
    The change, or ``None`` if no weights in the space alter the choice.

    Raises
    ------
    InvalidSelection
        If there is nobody to choose from, or the weights in use lie outside the space.

    Examples
    --------
    >>> change = smallest_change(np.array([[1.0, 0.0], [0.0, 1.0]]), weights=np.array([0.6, 0.4]))
    >>> round(change.moved_share, 6), change.weights.round(6).tolist()
    (0.1, [0.5, 0.5])
    """
    space = space or WeightSpace(values.shape[1])
    _check(values, weights, chosen_count, space)
    chosen = chosen_idx(additive_values(values, weights=weights), count=chosen_count)
    best: SmallestChange | None = None
    for inside in chosen:
        for outside in range(len(values)):
            if outside in chosen or (values[outside] <= values[inside] - _SLACK).all():
                continue
            found = _nearest(values[inside] - values[outside], weights, space)
            if found is not None and (best is None or found[0] < best.moved_share - _SLACK):
                best = SmallestChange(
                    moved_share=found[0],
                    weights=found[1],
                    leaving_idx=inside,
                    entering_idx=outside,
                )
    return best


def weight_limits(
    values: Floats, *, weights: Floats, chosen_count: int = 1
) -> tuple[WeightLimits, ...]:
    """Find how far each weight may go alone before the choice changes.

    The other weights keep their proportions to one another. In closed form: every total is a
    straight line in the one weight.

    Parameters
    ----------
    values, weights, chosen_count
        As for :func:`smallest_change`.

    Returns
    -------
    One item per criterion, in order. A criterion that has all the weight has no limits, since the
    others then have no proportions.

    Examples
    --------
    >>> first, _ = weight_limits(np.array([[1.0, 0.0], [0.0, 1.0]]), weights=np.array([0.6, 0.4]))
    >>> round(first.lower, 6), first.upper
    (0.5, None)
    """
    _check(values, weights, chosen_count, WeightSpace(values.shape[1]))
    chosen = chosen_idx(additive_values(values, weights=weights), count=chosen_count)
    return tuple(
        _limits_of(values, weights, position, chosen) for position in range(values.shape[1])
    )


def _nearest(lead: Floats, weights: Floats, space: WeightSpace) -> tuple[float, Floats] | None:
    """Find how much weight must move to bring a lead to nothing, and the weights then."""
    if lead @ weights <= _SLACK:
        return 0.0, weights
    count = len(weights)
    low, high = np.array(space.bounds).T
    # Weight added to and taken from each criterion, both non-negative; what is added is taken.
    rows = [np.concatenate([lead, -lead])]
    limits = [-float(lead @ weights)]
    for row in space.order_rows:
        rows.append(np.concatenate([row, -row]))
        limits.append(float(-(row @ weights)))
    found = linprog(
        np.concatenate([np.zeros(count), np.ones(count)]),
        A_ub=np.array(rows),
        b_ub=np.array(limits),
        A_eq=np.concatenate([np.ones(count), -np.ones(count)])[None, :],
        b_eq=[0.0],
        bounds=[
            *((0.0, max(0.0, room)) for room in high - weights),
            *((0.0, max(0.0, room)) for room in weights - low),
        ],
        method="highs",
    )
    if found.status != 0:
        return None
    return float(found.fun), weights + found.x[:count] - found.x[count:]


def _limits_of(
    values: Floats, weights: Floats, position: int, chosen: tuple[int, ...]
) -> WeightLimits:
    weight = float(weights[position])
    lower: tuple[float, int] | None = None
    upper: tuple[float, int] | None = None
    if weight < 1 - _SLACK:
        others = np.delete(weights, position) / (1 - weight)
        rest = np.delete(values, position, axis=1) @ others
        for inside in chosen:
            for outside in set(range(len(values))) - set(chosen):
                own = values[inside, position] - values[outside, position]
                remainder = rest[inside] - rest[outside]
                if abs(own - remainder) <= _SLACK:
                    continue
                crossing = float(remainder / (remainder - own))
                # At 0 and 1 the two are level at the very end only: no weight beyond it exists.
                if not _SLACK < crossing < 1 - _SLACK:
                    continue
                # The lead falls with the weight if the other criteria favour the one inside more.
                if own < remainder and (upper is None or (crossing, outside) < upper):
                    upper = (crossing, outside)
                if own > remainder and (
                    lower is None or (-crossing, outside) < (-lower[0], lower[1])
                ):
                    lower = (crossing, outside)
    return WeightLimits(
        criterion_idx=position,
        weight=weight,
        lower=None if lower is None else lower[0],
        upper=None if upper is None else upper[0],
        lower_entering_idx=None if lower is None else lower[1],
        upper_entering_idx=None if upper is None else upper[1],
    )


def _check(values: Floats, weights: Floats, chosen_count: int, space: WeightSpace) -> None:
    if values.shape[1] != len(weights):
        raise InvalidSelection(
            f"{len(weights)} weights for {values.shape[1]} criteria. Give one weight per criterion."
        )
    if not 1 <= chosen_count < len(values):
        raise InvalidSelection(
            f"{chosen_count} of {len(values)} candidates are to be chosen. Choose at least one, "
            "and leave at least one out; otherwise there is nothing to choose."
        )
    if not space.contains(weights, tolerance=1e-6):
        raise InvalidSelection(
            f"the weights {np.round(weights, 4).tolist()} lie outside the ranges or the order "
            "that the group has stated. Correct the one or the other."
        )
