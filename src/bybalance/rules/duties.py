"""The duty of a development plan in numbers: how many dwellings may be social family dwellings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bybalance.rules.load import RuleBook
from bybalance.rules.rule_version import Consequence

SHARE_DUTY = "development-plan-duty"
COUNTING = "counting-dwellings"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyDwellingDuty:
    """The share of family dwellings against the most the law allows, with both its rules."""

    counted_dwelling_count: int
    share: Fraction
    max_share: Fraction
    rule: Consequence
    counting_rule: Consequence

    @property
    def is_met(self) -> bool:
        """Tell whether the share is within the limit."""
        return self.share <= self.max_share

    @property
    def family_too_many_count(self) -> int:
        """How many family dwellings there are over what the share allows; 0 when it is met."""
        allowed = self.max_share * self.counted_dwelling_count
        over = self.share * self.counted_dwelling_count - allowed
        return max(0, -((-over) // 1))


def family_dwelling_duty(
    book: RuleBook, *, family_count: int, other_count: int, business_floor_m2: int = 0
) -> FamilyDwellingDuty:
    """Compare family dwellings with the share that the law allows.

    Parameters
    ----------
    book
        The rules; the limit and the way of counting are read from its consequences.
    family_count
        Social family dwellings when the plan is carried out.
    other_count
        All other dwellings that may be counted in the total.
    business_floor_m2
        Business floor in square metres; so and so many count as one dwelling.

    Returns
    -------
    The share, the limit, and the rules they come from.

    Raises
    ------
    ValueError
        If a number is negative or there is no dwelling.

    Examples
    --------
    >>> from bybalance.rules.load import rule_book
    >>> duty = family_dwelling_duty(rule_book(), family_count=410, other_count=590)
    >>> float(duty.share), duty.is_met, duty.family_too_many_count
    (0.41, False, 10)
    """
    if min(family_count, other_count, business_floor_m2) < 0:
        raise ValueError("Dwellings and square metres must be 0 or more.")
    rules = {item.id: item for item in book.consequences}
    rule, counting = rules[SHARE_DUTY], rules[COUNTING]
    per_dwelling = counting.quantities["business_floor_per_dwelling_m2"]
    max_share = rule.quantities["family_dwelling_max_share"]
    if not isinstance(per_dwelling, Fraction) or not isinstance(max_share, Fraction):
        raise ValueError(f"{SHARE_DUTY} and {COUNTING} must hold numbers, not dates.")
    counted = family_count + other_count + business_floor_m2 // int(per_dwelling)
    if counted == 0:
        raise ValueError("There is no dwelling to count.")
    return FamilyDwellingDuty(
        counted_dwelling_count=counted,
        share=Fraction(family_count, counted),
        max_share=max_share,
        rule=rule,
        counting_rule=counting,
    )
