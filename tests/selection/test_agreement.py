from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bybalance.model.errors import InvalidSelection
from bybalance.selection.agreement import Metric, krippendorff_alpha

# Krippendorff (2011). A: two observers, binary. B: two observers, nominal. C: four observers with
# gaps. Letters are written as numbers; 0 in B and C stands for nothing.
DATA_A = ("0100000010", "1110010000")
DATA_B = ("112243334554", "212223334555")
DATA_C = ("123321412000", "123322412503", "033323422510", "123324412510")
THREE_CODERS = ("000003412113303", "102133430000000", "002134402113304")

PUBLISHED = [
    (DATA_A, "", Metric.NOMINAL, 0.095),
    (DATA_C, "0", Metric.NOMINAL, 0.743),
    (DATA_C, "0", Metric.ORDINAL, 0.815),
    (DATA_C, "0", Metric.INTERVAL, 0.849),
    (DATA_C, "0", Metric.RATIO, 0.797),
    (THREE_CODERS, "0", Metric.NOMINAL, 0.691),
    (THREE_CODERS, "0", Metric.INTERVAL, 0.811),
]


def table(rows: tuple[str, ...], *, gap: str) -> np.ndarray:
    return np.array([[math.nan if sign == gap else float(sign) for sign in row] for row in rows])


@pytest.mark.parametrize(("rows", "gap", "metric", "published"), PUBLISHED)
def test_the_published_examples_come_out_to_every_printed_digit(
    rows: tuple[str, ...], gap: str, metric: Metric, published: float
) -> None:
    found = krippendorff_alpha(table(rows, gap=gap), metric=metric)

    assert round(found, 3) == published


def test_the_second_nominal_example_comes_out() -> None:
    first, second = "aabbdcccedda", "babbbccceddd"
    data = np.array([[float(ord(sign)) for sign in row] for row in (first, second)])

    assert round(krippendorff_alpha(data, metric=Metric.NOMINAL), 3) == 0.692


def alpha_slowly(ratings: np.ndarray, metric: Metric) -> float:
    """Every pair of ratings in turn; the definition, with no matrix."""
    units = [
        [value for value in column if not math.isnan(value)]
        for column in ratings.T
        if np.isfinite(column).sum() > 1
    ]
    pooled = [value for unit in units for value in unit]

    def distance(left: float, right: float) -> float:
        if metric is Metric.NOMINAL:
            return float(left != right)
        if metric is Metric.INTERVAL:
            return (left - right) ** 2
        low, high = sorted((left, right))
        between = sum(low <= value <= high for value in pooled)
        ends = sum(value in (low, high) for value in pooled)
        return 0.0 if low == high else (between - ends / 2) ** 2

    observed = sum(
        distance(left, right) / (len(unit) - 1)
        for unit in units
        for left, right in permutations(unit, 2)
    ) / len(pooled)
    expected = sum(distance(left, right) for left, right in permutations(pooled, 2))
    return 1 - observed / (expected / (len(pooled) * (len(pooled) - 1)))


tables = st.integers(2, 5).flatmap(
    lambda unit_count: st.lists(
        st.lists(
            st.sampled_from([math.nan, 0.0, 1.0, 2.0, 3.0, 4.0]),
            min_size=unit_count,
            max_size=unit_count,
        ),
        min_size=2,
        max_size=4,
    ).map(np.array)
)


@given(tables, st.sampled_from([Metric.NOMINAL, Metric.ORDINAL, Metric.INTERVAL]))
def test_it_agrees_with_the_definition_taken_pair_by_pair(
    ratings: np.ndarray, metric: Metric
) -> None:
    found = krippendorff_alpha(ratings, metric=metric)
    assume(not math.isnan(found))

    assert found == pytest.approx(alpha_slowly(ratings, metric), abs=1e-9)


def test_it_is_one_where_all_agree_and_not_a_number_where_nothing_varies() -> None:
    agreed = np.array([[0.0, 4.0, 2.0], [0.0, 4.0, 2.0]])

    assert krippendorff_alpha(agreed, metric=Metric.ORDINAL) == 1
    assert math.isnan(krippendorff_alpha(np.full((2, 3), 2.0), metric=Metric.ORDINAL))
    assert math.isnan(krippendorff_alpha(agreed[:1], metric=Metric.ORDINAL))


def test_it_refuses_what_is_no_table_and_negative_ratios() -> None:
    with pytest.raises(InvalidSelection, match="not \\(assessors, units\\)"):
        krippendorff_alpha(np.zeros(3), metric=Metric.ORDINAL)
    with pytest.raises(InvalidSelection, match="needs 0 or more"):
        krippendorff_alpha(np.array([[-1.0, 2.0], [1.0, 2.0]]), metric=Metric.RATIO)
