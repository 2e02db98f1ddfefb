from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.errors import InvalidSelection, NoPortfolio
from bybalance.selection.portfolio import (
    Balance,
    BudgetTerms,
    Standing,
    best_portfolio,
    robust_portfolio,
)

KRONER = 100


def brute_force(values: np.ndarray, terms: BudgetTerms) -> tuple[int, ...] | None:
    """Every set in turn: most value, then cheapest, then first in the list."""
    units = [round(float(value) * 1_000_000) for value in values]
    best: tuple[tuple[int, int, tuple[bool, ...]], tuple[int, ...]] | None = None
    everyone = range(len(values))
    for size in range(len(values) + 1):
        for members in combinations(everyone, size):
            if not terms.is_kept_by(frozenset(members)):
                continue
            key = (
                -sum(units[member] for member in members),
                sum(terms.costs_oere[member] for member in members),
                tuple(position not in members for position in everyone),
            )
            if best is None or key < best[0]:
                best = key, members
    return None if best is None else best[1]


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, BudgetTerms]:
    count = draw(st.integers(1, 7))
    members = st.frozensets(st.integers(0, count - 1))
    values = draw(
        st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.5, 0.8]), min_size=count, max_size=count)
    )
    costs = draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    balances = draw(
        st.lists(
            st.builds(
                Balance,
                members=members,
                at_least=st.integers(0, 1),
                at_most=st.one_of(st.none(), st.integers(1, 3)),
            ),
            max_size=2,
        )
    )
    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    terms = BudgetTerms(
        costs_oere=tuple(cost * 100_000_000 + draw(st.integers(0, 1)) for cost in costs),
        budget_oere=draw(st.integers(0, 15)) * 100_000_000,
        balances=tuple(balances),
        exclusive=tuple(item for item in draw(st.lists(pair, max_size=2)) if item[0] != item[1]),
        required=draw(st.frozensets(st.integers(0, count - 1), max_size=1)),
    )
    return np.array(values), terms


@given(problems())
def test_it_equals_every_set_tried_in_turn(problem: tuple[np.ndarray, BudgetTerms]) -> None:
    values, terms = problem
    expected = brute_force(values, terms)

    if expected is None:
        with pytest.raises(NoPortfolio, match="Raise the budget"):
            best_portfolio(values, terms=terms)
    else:
        found = best_portfolio(values, terms=terms)
        assert found.members == expected
        assert found.cost_oere == sum(terms.costs_oere[member] for member in expected)


def test_one_oere_too_much_is_too_much() -> None:
    million = 1_000_000 * KRONER
    terms = BudgetTerms(costs_oere=(10 * million, 10 * million + 1), budget_oere=20 * million)

    assert best_portfolio(np.array([0.5, 0.6]), terms=terms).members == (1,)


def test_places_are_core_borderline_or_exterior() -> None:
    # 0 is best whatever the weights, 3 never, and 1 and 2 each under some.
    values = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    weights = np.array([[0.9, 0.1], [0.8, 0.2], [0.2, 0.8], [0.6, 0.4]])
    terms = BudgetTerms(costs_oere=(1, 1, 1, 1), budget_oere=2)

    found = robust_portfolio(values, weights=weights, terms=terms)

    assert found.shares.tolist() == [1, 0.75, 0.25, 0]
    assert found.standings == (
        Standing.CORE,
        Standing.BORDERLINE,
        Standing.BORDERLINE,
        Standing.EXTERIOR,
    )


def test_a_campaign_of_sixty_is_solved_within_the_pool() -> None:
    rng = np.random.default_rng(4)
    costs = tuple(int(cost) for cost in rng.integers(500_000, 8_000_000, 60) * KRONER)
    terms = BudgetTerms(
        costs_oere=costs,
        budget_oere=20_000_000 * KRONER,
        balances=(Balance(members=frozenset(range(20)), at_least=2, at_most=4),),
    )

    found = best_portfolio(rng.random(60), terms=terms)

    assert found.cost_oere <= 20_000_000 * KRONER
    assert 2 <= len([member for member in found.members if member < 20]) <= 4


@pytest.mark.parametrize(
    ("costs", "budget", "complaint"),
    [((-1,), 5, "A cost is 0 or more"), ((1,), -5, "must be 0 or more"), ((1,) * 201, 5, "200")],
)
def test_it_refuses_terms_that_are_none(
    costs: tuple[int, ...], budget: int, complaint: str
) -> None:
    with pytest.raises(InvalidSelection, match=complaint):
        BudgetTerms(costs_oere=costs, budget_oere=budget)


def test_it_refuses_values_without_costs() -> None:
    with pytest.raises(InvalidSelection, match="Give each one of both"):
        best_portfolio(np.array([0.5]), terms=BudgetTerms(costs_oere=(1, 2), budget_oere=5))


@given(data=st.data(), count=st.integers(1, 8), seed=st.integers(0, 2**32 - 1))
def test_draws_side_by_side_are_those_of_the_integer_program(
    data: st.DataObject, count: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    costs = data.draw(st.lists(st.integers(0, 12), min_size=count, max_size=count))
    at_most = data.draw(st.integers(0, count))
    terms = BudgetTerms(
        costs_oere=tuple(100 * cost for cost in costs),
        budget_oere=data.draw(st.integers(0, 4_000)),
        balances=(Balance(members=frozenset(range(count)), at_most=at_most),),
    )
    values, weights = rng.integers(0, 5, (count, 3)) / 4, rng.integers(0, 3, (3, 3)) / 4
    told: list[int] = []

    found = robust_portfolio(values, weights=weights, terms=terms, on_draws=told.append)

    expected = np.zeros(count)
    for totals in weights @ values.T:
        expected[list(best_portfolio(totals, terms=terms).members)] += 1 / 3
    np.testing.assert_allclose(found.shares, expected)
    assert sum(told) == 3
