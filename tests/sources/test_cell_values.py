from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.sources import cell_values
from bybalance.sources.raw_table import number_text


def one(read: object, text: str) -> object:
    return read(pl.Series([text], dtype=pl.String))[0]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("40,1", "0.401"),
        ("40.1", "0.401"),
        ("1.234", "0.01234"),
        ("0", "0"),
        ("100", "1"),
        ("2,35 %", "0.0235"),
        ("0.000000000000000001", "0.00000000000000000001"),
    ],
)
def test_a_percentage_becomes_a_share_whatever_its_mark(text: str, share: str) -> None:
    assert one(cell_values.shares, text) == Decimal(share)


@pytest.mark.parametrize(
    "text", ["1.234,5", "abc", "-1", "40,", "-0.01", "--0", "1e3", "0." + "1" * 19, "٤١"]
)
def test_a_text_that_is_no_percentage_is_null(text: str) -> None:
    assert one(cell_values.shares, text) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("1040", 1040), ("1.040", 1040), ("1,040", 1040), ("1 040", 1040), ("1040,0", 1040)],
)
def test_a_count_may_part_thousands(text: str, count: int) -> None:
    assert one(cell_values.counts, text) == count


@pytest.mark.parametrize(
    "text", ["12,5", "-3", "1.04", "1.2340", "1.234,567", "ten", "١٤٥٠", "1" + ".000" * 7]
)
def test_a_text_that_is_no_count_is_null(text: str) -> None:
    assert one(cell_values.counts, text) is None


@pytest.mark.parametrize("text", ["", " ", "-", "..", "n/a", "N/A", "Ukendt", "unknown"])
def test_it_reads_the_signs_for_not_known_as_null(text: str) -> None:
    assert one(cell_values.known_text, text) is None


@pytest.mark.parametrize(
    ("text", "known"),
    [("-0", "0"), ("-0,00 %", "0,00 %"), ("\u22120.0", "0.0"), ("-0.01", "-0.01"), ("--0", "--0")],
)
def test_a_zero_may_carry_a_minus(text: str, known: str) -> None:
    assert one(cell_values.known_text, text) == known


@pytest.mark.parametrize("text", ["2023-12-01", "1.12.2023", "01-12-2023", "1/12/2023"])
def test_it_reads_danish_and_international_dates(text: str) -> None:
    assert one(cell_values.days, text) == date(2023, 12, 1)


@pytest.mark.parametrize(
    ("text", "rule"),
    [("-3", "negative"), ("abc", "not_a_number"), ("1." + "1" * 19, "too_many_decimals")],
)
def test_it_says_why_a_text_is_no_percentage(text: str, rule: str) -> None:
    assert cell_values.why_no_percentage(text) == rule


@given(st.decimals(min_value=0, max_value=100, places=18, allow_nan=False))
def test_no_decimal_of_a_percentage_is_lost(percentage: Decimal) -> None:
    share = one(cell_values.shares, f"{percentage:f}")

    assert Fraction(share) == Fraction(percentage) / 100  # type: ignore[arg-type]


@given(st.floats(min_value=0, max_value=100))
def test_a_number_cell_is_read_by_its_shortest_text(value: float) -> None:
    text = number_text(value)

    assert float(text) == value


@given(st.floats(min_value=0.001, max_value=1e6))
def test_a_number_with_a_fraction_is_never_taken_for_thousands(value: float) -> None:
    count = one(cell_values.counts, number_text(value))

    assert count is None or count == value
