from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model import money
from bybalance.model.errors import InvalidAmount
from bybalance.model.formatting import Language
from bybalance.pipelines.wording import Wording

LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["da", "en"])
AMOUNTS = st.integers(-money.MAX_OERE, money.MAX_OERE)


@pytest.mark.parametrize(
    ("written", "language", "oere"),
    [
        ("0", "da", 0),
        ("1234", "da", 123400),
        ("1234,5", "da", 123450),
        ("1.234,50", "da", 123450),
        ("1.234", "da", 123400),
        ("1 234,50", "da", 123450),
        ("1\u00a0234\u202f567,01", "da", 123456701),
        ("kr. 75.000.000", "da", 7_500_000_000),
        ("75.000.000 kr.", "da", 7_500_000_000),
        ("−40,05 kr", "da", -4005),
        ("-kr. 40", "da", -4000),
        ("1,234.50", "en", 123450),
        ("DKK 1,234", "en", 123400),
        ("1234.5", "en", 123450),
    ],
)
def test_it_reads_what_people_write(written: str, language: Language, oere: int) -> None:
    assert money.parse_amount(written, language=language) == oere


@pytest.mark.parametrize(
    ("written", "language", "reason"),
    [
        ("", "da", "missing"),
        ("kr.", "da", "missing"),
        ("1.5", "da", "not_an_amount"),
        ("1,5", "en", "not_an_amount"),
        ("12.34.567", "da", "not_an_amount"),
        ("1.234 567", "da", "not_an_amount"),
        ("1,234,50", "da", "not_an_amount"),
        ("1,", "da", "not_an_amount"),
        ("5 mio.", "da", "not_an_amount"),
        ("1e9", "en", "not_an_amount"),
        ("١٢", "da", "not_an_amount"),
        ("--4", "da", "not_an_amount"),
        ("1,234", "da", "too_many_decimals"),
        ("9" * 40, "da", "too_large"),
        ("10.000.000.000.000,01", "da", "too_large"),
    ],
)
def test_it_refuses_what_is_no_amount(written: str, language: Language, reason: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        money.parse_amount(written, language=language)

    message = refusal.value.message
    assert message is not None
    assert message.key == f"amount.{reason}"
    assert written in Wording(language).say(message) or reason == "missing"


@given(AMOUNTS, LANGUAGES)
def test_what_is_written_for_a_reader_is_read_back(oere: int, language: Language) -> None:
    shown = money.format_amount(oere, language=language)
    typed = money.amount_as_typed(oere, language=language)

    assert money.parse_amount(shown, language=language) == oere
    assert money.parse_amount(typed, language=language) == oere


@given(st.text(max_size=20), LANGUAGES)
def test_any_text_is_an_amount_or_refused(written: str, language: Language) -> None:
    try:
        oere = money.parse_amount(written, language=language)
    except InvalidAmount:
        return
    assert abs(oere) <= money.MAX_OERE


@given(st.integers(0, money.MAX_OERE), st.integers(1, 60))
def test_equal_parts_add_up_and_the_last_has_the_remainder(total: int, count: int) -> None:
    parts = money.split_equally(total, part_count=count)

    assert sum(parts) == total
    assert len(set(parts[:-1])) <= 1
    assert 0 <= parts[-1] - parts[0] < count


@given(
    st.integers(0, money.MAX_OERE),
    st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any),
)
def test_weighted_parts_add_up_and_are_near_their_share(total: int, weights: list[int]) -> None:
    parts = money.split_by_weights(total, weights=weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part - total * weight // sum(weights) < len(weights)
        assert part == 0 or weight > 0


@pytest.mark.parametrize("weights", [(), (0, 0), (1, -1)])
def test_weights_that_split_nothing_are_refused(weights: tuple[int, ...]) -> None:
    with pytest.raises(InvalidAmount, match="weights"):
        money.split_by_weights(100, weights=weights)


def test_a_negative_amount_is_not_split() -> None:
    with pytest.raises(InvalidAmount, match="0 or more"):
        money.split_equally(-1, part_count=2)
