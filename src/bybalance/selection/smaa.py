"""How sure the ranks are: stochastic multicriteria acceptability analysis (SMAA-2).

Instead of one set of weights and one set of levels, many are drawn. The answer is how often each
candidate gets each rank, and which weights favour it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bybalance.model.errors import InvalidSelection
from bybalance.selection.criteria import LEVELS, Criterion
from bybalance.selection.scores import ScoreSheet
from bybalance.selection.values import TIE_DECIMALS, Floats, Integers

Integers8 = NDArray[np.int8]

_CHUNK_CELLS: Final = 100_000
"""Numbers in one step of the confidence factors: few enough to stay close to the processor."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Acceptability:
    """What the draws say; ``n_candidates`` is shortened to m below.

    Parameters
    ----------
    ranks
        Share of draws in which a candidate gets a rank, shape ``(m, m)``; every row and every
        column sums to 1, since those who tie share the ranks they take up.
    central_weights
        Mean of the weights under which a candidate comes first, shape ``(m, n_criteria)``; ``nan``
        for a candidate who never does.
    confidence_factors
        Share of draws of the values in which a candidate comes first under its central weights,
        shape ``(m,)``; 0 for a candidate who never comes first.
    wins
        Share of draws in which the row beats the column, a tie counted half, shape ``(m, m)``;
        one half on the diagonal.
    draw_count
        Number of draws.
    """

    ranks: Floats
    central_weights: Floats
    confidence_factors: Floats
    wins: Floats
    draw_count: int

    def error(self) -> Floats:
        """Half-width of the 95 % interval of each rank acceptability, shape ``(m, m)``."""
        shares = np.clip(self.ranks, 0.0, 1.0)
        half_width = 1.96 * np.sqrt(shares * (1 - shares) / self.draw_count)
        return np.asarray(half_width, dtype=np.float64)


def acceptability(values: Floats, *, weights: Floats) -> Acceptability:
    """Rank acceptability, central weights, confidence factors and pairwise wins.

    Parameters
    ----------
    values
        Values in [0, 1]: shape ``(m, n_criteria)`` where they are certain, otherwise
        ``(n_draws, m, n_criteria)``.
    weights
        Shape ``(n_draws, n_criteria)``, every row with sum 1.

    Raises
    ------
    InvalidSelection
        If the shapes do not fit each other.

    References
    ----------
    Lahdelma and Salminen (2001), *SMAA-2: Stochastic multicriteria acceptability analysis for
    group decision making*, Operations Research 49(3).

    Examples
    --------
    >>> drawn = np.array([[0.9, 0.1], [0.3, 0.7]])
    >>> found = acceptability(np.array([[1.0, 0.0], [0.0, 1.0]]), weights=drawn)
    >>> found.ranks.tolist(), found.central_weights[1].tolist()
    ([[0.5, 0.5], [0.5, 0.5]], [0.3, 0.7])
    """
    _check(values, weights)
    totals = _totals(values, weights)
    draw_count, candidate_count = totals.shape
    first, ways = _places(totals)
    ranks = np.zeros((candidate_count, candidate_count))
    candidates = np.broadcast_to(np.arange(candidate_count), totals.shape)
    for offset in range(int(ways.max())):
        is_in = ways > offset
        cells = candidates[is_in] * candidate_count + first[is_in] + offset
        counted = np.bincount(cells, weights=1.0 / ways[is_in], minlength=ranks.size)
        ranks += counted.reshape(ranks.shape)
    share_first = np.where(first == 0, 1.0 / ways, 0.0)
    first_count = share_first.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        central = (share_first.T @ weights) / first_count[:, None]
    central[first_count == 0] = np.nan
    return Acceptability(
        ranks=ranks / draw_count,
        central_weights=central,
        confidence_factors=_confidence(values, central),
        wins=_wins(first),
        draw_count=draw_count,
    )


def draw_values(
    sheet: ScoreSheet,
    *,
    criteria: tuple[Criterion, ...],
    count: int,
    rng: np.random.Generator,
) -> Floats:
    """Draw the values of all candidates, where assessors disagree or levels have only an order.

    For each candidate and criterion one of those who scored it is drawn, with equal chance. On an
    ordinal criterion the values of the levels between 0 and 4 are drawn too, uniformly among
    those that rise with the level.

    Parameters
    ----------
    sheet
        The scores; every candidate and criterion has at least one.
    criteria
        In the order of ``sheet.criterion_ids``.
    count
        Number of draws.
    rng
        Source of randomness.

    Returns
    -------
    Array of shape ``(count, n_candidates, n_criteria)`` with values in [0, 1].

    References
    ----------
    Lahdelma, Miettinen and Salminen (2003), *Ordinal criteria in stochastic multicriteria
    acceptability analysis*, European Journal of Operational Research 147.
    """
    levels = _drawn_levels(sheet, count=count, rng=rng)
    worth = np.empty((count, len(criteria), len(LEVELS)))
    for position, criterion in enumerate(criteria):
        if criterion.is_ordinal:
            worth[:, position] = _ordinal_worth(count, rng)
        else:
            worth[:, position] = criterion.value_function.of_all(np.array(LEVELS, dtype=np.float64))
    # One flat look-up: draw and criterion give the row of five values, the level the place in it.
    rows = np.arange(count * len(criteria), dtype=np.int32).reshape(count, 1, len(criteria))
    return np.asarray(worth.ravel()[rows * len(LEVELS) + levels], dtype=np.float64)


