"""Measures of one group against the rest.

Symbols: x_i members and t_i people of unit i, y_i = t_i - x_i; X, T, Y their sums; p_i = x_i / t_i,
P = X / T. A unit may be a cell, a parish, or the context around a cell. Units without people do not
count. Where the group is nobody or everybody, nothing can be uneven, and the measure is ``nan``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bybalance.atlas.segregation import units


def dissimilarity(members: ArrayLike, totals: ArrayLike) -> float:
    """Share of the group that would have to move for an even spread, from 0 to 1.

    ``D = ½ Σ |x_i / X - y_i / Y|``. Small units and small groups raise it by chance alone; see
    :func:`bybalance.atlas.segregation.inference.against_chance`.

    Parameters
    ----------
    members, totals
        People of the group, and all people, per unit; shape ``(n_units,)``.

    Raises
    ------
    UnknownCount, InvalidSetting
        If a number is not known, or no count.

    Examples
    --------
    >>> dissimilarity([10, 0], [10, 10])
    1.0

    References
    ----------
    Duncan & Duncan (1955), *A methodological analysis of segregation indexes*.
    """
    x, t = units.two_groups(members, totals)
    y = t - x
    if x.sum() == 0 or y.sum() == 0:
        return float("nan")
    return float(0.5 * np.abs(x / x.sum() - y / y.sum()).sum())


def isolation(members: ArrayLike, totals: ArrayLike) -> float:
    """Share of the group among the people that a member of it meets, from P to 1.

    ``xPx = Σ (x_i / X) (x_i / t_i)``. Depends on how large the group is; ``eta_squared`` does not.

    Examples
    --------
    >>> isolation([10, 0], [10, 10])
    1.0

    References
    ----------
    Bell (1954); Lieberson (1981), *An asymmetrical approach to segregation*.
    """
    x, t = units.two_groups(members, totals)
    if x.sum() == 0:
        return float("nan")
    return float((x / x.sum() * (x / t)).sum())


def interaction(members: ArrayLike, totals: ArrayLike) -> float:
    """Share of others among the people that a member of the group meets: ``1 - xPx``.

    Examples
    --------
    >>> interaction([5, 5], [10, 10])
    0.5
    """
    return 1.0 - isolation(members, totals)


def eta_squared(members: ArrayLike, totals: ArrayLike) -> float:
    """Isolation beyond what the size of the group explains: ``(xPx - P) / (1 - P)``, 0 to 1.

    Examples
    --------
    >>> eta_squared([10, 0], [10, 10])
    1.0

    References
    ----------
    Bell (1954); White (1986), *Segregation and diversity measures in population distribution*.
    """
    x, t = units.two_groups(members, totals)
    share = x.sum() / t.sum() if t.sum() else float("nan")
    if not 0 < share < 1:
        return float("nan")
    return float((isolation(x, t) - share) / (1 - share))


def gini(members: ArrayLike, totals: ArrayLike) -> float:
    """Mean difference of shares between all pairs of units over its largest value, 0 to 1.

    ``G = Σ_i Σ_j t_i t_j |p_i - p_j| / (2 T² P (1 - P))``, computed from one sort by p:
    ``2 Σ t_i (p_i C_i - S_i) / (2 T² P (1 - P))``, C_i and S_i being the sums of t and x before i.

    Examples
    --------
    >>> gini([10, 0], [10, 10])
    1.0

    References
    ----------
    Duncan & Duncan (1955); Massey & Denton (1988), *The dimensions of residential segregation*.
    """
    x, t = units.two_groups(members, totals)
    total = t.sum()
    share = x.sum() / total if total else float("nan")
    if not 0 < share < 1:
        return float("nan")
    return float(pair_difference(x, t) / (2 * total**2 * share * (1 - share)))


def pair_difference(x: units.Floats, t: units.Floats) -> float:
    """Return ``Σ_i Σ_j t_i t_j |p_i - p_j|`` from one sort: O(n log n) instead of all pairs."""
    order = np.argsort(x / t, kind="stable")
    x, t = x[order], t[order]
    people_before = np.cumsum(t) - t
    members_before = np.cumsum(x) - x
    return float(2 * (x * people_before - t * members_before).sum())


def adjusted_dissimilarity(
    members: ArrayLike, totals: ArrayLike, *, first: ArrayLike, second: ArrayLike
) -> float:
    """Dissimilarity less the contrast between neighbours: borders that people can cross.

    ``D(adj) = D - Σ c_ij |p_i - p_j| / Σ c_ij`` over pairs of adjacent units, each pair once,
    c_ij = 1. Two mixed halves of a city and a chequerboard have the same D; here they differ.

    Parameters
    ----------
    members, totals
        Per unit, shape ``(n_units,)``.
    first, second
        Indices of the two units of each adjacent pair, shape ``(n_pairs,)``; see
        :func:`bybalance.atlas.segregation.neighbours.adjacent_cells`.

    References
    ----------
    Morrill (1991), *On the measure of geographic segregation*, Geography Research Forum 11.
    """
    x = np.asarray(members, np.float64)
    t = np.asarray(totals, np.float64)
    whole = dissimilarity(x, t)
    one, other = np.asarray(first, np.int64), np.asarray(second, np.int64)
    is_lived_in = (t[one] > 0) & (t[other] > 0)
    one, other = one[is_lived_in], other[is_lived_in]
    if len(one) == 0:
        return whole
    return whole - float(np.abs(x[one] / t[one] - x[other] / t[other]).mean())
