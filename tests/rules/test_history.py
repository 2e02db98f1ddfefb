from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bybalance.rules.history import NO_HISTORY, streak_length, years_in_a_row
from bybalance.rules.truth import Truth, agreed

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
YEAR = 2023
histories = st.dictionaries(st.integers(2017, 2025), st.sampled_from(Truth))


def by_enumeration(history: dict[int, Truth], now: Truth, count: int) -> Truth:
    """Return what all completions of the unknown years agree on."""
    years = [now, *(history.get(YEAR - back, UNKNOWN) for back in range(1, count))]
    choices = [[year] if year.is_decided else [MET, NOT_MET] for year in years]
    return agreed(Truth.of(set(completion) == {MET}) for completion in product(*choices))


@given(histories, st.sampled_from(Truth), st.integers(1, 6))
def test_years_in_a_row_is_what_every_completion_agrees_on(
    history: dict[int, Truth], now: Truth, count: int
) -> None:
    verdict = years_in_a_row(history, year=YEAR, now=now, count=count)

    assert verdict is by_enumeration(history, now, count)


@given(histories, st.integers(2017, 2025), st.sampled_from(Truth), st.integers(1, 6))
def test_learning_of_a_year_never_flips_a_decided_verdict(
    history: dict[int, Truth], year: int, learnt: Truth, count: int
) -> None:
    less = {known: truth for known, truth in history.items() if known != year}
    more = {**less, year: learnt}

    before = years_in_a_row(less, year=YEAR, now=MET, count=count)
    after = years_in_a_row(more, year=YEAR, now=MET, count=count)

    assert before is UNKNOWN or after is before


def test_one_year_in_a_row_is_this_year() -> None:
    assert years_in_a_row(NO_HISTORY, year=YEAR, now=MET, count=1) is MET


def test_a_year_that_is_not_known_leaves_five_years_unknown() -> None:
    history = {2022: MET, 2021: MET, 2019: MET}

    assert years_in_a_row(history, year=YEAR, now=MET, count=5) is UNKNOWN


def test_a_gap_decides_whatever_the_unknown_years_were() -> None:
    assert years_in_a_row({2021: NOT_MET}, year=YEAR, now=MET, count=5) is NOT_MET


def test_a_gap_before_the_years_asked_for_does_not_count() -> None:
    history = {2022: MET, 2021: MET, 2020: MET, 2019: MET, 2018: NOT_MET}

    assert years_in_a_row(history, year=YEAR, now=MET, count=5) is MET


def test_the_same_and_later_years_of_a_history_are_not_looked_at() -> None:
    history = {2024: NOT_MET, 2023: NOT_MET, 2022: MET}

    assert years_in_a_row(history, year=YEAR, now=MET, count=2) is MET


def test_a_streak_counts_back_to_the_first_year_that_is_not_known_to_be_met() -> None:
    history = {2022: MET, 2021: MET, 2020: UNKNOWN, 2019: MET}

    assert streak_length(history, year=YEAR, now=MET) == 3
    assert streak_length(history, year=YEAR, now=UNKNOWN) == 0
