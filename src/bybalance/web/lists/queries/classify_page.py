"""The verdicts of an uploaded table as a page: a sentence, a summary and the first rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.lists.classify import Classified, ClassifyOptions
from bybalance.lists.published import published_lists
from bybalance.pipelines import lists as pipeline
from bybalance.pipelines import write_csv
from bybalance.pipelines.lists import ClassificationRun
from bybalance.rules.rule_version import RuleSet
from bybalance.rules.truth import Truth
from bybalance.web.lists.queries import words
from bybalance.web.shared import tables

MAX_ROWS_SHOWN: Final = 200
MAX_ROWS: Final = 5_000
"""More rows than this are for the command line: the page carries them all."""


@dataclass(frozen=True)
class ClassifiedPage:
    """What the page of a classification shows."""

    sentence: str
    summary: tables.Table
    rows: tables.Table
    left_out_count: int
    warnings: tuple[str, ...]


class TooManyRows(ValueError):
    """The table has more rows than a page can carry."""


def run_of_upload(
    content: bytes,
    *,
    name: str,
    options: ClassifyOptions,
    list_date: date | None,
    now: datetime,
    sheet: str | None = None,
    is_strange: bool = True,
) -> ClassificationRun:
    """Classify an uploaded file; nothing is stored, and what is not ours is read apart.

    Raises
    ------
    BadInput
        With everything that is wrong with the file.
    TooManyRows
        If the table is for the command line.
    """
    run = pipeline.classify_content(
        content,
        name=name,
        published=published_lists(),
        options=options,
        list_date=list_date,
        sheet=sheet,
        now=now,
        is_strange=is_strange,
    )
    if len(run) > MAX_ROWS:
        raise TooManyRows(len(run))
    return run


def run_again(
    figures: str, *, options: ClassifyOptions, input_sha256: str, now: datetime
) -> ClassificationRun:
    """Classify again what :func:`figures_csv` gave; the run names the file it came from.

    Raises
    ------
    BadInput, TooManyRows
        If the text is not one that this site made.
    """
    run = run_of_upload(
        figures.encode(),
        name="figures.csv",
        options=options,
        list_date=None,
        now=now,
        is_strange=False,
    )
    return replace(run, provenance=replace(run.provenance, input_sha256=input_sha256))


def figures_csv(run: ClassificationRun) -> str:
    """The table as text that can be classified again, for the page to carry."""
    table = pipeline.figures_table(run, language=words.language())
    return write_csv.csv_bytes(table).decode("utf-8-sig")


def classified_page(run: ClassificationRun) -> ClassifiedPage:
    """Count the verdicts by category and show the first rows with their categories."""
    classified = run.classified
    frame = classified.frame
    sentence = ngettext(
        "%(count)s row was classified.", "%(count)s rows were classified.", frame.height
    )
    rule_sets = classified.rule_sets.values()
    categories = list(dict.fromkeys(item.id for rules in rule_sets for item in rules.categories))
    return ClassifiedPage(
        sentence=sentence % {"count": words.count(frame.height)},
        summary=_summary(classified, categories),
        rows=_rows(classified),
        left_out_count=max(0, frame.height - MAX_ROWS_SHOWN),
        warnings=tuple(pipeline.warnings(run, wording=words.wording())),
    )


def _summary(classified: Classified, categories: list[str]) -> tables.Table:
    truths = (Truth.MET, Truth.NOT_MET, Truth.UNKNOWN)
    rows = []
    for category in categories:
        counts = Counter(classified.frame[f"{category}_verdict"].to_list())
        shown = (tables.Cell(words.count(counts[truth.value])) for truth in truths)
        rows.append((tables.Cell(words.heading(category)), *shown))
    return tables.Table(
        caption=_("Areas by category"),
        columns=(
            tables.Column(_("Category")),
            *(tables.Column(words.heading(truth.value), is_figure=True) for truth in truths),
        ),
        rows=tuple(rows),
    )


def _rows(classified: Classified) -> tables.Table:
    shown = classified.frame.head(MAX_ROWS_SHOWN).iter_rows(named=True)
    return tables.Table(
        caption=_("Verdict by row"),
        columns=(
            tables.Column(_("Area")),
            tables.Column(_("List date")),
            tables.Column(_("Is")),
            tables.Column(_("Cannot be decided")),
            tables.Column(_("Criteria met")),
        ),
        rows=tuple(_row(row, classified.rule_sets[row["list_date"]]) for row in shown),
    )


def _row(row: dict[str, object], rule_set: RuleSet) -> tuple[tables.Cell, ...]:
    criteria = [item.id for item in rule_set.criteria]
    categories = [item.id for item in rule_set.categories]
    return (
        tables.Cell(str(row["area"]), note=str(row["municipality"] or "")),
        tables.Cell(words.day(rule_set.list_date), note=rule_set.version.title[words.language()]),
        tables.Cell(_named(row, categories, Truth.MET)),
        tables.Cell(_named(row, categories, Truth.UNKNOWN)),
        tables.Cell(_named(row, criteria, Truth.MET)),
    )


def _named(row: dict[str, object], ids: list[str], truth: Truth) -> str:
    wording = words.wording()
    found = [wording.term(name) for name in ids if row[f"{name}_verdict"] == truth.value]
    return words.capitalised(", ".join(found)) or "–"
