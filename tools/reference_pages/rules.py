"""``rules.md``: every rule version with every number, its source, confidence and doubts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from tools.reference_pages import markdown

from bybalance.rules.load import RuleBook, rule_book
from bybalance.rules.rule_version import (
    Category,
    Criterion,
    Doubt,
    Requirement,
    RequirementKind,
    RuleVersion,
    Source,
    Test,
    YearlyThreshold,
)

INTRODUCTION = """
Made from the files in `src/bybalance/rules/data`; change them there. `>` is the law's
"overstiger", `≥` its "mindst", `<` its "udgør mindre end". Values are compared unrounded.
*Basis* tells what was read: the text of the `law`, a `secondary` account of it, or nothing that
could be verified. *Confidence* tells how sure the number is; a number nobody has sourced is
`unknown` and makes the verdicts that rest on it unknown too.
"""


def page() -> str:
    """Return the page."""
    book = rule_book()
    return markdown.page(
        "Rules by date",
        INTRODUCTION,
        *(_version(version) for version in book.versions),
        _thresholds(book.thresholds),
        _consequences(book),
        _doubts(book.doubts.values()),
    )


def _version(version: RuleVersion) -> str:
    until = version.lists.until_on
    period = f"Lists from {version.lists.from_on}" + (f" until {until}." if until else " onwards.")
    criteria = markdown.table(
        ["Criterion", "Figure", "Met when", "Of", "Mean of", "Confidence", "Source", "Doubts"],
        [_criterion_row(criterion) for criterion in version.criteria],
    )
    categories = "\n".join(_category(category) for category in version.categories)
    return (
        f"## {version.id}: {version.title['en']}\n\n{period} File: `{version.file}`. "
        f"Source: {_source(version.source)}. "
        f"Doubts: {_doubt_links(version.doubts)}.\n\n{criteria}\n\nCategories:\n\n{categories}"
    )


def _criterion_row(criterion: Criterion) -> list[str]:
    return [
        markdown.code(criterion.id),
        markdown.code(criterion.figure),
        " or ".join(_met_when(criterion, test) for test in criterion.tests),
        markdown.code(criterion.denominator or ""),
        f"{criterion.averaging_years} years" if criterion.averaging_years > 1 else "latest year",
        criterion.confidence.value,
        _source(criterion.source),
        _doubt_links(criterion.doubts),
    ]


def _met_when(criterion: Criterion, test: Test) -> str:
    multiple = criterion.multiple_of_national_average
    if multiple is not None:
        return f"{test.operator} {multiple} × the national average"
    threshold = criterion.threshold or Fraction(0)
    if test is Test.COUNT_AT_LEAST:
        return f"{test.operator} {int(threshold):,}"
    return f"{test.operator} {percent(threshold)}"


def _category(category: Category) -> str:
    requirements = "; ".join(_requirement(item) for item in category.requirements)
    return (
        f"- `{category.id}` (line `{category.lineage}`): {requirements}. "
        f"Source: {_source(category.source)}. Doubts: {_doubt_links(category.doubts)}."
    )


def _requirement(requirement: Requirement) -> str:
    names = markdown.codes(requirement.criteria)
    sentences = {
        RequirementKind.CRITERION: names,
        RequirementKind.AT_LEAST: f"{requirement.count} of {names}",
        RequirementKind.EITHER: " or ".join(
            f"({markdown.codes(group)})" for group in requirement.groups
        ),
        RequirementKind.CATEGORY: f"is `{requirement.category}`",
        RequirementKind.NOT_CATEGORY: f"is not `{requirement.category}`",
        RequirementKind.YEARS_IN_A_ROW: (
            f"`{requirement.category}` {requirement.count} years in a row"
        ),
    }
    contested = " (contested)" if requirement.is_contested else ""
    return sentences[requirement.kind] + contested


def _thresholds(thresholds: tuple[YearlyThreshold, ...]) -> str:
    rows = [
        [
            str(row.list_date),
            f"{row.multiple} ×",
            percent(row.share) if row.share is not None else "unknown",
            ", ".join(percent(share) for share in row.alternatives),
            row.confidence.value,
            _source(row.source) if row.source else "",
            row.note.get("en", ""),
        ]
        for row in thresholds
    ]
    headings = ["List", "Multiple", "Threshold", "Also printed", "Confidence", "Source", "Note"]
    return (
        "## Conviction threshold by list\n\nSince 2018 the threshold follows the national "
        f"average, so each list has its own.\n\n{markdown.table(headings, rows)}"
    )


def _consequences(book: RuleBook) -> str:
    rows = [
        [
            markdown.code(item.id),
            markdown.codes(item.categories),
            item.text["en"],
            "; ".join(f"`{name}` = {_quantity(item.quantities[name])}" for name in item.quantities),
            _source(item.source),
        ]
        for item in book.consequences
    ]
    return "## Consequences\n\nFacts with sources; they decide nothing.\n\n" + markdown.table(
        ["Rule", "Categories", "What follows", "Numbers", "Source"], rows
    )


def _quantity(quantity: Fraction | date) -> str:
    return str(quantity) if isinstance(quantity, date) else f"{float(quantity):g}"


def _doubts(doubts: Iterable[Doubt]) -> str:
    parts = [
        f"({_anchor(doubt.id)})=\n### {doubt.id}\n\n{doubt.question['en']}\n\n"
        f"*How Bybalance treats it:* {doubt.treatment['en']}\n\nSource: {_source(doubt.source)}."
        for doubt in doubts
    ]
    return "## Doubts\n\n" + "\n\n".join(parts)


def _doubt_links(doubts: Iterable[str]) -> str:
    return ", ".join(f"[{doubt}](#{_anchor(doubt)})" for doubt in doubts) or "none"


def _anchor(doubt_id: str) -> str:
    return f"doubt-{doubt_id}"


def _source(source: Source) -> str:
    return (
        f"[{source.title}]({source.url}), {source.section} "
        f"({source.basis.value}; checked {source.checked_on})"
    )


def percent(share: Fraction) -> str:
    """Return a share as a percentage, such as "2.03 %"."""
    return f"{float(share * 100):g} %"
