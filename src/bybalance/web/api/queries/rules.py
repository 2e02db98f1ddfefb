"""The rules: all versions, one with every number, and the yearly thresholds."""

from __future__ import annotations

from datetime import date
from typing import Any

from bybalance.lists.published import published_lists
from bybalance.model.formatting import Language
from bybalance.pipelines.wording import Wording
from bybalance.rules import rule_version as rules
from bybalance.rules.load import RuleBook
from bybalance.web.api import schemas
from bybalance.web.api.queries import common


def all_versions(*, language: Language) -> schemas.Rules:
    """Every rule version, oldest first."""
    versions = published_lists().book.versions
    return schemas.Rules(
        versions=[schemas.RuleVersion(**_version(item, language)) for item in versions],
        provenance=common.provenance(
            Wording(language),
            sources=(item.source.url for item in versions),
            rule_versions=(item.id for item in versions),
        ),
    )


def one_version(version_id: str, *, language: Language) -> schemas.OneRuleVersion:
    """One rule version with every number, source and doubt.

    Raises
    ------
    UnknownRuleVersion
        If there is none; the message lists those there are.
    """
    book, wording = published_lists().book, Wording(language)
    version = book.version(version_id)
    return schemas.OneRuleVersion(
        **_version(version, language),
        criteria=[_criterion(item, wording) for item in version.criteria],
        categories=[_category(book, item, wording) for item in version.categories],
        doubts=[_doubt(book.doubts[doubt_id], language) for doubt_id in _doubts_of(version)],
        provenance=common.provenance(
            wording,
            sources=(part.source.url for part in _parts(version)),
            rule_versions=[version.id],
        ),
    )


def yearly_thresholds(*, language: Language) -> schemas.Thresholds:
    """The threshold for convictions, list by list."""
    book = published_lists().book
    return schemas.Thresholds(
        thresholds=[_threshold(row, language) for row in book.thresholds],
        provenance=common.provenance(
            Wording(language),
            sources=(row.source.url for row in book.thresholds if row.source),
            rule_versions=(book.version_on(row.list_date).id for row in book.thresholds),
        ),
    )


def _version(version: rules.RuleVersion, language: Language) -> dict[str, Any]:
    return {
        "id": version.id,
        "title": version.title[language],
        "lists_from": version.lists.from_on,
        "lists_until": version.lists.until_on,
        "source": common.cited(version.source),
    }


def _criterion(criterion: rules.Criterion, wording: Wording) -> schemas.Criterion:
    return schemas.Criterion(
        criterion=common.named(criterion.id, wording),
        figure=criterion.figure,
        denominator=criterion.denominator,
        operators=[test.operator for test in criterion.tests],
        thresholds=[common.known_in_unit(value, criterion) for value in criterion.thresholds],
        unit=common.unit(criterion),
        multiple_of_national_average=criterion.multiple_of_national_average,
        averaging_years=criterion.averaging_years,
        confidence=criterion.confidence,
        source=common.cited(criterion.source),
        doubts=list(criterion.doubts),
    )


def _category(book: RuleBook, category: rules.Category, wording: Wording) -> schemas.Category:
    return schemas.Category(
        category=common.named(category.id, wording),
        lineage=category.lineage,
        requirements=[_requirement(item) for item in category.requirements],
        consequences=[
            _consequence(item, wording.language) for item in book.consequences_of(category.id)
        ],
        source=common.cited(category.source),
        doubts=list(category.doubts),
    )


def _requirement(requirement: rules.Requirement) -> schemas.Requirement:
    return schemas.Requirement(
        kind=requirement.kind,
        criteria=list(requirement.criteria),
        groups=[list(group) for group in requirement.groups],
        category=requirement.category,
        count=requirement.count,
        is_contested=requirement.is_contested,
    )


def _consequence(consequence: rules.Consequence, language: Language) -> schemas.Consequence:
    return schemas.Consequence(
        id=consequence.id,
        text=consequence.text[language],
        quantities={
            name: value if isinstance(value, date) else float(value)
            for name, value in consequence.quantities.items()
        },
        source=common.cited(consequence.source),
    )


def _doubt(doubt: rules.Doubt, language: Language) -> schemas.Doubt:
    return schemas.Doubt(
        id=doubt.id,
        question=doubt.question[language],
        treatment=doubt.treatment[language],
        source=common.cited(doubt.source),
    )


def _doubts_of(version: rules.RuleVersion) -> list[str]:
    """Every doubt that the version, its criteria or its categories name, once each."""
    doubts = [doubt for part in _parts(version) for doubt in part.doubts]
    return list(dict.fromkeys(doubts))


def _parts(
    version: rules.RuleVersion,
) -> list[rules.RuleVersion | rules.Criterion | rules.Category]:
    return [version, *version.criteria, *version.categories]


def _threshold(row: rules.YearlyThreshold, language: Language) -> schemas.Threshold:
    return schemas.Threshold(
        list_date=row.list_date,
        multiple_of_national_average=row.multiple,
        threshold_pct=common.percentage(row.share),
        alternatives_pct=[float(value * 100) for value in row.alternatives],
        confidence=row.confidence,
        source=common.cited(row.source) if row.source else None,
        note=row.note.get(language, ""),
    )
