"""Measures of single units: which places make a city uneven.

All return one number per unit, shape ``(n_units,)``, and ``nan`` where nobody lives.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bybalance.atlas.segregation import units
from bybalance.model.errors import InvalidSetting
from bybalance.model.units import BoolPerCell


def location_quotient(members: ArrayLike, totals: ArrayLike) -> units.Floats:
    """Return the share of the group over its share in all: ``p_i / P``; 1 is the average.

    Examples
    --------
    >>> location_quotient([3, 1], [4, 4])
    array([1.5, 0.5])
    """
    x, t, is_lived_in = _lived_in(members, totals)
    overall = x[is_lived_in].sum() / max(float(t[is_lived_in].sum()), 1e-300)
    return _share(x, t, is_lived_in) / (overall if overall > 0 else np.nan)


def dissimilarity_parts(members: ArrayLike, totals: ArrayLike) -> units.Floats:
    """Return what each unit adds to D: ``½ |x_i / X - y_i / Y|``; the parts sum to D.

    Examples
    --------
    >>> dissimilarity_parts([10, 0], [10, 10])
    array([0.5, 0.5])
    """
    x, t, is_lived_in = _lived_in(members, totals)
    y = t - x
    all_x, all_y = x[is_lived_in].sum(), y[is_lived_in].sum()
    if all_x == 0 or all_y == 0:
        return np.full(len(x), np.nan)
    return np.where(is_lived_in, 0.5 * np.abs(x / all_x - y / all_y), np.nan)


def divergence(counts: ArrayLike) -> units.Floats:
    """Return how far the mix of each unit is from that of all, in nats.

    ``Σ_g p_ig ln(p_ig / P_g)``. Weighted by people, the mean over units is the M index.

    References
    ----------
    Roberto (2016), *The divergence index: a decomposable measure of segregation and inequality*.

    Examples
    --------
    >>> divergence([[5, 5], [5, 5]])
    array([0., 0.])
    """
    table = np.asarray(counts, np.float64)
    kept = units.many_groups(table)
    is_lived_in = table.sum(axis=1) > 0
    overall = kept.sum(axis=0) / max(float(kept.sum()), 1e-300)
    totals = np.where(is_lived_in, table.sum(axis=1), 1)[:, np.newaxis]
    shares = table / totals
    ratio = shares / np.where(overall > 0, overall, 1)
    logs = np.log(np.where(shares > 0, ratio, 1))
    return np.where(is_lived_in, (shares * logs).sum(axis=1), np.nan)


def _lived_in(
    members: ArrayLike, totals: ArrayLike
) -> tuple[units.Floats, units.Floats, BoolPerCell]:
    x = np.asarray(members, np.float64).reshape(-1)
    t = np.asarray(totals, np.float64).reshape(-1)
    units.two_groups(x, t)
    if len(x) == 0:
        raise InvalidSetting("There is no unit.")
    return x, t, t > 0


def _share(x: units.Floats, t: units.Floats, is_lived_in: BoolPerCell) -> units.Floats:
    return np.where(is_lived_in, x / np.where(is_lived_in, t, 1), np.nan)
