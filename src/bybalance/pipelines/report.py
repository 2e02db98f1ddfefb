"""The printed report: for each area the verdicts as sentences, each criterion with its margin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from bybalance.lists.classify import Classified, ClassifyOptions, HistorySource
from bybalance.lists.published import PublishedLists
from bybalance.model.area_figures import FIGURES, AreaFigures
from bybalance.model.formatting import Language
from bybalance.pipelines.export_table import Provenance
from bybalance.pipelines.provenance_lines import provenance_lines
from bybalance.pipelines.wording import Wording
from bybalance.pipelines.write_html import render
from bybalance.rules.evaluate import Verdict, evaluate
from bybalance.rules.history import History
from bybalance.rules.truth import Truth

MAX_AREAS: Final = 500
"""How many rows the report prints; the other formats hold all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedArea:
    """One row of the report, in words."""

    area: str
    municipality: str
    list_date: date
    rule_version: str
    categories: tuple[tuple[Truth, str], ...]
    criteria: tuple[tuple[Truth, str], ...]


def report_bytes(
    classified: Classified,
    *,
    options: ClassifyOptions,
    published: PublishedLists,
    provenance: Provenance,
    sources: tuple[str, ...],
    language: Language,
) -> bytes:
    """Write the report as one page to print, with its own style and no other file."""
    wording = Wording(language)
    frame = classified.frame
    return render(
        "report.html",
        wording=wording,
        title=wording.text("report.title"),
        row_count=frame.height,
        shown_count=min(frame.height, MAX_AREAS),
        versions=", ".join(
            wording.term(f"version.{version}") for version in provenance.rule_versions
        ),
        areas=[
            _reported(row, classified, options=options, published=published, wording=wording)
            for row in frame.head(MAX_AREAS).iter_rows(named=True)
        ],
        sources=sources,
        licence=wording.text("table.licence_text"),
        provenance=provenance_lines(provenance, wording),
    )


def row_verdict(
    row: dict[str, Any],
    classified: Classified,
    *,
    options: ClassifyOptions,
    published: PublishedLists,
) -> Verdict:
    """Evaluate one row of the classified frame again, with every detail that a sentence needs."""
    return evaluate(
        AreaFigures(**{name: row[name] for name in FIGURES}),
        rule_set=classified.rule_sets[row["list_date"]],
        histories=_histories(row, classified, options=options, published=published),
    )


def _reported(
    row: dict[str, Any],
    classified: Classified,
    *,
    options: ClassifyOptions,
    published: PublishedLists,
    wording: Wording,
) -> ReportedArea:
    verdict = row_verdict(row, classified, options=options, published=published)
    return ReportedArea(
        area=row["area"],
        municipality=row["municipality"] or "",
        list_date=row["list_date"],
        rule_version=wording.term(f"version.{row['rule_version']}"),
        categories=tuple(
            (item.truth, wording.explain_category(item)) for item in verdict.categories
        ),
        criteria=tuple((item.truth, wording.explain_criterion(item)) for item in verdict.criteria),
    )


def _histories(
    row: dict[str, Any],
    classified: Classified,
    *,
    options: ClassifyOptions,
    published: PublishedLists,
) -> dict[str, History]:
    """Return the earlier years that the classification used: published first, then the table's."""
    if options.history is HistorySource.NONE:
        return {}
    earlier = _earlier_rows(row, classified)
    histories = {lineage: dict(_own_years(earlier, classified, lineage))
                 for lineage in published.lineages}  # fmt: skip
    if options.history is HistorySource.PUBLISHED and row["area_id"] is not None:
        known = published.histories(row["area_id"], before=row["list_date"])
        return {lineage: own | dict(known[lineage]) for lineage, own in histories.items()}
    return dict(histories)


def _earlier_rows(row: dict[str, Any], classified: Classified) -> pl.DataFrame:
    same_place = (
        pl.col("area_id") == row["area_id"]
        if row["area_id"] is not None
        else (pl.col("area") == row["area"])
        & pl.col("municipality").eq_missing(row["municipality"])
    )
    frame = classified.frame.filter(same_place, pl.col("list_date") < row["list_date"])
    return frame.sort("list_date")


def _own_years(
    earlier: pl.DataFrame, classified: Classified, lineage: str
) -> Iterator[tuple[int, Truth]]:
    for row in earlier.iter_rows(named=True):
        for category in classified.rule_sets[row["list_date"]].categories:
            if category.lineage == lineage:
                yield row["list_date"].year, Truth(row[f"{category.id}_verdict"])
