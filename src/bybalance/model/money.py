"""Money as whole øre: read from what people write, split without loss, written for a reader.

An amount is an ``int`` of øre (hundredths of a Danish krone), so that sums are exact. Kroner as
text exist only where a person writes or reads them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from bybalance.model import formatting
from bybalance.model.errors import InvalidAmount
from bybalance.model.formatting import Language
from bybalance.model.messages import Message

Oere: TypeAlias = int
"""Hundredths of a Danish krone."""

OERE_PER_KRONE: Final = 100
MAX_OERE: Final = 10**15
"""Ten thousand billion kroner: what is larger is a slip of the hand, and still fits a database."""

_MARKS: Final[dict[Language, tuple[str, str]]] = {"da": (".", ","), "en": (",", ".")}
_CURRENCY: Final = re.compile(r"^(?:kr\.?|dkk)\s*|\s*(?:kr\.?|dkk)$", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_EXAMPLES: Final[dict[Language, str]] = {"da": "1.234,50", "en": "1,234.50"}


def parse_amount(written: str, *, language: Language) -> Oere:
    """Read an amount of kroner as a person writes it.

    Thousands may be grouped by the mark of the language or by spaces; the currency (``kr.`` or
    ``DKK``) may stand before or after; there are no, one or two decimals. A text that could mean
    two amounts, such as ``1.5`` in Danish, is refused rather than guessed at.

    Parameters
    ----------
    written
        Such as ``1.234,50`` in Danish or ``1,234.50`` in English.
    language
        Decides which mark groups thousands and which begins the decimals.

    Returns
    -------
    Whole øre, between ``-MAX_OERE`` and ``MAX_OERE``.

    Raises
    ------
    InvalidAmount
        If the text is no amount; the message names it and shows how to write one.

    Examples
    --------
    >>> parse_amount("1.234,50", language="da"), parse_amount("DKK 1,234.50", language="en")
    (123450, 123450)
    >>> parse_amount("-40 kr.", language="da")
    -4000
    """
    plain = _CURRENCY.sub("", _SPACES.sub(" ", written).strip()).strip()
    sign, digits = _without_sign(plain)
    digits = _CURRENCY.sub("", digits)  # as in "−kr. 40"
    if not digits:
        raise _refused("missing", written, language)
    group_mark, decimal_mark = _MARKS[language]
    whole, mark, decimals = digits.partition(decimal_mark)
    grouped = re.escape(group_mark)
    if not re.fullmatch(rf"\d+|\d{{1,3}}(?:{grouped}\d{{3}})+|\d{{1,3}}(?: \d{{3}})+", whole, re.A):
        raise _refused("not_an_amount", written, language)
    if mark and not re.fullmatch(r"\d{1,2}", decimals, re.A):
        is_precise = re.fullmatch(r"\d{3,}", decimals, re.A)
        raise _refused("too_many_decimals" if is_precise else "not_an_amount", written, language)
    kroner = re.sub(r"\D", "", whole)
    if len(kroner.lstrip("0")) > len(str(MAX_OERE)):
        raise _refused("too_large", written, language)
    oere = int(kroner) * OERE_PER_KRONE + int(f"{decimals:0<2}")
    if oere > MAX_OERE:
        raise _refused("too_large", written, language)
    return sign * oere


def amount_as_typed(amount_oere: Oere, *, language: Language) -> str:
    """Write an amount as :func:`parse_amount` reads it, for a field that is filled in already.

    Examples
    --------
    >>> amount_as_typed(123450, language="da")
    '1.234,50'
    """
    return formatting.number(
        Decimal(amount_oere).scaleb(-2), decimals=_decimals(amount_oere), language=language
    )


def format_amount(amount_oere: Oere, *, language: Language) -> str:
    r"""Write an amount with its currency; øre are shown only where there are any.

    Examples
    --------
    >>> format_amount(123450, language="da"), format_amount(-4000, language="en")
    ('1.234,50\xa0kr.', 'DKK\xa0−40')
    """
    shown = amount_as_typed(amount_oere, language=language)
    if language == "da":
        return f"{shown}{formatting.NO_BREAK_SPACE}kr."
    return f"DKK{formatting.NO_BREAK_SPACE}{shown}"


def split_equally(total_oere: Oere, *, part_count: int) -> tuple[Oere, ...]:
    """Split an amount into equal parts; what is left over goes to the last.

    Parameters
    ----------
    total_oere
        Øre to split, 0 or more.
    part_count
        How many parts, at least one.

    Returns
    -------
    ``part_count`` amounts that add up to ``total_oere``.

    Raises
    ------
    InvalidAmount
        If the amount is negative or there is no part.

    Examples
    --------
    >>> split_equally(100, part_count=3)
    (33, 33, 34)
    """
    return split_by_weights(total_oere, weights=(1,) * part_count)


def split_by_weights(total_oere: Oere, *, weights: Sequence[int]) -> tuple[Oere, ...]:
    """Split an amount in proportion to whole weights; what is left over goes to the last.

    Each part is rounded down to whole øre. The remainder, less than one øre per part, goes to the
    last part whose weight is not zero.

    Parameters
    ----------
    total_oere
        Øre to split, 0 or more.
    weights
        Whole numbers, 0 or more, not all zero.

    Returns
    -------
    One amount per weight; they add up to ``total_oere``, and none is negative.

    Raises
    ------
    InvalidAmount
        If the amount or a weight is negative, or no weight is above zero.

    Examples
    --------
    >>> split_by_weights(1001, weights=(50, 50, 0))
    (500, 501, 0)
    """
    if total_oere < 0:
        raise InvalidAmount(
            f"{total_oere} øre cannot be split: the amount must be 0 or more.",
            message=Message("amount.split_negative", {"oere": total_oere}),
        )
    if any(weight < 0 for weight in weights) or not any(weights):
        raise InvalidAmount(
            f"The weights {list(weights)} split nothing: give at least one above 0, none below.",
            message=Message("amount.split_weights", {"weights": ", ".join(map(str, weights))}),
        )
    whole = sum(weights)
    parts = [total_oere * weight // whole for weight in weights]
    last = max(index for index, weight in enumerate(weights) if weight)
    parts[last] += total_oere - sum(parts)
    return tuple(parts)


def _without_sign(plain: str) -> tuple[int, str]:
    is_negative = plain.startswith(("-", formatting.MINUS))
    return (-1, plain[1:].strip()) if is_negative else (1, plain)


def _decimals(amount_oere: Oere) -> int:
    return 2 if amount_oere % OERE_PER_KRONE else 0


def _refused(reason: str, written: str, language: Language) -> InvalidAmount:
    example = _EXAMPLES[language]
    texts = {
        "missing": f"No amount is written. Write kroner such as {example}.",
        "not_an_amount": f"{written!r} is not an amount. Write kroner such as {example}.",
        "too_many_decimals": (
            f"{written!r} has more than two decimals. Write whole øre, such as {example}."
        ),
        "too_large": (
            f"{written!r} is more than {MAX_OERE // OERE_PER_KRONE} kroner. Correct the amount."
        ),
    }
    params = {"written": written, "example": example, "limit": MAX_OERE // OERE_PER_KRONE}
    return InvalidAmount(texts[reason], message=Message(f"amount.{reason}", params))
