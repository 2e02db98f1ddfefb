"""Verdicts for a whole table at once: the rules of ``bybalance.rules``, column by column.

:func:`bybalance.rules.evaluate.evaluate` is the reference; this module gives the same verdict for
every row, and the tests hold it to that. Verdicts are small integers while they are computed
(not met 0, unknown 1, met 2), so that "all of" is the least and "any of" the greatest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

import polars as pl

from bybalance.lists.published import PublishedLists
from bybalance.model.area_figures_table import SHARE_DTYPE, SHARE_SCALE, AreaFiguresTable
from bybalance.rules.load import RuleBook
from bybalance.rules.rule_version import (
    Category,
    Criterion,
    Requirement,
    RequirementKind,
    RuleSet,
    Test,
)
from bybalance.rules.truth import Truth

NOT_MET: Final = 0
UNKNOWN: Final = 1
MET: Final = 2
_CODE_BY_TRUTH: Final = {Truth.NOT_MET: NOT_MET, Truth.UNKNOWN: UNKNOWN, Truth.MET: MET}
_WORD_BY_CODE: Final = {code: truth.value for truth, code in _CODE_BY_TRUTH.items()}
_PLACE: Final = ("area_key", "year")


class HistorySource(Enum):
    """Where earlier years come from when years in a row are counted."""

    PUBLISHED = "published"
    """The lists that came out; where they do not tell, the table's own earlier years."""
    TABLE = "table"
    """The table's own earlier years only."""
    NONE = "none"
    """Nothing is known of earlier years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifyOptions:
    """What to apply instead of the rules in force; see ``RuleBook.rules_for``."""

    version_id: str | None = None
    convicted_threshold_share: Fraction | None = None
    years_in_a_row: int | None = None
    history: HistorySource = HistorySource.PUBLISHED


@dataclass(frozen=True, slots=True, eq=False)
class Classified:
    """The verdicts of a table.

    Parameters
    ----------
    frame
        The columns of the input, then ``area_id`` (null where the area is not on the published
        lists), ``rule_version``, and per criterion and category of any rule set applied:
        ``<id>_verdict`` ("met", "not_met", "unknown"; null where the row's rules have no such
        thing), for criteria also ``<id>_margin_share`` (value minus threshold) and
        ``<id>_margin_persons``. Rows keep the order of the input.
    rule_sets
        The rule set applied to each list date.
    """

    frame: pl.DataFrame
    rule_sets: Mapping[date, RuleSet]


def classify(
    table: AreaFiguresTable,
    *,
    book: RuleBook,
    published: PublishedLists,
    options: ClassifyOptions = ClassifyOptions(),
) -> Classified:
    """Apply the rules in force on each row's list date, or those that the options name.

    Parameters
    ----------
    table
        Any number of areas and list dates.
    book
        From :func:`bybalance.rules.load.rule_book`.
    published
        From :func:`bybalance.lists.published.published_lists`: recognises areas by name and
        supplies the earlier years for years in a row.

    Raises
    ------
    NoRulesInForce, UnknownRuleVersion
        If a list date comes before the first rules, or the version named does not exist.

    Notes
    -----
    Method and sources as :func:`bybalance.rules.evaluate.evaluate`.
    """
    frame = _with_area_ids(table.frame, published).with_row_index("position")
    known = _Known(published=published, source=options.history)
    rule_sets: dict[date, RuleSet] = {}
    parts = []
    for list_date in sorted(frame["list_date"].unique()):
        rule_set = book.rules_for(
            list_date,
            version_id=options.version_id,
            convicted_threshold_share=options.convicted_threshold_share,
            years_in_a_row=options.years_in_a_row,
        )
        rule_sets[list_date] = rule_set
        part = frame.filter(pl.col("list_date") == list_date)
        parts.append(_classify_one_date(part, rule_set=rule_set, known=known))
    result = (
        pl.concat(parts, how="diagonal")
        if parts
        else frame.with_columns(rule_version=pl.lit(None, pl.String))
    )
    return Classified(
        frame=result.sort("position").drop("position", "area_key"), rule_sets=rule_sets
    )


def _with_area_ids(frame: pl.DataFrame, published: PublishedLists) -> pl.DataFrame:
    """Add the id of each recognised area, and a key that also tells the others apart."""
    names = frame.select("area", "municipality").unique()
    found = [
        published.find_area(area, municipality=municipality)
        for area, municipality in names.iter_rows()
    ]
    ids = names.with_columns(
        pl.Series("area_id", [area.area_id if area else None for area in found], pl.String)
    )
    keys = ids.with_row_index("name_no").select(
        pl.exclude("name_no"),
        area_key=pl.coalesce("area_id", pl.concat_str(pl.lit("#"), "name_no")),
    )
    return frame.join(
        keys, on=["area", "municipality"], how="left", nulls_equal=True, maintain_order="left"
    )


def _classify_one_date(part: pl.DataFrame, *, rule_set: RuleSet, known: _Known) -> pl.DataFrame:
    part = part.with_columns(rule_version=pl.lit(rule_set.id))
    part = part.with_columns(
        expression for item in rule_set.criteria for expression in _criterion_columns(item)
    )
    for category in rule_set.categories:
        part = _with_category(part, category, rule_set=rule_set, known=known)
    known.remember(part, rule_set)
    verdicts = [
        *(f"{criterion.id}_verdict" for criterion in rule_set.criteria),
        *(f"{category.id}_verdict" for category in rule_set.categories),
    ]
    return part.with_columns(pl.col(verdicts).replace_strict(_WORD_BY_CODE, return_dtype=pl.String))


def _criterion_columns(criterion: Criterion) -> Iterable[pl.Expr]:
    """Verdict and margins of one criterion: exact comparison of unrounded decimals."""
    value = pl.col(criterion.figure)
    readings = [_code(_holds(value, test, limit)) for test, limit in criterion.readings]
    yield _agreed(readings or [pl.lit(UNKNOWN, pl.Int8)]).alias(f"{criterion.id}_verdict")
    if criterion.threshold is None:
        margin = pl.lit(None, SHARE_DTYPE)
    else:
        margin = value.cast(SHARE_DTYPE) - _limit(criterion.threshold, math.floor)
    yield margin.alias(f"{criterion.id}_margin_share")
    if criterion.test is Test.COUNT_AT_LEAST:
        persons = margin
    elif criterion.denominator is None:
        persons = pl.lit(None, SHARE_DTYPE)
    else:
        persons = margin * pl.col(criterion.denominator).cast(pl.Decimal(18, 0))
    yield persons.cast(SHARE_DTYPE).alias(f"{criterion.id}_margin_persons")


def _holds(value: pl.Expr, test: Test, threshold: Fraction) -> pl.Expr:
    if test is Test.COUNT_AT_LEAST:
        return value >= math.ceil(threshold)
    match test:
        case Test.SHARE_ABOVE:
            return value > _limit(threshold, math.floor)
        case Test.RATIO_BELOW:
            return value < _limit(threshold, math.ceil)
        case _:
            return value >= _limit(threshold, math.ceil)


def _limit(threshold: Fraction, to_whole: Callable[[Fraction], int]) -> pl.Expr:
    """Put a threshold on the grid of the values.

    Values have ``SHARE_SCALE`` decimals. A threshold between two such values is moved to the
    neighbour that leaves every comparison as it was: down for ">", up for "≥" and "<".
    """
    units = to_whole(threshold * 10**SHARE_SCALE)
    return pl.lit(Decimal(f"{units}E-{SHARE_SCALE}"), SHARE_DTYPE)


def _code(holds: pl.Expr) -> pl.Expr:
    return (pl.when(holds.is_null()).then(UNKNOWN).when(holds).then(MET).otherwise(NOT_MET)).cast(
        pl.Int8
    )


def _agreed(codes: list[pl.Expr]) -> pl.Expr:
    least, greatest = pl.min_horizontal(codes), pl.max_horizontal(codes)
    return pl.when(least == greatest).then(least).otherwise(pl.lit(UNKNOWN, pl.Int8))


def _at_least(count: int, codes: list[pl.Expr]) -> pl.Expr:
    met = pl.sum_horizontal([(code == MET).cast(pl.Int8) for code in codes])
    possible = pl.sum_horizontal([(code != NOT_MET).cast(pl.Int8) for code in codes])
    return (
        pl.when(met >= count).then(MET).when(possible < count).then(NOT_MET).otherwise(UNKNOWN)
    ).cast(pl.Int8)


def _with_category(
    part: pl.DataFrame, category: Category, *, rule_set: RuleSet, known: _Known
) -> pl.DataFrame:
    codes, helpers = [], []
    for position, requirement in enumerate(category.requirements):
        if requirement.kind is RequirementKind.YEARS_IN_A_ROW:
            column = f"{category.id}_years_{position}"
            part = known.with_years_in_a_row(part, requirement, rule_set=rule_set, column=column)
            helpers.append(column)
            codes.append(pl.col(column))
        else:
            codes.append(_requirement_code(requirement))
    return part.with_columns(pl.min_horizontal(codes).alias(f"{category.id}_verdict")).drop(helpers)


def _requirement_code(requirement: Requirement) -> pl.Expr:
    codes = [pl.col(f"{criterion}_verdict") for criterion in requirement.criteria]
    match requirement.kind:
        case RequirementKind.AT_LEAST:
            return _at_least(requirement.count, codes)
        case RequirementKind.EITHER:
            return pl.max_horizontal(
                pl.min_horizontal(f"{criterion}_verdict" for criterion in group)
                for group in requirement.groups
            )
        case RequirementKind.CRITERION:
            return pl.min_horizontal(codes)
        case _:
            return _other_category_code(requirement)


def _other_category_code(requirement: Requirement) -> pl.Expr:
    code = pl.col(f"{requirement.category}_verdict")
    if requirement.kind is RequirementKind.NOT_CATEGORY:
        code = MET - code
    if requirement.is_contested:
        # Under the other reading the requirement is no part of the law, and so is always met.
        code = _agreed([code, pl.lit(MET, pl.Int8)])
    return code


@dataclass(slots=True)
class _Known:
    """What is known of earlier years while a table is worked through, list by list."""

    published: PublishedLists
    source: HistorySource
    own: dict[str, pl.DataFrame] = field(default_factory=dict)

    def remember(self, part: pl.DataFrame, rule_set: RuleSet) -> None:
        """Keep this list's verdicts for later years; a later list of the year replaces them.

        Rows that turn out to be of one area keep the verdict on which they agree.
        """
        if self.source is HistorySource.NONE:
            return
        for category in rule_set.categories:
            verdict = pl.col(f"{category.id}_verdict")
            verdicts = part.group_by("area_key").agg(
                pl.lit(rule_set.list_date.year, pl.Int32).alias("year"),
                _agreed([verdict.min(), verdict.max()]).cast(pl.Int8).alias("code"),
            )
            before = self.own.get(category.lineage, verdicts.clear())
            self.own[category.lineage] = pl.concat([before, verdicts]).unique(_PLACE, keep="last")

    def with_years_in_a_row(
        self, part: pl.DataFrame, requirement: Requirement, *, rule_set: RuleSet, column: str
    ) -> pl.DataFrame:
        """Add the verdict on "this list and the ones before it, so many years in a row"."""
        year = rule_set.list_date.year
        lineage = rule_set.version.category(str(requirement.category)).lineage
        earlier = self._earlier(part, lineage=lineage, before=rule_set.list_date)
        codes = [pl.col(f"{requirement.category}_verdict")]
        columns = []
        for back in range(1, requirement.count):
            name = f"{column}_{back}"
            codes_of_year = earlier.filter(pl.col("year") == year - back).select(
                "area_key", pl.col("code").alias(name)
            )
            part = part.join(codes_of_year, on="area_key", how="left", maintain_order="left")
            codes.append(pl.col(name).fill_null(UNKNOWN))
            columns.append(name)
        return part.with_columns(pl.min_horizontal(codes).cast(pl.Int8).alias(column)).drop(columns)

    def _earlier(self, part: pl.DataFrame, *, lineage: str, before: date) -> pl.DataFrame:
        empty = pl.DataFrame(schema={"area_key": pl.String, "year": pl.Int32, "code": pl.Int8})
        own = self.own.get(lineage, empty)
        if self.source is not HistorySource.PUBLISHED:
            return own
        area_ids = part["area_id"].drop_nulls().unique()
        rows = [
            (area_id, year, _CODE_BY_TRUTH[truth])
            for area_id in area_ids
            for year, truth in self.published.histories(area_id, before=before)[lineage].items()
        ]
        published = pl.DataFrame(rows, schema=empty.schema, orient="row")
        return pl.concat([published, own]).unique(_PLACE, keep="first", maintain_order=True)
