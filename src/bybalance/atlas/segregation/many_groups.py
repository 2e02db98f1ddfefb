"""Measures of several groups at once.

Symbols: n_ig people of group g in unit i, t_i all people of the unit, T everybody;
p_ig = n_ig / t_i, P_g = the share of group g in all. The groups are parts of a whole. Units without
people and groups without members do not count. ``nan`` where fewer than two groups have members.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bybalance.atlas.segregation import units
from bybalance.atlas.segregation.two_groups import pair_difference


def dissimilarity(counts: ArrayLike) -> float:
    """Share of people who would have to move, over the share if groups never mixed; 0 to 1.

    ``D = Σ_i Σ_g t_i |p_ig - P_g| / (2 T I)`` with ``I = Σ_g P_g (1 - P_g)``. With two groups it
    is the dissimilarity of the two.

    Parameters
    ----------
    counts
        People per unit and group, shape ``(n_units, n_groups)``.

    References
    ----------
    Morgan (1975); Sakoda (1981), *A generalized index of dissimilarity*, Demography 18.

    Examples
    --------
    >>> dissimilarity([[10, 0], [0, 10]])
    1.0
    """
    table = units.many_groups(counts)
    totals, shares, overall = _shares(table)
    mixing = float((overall * (1 - overall)).sum())
    if mixing == 0 or len(table) == 0:
        return float("nan")
    moved = (totals[:, np.newaxis] * np.abs(shares - overall)).sum()
    return float(moved / (2 * totals.sum() * mixing))


def gini(counts: ArrayLike) -> float:
    """Mean difference of shares between all pairs of units, over all groups; 0 to 1.

    ``G = Σ_g Σ_i Σ_j t_i t_j |p_ig - p_jg| / (2 T² I)``, one sort per group.

    References
    ----------
    Reardon (1998); Reardon & Firebaugh (2002), *Measures of multigroup segregation*.
    """
    table = units.many_groups(counts)
    totals, _, overall = _shares(table)
    mixing = float((overall * (1 - overall)).sum())
    if mixing == 0 or len(table) == 0:
        return float("nan")
    pairs = sum(pair_difference(column, totals) for column in table.T)
    return float(pairs / (2 * totals.sum() ** 2 * mixing))


def theil_h(counts: ArrayLike) -> float:
    """Theil's information index: how much less mixed the units are than the whole, 0 to 1.

    ``H = Σ t_i (E - E_i) / (T E)``, ``E = -Σ_g P_g ln P_g``. Splits exactly into parts between
    and within municipalities: :func:`bybalance.atlas.segregation.parts.between_and_within`.

    References
    ----------
    Theil & Finizza (1971); Reardon & Firebaugh (2002).

    Examples
    --------
    >>> theil_h([[10, 0], [0, 10]])
    1.0
    """
    table = units.many_groups(counts)
    whole = entropy(table.sum(axis=0))
    return float(mutual_information(table) / whole) if whole > 0 else float("nan")


def mutual_information(counts: ArrayLike) -> float:
    """Return the M index in nats: what knowing the unit tells about the group.

    ``M = Σ_i Σ_g (n_ig / T) ln(p_ig / P_g) = E - Σ t_i E_i / T``, from 0 to E.

    References
    ----------
    Theil (1971); Mora & Ruiz-Castillo (2011), *Entropy-based segregation indices*.
    """
    table = units.many_groups(counts)
    if len(table) == 0 or np.count_nonzero(table.sum(axis=0)) < 2:
        return float("nan")
    totals = table.sum(axis=1)
    within = float((totals * entropies(table)).sum() / totals.sum())
    return entropy(table.sum(axis=0)) - within


def entropy(counts: ArrayLike) -> float:
    """How mixed one unit is, in nats: ``-Σ_g p_g ln p_g``; 0 where all are of one group."""
    return float(entropies(np.asarray(counts, np.float64).reshape(1, -1))[0])


def entropies(counts: units.Floats) -> units.Floats:
    """Return how mixed each unit is, in nats, shape ``(n_units,)``; 0 where nobody lives."""
    totals = counts.sum(axis=1, keepdims=True)
    shares = counts / np.where(totals > 0, totals, 1)
    logs = np.log(np.where(shares > 0, shares, 1))
    mixed: units.Floats = -(shares * logs).sum(axis=1)
    return np.maximum(mixed, 0.0)


def hill_number(counts: ArrayLike, *, order: float) -> units.Floats:
    """Return how many equally large groups would be as mixed as each unit, shape ``(n_units,)``.

    ``D_q = (Σ_g p_g^q)^(1 / (1 - q))``: order 0 counts groups, order 1 is ``exp(entropy)``, order 2
    the inverse of Simpson's concentration. ``nan`` where nobody lives.

    References
    ----------
    Hill (1973), *Diversity and evenness: a unifying notation and its consequences*.

    Examples
    --------
    >>> hill_number([[5, 5], [10, 0]], order=2)
    array([2., 1.])
    """
    table = np.atleast_2d(np.asarray(counts, np.float64))
    totals = table.sum(axis=1)
    shares = table / np.where(totals > 0, totals, 1)[:, np.newaxis]
    if order == 1:
        numbers = np.exp(entropies(table))
    else:
        powers = np.where(shares > 0, np.where(shares > 0, shares, 1.0) ** order, 0.0)
        sums = powers.sum(axis=1)
        numbers = np.where(sums > 0, sums, 1.0) ** (1 / (1 - order))
    return np.where(totals > 0, numbers, np.nan)


def _shares(table: units.Floats) -> tuple[units.Floats, units.Floats, units.Floats]:
    totals = table.sum(axis=1)
    overall = table.sum(axis=0) / max(float(totals.sum()), 1e-300)
    return totals, table / totals[:, np.newaxis], overall
