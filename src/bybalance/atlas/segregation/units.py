"""Check the counts that a measure is asked about, once, at the entrance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bybalance.model.errors import InvalidSetting, UnknownCount

Floats = NDArray[np.float64]


def two_groups(members: ArrayLike, totals: ArrayLike) -> tuple[Floats, Floats]:
    """Return members of a group and all people of each unit, without units where nobody lives.

    Raises
    ------
    UnknownCount
        If a number is missing or suppressed.
    InvalidSetting
        If the arrays differ in length, or a group is negative or larger than its unit.
    """
    x = np.asarray(members, np.float64).reshape(-1)
    t = np.asarray(totals, np.float64).reshape(-1)
    if len(x) != len(t):
        raise InvalidSetting(f"There are {len(x)} members and {len(t)} totals; give one per unit.")
    _refuse_unknown(np.column_stack([x, t]))
    wrong = (x < 0) | (x > t)
    if wrong.any():
        at = int(np.argmax(wrong))
        raise InvalidSetting(
            f"Unit {at} has {x[at]:g} members of {t[at]:g} people; members go from 0 to all."
        )
    return x[t > 0], t[t > 0]


def many_groups(counts: ArrayLike) -> Floats:
    """Return people per unit and group, shape ``(n_units, n_groups)``, without empty units.

    The groups are parts of a whole: together they are everybody, and nobody is in two.

    Raises
    ------
    UnknownCount, InvalidSetting
        As :func:`two_groups`.
    """
    table = np.asarray(counts, np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise InvalidSetting(
            f"Counts have the shape {table.shape}; a measure of several groups needs one row per "
            "unit and at least two columns."
        )
    _refuse_unknown(table)
    if (table < 0).any():
        raise InvalidSetting(f"The smallest count is {table.min():g}; counts are 0 or more.")
    kept: Floats = table[table.sum(axis=1) > 0]
    return kept


def group_and_rest(members: ArrayLike, totals: ArrayLike) -> Floats:
    """Return a group and everybody else as two columns, shape ``(n_units, 2)``."""
    x, t = two_groups(members, totals)
    return np.column_stack([x, t - x])


def _refuse_unknown(table: Floats) -> None:
    unknown = int((~np.isfinite(table)).any(axis=1).sum())
    if unknown:
        raise UnknownCount(
            f"{unknown:,} of {len(table):,} units hold a number that is not known. Leave them out, "
            "or say what they stand for; a measure does not guess."
        )
