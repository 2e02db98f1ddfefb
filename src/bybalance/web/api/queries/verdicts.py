"""A verdict with its reasons, in figures and in words."""

from __future__ import annotations

from bybalance.pipelines.wording import Wording
from bybalance.rules import evaluate
from bybalance.web.api import schemas
from bybalance.web.api.queries import common


def verdict(found: evaluate.Verdict, wording: Wording) -> schemas.Verdict:
    """A verdict: every category and criterion of the rules applied."""
    return schemas.Verdict(
        rule_version=found.rule_set.id,
        categories=[
            schemas.CategoryVerdict(
                category=common.named(item.category.id, wording),
                verdict=item.truth,
                reason=wording.explain_category(item),
            )
            for item in found.categories
        ],
        criteria=[_criterion(item, wording) for item in found.criteria],
    )


def _criterion(result: evaluate.CriterionResult, wording: Wording) -> schemas.CriterionVerdict:
    criterion, persons = result.criterion, result.margin_persons
    return schemas.CriterionVerdict(
        criterion=common.named(criterion.id, wording),
        verdict=result.truth,
        unit=common.unit(criterion),
        figure=common.in_unit(result.value, criterion),
        operator=criterion.test.operator,
        threshold=common.in_unit(criterion.threshold, criterion),
        margin=common.in_unit(result.margin_share, criterion),
        margin_persons=None if persons is None else float(persons),
        persons_to_flip=result.persons_to_flip,
        reason=wording.explain_criterion(result),
    )
