"""``rules.md``: every rule version with every number, its source, confidence and doubts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from tools.reference_pages import markdown

from bybalance.rules.load import RuleBook, rule_book
from bybalance.rules.rule_version import (
    Category,
    Consequence,
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
    criteria = "\n".join(_criterion(criterion) for criterion in version.criteria)
    categories = "\n".join(_category(category) for category in version.categories)
    return (
        f"## {version.id}: {version.title['en']}\n\n{period} File: `{version.file}`. "
        f"Source: {_source(version.source)}.{_doubt_links(version.doubts)}\n\n"
        f"### Criteria of {version.id}\n\n{criteria}\n\n"
        f"### Categories of {version.id}\n\n{categories}"
    )


def _criterion(criterion: Criterion) -> str:
    met_when = " or ".join(_met_when(criterion, test) for test in criterion.tests)
    of = f" of `{criterion.denominator}`" if criterion.denominator else ""
    years = criterion.averaging_years
    mean = f", mean of {years} years" if years > 1 else ""
    return (
        f"- **`{criterion.id}`: {met_when}**{of}{mean}. Figure: `{criterion.figure}`. "
        f"{criterion.confidence.value.capitalize()}: {_source(criterion.source)}."
        f"{_doubt_links(criterion.doubts)}"
    )


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
        f"- **`{category.id}`: {requirements}.** Line: `{category.lineage}`. "
        f"Source: {_source(category.source)}.{_doubt_links(category.doubts)}"
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
    return (
        "## Conviction threshold by list\n\nSince 2018 the threshold follows the national "
        "average, so each list has its own.\n\n" + "\n".join(_threshold(row) for row in thresholds)
    )


def _threshold(row: YearlyThreshold) -> str:
    shown = "unknown" if row.share is None else percent(row.share)
    others = " and ".join(percent(share) for share in row.alternatives)
    parts = [
        f"- **{row.list_date}, {row.multiple} × the average: {shown}**",
        f", or {others}" if others else "",
        f". {row.confidence.value.capitalize()}: {_source(row.source)}." if row.source else ".",
        f" {row.note['en']}" if row.note.get("en") else "",
    ]
    return "".join(parts)


def _consequences(book: RuleBook) -> str:
    return "## Consequences\n\nFacts with sources; they decide nothing.\n\n" + "\n".join(
        _consequence(item) for item in book.consequences
    )


def _consequence(item: Consequence) -> str:
    numbers = ", ".join(
        f"`{name}` = {_quantity(item.quantities[name])}" for name in item.quantities
    )
    return (
        f"- **`{item.id}`**, for {markdown.codes(item.categories)}. {item.text['en']} "
        + (f"Numbers: {numbers}. " if numbers else "")
        + f"Source: {_source(item.source)}."
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
    links = ", ".join(f"[{doubt}](#{_anchor(doubt)})" for doubt in doubts)
    return f" Doubts: {links}." if links else ""


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
