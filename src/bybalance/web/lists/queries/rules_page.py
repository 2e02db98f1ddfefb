"""What held when: every number of a rule version with its source, and the doubts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bybalance.lists.published import published_lists
from bybalance.rules.load import RuleBook
from bybalance.rules.rule_version import (
    Category,
    Criterion,
    Doubt,
    Requirement,
    RequirementKind,
    RuleVersion,
    Source,
    YearlyThreshold,
)
from bybalance.web.lists.queries import words
from bybalance.web.shared import tables


@dataclass(frozen=True)
class ShownVersion:
    """One version in the row of versions."""

    id: str
    title: str
    lists_from: date
    lists_until: date | None


@dataclass(frozen=True)
class ShownCategory:
    """A category: its requirements in words, and where they stand."""

    name: str
    requirements: tuple[str, ...]
    consequences: tuple[ShownConsequence, ...]
    source: Source


@dataclass(frozen=True)
class ShownConsequence:
    """What follows from being of a category."""

    text: str
    source: Source


@dataclass(frozen=True)
class ShownDoubt:
    """An open legal point and how it is treated."""

    id: str
    question: str
    treatment: str
    source: Source


@dataclass(frozen=True)
class RulesDifference:
    """Two versions side by side: the difference is the reform."""

    one: ShownVersion
    other: ShownVersion
    criteria: tables.Table
    categories: tables.Table


@dataclass(frozen=True)
class RulesPage:
    """One rule version among all."""

    versions: tuple[ShownVersion, ...]
    shown: ShownVersion
    criteria: tables.Table
    categories: tuple[ShownCategory, ...]
    thresholds: tables.Table | None
    doubts: tuple[ShownDoubt, ...]


def rules_page(version_id: str | None) -> RulesPage:
    """One rule version; the one in force now where none is named.

    Raises
    ------
    UnknownRuleVersion
        If there is no version of that id.
    """
    book = published_lists().book
    version = book.version(version_id) if version_id else book.versions[-1]
    yearly = {
        criterion.multiple_of_national_average
        for criterion in version.criteria
        if criterion.multiple_of_national_average
    }
    return RulesPage(
        versions=tuple(_version(item) for item in reversed(book.versions)),
        shown=_version(version),
        criteria=criteria_table(version),
        categories=tuple(_category(book, item) for item in version.categories),
        thresholds=_thresholds_table(book, version) if yearly else None,
        doubts=tuple(_doubt(book.doubts[name]) for name in _doubts_of(version)),
    )


def rules_difference(one_id: str, other_id: str) -> RulesDifference:
    """Set two rule versions side by side, criterion by criterion.

    Raises
    ------
    UnknownRuleVersion
        If there is no version of one of the ids.
    """
    book = published_lists().book
    one, other = book.version(one_id), book.version(other_id)
    wording = words.wording()
    sides = (_version(one), _version(other))
    criteria = [
        {item.id: threshold_text(item) for item in version.criteria} for version in (one, other)
    ]
    categories = [
        {
            item.lineage: f"{wording.term(item.id)}: "
            + "; ".join(requirement_text(requirement) for requirement in item.requirements)
            for item in version.categories
        }
        for version in (one, other)
    ]
    return RulesDifference(
        one=sides[0],
        other=sides[1],
        criteria=_side_by_side(
            _("Criteria"), sides, criteria, {name: wording.term(name) for name in _keys(criteria)}
        ),
        categories=_side_by_side(
            _("Categories"),
            sides,
            categories,
            {name: words.lineage(name) for name in _keys(categories)},
        ),
    )


def _keys(sides: list[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(key for side in sides for key in side))


def _side_by_side(
    caption: str,
    versions: tuple[ShownVersion, ShownVersion],
    sides: list[dict[str, str]],
    names: dict[str, str],
) -> tables.Table:
    one, other = sides
    return tables.Table(
        caption=caption,
        columns=(
            tables.Column(_("Subject")),
            *(tables.Column(version.title) for version in versions),
            tables.Column(_("Changed")),
        ),
        rows=tuple(
            (
                tables.Cell(names[key]),
                tables.Cell(one.get(key, "–")),
                tables.Cell(other.get(key, "–")),
                tables.Cell(_("no") if one.get(key) == other.get(key) else _("yes")),
            )
            for key in _keys(sides)
        ),
    )


def criteria_table(version: RuleVersion) -> tables.Table:
    """Every criterion of a version with its threshold and source."""
    wording = words.wording()
    return tables.Table(
        caption=_("Criteria"),
        columns=(
            tables.Column(_("Criterion")),
            tables.Column(_("Threshold"), is_figure=True),
            tables.Column(_("Measured as")),
            tables.Column(_("Source")),
        ),
        rows=tuple(
            (
                tables.Cell(wording.term(criterion.id)),
                tables.Cell(threshold_text(criterion)),
                tables.Cell(_averaging(criterion)),
                tables.Cell(
                    criterion.source.title,
                    url=criterion.source.url,
                    note=_source_note(criterion.source),
                ),
            )
            for criterion in version.criteria
        ),
    )


def threshold_text(criterion: Criterion) -> str:
    """The threshold with its operator, such as "> 40 %"."""
    if criterion.threshold is not None:
        return f"{criterion.test.operator} {words.figure(criterion.threshold, criterion)}"
    return _("%(operator)s %(multiple)d × the national average") % {
        "operator": criterion.test.operator,
        "multiple": criterion.multiple_of_national_average,
    }


def _averaging(criterion: Criterion) -> str:
    if criterion.averaging_years == 1:
        return _("latest year")
    return _("mean of the last %(years)d years") % {"years": criterion.averaging_years}


def _source_note(source: Source) -> str:
    return _("%(section)s; checked on %(date)s") % {
        "section": source.section,
        "date": words.day(source.checked_on),
    }


def _version(version: RuleVersion) -> ShownVersion:
    return ShownVersion(
        id=version.id,
        title=version.title[words.language()],
        lists_from=version.lists.from_on,
        lists_until=version.lists.until_on,
    )


def _category(book: RuleBook, category: Category) -> ShownCategory:
    return ShownCategory(
        name=words.wording().term(category.id),
        requirements=tuple(requirement_text(item) for item in category.requirements),
        consequences=tuple(
            ShownConsequence(text=item.text[words.language()], source=item.source)
            for item in book.consequences_of(category.id)
        ),
        source=category.source,
    )


def requirement_text(requirement: Requirement) -> str:
    """One requirement of a category in words."""
    wording = words.wording()
    named = [wording.term(name) for name in requirement.criteria]
    match requirement.kind:
        case RequirementKind.CRITERION:
            return named[0]
        case RequirementKind.AT_LEAST:
            return _("at least %(count)d of: %(criteria)s") % {
                "count": requirement.count,
                "criteria": ", ".join(named),
            }
        case RequirementKind.EITHER:
            groups = [
                _(" and ").join(wording.term(name) for name in group)
                for group in requirement.groups
            ]
            return _("either %(groups)s") % {"groups": _(", or ").join(groups)}
        case RequirementKind.CATEGORY:
            return _("is %(category)s") % {"category": wording.term(str(requirement.category))}
        case RequirementKind.NOT_CATEGORY:
            text = _("is not %(category)s") % {"category": wording.term(str(requirement.category))}
            return _("%(text)s (doubtful)") % {"text": text} if requirement.is_contested else text
        case RequirementKind.YEARS_IN_A_ROW:
            return _("has been %(category)s on %(count)d lists in a row, one a year") % {
                "category": wording.term(str(requirement.category)),
                "count": requirement.count,
            }


def _thresholds_table(book: RuleBook, version: RuleVersion) -> tables.Table:
    rows = [row for row in book.thresholds if version.lists.contains(row.list_date)]
    return tables.Table(
        caption=_("The threshold for convictions, list by list"),
        columns=(
            tables.Column(_("List")),
            tables.Column(_("Times the national average"), is_figure=True),
            tables.Column(_("Threshold"), is_figure=True),
            tables.Column(_("How sure")),
            tables.Column(_("Source")),
        ),
        rows=tuple(_threshold_row(row) for row in rows),
    )


def _threshold_row(row: YearlyThreshold) -> tuple[tables.Cell, ...]:
    alternatives = ", ".join(words.share(value) for value in row.alternatives)
    note = row.note.get(words.language(), "")
    return (
        tables.Cell(words.day(row.list_date)),
        tables.Cell(str(row.multiple)),
        tables.Cell(
            words.share(row.share),
            note=_("another source: %(values)s") % {"values": alternatives} if alternatives else "",
        ),
        tables.Cell(words.wording().term(row.confidence.value), note=note),
        tables.Cell(row.source.title, url=row.source.url) if row.source else tables.Cell("–"),
    )


def _doubts_of(version: RuleVersion) -> list[str]:
    return list(
        dict.fromkeys(
            (
                *version.doubts,
                *(doubt for item in version.criteria for doubt in item.doubts),
                *(doubt for item in version.categories for doubt in item.doubts),
            )
        )
    )


def _doubt(doubt: Doubt) -> ShownDoubt:
    language = words.language()
    return ShownDoubt(
        id=doubt.id,
        question=doubt.question[language],
        treatment=doubt.treatment[language],
        source=doubt.source,
    )
