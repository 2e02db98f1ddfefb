"""The slow, plain reference of :func:`bybalance.lists.classify.classify`: one row at a time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from bybalance.lists.classify import ClassifyOptions, HistorySource
from bybalance.lists.published import PublishedLists
from bybalance.model.area_figures_table import AreaFiguresTable
from bybalance.rules.evaluate import Verdict, evaluate
from bybalance.rules.history import History
from bybalance.rules.rule_version import RuleSet
from bybalance.rules.truth import Truth, agreed

Cells = dict[str, str | Fraction | None]


def classify_slowly(
    table: AreaFiguresTable, *, published: PublishedLists, options: ClassifyOptions
) -> list[Cells]:
    """Return verdict and margin columns of each row, by evaluating list after list."""
    rows = list(enumerate(table.rows()))
    own: dict[tuple[str, object], dict[int, Truth]] = {}
    cells: dict[int, Cells] = {}
    for list_date in sorted({row[2] for _, row in rows}):
        rule_set = _rule_set(list_date, published, options)
        verdicts: dict[tuple[str, object], list[Truth]] = {}
        for position, (name, municipality, _, figures) in [r for r in rows if r[1][2] == list_date]:
            area = published.find_area(name, municipality=municipality)
            key = area.area_id if area else (name, municipality)
            histories: dict[str, History] = {}
            for lineage in published.lineages:
                known = dict(own.get((lineage, key), {}))
                if area and options.history is HistorySource.PUBLISHED:
                    known |= published.histories(area.area_id, before=list_date)[lineage]
                histories[lineage] = known if options.history is not HistorySource.NONE else {}
            verdict = evaluate(figures, rule_set=rule_set, histories=histories)
            cells[position] = _cells(verdict)
            for result in verdict.categories:
                verdicts.setdefault((result.category.lineage, key), []).append(result.truth)
        for place, truths in verdicts.items():
            own.setdefault(place, {})[list_date.year] = agreed(truths)
    return [cells[position] for position, _ in rows]


def _rule_set(list_date: date, published: PublishedLists, options: ClassifyOptions) -> RuleSet:
    return published.book.rules_for(
        list_date,
        version_id=options.version_id,
        convicted_threshold_share=options.convicted_threshold_share,
        years_in_a_row=options.years_in_a_row,
    )


def _cells(verdict: Verdict) -> Cells:
    cells: Cells = {"rule_version": verdict.rule_set.id}
    for result in verdict.criteria:
        cells[f"{result.criterion.id}_verdict"] = result.truth.value
        cells[f"{result.criterion.id}_margin_share"] = result.margin_share
        cells[f"{result.criterion.id}_margin_persons"] = result.margin_persons
    for category in verdict.categories:
        cells[f"{category.category.id}_verdict"] = category.truth.value
    return cells