def _drawn_levels(sheet: ScoreSheet, *, count: int, rng: np.random.Generator) -> Integers8:
    """Draw a level per candidate and criterion, from one of those who gave one."""
    sheet.panel_levels(is_ordinal=np.zeros(len(sheet.criterion_ids), dtype=np.bool_))  # complete
    given = ~np.isnan(sheet.levels)
    order = np.argsort(~given, axis=0, kind="stable")
    sorted_levels = np.take_along_axis(np.nan_to_num(sheet.levels), order, axis=0)
    given_count = given.sum(axis=0)
    cells = np.arange(given_count.size, dtype=np.int32).reshape(given_count.shape)
    shares = rng.random((count, *given_count.shape), dtype=np.float32)
    picked = (shares * given_count.astype(np.float32)).astype(np.int32)
    # A share next to 1 may round up to the number of assessors.
    picked = np.minimum(picked, given_count.astype(np.int32) - 1)
    flat = sorted_levels.astype(np.int8).ravel()
    return np.asarray(flat[picked * np.int32(cells.size) + cells], dtype=np.int8)


def _ordinal_worth(count: int, rng: np.random.Generator) -> Floats:
    between = np.sort(rng.random((count, len(LEVELS) - 2)), axis=1)
    return np.hstack([np.zeros((count, 1)), between, np.ones((count, 1))])


def _totals(values: Floats, weights: Floats) -> Floats:
    if values.ndim == 2:
        return np.round(weights @ values.T, TIE_DECIMALS)
    return np.round((values @ weights[:, :, None])[:, :, 0], TIE_DECIMALS)


def _places(totals: Floats) -> tuple[Integers, Integers]:
    """Return the best place of each candidate in each draw, from 0, and how many share it."""
    order = np.argsort(-totals, axis=1, kind="stable")
    falling = np.take_along_axis(totals, order, axis=1)
    count = totals.shape[1]
    places = np.broadcast_to(np.arange(count), totals.shape)
    starts = np.ones(totals.shape, dtype=np.bool_)
    starts[:, 1:] = falling[:, 1:] != falling[:, :-1]
    first = np.maximum.accumulate(np.where(starts, places, 0), axis=1)
    ends = np.ones(totals.shape, dtype=np.bool_)
    ends[:, :-1] = starts[:, 1:]
    last = np.minimum.accumulate(np.where(ends, places, count)[:, ::-1], axis=1)[:, ::-1]
    best = np.empty(totals.shape, dtype=np.int64)
    ways = np.empty(totals.shape, dtype=np.int64)
    np.put_along_axis(best, order, first, axis=1)
    np.put_along_axis(ways, order, last - first + 1, axis=1)
    return best, ways


def _wins(first: Integers) -> Floats:
    draw_count, candidate_count = first.shape
    by_candidate = np.ascontiguousarray(first.T.astype(np.int16))
    wins = np.empty((candidate_count, candidate_count))
    for position, own in enumerate(by_candidate):
        won = (own < by_candidate).sum(axis=1)
        tied = (own == by_candidate).sum(axis=1)
        wins[position] = (won + tied / 2) / draw_count
    return wins


def _confidence(values: Floats, central: Floats) -> Floats:
    """How often each candidate comes first under its own central weights."""
    drawn = values[None] if values.ndim == 2 else values
    draw_count, candidate_count, _ = drawn.shape
    known = np.flatnonzero(~np.isnan(central).any(axis=1))
    counts = np.zeros(candidate_count)
    chunk = max(1, _CHUNK_CELLS // (candidate_count * max(1, len(known))))
    for start in range(0, draw_count, chunk):
        totals = drawn[start : start + chunk] @ central[known].T
        least = totals.max(axis=1, keepdims=True) - 10.0**-TIE_DECIMALS
        own = totals[:, known, np.arange(len(known))] >= least[:, 0]
        counts[known] += (own / (totals >= least).sum(axis=1)).sum(axis=0)
    return np.asarray(counts / draw_count, dtype=np.float64)


def _check(values: Floats, weights: Floats) -> None:
    fits = values.ndim in (2, 3) and weights.ndim == 2 and values.shape[-1] == weights.shape[1]
    if not fits or (values.ndim == 3 and len(values) != len(weights)) or not weights.size:
        raise InvalidSelection(
            f"values of shape {values.shape} and weights of shape {weights.shape} do not fit. "
            "Give values per (candidate, criterion) or (draw, candidate, criterion), and weights "
            "per (draw, criterion)."
        )
