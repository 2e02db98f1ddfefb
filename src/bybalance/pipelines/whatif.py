"""What if: other figures, other rules or another number of years, and what that would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from bybalance.lists import changes
from bybalance.lists.published import PublishedLists
from bybalance.model.area_figures import COUNT_FIGURES, FIGURES, AreaFigures
from bybalance.model.areas import Area
from bybalance.pipelines.columns import text_columns
from bybalance.pipelines.export_table import Cell, ExportTable, Provenance
from bybalance.pipelines.wording import Wording
from bybalance.rules import counterfactual
from bybalance.rules.counterfactual import Difference
from bybalance.rules.evaluate import CategoryResult, CriterionResult, evaluate
from bybalance.rules.rule_version import RequirementKind, RuleSet

EMPTY_FIGURES = AreaFigures()


def official_figures(published: PublishedLists, area: Area, *, list_date: date) -> AreaFigures:
    """Return what was published of an area on a list; nothing known where it has no row."""
    listing = published.listing(list_date, area.area_id)
    return EMPTY_FIGURES if listing is None else listing.figures


def is_any_known(figures: AreaFigures) -> bool:
    """Tell whether any figure is known; a source may also state criteria without figures."""
    return any(figures.get(name) is not None for name in FIGURES)


def with_percentages(figures: AreaFigures, given: Mapping[str, Decimal]) -> AreaFigures:
    """Replace figures by name; shares and ratios are given as percentages, counts as persons.

    Raises
    ------
    InvalidFigure
        If a value cannot be what its name says, such as a share above 100 %.
    """
    values: dict[str, int | Fraction] = {
        name: int(value) if name in COUNT_FIGURES else Fraction(value) / 100
        for name, value in given.items()
    }
    return replace(figures, **values)  # type: ignore[arg-type]


def difference_for_area(
    published: PublishedLists,
    area: Area,
    *,
    list_date: date,
    figures: AreaFigures,
    rules: RuleSet,
) -> Difference:
    """Set the verdict as it was beside the verdict on other figures or under other rules."""
    histories = published.histories(area.area_id, before=list_date)
    official = official_figures(published, area, list_date=list_date)
    before = evaluate(official, rule_set=published.book.rules_for(list_date), histories=histories)
    return counterfactual.difference(before, evaluate(figures, rule_set=rules, histories=histories))


def area_table(
    difference: Difference, *, area: Area, list_date: date, wording: Wording, now: datetime
) -> ExportTable:
    """Every category and criterion before and after, in words."""
    rows: list[tuple[Cell, ...]] = [
        (
            wording.term(change.lineage),
            _category_text(change.before, wording),
            _category_text(change.after, wording),
            wording.term("changed" if change.is_changed else "same"),
        )
        for change in difference.categories
    ]
    rows.extend(
        (
            wording.term(change.criterion_id),
            _criterion_text(change.before, wording),
            _criterion_text(change.after, wording),
            wording.term("changed" if change.is_changed else "same"),
        )
        for change in difference.criteria
    )
    return ExportTable(
        title=wording.text("title.whatif", name=area.name, day=list_date),
        language=wording.language,
        columns=text_columns(wording, "criterion", "before", "after", "change"),
        rows=rows,
        licence=wording.text("table.licence_text"),
        provenance=Provenance(
            created_at=now,
            rule_versions=tuple(
                dict.fromkeys(
                    verdict.rule_set.id for verdict in (difference.before, difference.after)
                )
            ),
        ),
    )


def years_table(
    published: PublishedLists,
    *,
    list_date: date,
    year_count: int,
    wording: Wording,
    now: datetime,
) -> ExportTable:
    """Who would be in the years-in-a-row category under another number of years."""
    category = years_category(published, list_date)
    official = published.members(list_date, category)
    changed = changes.members_with_years_in_a_row(
        published, list_date=list_date, category=category, year_count=year_count
    )
    rows = [
        (
            published.areas[area_id].name,
            published.areas[area_id].municipality.name,
            wording.term(_in(area_id in official)),
            wording.term(_in(area_id in changed)),
        )
        for area_id in sorted(official | changed)
    ]
    return ExportTable(
        title=wording.text("title.whatif_years", count=year_count, day=list_date),
        language=wording.language,
        columns=text_columns(wording, "area", "municipality", "before", "after"),
        rows=rows,
        licence=wording.text("table.licence_text"),
        provenance=Provenance(
            created_at=now, rule_versions=(published.book.version_on(list_date).id,)
        ),
    )


def years_category(published: PublishedLists, list_date: date) -> str:
    """Return the category of a list that asks for years in a row.

    Raises
    ------
    ValueError
        If the rules of that list have none.
    """
    version = published.book.version_on(list_date)
    for category in version.categories:
        if any(item.kind is RequirementKind.YEARS_IN_A_ROW for item in category.requirements):
            return category.id
    raise ValueError(f"The rules of {version.id} do not ask for years in a row.")


def _in(is_member: bool) -> str:
    return "met" if is_member else "not_met"


def _category_text(result: CategoryResult | None, wording: Wording) -> str:
    if result is None:
        return "–"
    return f"{wording.term(result.category.id)}: {wording.term(result.truth.value)}"


def _criterion_text(result: CriterionResult | None, wording: Wording) -> str:
    return "–" if result is None else wording.explain_criterion(result)
