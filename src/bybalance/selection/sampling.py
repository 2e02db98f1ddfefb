"""Weights drawn uniformly from those that a group can agree to.

Where it can be done, draws are independent and exact: uniform on the simplex above the lower
bounds, or put in the stated order by sorting, and the few outside a range are drawn again. Where
that would throw nearly all away, many hit-and-run walks run side by side.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from bybalance.selection.values import Floats
from bybalance.selection.weights import WeightSpace

_PILOT_COUNT: Final = 4_000
_MIN_KEPT_SHARE: Final = 0.02
_WALK_COUNT: Final = 250
_WARM_UP_STEPS_PER_SQUARE: Final = 20
_THINNING_PER_CRITERION: Final = 5
_FLAT: Final = 1e-9
"""A criterion whose weight can vary by less is fixed."""


def draw_weights(space: WeightSpace, *, count: int, rng: np.random.Generator) -> Floats:
    """Draw weights uniformly from a weight space.

    Parameters
    ----------
    space
        The weights allowed.
    count
        Number of draws, 1 or more.
    rng
        Source of randomness; the same state gives the same draws.

    Returns
    -------
    Array of shape ``(count, n_criteria)``; every row lies in the space.

    Examples
    --------
    >>> space = WeightSpace(2, ranges=((0.6, 1.0), (0.0, 1.0)))
    >>> drawn = draw_weights(space, count=3, rng=np.random.default_rng(1))
    >>> bool((drawn[:, 0] >= 0.6).all())
    True
    """
    low = np.array([low for low, _ in space.bounds])
    if 1 - low.sum() <= _FLAT:
        return np.tile(low / low.sum(), (count, 1))
    pilot = _proposals(space, _PILOT_COUNT, rng)
    kept = pilot[_is_allowed(space, pilot)]
    if len(kept) < _MIN_KEPT_SHARE * _PILOT_COUNT:
        return _walk(space, count=count, rng=rng)
    parts, total = [kept], len(kept)
    while total < count:
        wanted = int(1.2 * (count - total) * _PILOT_COUNT / len(kept)) + 100
        fresh = _proposals(space, wanted, rng)
        fresh = fresh[_is_allowed(space, fresh)]
        parts.append(fresh)
        total += len(fresh)
    return np.concatenate(parts)[:count]


def _proposals(space: WeightSpace, count: int, rng: np.random.Generator) -> Floats:
    """Uniform draws from a simpler set that holds the space."""
    flat = rng.standard_exponential((count, space.criterion_count))
    draws = np.asarray(flat / flat.sum(axis=1, keepdims=True), dtype=np.float64)
    if not space.chains:
        low = np.array([low for low, _ in space.bounds])
        return np.asarray(low + (1 - low.sum()) * draws, dtype=np.float64)
    for chain in space.chains:
        # The members are exchangeable, so that sorting is the same as keeping only the draws in
        # order, without throwing any away.
        members = list(chain)
        draws[:, members] = -np.sort(-draws[:, members], axis=1)
    return draws


def _is_allowed(space: WeightSpace, draws: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    low, high = np.array(space.bounds).T
    return np.asarray(((draws >= low) & (draws <= high)).all(axis=1), dtype=np.bool_)


def _walk(space: WeightSpace, *, count: int, rng: np.random.Generator) -> Floats:
    """Hit-and-run walks side by side, from the middle of the space (Smith 1984)."""
    rows, limits, centre, basis = _inside(space)
    dimension = basis.shape[1]
    if not dimension:
        return np.tile(centre, (count, 1))
    walk_count = min(_WALK_COUNT, count)
    positions = np.tile(centre, (walk_count, 1))
    warm_up = _WARM_UP_STEPS_PER_SQUARE * dimension**2
    thinning = _THINNING_PER_CRITERION * dimension
    kept: list[Floats] = []
    for step in range(warm_up + thinning * -(-count // walk_count)):
        directions = rng.standard_normal((walk_count, dimension)) @ basis.T
        slopes = directions @ rows.T
        room = np.maximum(limits - positions @ rows.T, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = room / slopes
        ahead = np.where(slopes > 0, steps, np.inf).min(axis=1)
        behind = np.where(slopes < 0, steps, -np.inf).max(axis=1)
        lengths = behind + (ahead - behind) * rng.random(walk_count)
        positions = positions + lengths[:, None] * directions
        if step >= warm_up and (step - warm_up) % thinning == thinning - 1:
            kept.append(positions)
    draws = np.clip(np.concatenate(kept)[:count], 0.0, 1.0)
    return np.asarray(draws / draws.sum(axis=1, keepdims=True), dtype=np.float64)


def _inside(space: WeightSpace) -> tuple[Floats, Floats, Floats, Floats]:
    """Return ``rows @ w <= limits``, a point in the middle, and the directions within."""
    count = space.criterion_count
    corners = []
    for direction in np.vstack([np.eye(count), -np.eye(count), space.order_rows]):
        corner = space.extreme(direction)
        if corner is not None:
            corners.append(corner)
    centre = np.mean(corners, axis=0)
    spread = np.ptp(np.array(corners), axis=0)
    is_free = spread > _FLAT
    low, high = np.array(space.bounds).T
    rows = np.vstack([-np.eye(count)[is_free], np.eye(count)[is_free], space.order_rows])
    limits = np.concatenate([-low[is_free], high[is_free], np.zeros(len(space.pairs))])
    keeps = np.abs(rows[:, is_free]).sum(axis=1) > 0
    rows, limits = rows[keeps], limits[keeps]
    # Directions that keep the sum and touch only what can vary: all but the one along (1, 1, ...).
    free = np.eye(count)[:, is_free]
    sums = np.ones((1, int(is_free.sum())))
    null = np.linalg.svd(sums)[2][1:].T if is_free.any() else np.zeros((0, 0))
    return rows, limits, np.asarray(centre, dtype=np.float64), free @ null
