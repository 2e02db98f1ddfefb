"""Tables that add up: hide enough that nothing hidden can be computed from the rest (D9)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog

from bybalance.atlas.disclosure.rules import DisclosureRules, disclosure_rules
from bybalance.model.errors import InvalidSetting

Bools = NDArray[np.bool_]


def hidden_cells(counts: ArrayLike, *, rules: DisclosureRules | None = None) -> Bools:
    """Return which cells of a table with row and column totals are to be hidden.

    First those that may not be told. Then, until an independent audit is content, the smallest
    cell more of a row and column in which a hidden one can be computed too closely.

    Parameters
    ----------
    counts
        Whole people, shape ``(n_rows, n_columns)``; totals are told and are not part of it.

    Returns
    -------
    Truth values of the same shape.

    Raises
    ------
    InvalidSetting
        If the table is no table of counts.
    """
    rules = rules or disclosure_rules()
    table = np.asarray(counts, np.float64)
    if table.ndim != 2 or not np.isfinite(table).all() or (table < 0).any():
        raise InvalidSetting("A table that adds up holds known counts of 0 or more in two ways.")
    is_hidden = (table > 0) & (table < rules.count("D2", "hidden_below"))
    while True:
        exposed = np.argwhere(is_hidden & ~is_safe(table, is_hidden, rules=rules))
        if len(exposed) == 0:
            return is_hidden
        changed = False
        for row, column in exposed:
            changed |= _hide_one_more(table[row, :], is_hidden[row, :])
            changed |= _hide_one_more(table[:, column], is_hidden[:, column])
        if not changed:
            rest = np.where(is_hidden, np.inf, table)
            if np.isinf(rest).all():
                return is_hidden
            is_hidden[np.unravel_index(np.argmin(rest), rest.shape)] = True


def is_safe(
    table: NDArray[np.float64], is_hidden: Bools, *, rules: DisclosureRules | None = None
) -> Bools:
    """Tell for each cell whether what is told leaves it open enough; told cells count as safe."""
    rules = rules or disclosure_rules()
    low, high = bounds(table, is_hidden)
    needed = np.maximum(
        rules.count("D9", "width_min"), float(rules.share("D9", "width_share")) * table
    )
    return ~is_hidden | (high - low > needed)


def bounds(
    table: NDArray[np.float64], is_hidden: Bools
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and most that each hidden cell can be, given totals and what is told.

    Two linear programmes per hidden cell, as an attacker would solve them.
    """
    low, high = table.copy(), table.copy()
    places = np.argwhere(is_hidden)
    if len(places) == 0:
        return low, high
    row_count, column_count = table.shape
    sums = np.zeros((row_count + column_count, len(places)))
    for at, (row, column) in enumerate(places):
        sums[row, at] = sums[row_count + column, at] = 1
    rest = np.where(is_hidden, table, 0)
    totals = np.concatenate([rest.sum(axis=1), rest.sum(axis=0)])
    for at, (row, column) in enumerate(places):
        aim = np.zeros(len(places))
        aim[at] = 1
        for sign, into in ((1.0, low), (-1.0, high)):
            solved = linprog(sign * aim, A_eq=sums, b_eq=totals, bounds=(0, None), method="highs")
            into[row, column] = sign * solved.fun
    return low, high


def _hide_one_more(values: NDArray[np.float64], is_hidden: Bools) -> bool:
    """Hide the smallest told cell of a row or column where it has but one hidden."""
    if is_hidden.sum() != 1 or len(values) == 1:
        return False
    is_hidden[np.argmin(np.where(is_hidden, np.inf, values))] = True
    return True
