from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bybalance.pipelines.export_table import exact_decimal, harmless_text

RISKY = "=+-@＝＋－＠"


@given(st.text())
def test_no_text_can_start_a_formula(text: str) -> None:
    harmless = harmless_text(text)

    assert not harmless.lstrip().startswith(tuple(RISKY))
    assert not harmless.startswith(("\t", "\r", "\n"))


@given(st.sampled_from([" ", "\t", "\r", "\n", " \t"]), st.sampled_from(RISKY))
def test_a_formula_after_blanks_is_escaped(blank: str, sign: str) -> None:
    assert harmless_text(f"{blank}{sign}1+1").startswith("'")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000))
def test_a_decimal_keeps_its_value(number: Decimal) -> None:
    assert exact_decimal(number) == number


def test_a_third_is_rounded() -> None:
    assert exact_decimal(Fraction(1, 3)) == Decimal("0.3333333333")
