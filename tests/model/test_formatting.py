from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model import formatting
from bybalance.model.formatting import Exact, Language

LANGUAGES = st.sampled_from(["da", "en"])


@pytest.mark.parametrize(
    ("value", "decimals", "danish", "english"),
    [
        (0, 0, "0", "0"),
        (1234, 0, "1.234", "1,234"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (Decimal("1234.5"), 1, "1.234,5", "1,234.5"),
        (Decimal("2.345"), 2, "2,35", "2.35"),
        (Decimal("-2.345"), 2, "−2,35", "−2.35"),
        (Fraction(1, 3), 2, "0,33", "0.33"),
        (Decimal("-0.04"), 1, "0,0", "0.0"),
        (Decimal("999.95"), 1, "1.000,0", "1,000.0"),
    ],
)
def test_numbers_are_grouped_and_rounded_half_up(
    value: Exact, decimals: int, danish: str, english: str
) -> None:
    assert formatting.number(value, decimals=decimals, language="da") == danish
    assert formatting.number(value, decimals=decimals, language="en") == english


def test_a_share_that_binary_floats_would_round_down_is_rounded_up() -> None:
    assert formatting.percent(Decimal("2.675"), decimals=2, language="da") == "2,68\u202f%"


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="is a float"):
        formatting.number(2.5, language="da")  # type: ignore[arg-type]


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), LANGUAGES)
def test_what_is_shown_reads_back_as_the_value(units: int, decimals: int, code: Language) -> None:
    shown = formatting.number(Fraction(units, 10**decimals), decimals=decimals, language=code)

    group, mark = (".", ",") if code == "da" else (",", ".")
    plain = shown.replace(group, "").replace(mark, ".").replace("−", "-")
    assert Fraction(plain) == Fraction(units, 10**decimals)


@given(st.fractions(), st.integers(0, 4))
def test_rounding_moves_a_value_by_at_most_half_of_the_last_figure(
    value: Fraction, decimals: int
) -> None:
    shown = formatting.number(value, decimals=decimals, language="en")

    read_back = Fraction(shown.replace(",", "").replace("−", "-"))
    assert abs(read_back - value) <= Fraction(1, 2 * 10**decimals)


def test_differences_carry_their_sign_and_unit() -> None:
    assert formatting.points(Decimal("1.25"), language="da") == "+1,3\u00a0procentpoint"
    assert formatting.points(Decimal("-1"), language="en") == "−1.0\u00a0percentage point"
    assert formatting.points(0, language="en") == "0.0\u00a0percentage points"


def test_people_are_counted_in_words() -> None:
    assert formatting.persons(1, language="da") == "1\u00a0person"
    assert formatting.persons(2510, language="da") == "2.510\u00a0personer"
    assert formatting.persons(Decimal("1.96"), decimals=2, language="en") == "1.96\u00a0persons"


def test_a_ratio_of_counts_is_written_out() -> None:
    assert formatting.out_of(3, 4, language="da") == "3\u00a0af\u00a04"
    assert formatting.out_of(3, 4, language="en") == "3\u00a0of\u00a04"


def test_dates_are_written_in_full() -> None:
    assert formatting.long_date(date(2019, 3, 12), language="da") == "12.\u00a0marts\u00a02019"
    assert formatting.long_date(date(2019, 3, 12), language="en") == "12\u00a0March\u00a02019"


@pytest.mark.parametrize(
    ("code", "language"), [("da", "da"), ("en", "en"), ("en-gb", "en"), ("de", "da")]
)
def test_a_language_code_leads_to_one_of_the_two_languages(code: str, language: Language) -> None:
    assert formatting.language_of(code) == language


@pytest.mark.parametrize(
    "text",
    ["2023-12-01", "20231201", "01-12-2023", "1.12.2023", "1/12/2023", "1. 12. 2023",
     "1. december 2023", "1.december 2023", "1. dec. 2023", "1 December 2023", " 1  DEC 2023 "],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert formatting.read_day(text) == date(2023, 12, 1)


@pytest.mark.parametrize(
    "text", ["", "1-12.2023", "31. februar 2023", "12/2023", "1. de 2023", "１.12.2023"]
)
def test_a_text_that_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        formatting.read_day(text)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["da", "en"]))
def test_a_day_in_full_can_be_read_again(day: date, language: Language) -> None:
    assert formatting.read_day(formatting.long_date(day, language=language).rjust(4)) == day
