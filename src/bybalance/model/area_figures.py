"""The figures that the lists are made of, for one housing area on one list date.

Shares are exact rationals between 0 and 1, never floats: the law compares unrounded values with
a threshold, and 0.1 + 0.2 must not decide whether an area is on a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Self

from bybalance.model.errors import InvalidFigure

SHARE_FIGURES: Final = (
    "outside_labour_market_share",
    "non_western_share",
    "convicted_share",
    "basic_education_share",
    "outside_labour_market_latest_share",
)
"""Figures between 0 and 1."""

RATIO_FIGURES: Final = ("income_ratio",)
"""Figures of 0 or more; 1 means equal to the reference."""

COUNT_FIGURES: Final = (
    "resident_count",
    "aged_18_64_count",
    "aged_18_plus_count",
    "aged_30_59_count",
)
"""Whole numbers of persons."""

MAX_COUNT: Final = 10_000_000
"""More persons than Denmark has: a count above is a mistake."""

MAX_RATIO: Final = 10
"""No area's mean income is ten times that of its region."""

MAX_DECIMAL_EXPONENT: Final = 100
"""No figure is known to more decimals than this."""

FIGURES: Final = (*COUNT_FIGURES, *SHARE_FIGURES, *RATIO_FIGURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFigures:
    """What is known about one area; ``None`` means not known, and is never read as zero.

    Parameters
    ----------
    resident_count
        Residents on 1 January of the list year, persons.
    outside_labour_market_share
        Residents aged 18-64 without attachment to labour market or education, as averaged by the
        rule version (two-year mean since 2014), in [0, 1].
    non_western_share
        Immigrants and descendants from non-western countries among all residents, in [0, 1].
    convicted_share
        Residents aged 18 or more convicted under the penal code, the weapons act or the drugs
        act, as averaged by the rule version, in [0, 1].
    basic_education_share
        Residents aged 30-59 with basic school as their highest education, in [0, 1].
    income_ratio
        Mean gross income of taxpayers aged 15-64 not in education, over that of the region.
    outside_labour_market_latest_share
        As the first share, but of the latest single year: combined letting uses that one.
    aged_18_64_count, aged_18_plus_count, aged_30_59_count
        The denominators, persons; only needed for margins in persons.
    stated
        Criteria that a source states as met (``True``) or not met (``False``). What a figure
        decides wins over a statement.

    Raises
    ------
    InvalidFigure
        If a share lies outside [0, 1], a count or ratio is negative, a count is above
        :data:`MAX_COUNT`, or a number is a float, a truth value or not finite.

    Examples
    --------
    >>> AreaFigures(resident_count=1040, non_western_share=Fraction(357, 1000)).non_western_share
    Fraction(357, 1000)
    """

    resident_count: int | None = None
    outside_labour_market_share: Fraction | None = None
    non_western_share: Fraction | None = None
    convicted_share: Fraction | None = None
    basic_education_share: Fraction | None = None
    income_ratio: Fraction | None = None
    outside_labour_market_latest_share: Fraction | None = None
    aged_18_64_count: int | None = None
    aged_18_plus_count: int | None = None
    aged_30_59_count: int | None = None
    stated: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Turn every number into its exact form and refuse what cannot be."""
        for name in SHARE_FIGURES:
            object.__setattr__(self, name, _share(name, getattr(self, name)))
        for name in RATIO_FIGURES:
            object.__setattr__(self, name, _ratio(name, getattr(self, name)))
        for name in COUNT_FIGURES:
            _check_count(name, getattr(self, name))
        object.__setattr__(self, "stated", MappingProxyType(dict(self.stated)))

    @classmethod
    def from_percentages(
        cls,
        *,
        resident_count: int | None = None,
        outside_labour_market_pct: str | Decimal | int | None = None,
        non_western_pct: str | Decimal | int | None = None,
        convicted_pct: str | Decimal | int | None = None,
        basic_education_pct: str | Decimal | int | None = None,
        income_pct: str | Decimal | int | None = None,
        outside_labour_market_latest_pct: str | Decimal | int | None = None,
        aged_18_64_count: int | None = None,
        aged_18_plus_count: int | None = None,
        aged_30_59_count: int | None = None,
        stated: Mapping[str, bool] = MappingProxyType({}),
    ) -> Self:
        """Build from percentages as they are printed on the lists, such as ``"40.1"``.

        Examples
        --------
        >>> AreaFigures.from_percentages(convicted_pct="2.27").convicted_share
        Fraction(227, 10000)
        """
        return cls(
            resident_count=resident_count,
            outside_labour_market_share=_from_pct(
                "outside_labour_market_pct", outside_labour_market_pct
            ),
            non_western_share=_from_pct("non_western_pct", non_western_pct),
            convicted_share=_from_pct("convicted_pct", convicted_pct),
            basic_education_share=_from_pct("basic_education_pct", basic_education_pct),
            income_ratio=_from_pct("income_pct", income_pct),
            outside_labour_market_latest_share=_from_pct(
                "outside_labour_market_latest_pct", outside_labour_market_latest_pct
            ),
            aged_18_64_count=aged_18_64_count,
            aged_18_plus_count=aged_18_plus_count,
            aged_30_59_count=aged_30_59_count,
            stated=stated,
        )

    def get(self, figure: str) -> Fraction | None:
        """Return the figure of that name as an exact number, or ``None`` where it is not known."""
        if figure not in FIGURES:
            raise InvalidFigure(
                f"There is no figure {figure!r}; choose one of {', '.join(FIGURES)}."
            )
        value: Fraction | int | None = getattr(self, figure)
        return None if value is None else Fraction(value)


def _from_pct(name: str, percentage: str | Decimal | int | None) -> Fraction | None:
    if isinstance(percentage, str):
        try:
            percentage = Decimal(percentage)
        except InvalidOperation:
            raise InvalidFigure(
                f'{name} is {percentage!r}; write a number with a point, such as "40.1".'
            ) from None
    exact = _exact(name, percentage)
    return None if exact is None else exact / 100


def _share(name: str, value: object) -> Fraction | None:
    exact = _exact(name, value)
    if exact is not None and not 0 <= exact <= 1:
        raise InvalidFigure(
            f"{name} is {value}. A share lies between 0 and 1; "
            "divide a percentage by 100 or use AreaFigures.from_percentages."
        )
    return exact


def _ratio(name: str, value: object) -> Fraction | None:
    exact = _exact(name, value)
    if exact is not None and not 0 <= exact <= MAX_RATIO:
        raise InvalidFigure(
            f"{name} is {value}; it must be 0 or more, 1 means equal to the region, and at most "
            f"{MAX_RATIO}."
        )
    return exact


def _exact(name: str, value: object) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, float | bool) or not isinstance(value, Fraction | Decimal | int):
        raise InvalidFigure(
            f"{name} is {value!r}, a {type(value).__name__}. Thresholds are compared exactly: "
            'give a Decimal, a Fraction or an int, such as Decimal("0.401").'
        )
    if isinstance(value, Decimal):
        _check_decimal(name, value)
    return Fraction(value)


def _check_decimal(name: str, value: Decimal) -> None:
    if not value.is_finite():
        raise InvalidFigure(f"{name} is {value}; leave it empty (None) when it is not known.")
    # An exponent of a few characters can stand for a number that fills the memory once exact.
    if abs(int(value.as_tuple().exponent)) > MAX_DECIMAL_EXPONENT:
        raise InvalidFigure(
            f"{name} is {value}; write it with at most {MAX_DECIMAL_EXPONENT} decimals."
        )


def _check_count(name: str, value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidFigure(f"{name} is {value!r}; give a whole number of persons.")
    if not 0 <= value <= MAX_COUNT:
        raise InvalidFigure(
            f"{name} is {value}; a number of persons is 0 or more, and at most {MAX_COUNT}."
        )
