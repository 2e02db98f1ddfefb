from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.rules.duties import family_dwelling_duty
from bybalance.rules.load import rule_book

BOOK = rule_book()
COUNTS = st.integers(0, 5000)


def test_the_limit_itself_is_met() -> None:
    duty = family_dwelling_duty(BOOK, family_count=400, other_count=600)

    assert duty.share == duty.max_share == Fraction(2, 5)
    assert duty.is_met


def test_business_floor_counts_in_whole_dwellings() -> None:
    duty = family_dwelling_duty(BOOK, family_count=40, other_count=58, business_floor_m2=224)

    assert duty.counted_dwelling_count == 100


def test_the_plan_of_taastrupgaard_is_just_within_the_limit() -> None:
    """574 of 917 + 518 dwellings, as the facts of the campaign calculate: 40.0 per cent."""
    duty = family_dwelling_duty(BOOK, family_count=574, other_count=917 + 518 - 574)

    assert duty.share == Fraction(2, 5)


@given(COUNTS.filter(bool), COUNTS, COUNTS)
def test_fewer_family_dwellings_by_what_is_too_many_meet_the_duty(
    family: int, other: int, floor: int
) -> None:
    duty = family_dwelling_duty(
        BOOK, family_count=family, other_count=other, business_floor_m2=floor
    )
    too_many = duty.family_too_many_count

    # Replaced by dwellings of another kind, so that the total stays.
    mended = family_dwelling_duty(
        BOOK, family_count=family - too_many, other_count=other + too_many, business_floor_m2=floor
    )

    assert mended.is_met
    assert (too_many == 0) == duty.is_met


@pytest.mark.parametrize(("family", "other"), [(-1, 5), (5, -1), (0, 0)])
def test_what_cannot_be_counted_is_refused(family: int, other: int) -> None:
    with pytest.raises(ValueError, match=r"(?i)dwelling"):
        family_dwelling_duty(BOOK, family_count=family, other_count=other)
