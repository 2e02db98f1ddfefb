"""The rules as tables: what held when, every number with its source, and how versions differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from bybalance.pipelines.columns import date_columns, text_columns
from bybalance.pipelines.export_table import Cell, Column, ExportTable, Kind, Provenance
from bybalance.pipelines.wording import Wording
from bybalance.rules.load import RuleBook
from bybalance.rules.rule_version import (
    Category,
    Criterion,
    RuleSet,
    RuleVersion,
    Source,
    Test,
)

_ABSENT: Final = ""


def versions_table(book: RuleBook, *, wording: Wording, now: datetime) -> ExportTable:
    """Every rule version with the lists it held for."""
    return _table(
        wording.text("title.versions"),
        (
            *text_columns(wording, "rule_version", "title"),
            *date_columns(wording, "from_on", "until_on"),
            *text_columns(wording, "source", "section", "checked_on", "doubts"),
        ),
        [
            (
                version.id,
                version.title[wording.language],
                version.lists.from_on,
                version.lists.until_on,
                *_source_cells(version.source),
                _doubts(version.doubts, wording),
            )
            for version in book.versions
        ],
        versions=book.versions,
        wording=wording,
        now=now,
    )


def version_table(rule_set: RuleSet, *, wording: Wording, now: datetime) -> ExportTable:
    """Every criterion and category of a rule set, thresholds of its list date filled in."""
    version = rule_set.version
    rows: list[tuple[Cell, ...]] = [
        (
            wording.term(item.id),
            wording.term(item.test.value),
            threshold_text(item, wording),
            wording.term(item.confidence.value),
            *_source_cells(item.source),
            _doubts(item.doubts, wording),
        )
        for item in rule_set.criteria
    ]
    rows.extend(
        (
            wording.term(item.id),
            "",
            _requirements_text(item, wording),
            "",
            *_source_cells(item.source),
            _doubts(item.doubts, wording),
        )
        for item in rule_set.categories
    )
    columns = ("criterion", "operator", "threshold", "confidence")
    return _table(
        version.title[wording.language],
        text_columns(wording, *columns, "source", "section", "checked_on", "doubts"),
        rows,
        versions=(version,),
        wording=wording,
        now=now,
    )


def diff_table(
    one: RuleVersion, other: RuleVersion, *, wording: Wording, now: datetime
) -> ExportTable:
    """Every criterion and category that a reform added, removed or changed."""
    rows: list[tuple[Cell, ...]] = [
        (wording.term(subject), wording.term(_kind_of_change(before, after)), before, after)
        for subject, before, after in _pairs(one, other, wording)
        if before != after
    ]
    return _table(
        wording.text("title.diff", one=one.id, other=other.id),
        text_columns(wording, "criterion", "change", "before", "after"),
        rows,
        versions=(one, other),
        wording=wording,
        now=now,
    )


def thresholds_table(book: RuleBook, *, wording: Wording, now: datetime) -> ExportTable:
    """Conviction thresholds by list date, or that no source gives it."""
    return _table(
        wording.text("title.thresholds"),
        (
            *date_columns(wording, "list_date"),
            Column(id="multiple", heading=wording.text("column.multiple"), kind=Kind.COUNT),
            Column(id="threshold_pct", heading=wording.text("column.threshold"), kind=Kind.PERCENT),
            *text_columns(wording, "confidence", "source", "section", "checked_on", "note"),
        ),
        [
            (
                row.list_date,
                row.multiple,
                None if row.share is None else row.share * 100,
                wording.term(row.confidence.value),
                *(_source_cells(row.source) if row.source else ("", "", "")),
                row.note.get(wording.language, ""),
            )
            for row in book.thresholds
        ],
        versions=book.versions,
        wording=wording,
        now=now,
    )


def doubts_table(book: RuleBook, *, wording: Wording, now: datetime) -> ExportTable:
    """Every open point of law, and how it is treated here."""
    language = wording.language
    return _table(
        wording.text("title.doubts"),
        text_columns(wording, "doubts", "title", "value", "source", "section", "checked_on"),
        [
            (
                wording.term(f"doubt.{doubt.id}"),
                doubt.question[language],
                doubt.treatment[language],
                *_source_cells(doubt.source),
            )
            for doubt in book.doubts.values()
        ],
        versions=book.versions,
        wording=wording,
        now=now,
    )


def threshold_text(criterion: Criterion, wording: Wording) -> str:
    """Write the threshold with its unit, every reading that the sources allow."""
    if not criterion.thresholds:
        if criterion.multiple_of_national_average is None:
            return wording.term("unknown")
        return wording.text("rule.multiple", count=criterion.multiple_of_national_average)
    unit = "persons" if criterion.test is Test.COUNT_AT_LEAST else "percent"
    return " / ".join(
        wording.text(f"rule.threshold_{unit}", value=value) for value in criterion.thresholds
    )


def _pairs(
    one: RuleVersion, other: RuleVersion, wording: Wording
) -> Iterator[tuple[str, str, str]]:
    """Yield each criterion and category with its text under both versions."""
    texts = [
        {
            **{item.id: _criterion_text(item, wording) for item in version.criteria},
            **{item.id: _requirements_text(item, wording) for item in version.categories},
        }
        for version in (one, other)
    ]
    for subject in dict.fromkeys([*texts[0], *texts[1]]):
        yield subject, texts[0].get(subject, _ABSENT), texts[1].get(subject, _ABSENT)


def _kind_of_change(before: str, after: str) -> str:
    if before == _ABSENT:
        return "added"
    return "removed" if after == _ABSENT else "changed"


def _criterion_text(criterion: Criterion, wording: Wording) -> str:
    text = f"{wording.term(criterion.test.value)} {threshold_text(criterion, wording)}"
    years = criterion.averaging_years
    return text if years == 1 else f"{text}, {wording.text('rule.mean', count=years)}"


def _requirements_text(category: Category, wording: Wording) -> str:
    return "; ".join(
        wording.text(
            f"rule.{item.kind.value}",
            names=wording.terms(item.criteria),
            sets=" / ".join(wording.terms(group) for group in item.groups),
            category=item.category or "",
            count=item.count,
        )
        for item in category.requirements
    )


def _source_cells(source: Source) -> tuple[str, str, str]:
    return f"{source.title}, {source.url}", source.section, source.checked_on.isoformat()


def _doubts(doubts: Iterable[str], wording: Wording) -> str:
    return ", ".join(wording.term(f"doubt.{doubt}") for doubt in doubts)


def _table(
    title: str,
    columns: tuple[Column, ...],
    rows: list[tuple[Cell, ...]],
    *,
    versions: tuple[RuleVersion, ...],
    wording: Wording,
    now: datetime,
) -> ExportTable:
    return ExportTable(
        title=title,
        language=wording.language,
        columns=columns,
        rows=rows,
        sources=tuple(
            dict.fromkeys(f"{item.source.title}, {item.source.url}" for item in versions)
        ),
        licence=wording.text("table.licence_text"),
        provenance=Provenance(
            created_at=now, rule_versions=tuple(version.id for version in versions)
        ),
    )
