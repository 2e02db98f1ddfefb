"""Take a measure apart: between and within municipalities, and composition against structure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import rankdata

from bybalance.atlas.segregation import many_groups, two_groups, units
from bybalance.model.errors import InvalidSetting

TwoGroupMeasure = Callable[[ArrayLike, ArrayLike], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A measure as a sum: ``total = between + Σ within``.

    Parameters
    ----------
    total, between
        The measure over all units, and over the larger areas as if each were one unit.
    within
        What each area adds, by its name, in order of the names: its own measure times its weight.
    """

    total: float
    between: float
    within: dict[str, float]


def between_and_within(counts: ArrayLike, areas: ArrayLike, *, measure: str = "theil_h") -> Parts:
    """Split Theil's H or the M index into parts between and within larger areas, exactly.

    ``M = M_between + Σ_c (T_c / T) M_c`` and
    ``H = H_between + Σ_c (T_c E_c / (T E)) H_c`` for areas c.

    Parameters
    ----------
    counts
        People per unit and group, shape ``(n_units, n_groups)``.
    areas
        The area that each unit lies in, shape ``(n_units,)``.
    measure
        ``theil_h`` or ``mutual_information``.

    References
    ----------
    Reardon, Yun & Eitle (2000), *The changing structure of school segregation*; Theil (1972).

    Examples
    --------
    >>> parts = between_and_within([[4, 0], [2, 2], [0, 8]], ["a", "a", "b"])
    >>> round(parts.total - parts.between - sum(parts.within.values()), 12)
    0.0
    """
    if measure not in ("theil_h", "mutual_information"):
        raise InvalidSetting(
            f"{measure!r} has no exact parts; choose theil_h or mutual_information."
        )
    table = np.asarray(counts, np.float64)
    names, area_of_unit = np.unique(np.asarray(areas), return_inverse=True)
    if len(area_of_unit) != len(table):
        raise InvalidSetting(f"{len(table)} units have {len(area_of_unit)} areas; give one each.")
    is_lived_in = table.sum(axis=1) > 0
    checked = units.many_groups(table)
    area_of_unit = area_of_unit.reshape(-1)[is_lived_in]
    sums = np.zeros((len(names), checked.shape[1]))
    np.add.at(sums, area_of_unit, checked)
    information = many_groups.mutual_information
    scale = 1.0 if measure == "mutual_information" else many_groups.entropy(sums.sum(axis=0))
    if scale == 0:
        scale = float("nan")
    within = {}
    for at, name in enumerate(names):
        inside = checked[area_of_unit == at]
        own = information(inside)
        weight = sums[at].sum() / max(float(sums.sum()), 1e-300)
        within[str(name)] = 0.0 if np.isnan(own) else float(weight * own / scale)
    return Parts(
        total=information(checked) / scale, between=information(sums) / scale, within=within
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Why a measure differs between two cities or years.

    Parameters
    ----------
    first, second
        The measure in each.
    composition
        The part of ``first - second`` from how large the shares of the group are.
    structure
        The part from how people are spread over units; the two add up to the difference.
    """

    first: float
    second: float
    composition: float
    structure: float


def shapley_difference(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    *,
    measure: TwoGroupMeasure = two_groups.dissimilarity,
) -> Difference:
    """Split a difference into composition and structure by the Shapley value.

    Each unit of one city is given the share of the group that the unit of the same rank has in
    the other ("composition" counterfactual). With I(s, c) the measure of structure s under
    composition c:

    ``structure = ½ (I(1,1) - I(2,1) + I(1,2) - I(2,2))``,
    ``composition = ½ (I(1,1) - I(1,2) + I(2,1) - I(2,2))``.

    Parameters
    ----------
    first, second
        Members of the group and all people per unit, of either city or year.
    measure
        Any measure of members and totals.

    References
    ----------
    Cortes, Rey, Knaap & Wolf (2020), *An open-source framework for non-spatial and spatial
    segregation measures*; Shorrocks (2013).
    """
    (x1, t1), (x2, t2) = units.two_groups(*first), units.two_groups(*second)
    if len(t1) == 0 or len(t2) == 0:
        raise InvalidSetting("One of the two has no unit with people; nothing can be compared.")
    own_1, own_2 = measure(x1, t1), measure(x2, t2)
    crossed_1 = measure(_swapped(x1, t1, x2, t2), t1)
    crossed_2 = measure(_swapped(x2, t2, x1, t1), t2)
    return Difference(
        first=own_1,
        second=own_2,
        composition=0.5 * (own_1 - crossed_1 + crossed_2 - own_2),
        structure=0.5 * (own_1 - crossed_2 + crossed_1 - own_2),
    )


def _swapped(
    x: units.Floats, t: units.Floats, other_x: units.Floats, other_t: units.Floats
) -> units.Floats:
    ranks = rankdata(x / t) / len(t)
    shares = np.quantile(other_x / other_t, ranks)
    swapped: units.Floats = shares * t
    return swapped
