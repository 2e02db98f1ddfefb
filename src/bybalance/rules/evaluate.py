"""The verdict on one area under one rule set: pure, exact and three-valued.

This is the readable reference. :mod:`bybalance.lists.classify` gives the same verdicts for a
whole table at once and is tested against it row by row.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from bybalance.model.area_figures import AreaFigures
from bybalance.rules.history import NO_HISTORY, History, streak_length, years_in_a_row
from bybalance.rules.rule_version import (
    Category,
    Criterion,
    Requirement,
    RequirementKind,
    RuleSet,
    Test,
)
from bybalance.rules.truth import Truth, agreed, all_of, any_of, at_least, negate


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    """One criterion: its verdict and everything needed to explain it.

    Parameters
    ----------
    criterion
        The criterion with the thresholds of the list date.
    truth
        The verdict on which all readings agree.
    value
        The figure compared, unrounded; ``None`` where it is not known.
    is_stated
        Whether the verdict rests on a source's statement, as no figure decides it.
    margin_share
        Value minus adopted threshold, as a share (0.01 is one percentage point) or, for counts,
        in persons; positive above the threshold. ``None`` where either is unknown.
    margin_persons
        The margin in persons, where the denominator is known; fractions of persons occur because
        some shares are means of two years.
    persons_to_flip
        The fewest whole persons who, added to or taken from those counted, would change the
        verdict, the denominator unchanged; ``None`` where it is not known.
    """

    criterion: Criterion
    truth: Truth
    value: Fraction | None
    is_stated: bool = False
    margin_share: Fraction | None = None
    margin_persons: Fraction | None = None
    persons_to_flip: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementResult:
    """One requirement of a category and its verdict.

    ``met_count`` and ``unknown_count`` count criteria for ``at_least``; for ``years_in_a_row``
    ``met_count`` is the number of years in a row known to be met.
    """

    requirement: Requirement
    truth: Truth
    met_count: int = 0
    unknown_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryResult:
    """One category and its verdict, with each of its requirements."""

    category: Category
    truth: Truth
    requirements: tuple[RequirementResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a rule set says about one area."""

    rule_set: RuleSet
    figures: AreaFigures
    criteria: tuple[CriterionResult, ...]
    categories: tuple[CategoryResult, ...]

    @property
    def met(self) -> tuple[str, ...]:
        """Return the ids of the categories the area is known to be in."""
        return self._with(Truth.MET)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the ids of the categories that the known figures cannot decide."""
        return self._with(Truth.UNKNOWN)

    def criterion(self, criterion_id: str) -> CriterionResult:
        """Return the result of one criterion."""
        return next(item for item in self.criteria if item.criterion.id == criterion_id)

    def category(self, category_id: str) -> CategoryResult:
        """Return the result of one category."""
        return next(item for item in self.categories if item.category.id == category_id)

    def _with(self, truth: Truth) -> tuple[str, ...]:
        return tuple(item.category.id for item in self.categories if item.truth is truth)


def evaluate(
    figures: AreaFigures,
    *,
    rule_set: RuleSet,
    histories: Mapping[str, History] = MappingProxyType({}),
) -> Verdict:
    """Apply a rule set to the figures of one area.

    Parameters
    ----------
    figures
        What is known about the area on the list date.
    rule_set
        From :meth:`bybalance.rules.load.RuleBook.rules_for`.
    histories
        Earlier years by lineage (``"parallel_society"``), for years in a row; a missing lineage
        or year is unknown.

    Returns
    -------
    The verdict: every criterion and category of the rule set, in the order of the rule file.

    Notes
    -----
    Method: almenboligloven sections 61 a and 61 b and their predecessors, see the sources in
    ``rules/data``. Values are compared unrounded.

    Examples
    --------
    >>> from datetime import date
    >>> from bybalance.rules.load import rule_book
    >>> parkvej = AreaFigures.from_percentages(
    ...     resident_count=1040, outside_labour_market_pct="30.2", non_western_pct="35.7",
    ...     convicted_pct="2.28", basic_education_pct="58.1", income_pct="59.3")
    >>> verdict = evaluate(parkvej, rule_set=rule_book().rules_for(date(2023, 12, 1)))
    >>> verdict.met
    ('prevention_area',)
    """
    criteria = tuple(evaluate_criterion(figures, item) for item in rule_set.criteria)
    truth_by_criterion = {item.criterion.id: item.truth for item in criteria}
    results: dict[str, CategoryResult] = {}
    for category in rule_set.categories:
        results[category.id] = _evaluate_category(
            category,
            rule_set=rule_set,
            truth_by_criterion=truth_by_criterion,
            earlier=results,
            histories=histories,
        )
    return Verdict(
        rule_set=rule_set, figures=figures, criteria=criteria, categories=tuple(results.values())
    )


def evaluate_criterion(figures: AreaFigures, criterion: Criterion) -> CriterionResult:
    """Compare one figure with its threshold, under every reading that the sources allow."""
    value = figures.get(criterion.figure)
    compared = _compare(value, criterion)
    stated = Truth.of(figures.stated.get(criterion.id))
    is_stated = stated.is_decided and not compared.is_decided
    truth = stated if is_stated else compared
    if value is None or criterion.threshold is None:
        return CriterionResult(criterion=criterion, truth=truth, value=value, is_stated=is_stated)
    denominator = _denominator(figures, criterion)
    margin_share = value - criterion.threshold
    return CriterionResult(
        criterion=criterion,
        truth=truth,
        value=value,
        is_stated=is_stated,
        margin_share=margin_share,
        margin_persons=None if denominator is None else margin_share * denominator,
        persons_to_flip=_persons_to_flip(criterion, value, denominator) if denominator else None,
    )


def _compare(value: Fraction | None, criterion: Criterion) -> Truth:
    """Return the verdict on which all readings agree; unknown without figure or threshold."""
    if value is None:
        return Truth.UNKNOWN
    return agreed(Truth.of(test.holds(value, limit)) for test, limit in criterion.readings)


def _denominator(figures: AreaFigures, criterion: Criterion) -> Fraction | None:
    """Return how many persons a value of 1 stands for."""
    if criterion.test is Test.COUNT_AT_LEAST:
        return Fraction(1)
    return figures.get(criterion.denominator) if criterion.denominator else None


def _persons_to_flip(criterion: Criterion, value: Fraction, denominator: Fraction) -> int:
    """Count the fewest persons who would change the verdict of the comparison.

    Where all readings agree, the first of them to turn changes the verdict to unknown; where they
    do not, it is decided once all on one side have turned.
    """
    persons_by_holds: dict[bool, list[int]] = {}
    for test, limit in criterion.readings:
        persons = _persons_to_turn(test, (value - limit) * denominator)
        persons_by_holds.setdefault(test.holds(value, limit), []).append(persons)
    sides = list(persons_by_holds.values())
    return min(sides[0]) if len(sides) == 1 else min(max(persons) for persons in sides)


def _persons_to_turn(test: Test, margin_persons: Fraction) -> int:
    """Count the fewest persons who turn one comparison, such as from above to not above.

    At the threshold itself ">" does not hold and "≥" does, which moves each side by one person.
    """
    if test is Test.SHARE_ABOVE:
        return math.ceil(margin_persons) if margin_persons > 0 else math.floor(-margin_persons) + 1
    return math.floor(margin_persons) + 1 if margin_persons >= 0 else math.ceil(-margin_persons)


def _evaluate_category(
    category: Category,
    *,
    rule_set: RuleSet,
    truth_by_criterion: Mapping[str, Truth],
    earlier: Mapping[str, CategoryResult],
    histories: Mapping[str, History],
) -> CategoryResult:
    results = []
    for requirement in category.requirements:
        match requirement.kind:
            case RequirementKind.CRITERION | RequirementKind.AT_LEAST | RequirementKind.EITHER:
                results.append(_evaluate_criteria(requirement, truth_by_criterion))
            case RequirementKind.CATEGORY | RequirementKind.NOT_CATEGORY:
                results.append(_evaluate_other_category(requirement, earlier))
            case RequirementKind.YEARS_IN_A_ROW:
                results.append(_evaluate_years(requirement, rule_set, earlier, histories))
    return CategoryResult(
        category=category,
        truth=all_of(result.truth for result in results),
        requirements=tuple(results),
    )


def _evaluate_criteria(
    requirement: Requirement, truth_by_criterion: Mapping[str, Truth]
) -> RequirementResult:
    truths = [truth_by_criterion[criterion_id] for criterion_id in requirement.criteria]
    match requirement.kind:
        case RequirementKind.EITHER:
            truth = any_of(
                all_of(truth_by_criterion[criterion_id] for criterion_id in group)
                for group in requirement.groups
            )
        case RequirementKind.AT_LEAST:
            truth = at_least(requirement.count, truths)
        case _:
            truth = all_of(truths)
    return RequirementResult(
        requirement=requirement,
        truth=truth,
        met_count=truths.count(Truth.MET),
        unknown_count=truths.count(Truth.UNKNOWN),
    )


def _evaluate_other_category(
    requirement: Requirement, earlier: Mapping[str, CategoryResult]
) -> RequirementResult:
    truth = earlier[str(requirement.category)].truth
    if requirement.kind is RequirementKind.NOT_CATEGORY:
        truth = negate(truth)
    if requirement.is_contested:
        # Under the other reading the requirement is no part of the law, and so is always met.
        truth = agreed([truth, Truth.MET])
    return RequirementResult(requirement=requirement, truth=truth)


def _evaluate_years(
    requirement: Requirement,
    rule_set: RuleSet,
    earlier: Mapping[str, CategoryResult],
    histories: Mapping[str, History],
) -> RequirementResult:
    current = earlier[str(requirement.category)]
    history = histories.get(current.category.lineage, NO_HISTORY)
    year = rule_set.list_date.year
    return RequirementResult(
        requirement=requirement,
        truth=years_in_a_row(history, year=year, now=current.truth, count=requirement.count),
        met_count=streak_length(history, year=year, now=current.truth),
    )
