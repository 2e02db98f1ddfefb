"""What held when: every number of a rule version with its source, and the doubts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bybalance.lists.published import published_lists
from bybalance.rules.load import RuleBook
from bybalance.rules.rule_version import (
    Category,
    Criterion,
    Requirement,
    RequirementKind,
    RuleVersion,
    Source,
    YearlyThreshold,
)
from bybalance.web.lists.queries import explanation, words
from bybalance.web.shared import tables


@dataclass(frozen=True)
class ShownVersion:
    """One version in the row of versions."""

    id: str
    title: str
    lists_from: date
    lists_until: date | None


@dataclass(frozen=True)
class ShownRequirement:
    """One requirement of a category; ``parts`` are what it counts or chooses among."""

    text: str
    parts: tuple[str, ...] = ()

    @property
    def in_a_line(self) -> str:
        return f"{self.text} {'; '.join(self.parts)}" if self.parts else self.text


@dataclass(frozen=True)
class ShownCategory:
    """A category: its requirements in words, and where they stand."""

    name: str
    requirements: tuple[ShownRequirement, ...]
    consequences: tuple[ShownConsequence, ...]
    source: Source


@dataclass(frozen=True)
class ShownConsequence:
    """What follows from being of a category."""

    text: str
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
    criteria: tuple[tables.Table, ...]
    categories: tuple[ShownCategory, ...]
    thresholds: tables.Table | None
    doubts: tuple[explanation.ShownDoubt, ...]


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
        criteria=tuple(_criteria_tables(version)),
        categories=tuple(_category(book, version, item) for item in version.categories),
        thresholds=_thresholds_table(book, version) if yearly else None,
        doubts=tuple(explanation.shown_doubt(book.doubts[name]) for name in _doubts_of(version)),
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
            item.lineage: f"{words.heading(item.id)}: "
            + "; ".join(
                _shown_requirement(need, name=wording.term).in_a_line for need in item.requirements
            )
            for item in version.categories
        }
        for version in (one, other)
    ]
    return RulesDifference(
        one=sides[0],
        other=sides[1],
        criteria=_side_by_side(
            _("Criteria"), sides, criteria, {name: words.heading(name) for name in _keys(criteria)}
        ),
        categories=_side_by_side(
            _("Categories"),
            sides,
            categories,
            {name: words.capitalised(words.lineage(name)) for name in _keys(categories)},
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
            *(tables.Column(words.rules(version.id)) for version in versions),
            tables.Column(_("Changed")),
        ),
        rows=tuple(
            (
                tables.Cell(names[key]),
                tables.Cell(words.capitalised(one.get(key, "–"))),
                tables.Cell(words.capitalised(other.get(key, "–"))),
                tables.Cell(_("no") if one.get(key) == other.get(key) else _("yes")),
            )
            for key in _keys(sides)
        ),
    )


def _criteria_tables(version: RuleVersion) -> Iterator[tables.Table]:
    """Every criterion once, in a table per group of categories that build on each other."""
    shown: set[str] = set()
    by_id = {criterion.id: criterion for criterion in version.criteria}
    for chain in explanation.chains(version.categories):
        asked = dict.fromkeys(n for category in chain for n in explanation.criteria_of(category))
        fresh = [by_id[name] for name in asked if name not in shown]
        shown.update(asked)
        names = words.joined([words.categories(category.id) for category in chain])
        yield _criteria_table(fresh, caption=words.capitalised(names))


def _criteria_table(criteria: list[Criterion], *, caption: str) -> tables.Table:
    return tables.Table(
        caption=caption,
        columns=(
            tables.Column(_("Criterion")),
            tables.Column(_("Threshold")),
            tables.Column(_("Measured as")),
            tables.Column(_("Source")),
        ),
        rows=tuple(
            (
                tables.Cell(words.heading(criterion.id)),
                tables.Cell(words.capitalised(threshold_text(criterion))),
                tables.Cell(words.capitalised(_averaging(criterion))),
                tables.Cell(
                    criterion.source.title,
                    url=criterion.source.url,
                    note=_source_note(criterion.source),
                ),
            )
            for criterion in criteria
        ),
    )


def threshold_text(criterion: Criterion) -> str:
    """The threshold in words, such as "more than 40 %"."""
    operator = words.wording().term(criterion.test.value)
    if criterion.threshold is not None:
        return f"{operator} {words.figure(criterion.threshold, criterion)}"
    return _("%(operator)s %(multiple)d times the national average") % {
        "operator": operator,
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


def _category(book: RuleBook, version: RuleVersion, category: Category) -> ShownCategory:
    criteria = {criterion.id: criterion for criterion in version.criteria}

    def figure_with_limit(criterion_id: str) -> str:
        criterion = criteria[criterion_id]
        return f"{words.wording().term(criterion.figure)}: {threshold_text(criterion)}"

    return ShownCategory(
        name=words.heading(category.id),
        requirements=tuple(
            _shown_requirement(item, name=figure_with_limit) for item in category.requirements
        ),
        consequences=tuple(
            ShownConsequence(text=item.text[words.language()], source=item.source)
            for item in book.consequences_of(category.id)
        ),
        source=category.source,
    )


def _shown_requirement(requirement: Requirement, *, name: Callable[[str], str]) -> ShownRequirement:
    """One requirement of a category in words; ``name`` says what a criterion is called."""
    named = tuple(name(criterion_id) for criterion_id in requirement.criteria)
    category = words.wording().term(requirement.category) if requirement.category else ""
    match requirement.kind:
        case RequirementKind.CRITERION:
            return ShownRequirement(words.capitalised(named[0]))
        case RequirementKind.AT_LEAST:
            text = _("At least %(count)d of these:") % {"count": requirement.count}
            return ShownRequirement(text, named)
        case RequirementKind.EITHER:
            sets = tuple(
                words.joined([name(item) for item in group]) for group in requirement.groups
            )
            return ShownRequirement(_("One of these sets:"), sets)
        case RequirementKind.CATEGORY:
            text = _("Is on the list as “%(category)s”") % {"category": category}
        case RequirementKind.NOT_CATEGORY:
            text = _("Is not at the same time on the list as “%(category)s”") % {
                "category": category
            }
        case RequirementKind.YEARS_IN_A_ROW:
            text = _("Has been “%(category)s” on %(count)d lists in a row, one a year") % {
                "category": category,
                "count": requirement.count,
            }
    return ShownRequirement(
        _("%(text)s (in doubt)") % {"text": text} if requirement.is_contested else text
    )


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
            note=_("or %(values)s") % {"values": alternatives} if alternatives else "",
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
