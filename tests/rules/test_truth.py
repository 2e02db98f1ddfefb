from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.rules.truth import Truth, agreed, all_of, any_of, at_least, negate

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
truths = st.lists(st.sampled_from(Truth), max_size=6)


def completions(values: list[Truth]) -> list[list[Truth]]:
    """Return every way in which the unknown ones may turn out."""
    choices = [[value] if value.is_decided else [MET, NOT_MET] for value in values]
    return [list(completion) for completion in product(*choices)]


@pytest.mark.parametrize(
    ("is_met", "truth"), [(True, MET), (False, NOT_MET), (None, UNKNOWN)], ids=str
)
def test_a_verdict_comes_from_true_false_or_none(is_met: bool | None, truth: Truth) -> None:
    assert Truth.of(is_met) is truth


def test_only_unknown_is_undecided() -> None:
    assert [truth for truth in Truth if not truth.is_decided] == [UNKNOWN]


@given(st.sampled_from(Truth))
def test_negating_twice_changes_nothing(truth: Truth) -> None:
    assert negate(negate(truth)) is truth


def test_negating_swaps_the_decided_verdicts() -> None:
    assert [negate(truth) for truth in (MET, NOT_MET, UNKNOWN)] == [NOT_MET, MET, UNKNOWN]


def test_nothing_to_ask_for_is_met_and_nothing_to_choose_from_is_not() -> None:
    assert all_of([]) is MET
    assert any_of([]) is NOT_MET


@given(truths)
def test_all_of_is_what_every_completion_agrees_on(values: list[Truth]) -> None:
    expected = agreed(
        Truth.of(all(item is MET for item in values)) for values in completions(values)
    )

    assert all_of(values) is expected


@given(truths)
def test_any_of_is_what_every_completion_agrees_on(values: list[Truth]) -> None:
    expected = agreed(
        Truth.of(any(item is MET for item in values)) for values in completions(values)
    )

    assert any_of(values) is expected


@given(st.integers(0, 7), truths)
def test_at_least_is_what_every_completion_agrees_on(count: int, values: list[Truth]) -> None:
    expected = agreed(Truth.of(values.count(MET) >= count) for values in completions(values))

    assert at_least(count, values) is expected


@given(truths, st.randoms(use_true_random=False))
def test_the_order_of_criteria_does_not_matter(values: list[Truth], random: Random) -> None:
    shuffled = random.sample(values, len(values))

    assert all_of(shuffled) is all_of(values)
    assert any_of(shuffled) is any_of(values)
    assert at_least(2, shuffled) is at_least(2, values)


def test_readings_that_differ_leave_the_verdict_unknown() -> None:
    assert agreed([MET, NOT_MET]) is UNKNOWN
    assert agreed([MET, MET]) is MET
    assert agreed([]) is UNKNOWN
