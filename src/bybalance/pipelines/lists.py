"""The analyst's job: read a file of figures, give the verdicts, write them out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import polars as pl

from bybalance.lists.classify import Classified, ClassifyOptions, classify
from bybalance.lists.published import PublishedLists
from bybalance.model.area_figures_table import AreaFiguresTable
from bybalance.model.formatting import Language
from bybalance.pipelines import report, tables
from bybalance.pipelines.columns import text_columns
from bybalance.pipelines.export_table import Column, ExportTable, Kind, Provenance
from bybalance.pipelines.wording import Wording
from bybalance.rules.rule_version import RuleSet
from bybalance.sources import cell_values, headers
from bybalance.sources.apart import read_area_figures_apart
from bybalance.sources.area_figures import read_area_figures, read_area_figures_bytes
from bybalance.sources.headers import Header, HeaderKind

RULES_IN_FORCE: Final = ClassifyOptions()
"""The rules of each list date, as they stand."""

MAX_NAMED: Final = 5
"""How many areas, and names of one area, a warning tells of."""

_KIND: Final = {
    HeaderKind.TEXT: Kind.TEXT,
    HeaderKind.DATE: Kind.DATE,
    HeaderKind.COUNT: Kind.COUNT,
    HeaderKind.PERCENT_OF_PERSONS: Kind.PERCENT,
    HeaderKind.PERCENT_OF_REFERENCE: Kind.PERCENT,
}


@dataclass(frozen=True, slots=True, eq=False)
class ClassificationRun:
    """A table of figures with its verdicts, and what is needed to make it again."""

    table: AreaFiguresTable
    classified: Classified
    options: ClassifyOptions
    published: PublishedLists
    provenance: Provenance

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.table)

    @property
    def rule_sets(self) -> Mapping[date, RuleSet]:
        """Return the rules applied to each list date."""
        return self.classified.rule_sets


def classify_file(
    path: Path,
    *,
    published: PublishedLists,
    now: datetime,
    options: ClassifyOptions = RULES_IN_FORCE,
    list_date: date | None = None,
    sheet: str | None = None,
) -> ClassificationRun:
    """Read a file and classify its rows.

    Parameters
    ----------
    path
        As for :func:`bybalance.sources.area_figures.read_area_figures`.
    published
        The published lists, which supply rules, known areas and earlier years.
    now
        The moment of the run, for its provenance.
    list_date, sheet
        As for the reader.

    Raises
    ------
    BadInput
        With everything that is wrong with the file.
    UnknownRuleVersion
        If the options name rules that do not exist.
    """
    table = read_area_figures(
        path, list_date=list_date, sheet=sheet, earliest=_earliest(published, options)
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return classify_table(table, published=published, options=options, now=now, digest=digest)


def classify_content(
    content: bytes,
    *,
    name: str,
    published: PublishedLists,
    now: datetime,
    options: ClassifyOptions = RULES_IN_FORCE,
    list_date: date | None = None,
    sheet: str | None = None,
    is_strange: bool = False,
) -> ClassificationRun:
    """Classify a file in memory; see :func:`classify_file`.

    ``is_strange`` has it read in a process of its own, as an upload must be.
    """
    read = read_area_figures_apart if is_strange else read_area_figures_bytes
    table = read(
        content,
        name=name,
        list_date=list_date,
        sheet=sheet,
        earliest=_earliest(published, options),
    )
    digest = hashlib.sha256(content).hexdigest()
    return classify_table(table, published=published, options=options, now=now, digest=digest)


def classify_table(
    table: AreaFiguresTable,
    *,
    published: PublishedLists,
    options: ClassifyOptions,
    now: datetime,
    digest: str | None = None,
) -> ClassificationRun:
    """Classify a table that is read already."""
    classified = classify(table, book=published.book, published=published, options=options)
    versions = tuple(dict.fromkeys(item.id for item in classified.rule_sets.values()))
    provenance = Provenance(created_at=now, rule_versions=versions, input_sha256=digest)
    return ClassificationRun(table, classified, options, published, provenance)


def run_table(run: ClassificationRun, *, language: Language) -> ExportTable:
    """Return figures, verdicts and margins as a table to export; it can be read again."""
    wording = Wording(language)
    return _export(run, list(_columns(run, wording)), wording)


def figures_table(run: ClassificationRun, *, language: Language) -> ExportTable:
    """Return the figures alone, to be read and classified again."""
    wording = Wording(language)
    return _export(run, list(_figure_columns(wording.language)), wording)


def _export(
    run: ClassificationRun, pairs: list[tuple[Column, pl.Expr]], wording: Wording
) -> ExportTable:
    return ExportTable(
        title=wording.text("title.classified"),
        language=wording.language,
        columns=tuple(column for column, _ in pairs),
        rows=run.classified.frame.select(expression for _, expression in pairs).rows(),
        sources=tuple(_source_lines(run)),
        licence=wording.text("table.licence_text"),
        provenance=run.provenance,
    )


def category_table(run: ClassificationRun, *, wording: Wording) -> ExportTable:
    """Return area, list date and the categories met and unknown: what fits on a screen."""
    places = [headers.HEADER_BY_FIELD[field] for field in ("area", "municipality", "list_date")]
    rows = [
        (
            *(row[place.field] for place in places),
            _categories_with("met", row, run, wording),
            _categories_with("unknown", row, run, wording),
        )
        for row in run.classified.frame.iter_rows(named=True)
    ]
    return ExportTable(
        title=wording.text("title.classified"),
        language=wording.language,
        columns=(
            *(_figure_column(place, wording.language)[0] for place in places),
            *text_columns(wording, "met", "unknown"),
        ),
        rows=rows,
        licence=wording.text("table.licence_text"),
        provenance=run.provenance,
    )


def warnings(run: ClassificationRun, *, wording: Wording) -> list[str]:
    """Return what is allowed but seldom meant: odd dates, shares for percentages, areas twice."""
    published_on = {edition.list_date for edition in run.published.editions}
    unpublished = sorted(set(run.rule_sets) - published_on)
    found = [wording.text("warning.no_list_on", day=day) for day in unpublished]
    for header in headers.HEADERS:
        if header.kind is HeaderKind.PERCENT_OF_PERSONS and _look_like_shares(run, header):
            heading = header.da if wording.language == "da" else header.en
            found.append(wording.text("warning.looks_like_share", heading=heading))
    return [*found, *_same_areas(run, wording)]


def _same_areas(run: ClassificationRun, wording: Wording) -> Iterator[str]:
    """Name rows that are one published area under several names on one list date."""
    shared = (
        run.classified.frame.filter(pl.col("area_id").is_not_null())
        .group_by("list_date", "area_id", maintain_order=True)
        .agg("area")
        .filter(pl.col("area").list.len() > 1)
    )
    for day, area_id, names in shared.head(MAX_NAMED).iter_rows():
        area = run.published.areas[area_id]
        yield wording.text(
            "warning.same_area", names=", ".join(names[:MAX_NAMED]), area=area.name, day=day
        )


def _look_like_shares(run: ClassificationRun, header: Header) -> bool:
    values = run.classified.frame[header.field]
    return cell_values.look_like_shares(values)


def write_run(
    run: ClassificationRun, out: Path, *, language: Language, overwrite: bool = False
) -> None:
    """Write a run in the format that the ending of ``out`` names; HTML is the printed report.

    Raises
    ------
    BadInput
        If ``out`` cannot be written; see :func:`bybalance.pipelines.tables.write_table`.
    """
    tables.check_output(out, overwrite=overwrite)
    tables.write_atomically(out, run_bytes(run, out.suffix.lower(), language=language))


def run_bytes(run: ClassificationRun, ending: str, *, language: Language) -> bytes:
    """Return a run in the format of an ending such as ``".xlsx"``, for a download."""
    if ending == ".html":
        return report.report_bytes(
            run.classified,
            options=run.options,
            published=run.published,
            provenance=run.provenance,
            sources=tuple(_source_lines(run)),
            language=language,
        )
    return tables.table_bytes(run_table(run, language=language), ending)


def category_ids(run: ClassificationRun) -> tuple[str, ...]:
    """Return the categories of every rule set applied, in the order of the rule files."""
    return tuple(
        dict.fromkeys(item.id for rules in run.rule_sets.values() for item in rules.categories)
    )


def counts_by_category(run: ClassificationRun) -> dict[str, dict[str, int]]:
    """Count the rows by category and verdict (``met``, ``not_met``, ``unknown``)."""
    frame = run.classified.frame
    return {
        category: dict(frame[f"{category}_verdict"].drop_nulls().value_counts().iter_rows())
        for category in category_ids(run)
    }


def _earliest(published: PublishedLists, options: ClassifyOptions) -> date | None:
    """Return the first day with rules; rules chosen by name apply to any day."""
    return None if options.version_id else published.book.versions[0].lists.from_on


def _categories_with(
    truth: str, row: dict[str, Any], run: ClassificationRun, wording: Wording
) -> str:
    categories = run.rule_sets[row["list_date"]].categories
    return wording.terms(
        tuple(item.id for item in categories if row[f"{item.id}_verdict"] == truth)
    )


def _columns(run: ClassificationRun, wording: Wording) -> Iterator[tuple[Column, pl.Expr]]:
    yield from _figure_columns(wording.language)
    yield _text_column("area_id", wording.text("column.area_id"))
    yield _text_column("rule_version", wording.text("column.rule_version"))
    for category in category_ids(run):
        yield _verdict_column(category, wording)
    for criterion in _criterion_ids(run):
        yield _verdict_column(criterion, wording)
        yield from _margin_columns(criterion, run, wording)


def _figure_columns(language: Language) -> Iterator[tuple[Column, pl.Expr]]:
    for header in headers.HEADERS:
        yield _figure_column(header, language)


def _figure_column(header: Header, language: Language) -> tuple[Column, pl.Expr]:
    kind = _KIND[header.kind]
    heading = header.da if language == "da" else header.en
    values = pl.col(header.field)
    return (
        Column(id=header.id, heading=heading, kind=kind),
        _as_percent(values).alias(header.id) if kind is Kind.PERCENT else values.alias(header.id),
    )


def _text_column(column_id: str, heading: str) -> tuple[Column, pl.Expr]:
    return Column(id=column_id, heading=heading), pl.col(column_id)


def _verdict_column(subject: str, wording: Wording) -> tuple[Column, pl.Expr]:
    words = {truth: wording.term(truth) for truth in ("met", "not_met", "unknown")}
    heading = f"{headers.VERDICT_HEADING[wording.language]}: {wording.term(subject)}"
    column_id = f"{subject}_verdict"
    return Column(id=column_id, heading=heading), pl.col(column_id).replace(words)


def _margin_columns(
    criterion: str, run: ClassificationRun, wording: Wording
) -> Iterator[tuple[Column, pl.Expr]]:
    language, name = wording.language, wording.term(criterion)
    if not _is_count(criterion, run):
        column = Column(
            id=f"{criterion}_margin_points",
            heading=f"{headers.MARGIN_POINTS_HEADING[language]}: {name}",
            kind=Kind.POINTS,
        )
        yield column, _as_percent(pl.col(f"{criterion}_margin_share")).alias(column.id)
    column = Column(
        id=f"{criterion}_margin_persons",
        heading=f"{headers.MARGIN_PERSONS_HEADING[language]}: {name}",
        kind=Kind.PERSONS,
    )
    yield column, pl.col(column.id)


def _as_percent(share: pl.Expr) -> pl.Expr:
    """Multiply a share by 100 exactly."""
    return share * pl.lit(Decimal(100), pl.Decimal(18, 0))


def _criterion_ids(run: ClassificationRun) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(item.id for rules in run.rule_sets.values() for item in rules.criteria)
    )


def _is_count(criterion: str, run: ClassificationRun) -> bool:
    return any(
        item.id == criterion and item.figure == "resident_count"
        for rules in run.rule_sets.values()
        for item in rules.criteria
    )


def _source_lines(run: ClassificationRun) -> Iterator[str]:
    sources = dict.fromkeys(
        (source.title, source.url)
        for rules in run.rule_sets.values()
        for source in (rules.version.source, *(item.source for item in rules.criteria))
    )
    for title, url in sources:
        yield f"{title}, {url}"
