"""How sure the ranks of 60 candidates on 12 criteria are, from 10,000 draws.

Beside it stands the reference of the tests, one draw after another, on a part of the same draws;
the two are held against each other before anything is timed.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from tests.selection.test_smaa import acceptability_slowly

from benchmarks.measurement import Measurement, stopwatch
from bybalance.selection.criteria import Criterion
from bybalance.selection.portfolio import BudgetTerms, robust_portfolio
from bybalance.selection.sampling import draw_weights
from bybalance.selection.scores import ScoreSheet
from bybalance.selection.smaa import acceptability, draw_values
from bybalance.selection.weights import WeightSpace

CANDIDATES, CRITERIA, ASSESSORS, DRAWS = 60, 12, 5, 10_000
SLOW_DRAWS = 200
PORTFOLIO_DRAWS = 100
MAX_S = 1.0
SEED = 2026


def run() -> Iterable[Measurement]:
    rng = np.random.default_rng(SEED)
    certain = rng.integers(0, 5, (CANDIDATES, CRITERIA)) / 4
    space = WeightSpace(CRITERIA, chains=((0, 1, 2, 3),))
    sheet = ScoreSheet(
        assessor_ids=tuple(f"a{number}" for number in range(ASSESSORS)),
        candidate_ids=tuple(f"c{number}" for number in range(CANDIDATES)),
        criterion_ids=tuple(f"k{number}" for number in range(CRITERIA)),
        levels=rng.integers(0, 5, (ASSESSORS, CANDIDATES, CRITERIA)).astype(np.float64),
    )
    criteria = tuple(Criterion(id=name, is_ordinal=True) for name in sheet.criterion_ids)
    some = draw_weights(space, count=SLOW_DRAWS, rng=rng)
    repeated = np.broadcast_to(certain, (SLOW_DRAWS, CANDIDATES, CRITERIA))
    with stopwatch() as slow:
        expected = acceptability_slowly(repeated, some)
    np.testing.assert_allclose(acceptability(certain, weights=some).ranks, expected, atol=1e-9)

    with stopwatch() as fast:
        acceptability(certain, weights=draw_weights(space, count=DRAWS, rng=rng))
    with stopwatch() as uncertain:
        drawn = draw_values(sheet, criteria=criteria, count=DRAWS, rng=rng)
        acceptability(drawn, weights=draw_weights(space, count=DRAWS, rng=rng))
    costs = tuple(int(cost) for cost in rng.integers(500, 8_000, CANDIDATES) * 100_000)
    with stopwatch() as budget:
        robust_portfolio(
            certain,
            weights=draw_weights(space, count=PORTFOLIO_DRAWS, rng=rng),
            terms=BudgetTerms(costs_oere=costs, budget_oere=2_000_000_000),
        )
    ratio = (slow.wall_s / SLOW_DRAWS) / (fast.wall_s / DRAWS)
    size = f"{CANDIDATES} × {CRITERIA}, {DRAWS:,} draws"
    for name, value, unit, limit in (
        (f"{size}, scores certain, wall", fast.wall_s, "s", MAX_S),
        (f"{size}, scores certain, CPU", fast.cpu_s, "s", None),
        (f"{size}, levels and assessors drawn too, wall", uncertain.wall_s, "s", None),
        (f"{size}, levels and assessors drawn too, CPU", uncertain.cpu_s, "s", MAX_S),
        ("times as fast as one draw after another", ratio, "×", None),
        ("one best portfolio of 60, CPU", budget.cpu_s / PORTFOLIO_DRAWS * 1000, "ms", None),
    ):
        yield Measurement(benchmark="selection", name=name, value=value, unit=unit, limit=limit)
