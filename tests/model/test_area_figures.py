from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.area_figures import (
    COUNT_FIGURES,
    FIGURES,
    MAX_COUNT,
    RATIO_FIGURES,
    SHARE_FIGURES,
    AreaFigures,
)
from bybalance.model.errors import InvalidFigure


def test_nothing_is_known_of_an_area_until_it_is_given() -> None:
    figures = AreaFigures()

    assert [figures.get(name) for name in FIGURES] == [None] * len(FIGURES)


@given(st.decimals(0, 1, places=20))
def test_a_share_keeps_every_decimal(share: Decimal) -> None:
    assert AreaFigures(convicted_share=share).convicted_share == Fraction(str(share))


@given(st.decimals(0, 100, places=4))
def test_a_percentage_is_a_hundredth_however_it_is_written(percentage: Decimal) -> None:
    as_text = AreaFigures.from_percentages(convicted_pct=str(percentage))
    as_decimal = AreaFigures.from_percentages(convicted_pct=percentage)
    as_share = AreaFigures(convicted_share=Fraction(str(percentage)) / 100)

    assert as_text == as_decimal == as_share


def test_each_percentage_fills_its_own_figure() -> None:
    figures = AreaFigures.from_percentages(
        resident_count=1,
        outside_labour_market_pct="2",
        non_western_pct="3",
        convicted_pct="4",
        basic_education_pct="5",
        income_pct="6",
        outside_labour_market_latest_pct="7",
        aged_18_64_count=8,
        aged_18_plus_count=9,
        aged_30_59_count=10,
        stated={"size": True},
    )

    assert figures == AreaFigures(
        resident_count=1,
        outside_labour_market_share=Fraction("0.02"),
        non_western_share=Fraction("0.03"),
        convicted_share=Fraction("0.04"),
        basic_education_share=Fraction("0.05"),
        income_ratio=Fraction("0.06"),
        outside_labour_market_latest_share=Fraction("0.07"),
        aged_18_64_count=8,
        aged_18_plus_count=9,
        aged_30_59_count=10,
        stated={"size": True},
    )


@pytest.mark.parametrize("name", SHARE_FIGURES)
@pytest.mark.parametrize("share", [Fraction(0), Fraction(1), Decimal("-0"), 0, 1])
def test_the_ends_of_a_share_are_shares(name: str, share: object) -> None:
    assert AreaFigures(**{name: share}).get(name) in (0, 1)


@pytest.mark.parametrize("name", SHARE_FIGURES)
@pytest.mark.parametrize(
    "share",
    [
        Decimal("1.00000000000000000001"),
        Decimal("-0.00000000000000000001"),
        Decimal("40.1"),
        10**400,
        Fraction(-1, 10**9),
    ],
    ids=str,
)
def test_a_share_outside_0_to_1_is_refused_with_its_value(name: str, share: object) -> None:
    with pytest.raises(InvalidFigure) as caught:
        AreaFigures(**{name: share})

    assert str(caught.value).startswith(f"{name} is {share}. A share lies between 0 and 1")


@pytest.mark.parametrize("name", [*SHARE_FIGURES, *RATIO_FIGURES])
@pytest.mark.parametrize(
    "value", [0.4, True, "0.4", float("nan"), Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN")]
)
def test_what_is_no_exact_number_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(InvalidFigure, match=f"^{name} is "):
        AreaFigures(**{name: value})


@pytest.mark.parametrize("value", ["1e-999999999", "1e999999999", "0e999999999"])
def test_a_few_characters_cannot_stand_for_a_number_that_fills_the_memory(value: str) -> None:
    with pytest.raises(InvalidFigure, match="convicted_pct is "):
        AreaFigures.from_percentages(convicted_pct=value)


@pytest.mark.parametrize("value", ["2,27", "", "2.27 %", "many", "1/3", "NaN", "-1", "100.01"])
def test_text_that_is_no_percentage_is_refused(value: str) -> None:
    with pytest.raises(InvalidFigure, match="convicted_"):
        AreaFigures.from_percentages(convicted_pct=value)


@pytest.mark.parametrize("value", [2.27, True])
def test_a_float_or_a_truth_value_is_no_percentage(value: object) -> None:
    with pytest.raises(InvalidFigure, match="convicted_pct is "):
        AreaFigures.from_percentages(convicted_pct=value)


@pytest.mark.parametrize("value", [Decimal("-0.01"), Decimal("10.01")])
def test_an_income_ratio_that_cannot_be_is_refused(value: object) -> None:
    with pytest.raises(InvalidFigure, match="income_ratio is "):
        AreaFigures(income_ratio=value)


def test_an_income_above_that_of_the_region_is_no_mistake() -> None:
    assert AreaFigures.from_percentages(income_pct="130").income_ratio == Fraction("1.3")


@pytest.mark.parametrize("name", COUNT_FIGURES)
@pytest.mark.parametrize("count", [-1, MAX_COUNT + 1, 1.5, True, Decimal(3), "3"], ids=repr)
def test_what_is_no_number_of_persons_is_refused(name: str, count: object) -> None:
    with pytest.raises(InvalidFigure, match=f"^{name} is "):
        AreaFigures(**{name: count})


@pytest.mark.parametrize("count", [0, 1000, MAX_COUNT])
def test_a_number_of_persons_is_kept_and_zero_is_zero(count: int) -> None:
    assert AreaFigures(resident_count=count).get("resident_count") == count


def test_a_figure_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(InvalidFigure, match="no figure 'crime'; choose one of resident_count"):
        AreaFigures().get("crime")


def test_what_is_stated_does_not_change_with_the_callers_mapping() -> None:
    stated = {"income": True}
    figures = AreaFigures(stated=stated)

    stated["income"] = False

    assert figures.stated == {"income": True}
