"""What another rule version, threshold or figure would have changed.

A counterfactual is an ordinary verdict under another rule set; this module only sets two verdicts
side by side. Categories are matched by lineage, since names change from version to version: a
*ghettoområde* of 2018 is compared with a *parallelsamfund* of 2021.
"""

from __future__ import annotations

from dataclasses import dataclass

from bybalance.rules.evaluate import CategoryResult, CriterionResult, Verdict
from bybalance.rules.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryChange:
    """One line of categories under both verdicts; ``None`` where the rules have no such line."""

    lineage: str
    before: CategoryResult | None
    after: CategoryResult | None

    @property
    def is_changed(self) -> bool:
        """Tell whether the verdicts differ; a line that one side lacks counts as not met."""
        return _truth(self.before) is not _truth(self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionChange:
    """One criterion under both verdicts; ``None`` where the rules have no such criterion."""

    criterion_id: str
    before: CriterionResult | None
    after: CriterionResult | None

    @property
    def is_changed(self) -> bool:
        """Tell whether value, threshold, test or verdict differ."""
        return _compared(self.before) != _compared(self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two verdicts side by side, in the order of the rule files."""

    before: Verdict
    after: Verdict
    categories: tuple[CategoryChange, ...]
    criteria: tuple[CriterionChange, ...]

    @property
    def changed_categories(self) -> tuple[CategoryChange, ...]:
        """Return the lines of categories whose verdict differs."""
        return tuple(change for change in self.categories if change.is_changed)


def difference(before: Verdict, after: Verdict) -> Difference:
    """Set two verdicts side by side.

    Examples
    --------
    >>> from datetime import date
    >>> from bybalance.model.area_figures import AreaFigures
    >>> from bybalance.rules.evaluate import evaluate
    >>> from bybalance.rules.load import rule_book
    >>> figures = AreaFigures.from_percentages(
    ...     resident_count=1500, non_western_pct="60", outside_labour_market_pct="45",
    ...     convicted_pct="1", basic_education_pct="65", income_pct="70")
    >>> under = [
    ...     evaluate(figures, rule_set=rule_book().rules_for(date(2020, 12, 1), version_id=version))
    ...     for version in ("2010", "2018")]
    >>> [change.lineage for change in difference(*under).changed_categories]
    ['vulnerable_area', 'transformation_area']
    """
    lineages = dict.fromkeys(
        result.category.lineage for verdict in (before, after) for result in verdict.categories
    )
    criteria = dict.fromkeys(
        result.criterion.id for verdict in (before, after) for result in verdict.criteria
    )
    return Difference(
        before=before,
        after=after,
        categories=tuple(
            CategoryChange(lineage=lineage, before=_of(before, lineage), after=_of(after, lineage))
            for lineage in lineages
        ),
        criteria=tuple(
            CriterionChange(
                criterion_id=criterion_id,
                before=_criterion(before, criterion_id),
                after=_criterion(after, criterion_id),
            )
            for criterion_id in criteria
        ),
    )


def _of(verdict: Verdict, lineage: str) -> CategoryResult | None:
    return next((item for item in verdict.categories if item.category.lineage == lineage), None)


def _criterion(verdict: Verdict, criterion_id: str) -> CriterionResult | None:
    return next((item for item in verdict.criteria if item.criterion.id == criterion_id), None)


def _truth(result: CategoryResult | None) -> Truth:
    return Truth.NOT_MET if result is None else result.truth


def _compared(result: CriterionResult | None) -> tuple[object, ...] | None:
    if result is None:
        return None
    return result.value, result.criterion.readings, result.truth
