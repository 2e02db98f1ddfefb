"""Inference and measures at 100,000 units, beside plain NumPy; beside PySAL where it is installed.

Before anything is timed, the mean over draws is held against that of plain multinomial draws, and
the Gini from one sort against all pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
from numpy.testing import assert_allclose

from benchmarks.measurement import Measurement, stopwatch
from bybalance.atlas.segregation import inference, two_groups

UNIT_COUNT = 100_000
PLAIN_DRAWS = 20
SMALL = 3_000
LIMIT_S = 11.0


def run() -> Iterator[Measurement]:
    table = invented_city(UNIT_COUNT)
    for measure in ("dissimilarity", "theil_h"):
        inference.against_chance(table[:50], measure=measure, draw_count=2)
        with stopwatch() as plain:
            drawn = [plain_draw(table, measure, draw) for draw in range(PLAIN_DRAWS)]
        with stopwatch() as fast:
            tested = inference.against_chance(table, measure=measure)
        spread = tested.draws.std()
        assert abs(np.mean(drawn) - tested.expected) < 5 * spread / np.sqrt(PLAIN_DRAWS), measure
        plain_s = plain.cpu_s / PLAIN_DRAWS * inference.DEFAULT_DRAWS
        yield measurement(f"999 draws of {measure}, CPU", fast.cpu_s, "s", LIMIT_S)
        yield measurement(f"{measure}: times as fast as NumPy", plain_s / fast.cpu_s, "×")
    yield from gini(table)
    if find_spec("segregation"):
        yield from pysal(table)


def invented_city(unit_count: int) -> np.ndarray:  # type: ignore[type-arg]
    rng = np.random.default_rng(4)
    totals = rng.geometric(1 / 15, unit_count)
    members = rng.binomial(totals, rng.beta(2, 8, unit_count))
    return np.column_stack([members, totals - members])


def plain_draw(table: np.ndarray, measure: str, draw: int) -> float:  # type: ignore[type-arg]
    rng = np.random.default_rng(draw)
    return inference.measure_by_name(inference._systematic(table.astype(float), rng), measure)


def gini(table: np.ndarray) -> Iterator[Measurement]:  # type: ignore[type-arg]
    x, t = table[:SMALL, 0].astype(float), table[:SMALL].sum(axis=1).astype(float)
    with stopwatch() as pairs:
        share = x.sum() / t.sum()
        apart = np.abs((x / t)[:, np.newaxis] - x / t)
        slow = (t[:, np.newaxis] * t * apart).sum() / (2 * t.sum() ** 2 * share * (1 - share))
    assert_allclose(two_groups.gini(x, t), slow, atol=1e-9)
    with stopwatch() as fast:
        two_groups.gini(table[:, 0], table.sum(axis=1))
    all_pairs_s = pairs.cpu_s * (UNIT_COUNT / SMALL) ** 2
    yield measurement("Gini: times as fast as all pairs", all_pairs_s / fast.cpu_s, "×")


def pysal(table: np.ndarray) -> Iterator[Measurement]:  # type: ignore[type-arg]
    import pandas as pd
    from segregation import inference as theirs
    from segregation import singlegroup

    frame = pd.DataFrame({"x": table[:, 0], "t": table.sum(axis=1)})
    index = singlegroup.Dissim(frame, group_pop_var="x", total_pop_var="t")
    assert_allclose(index.statistic, two_groups.dissimilarity(frame["x"], frame["t"]), atol=1e-9)
    with stopwatch() as slow:
        theirs.SingleValueTest(
            index, iterations_under_null=10, null_approach="systematic", n_jobs=1
        )
    with stopwatch() as fast:
        inference.against_chance(table)
    ratio = slow.cpu_s / 10 * inference.DEFAULT_DRAWS / fast.cpu_s
    yield measurement("999 draws of D: times as fast as PySAL", ratio, "×")


def measurement(name: str, value: float, unit: str, limit: float | None = None) -> Measurement:
    return Measurement(benchmark="segregation", name=name, value=value, unit=unit, limit=limit)
