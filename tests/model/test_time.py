from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.time import Period, first_overlap

FIRST = date(2018, 12, 1)
DAYS = [FIRST + timedelta(days=count) for count in range(8)]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.integers(0, 6))
    until = draw(st.none() | st.integers(start + 1, 7))
    return Period(DAYS[start], None if until is None else DAYS[until])


def days_in(period: Period) -> set[date]:
    return {day for day in DAYS if period.contains(day)}


def test_the_first_day_is_in_the_period_and_the_end_is_not() -> None:
    period = Period(date(2018, 12, 1), date(2021, 11, 30))

    assert not period.contains(date(2018, 11, 30))
    assert period.contains(date(2018, 12, 1))
    assert period.contains(date(2021, 11, 29))
    assert not period.contains(date(2021, 11, 30))


def test_a_period_without_an_end_holds_every_later_day() -> None:
    assert Period(FIRST).contains(date.max)


@pytest.mark.parametrize("until", [FIRST, FIRST - timedelta(days=1)])
def test_a_period_that_holds_no_day_is_refused(until: date) -> None:
    with pytest.raises(ValueError, match="holds no day"):
        Period(FIRST, until)


@given(periods(), periods())
def test_two_periods_overlap_when_they_share_a_day(one: Period, other: Period) -> None:
    assert one.overlaps(other) == bool(days_in(one) & days_in(other))
    assert one.overlaps(other) == other.overlaps(one)


def test_periods_that_meet_do_not_overlap() -> None:
    assert first_overlap([Period(DAYS[0], DAYS[2]), Period(DAYS[2], DAYS[4])]) is None


def test_the_first_overlap_is_named_by_position() -> None:
    sequence = [Period(DAYS[0], DAYS[1]), Period(DAYS[2]), Period(DAYS[1], DAYS[3])]

    assert first_overlap(sequence) == (1, 2)
