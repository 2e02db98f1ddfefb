"""Chance: drawn right, the same on any threads, and honest about small units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from scipy import stats

from bybalance.atlas.batches import Pace
from bybalance.atlas.segregation import inference, kernel
from bybalance.atlas.segregation.inference import against_chance
from bybalance.model.errors import InvalidSetting, RunCancelled


def city(units: int = 300, seed: int = 5) -> np.ndarray:  # type: ignore[type-arg]
    rng = np.random.default_rng(seed)
    totals = rng.geometric(1 / 15, units)
    a = rng.binomial(totals, 0.2)
    return np.column_stack([a, totals - a])


@pytest.mark.parametrize("measure", ["dissimilarity", "theil_h", "mutual_information", "isolation"])
def test_compiled_draws_follow_the_law_of_plain_multinomial_draws(measure: str) -> None:
    table = city()
    plain = np.array(
        [
            inference.measure_by_name(
                inference._systematic(table.astype(float), np.random.default_rng(draw)), measure
            )
            for draw in range(1_500)
        ]
    )

    fast = against_chance(table, measure=measure, draw_count=1_500).draws

    assert stats.ks_2samp(fast, plain).pvalue > 0.001


@pytest.mark.parametrize("people", [0, 1, 7, 500, 40_000])
def test_every_person_is_placed_and_units_get_their_share(people: int) -> None:
    totals = np.array([1.0, 2.0, 0.5, 40.0, 900.0])
    tables = inference._PoissonTables.build(np.array([float(people)]), totals)
    keep, alias = np.empty(5), np.empty(5, np.int64)
    kernel.build_alias(totals / totals.sum(), keep, alias)
    counts, sums = np.empty(5, np.int64), np.zeros(5)
    state = np.uint64(9)
    for _ in range(400):
        state = kernel.place_group(
            np.uint64(state), people, tables.kinds[0], tables.starts, tables.lows, tables.keep,
            tables.alias, keep, alias, counts,
        )  # fmt: skip
        assert counts.sum() == people
        sums += counts

    expected = 400 * people * totals / totals.sum()
    assert (np.abs(sums - expected) <= 5 * np.sqrt(expected + 1)).all()


def test_draws_do_not_depend_on_threads_and_depend_on_the_seed() -> None:
    one, many = (
        against_chance(city(), draw_count=200, pace=Pace(thread_count=count)).draws
        for count in (1, 5)
    )

    assert_array_equal(one, many)
    assert (one != against_chance(city(), draw_count=200, seed=2).draws).any()
    assert_array_equal(one[:50], against_chance(city(), draw_count=50).draws)


@pytest.mark.parametrize("null", inference.NULLS)
def test_p_values_of_cities_made_by_chance_are_spread_evenly(null: str) -> None:
    found = [
        against_chance(city(60, seed), measure="theil_h", draw_count=99, seed=seed, null=null)
        for seed in range(80)
    ]

    p_values = np.array([tested.p_value for tested in found])

    # The city is drawn with fixed units, so only the null that keeps them is exact.
    if null == "residents":
        assert stats.kstest(p_values, "uniform").pvalue > 0.001
    assert (p_values > 0).all()


def test_small_units_alone_make_a_city_look_uneven_and_the_excess_says_so() -> None:
    tested = against_chance(city(3_000), null="residents", draw_count=99)

    assert tested.observed > 0.15
    assert abs(tested.excess) < 0.02
    low, high = tested.interval()
    assert low < tested.expected < high


@given(st.integers(2, 4), st.sampled_from(inference.MEASURES), st.sampled_from(inference.NULLS))
def test_every_measure_has_a_null(group_count: int, measure: str, null: str) -> None:
    table = np.random.default_rng(3).integers(0, 9, (12, group_count))

    tested = against_chance(table, measure=measure, null=null, draw_count=5)

    assert np.isfinite(tested.draws).all()
    assert tested.observed == inference.measure_by_name(table, measure)


@pytest.mark.parametrize(
    ("table", "options", "says"),
    [
        ([[1, 2]], {"measure": "evenness"}, "no measure 'evenness'; choose one of dissimilarity"),
        ([[1, 2]], {"null": "other"}, "no null 'other'; choose one of systematic, residents"),
        ([[1, 2]], {"draw_count": 0}, "at least 1 draw"),
        ([[1, 2]], {"seed": -1}, "a seed from 0"),
        ([[0.5, 2]], {}, "whole people"),
        ([[0, 0]], {}, "at least one"),
    ],
)
def test_mistakes_are_named(
    table: list[list[float]], options: dict[str, object], says: str
) -> None:
    with pytest.raises(InvalidSetting, match=says):
        against_chance(table, **options)  # type: ignore[arg-type]


def test_it_stops_when_asked_to() -> None:
    with pytest.raises(RunCancelled):
        against_chance(city(), pace=Pace(should_stop=lambda: True))
