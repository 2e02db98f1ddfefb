"""What a budget can hold: the best set of candidates, and how sure each place in it is.

Exact: an integer program solved by HiGHS. Values are compared in millionths and money in whole
øre, so that two machines never differ over the last digit; among equally good sets the cheapest
is taken, and then the one whose members come first in the list.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from bybalance.model.errors import InvalidSelection, NoPortfolio
from bybalance.selection.values import Floats

VALUE_UNITS: Final = 1_000_000
"""A value of 1 in the whole numbers that the program compares."""

MAX_CANDIDATES: Final = 200
_HALF: Final = 0.5
_MOST_CELLS_OF_A_DRAW: Final = 20_000_000
"""Beyond this an integer program is the faster way."""

_MOST_CELLS: Final = 20_000_000
"""Numbers kept at once, over all draws that are worked out side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """At least and at most so many from a group of candidates, such as a region or a partner."""

    members: frozenset[int]
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetTerms:
    """What a portfolio must keep to.

    Parameters
    ----------
    costs_oere
        What each candidate asks for, in whole øre, 0 or more.
    budget_oere
        What there is in all.
    balances
        Least and largest number from groups of candidates.
    exclusive
        Pairs of which one at most may be taken.
    required
        Candidates already promised.
    """

    costs_oere: tuple[int, ...]
    budget_oere: int
    balances: tuple[Balance, ...] = ()
    exclusive: tuple[tuple[int, int], ...] = ()
    required: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if len(self.costs_oere) > MAX_CANDIDATES:
            raise InvalidSelection(
                f"{len(self.costs_oere)} candidates are more than the {MAX_CANDIDATES} that a "
                "portfolio can weigh. Take out those below the knock-out levels first."
            )
        for position, cost in enumerate(self.costs_oere):
            if cost < 0:
                raise InvalidSelection(
                    f"candidate {position} costs {cost} øre. A cost is 0 or more."
                )
        if self.budget_oere < 0:
            raise InvalidSelection(f"the budget is {self.budget_oere} øre. It must be 0 or more.")

    def is_kept_by(self, members: frozenset[int]) -> bool:
        """Tell whether a set of candidates keeps to all terms, in whole øre."""
        if sum(self.costs_oere[member] for member in members) > self.budget_oere:
            return False
        if not self.required <= members or any({*pair} <= members for pair in self.exclusive):
            return False
        return all(
            item.at_least
            <= len(item.members & members)
            <= (len(item.members) if item.at_most is None else item.at_most)
            for item in self.balances
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """A set of candidates, what they cost, and the sum of their values."""

    members: tuple[int, ...]
    cost_oere: int
    value: float


class Standing(StrEnum):
    """How sure a candidate's place in the portfolio is."""

    CORE = "core"
    BORDERLINE = "borderline"
    EXTERIOR = "exterior"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RobustPortfolio:
    """How often each candidate is in the best portfolio, over many weights.

    ``shares`` has shape ``(n_candidates,)``: 1 is core, 0 exterior, and between them borderline.
    """

    shares: Floats
    draw_count: int

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Return core, borderline or exterior for each candidate."""
        return tuple(
            Standing.CORE
            if share == 1
            else Standing.EXTERIOR
            if share == 0
            else Standing.BORDERLINE
            for share in self.shares
        )


def best_portfolio(values: Floats, *, terms: BudgetTerms) -> Portfolio:
    """Find the set of candidates with the largest sum of values that keeps to the terms.

    Parameters
    ----------
    values
        Total of each candidate, shape ``(n_candidates,)``, in [0, 1].
    terms
        Costs, budget and the rest.

    Raises
    ------
    NoPortfolio
        If no set keeps to all terms.

    References
    ----------
    Liesiö, Mild and Salo (2007), *Preference programming for robust portfolio modeling and project
    selection*, European Journal of Operational Research 181(3).

    Examples
    --------
    >>> terms = BudgetTerms(costs_oere=(60, 50, 50), budget_oere=100)
    >>> best_portfolio(np.array([0.9, 0.5, 0.5]), terms=terms).members
    (1, 2)
    """
    if len(values) != len(terms.costs_oere):
        raise InvalidSelection(
            f"{len(values)} values for {len(terms.costs_oere)} costs. Give each one of both."
        )
    return _Program(values, terms).solve()


def robust_portfolio(
    values: Floats,
    *,
    weights: Floats,
    terms: BudgetTerms,
    on_draws: Callable[[int], None] = lambda _count: None,
) -> RobustPortfolio:
    """Find the best portfolio for each drawn weighting, and count who is in it.

    Where only the budget and a largest number limit the set and the costs are whole in a unit that
    divides the budget into few enough parts, all draws are worked out side by side by dynamic
    programming; otherwise each draw is an integer program. Both are exact and settle ties alike.

    Parameters
    ----------
    values
        Shape ``(n_candidates, n_criteria)``, values in [0, 1].
    weights
        Shape ``(n_draws, n_criteria)``.
    terms
        Costs, budget and the rest.
    on_draws
        Told how many more draws are done, for those who wait.

    References
    ----------
    Bellman's recursion for the knapsack with a largest number: Kellerer, Pferschy and Pisinger
    (2004), *Knapsack Problems*, Springer, section 9.7.
    """
    totals = weights @ values.T
    counts = np.zeros(len(values))
    steps = _steps_of(terms)
    if steps is None:
        for row in totals:
            counts[list(best_portfolio(row, terms=terms).members)] += 1
            on_draws(1)
    else:
        at_once = max(1, _MOST_CELLS // steps.cell_count)
        for start in range(0, len(totals), at_once):
            taken = steps.best(totals[start : start + at_once])
            counts += taken.sum(axis=0)
            on_draws(len(taken))
    return RobustPortfolio(shares=counts / len(weights), draw_count=len(weights))


def _steps_of(terms: BudgetTerms) -> _Steps | None:
    """Return the recursion for these terms; ``None`` where they ask for more than it can do."""
    everybody = frozenset(range(len(terms.costs_oere)))
    is_plain = all(item.members == everybody and not item.at_least for item in terms.balances)
    if not is_plain or terms.exclusive or terms.required or not everybody:
        return None
    unit_oere = math.gcd(*terms.costs_oere) or 1
    costs = np.array([cost // unit_oere for cost in terms.costs_oere], dtype=np.int64)
    limits = [item.at_most for item in terms.balances if item.at_most is not None]
    steps = _Steps(
        costs=costs,
        budget=min(terms.budget_oere // unit_oere, int(costs.sum())),
        at_most=max(0, min([len(everybody), *limits])),
    )
    return steps if steps.cell_count <= _MOST_CELLS_OF_A_DRAW else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Steps:
    """The recursion over candidates, for many draws side by side; money in whole units.

    ``best`` at a candidate is what those from there on can be worth, for each number still allowed
    and each rest of the budget. Value and cost are one whole number, so that of two sets of equal
    value the cheaper is the better; a candidate is taken wherever that is no worse, so that of two
    such sets the one whose members come first is taken.
    """

    costs: NDArray[np.int64]
    budget: int
    at_most: int

    @property
    def cell_count(self) -> int:
        """Numbers kept for one draw."""
        return len(self.costs) * (self.at_most + 1) * (self.budget + 1)

    def best(self, totals: Floats) -> NDArray[np.bool_]:
        """Tell who is in the best set of each draw, shape ``(n_draws, n_candidates)``."""
        worth = np.rint(totals * VALUE_UNITS).astype(np.int64) * (self.budget + 1) - self.costs
        draw_count, candidate_count = totals.shape
        shape = (draw_count, self.at_most + 1, self.budget + 1)
        best = np.zeros(shape, dtype=np.int64)
        takes = np.zeros((candidate_count, *shape), dtype=np.bool_)
        for position in range(candidate_count - 1, -1, -1):
            cost = int(self.costs[position])
            if cost > self.budget or not self.at_most:
                continue
            taken = best[:, :-1, : self.budget + 1 - cost] + worth[:, position, None, None]
            left = best[:, 1:, cost:]
            takes[position, :, 1:, cost:] = taken >= left
            best[:, 1:, cost:] = np.maximum(taken, left)
        return self._walked(takes, draw_count)

    def _walked(self, takes: NDArray[np.bool_], draw_count: int) -> NDArray[np.bool_]:
        draws = np.arange(draw_count)
        numbers = np.full(draw_count, self.at_most)
        rests = np.full(draw_count, self.budget)
        members = np.zeros((draw_count, len(takes)), dtype=np.bool_)
        for position, take in enumerate(takes):
            is_in = take[draws, numbers, rests]
            members[:, position] = is_in
            numbers -= is_in
            rests -= is_in * self.costs[position]
        return members


class _Program:
    """One integer program, and the order in which equally good answers are told apart."""

    def __init__(self, values: Floats, terms: BudgetTerms) -> None:
        self.terms = terms
        self.units = np.rint(np.asarray(values) * VALUE_UNITS).astype(np.int64)
        # In the largest unit that all costs are whole in, which is kinder to the solver.
        self.unit_oere = math.gcd(*terms.costs_oere) or 1
        self.costs = np.array([cost // self.unit_oere for cost in terms.costs_oere], float)
        self.count = len(values)
        self.rows: list[tuple[Floats, float, float]] = []
        self.low = np.zeros(self.count)
        self.high = np.ones(self.count)
        self._state_terms()

    def solve(self) -> Portfolio:
        """Best value, then least cost, then the first in the list."""
        best = self._optimum(-self.units.astype(np.float64))
        if best is None:
            raise NoPortfolio(
                f"no set of candidates keeps to a budget of {self.terms.budget_oere} øre and the "
                "other terms at once. Raise the budget, or ask for less from the groups."
            )
        if self._is_only(best):
            return self._portfolio(best)
        self._hold(-self.units.astype(np.float64), -float(self._units_of(best)))
        cheapest = self._optimum(self.costs)
        best = cheapest if cheapest is not None else best
        self._hold(self.costs, float(self._cost_of(best) // self.unit_oere))
        for position in range(self.count):
            self.low[position] = 1.0
            found = self._optimum(np.zeros(self.count)) if position not in best else best
            if found is None:
                self.low[position] = self.high[position] = 0.0
            else:
                best = found
        return self._portfolio(best)

    def _state_terms(self) -> None:
        terms = self.terms
        self.rows.append((self.costs, -np.inf, float(terms.budget_oere // self.unit_oere)))
        for balance in terms.balances:
            at_most = self.count if balance.at_most is None else balance.at_most
            self.rows.append((self._marked(balance.members), balance.at_least, at_most))
        for pair in terms.exclusive:
            self.rows.append((self._marked(frozenset(pair)), -np.inf, 1.0))
        for member in terms.required:
            self.low[member] = 1.0

    def _is_only(self, best: frozenset[int]) -> bool:
        """Tell whether every other allowed set is worth less."""
        self.rows.append(self._no_good(best))
        other = self._optimum(-self.units.astype(np.float64))
        self.rows.pop()
        return other is None or self._units_of(other) < self._units_of(best)

    def _hold(self, costs: Floats, limit: float) -> None:
        """Keep a sum of whole numbers at its optimum from here on."""
        self.rows.append((costs, -np.inf, limit + _HALF))

    def _optimum(self, objective: Floats) -> frozenset[int] | None:
        """Return the set with the least objective; what is too dear by a rounding is ruled out."""
        cut_count = 0
        while True:
            found = milp(
                objective,
                constraints=LinearConstraint(
                    np.array([row for row, _, _ in self.rows]),
                    np.array([low for _, low, _ in self.rows]),
                    np.array([high for _, _, high in self.rows]),
                ),
                bounds=Bounds(self.low, self.high),
                integrality=np.ones(self.count),
                options={"mip_rel_gap": 0.0},
            )
            if found.x is None:
                members = None
                break
            members = frozenset(int(position) for position in np.flatnonzero(found.x > _HALF))
            if self.terms.is_kept_by(members):
                break
            self.rows.append(self._no_good(members))
            cut_count += 1
        if cut_count:
            del self.rows[-cut_count:]
        return members

    def _no_good(self, members: frozenset[int]) -> tuple[Floats, float, float]:
        """Return a row that forbids exactly this set."""
        signs = np.where(np.isin(np.arange(self.count), list(members)), 1.0, -1.0)
        return signs, -np.inf, len(members) - 1.0

    def _marked(self, members: frozenset[int]) -> Floats:
        return np.isin(np.arange(self.count), list(members)).astype(np.float64)

    def _units_of(self, members: frozenset[int]) -> int:
        return int(sum(int(self.units[member]) for member in members))

    def _cost_of(self, members: frozenset[int]) -> int:
        return sum(self.terms.costs_oere[member] for member in members)

    def _portfolio(self, members: frozenset[int]) -> Portfolio:
        return Portfolio(
            members=tuple(sorted(members)),
            cost_oere=self._cost_of(members),
            value=self._units_of(members) / VALUE_UNITS,
        )
