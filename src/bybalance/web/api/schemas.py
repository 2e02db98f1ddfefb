"""The shapes of what the API takes and answers; OpenAPI is made from them.

Percentages are 0 to 100 as printed on the lists; ``null`` means not known, never zero.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bybalance.lists.published import Basis, published_lists
from bybalance.model.area_figures import MAX_COUNT, MAX_RATIO
from bybalance.model.area_figures_table import SHARE_SCALE
from bybalance.model.errors import UnknownRuleVersion
from bybalance.rules.rule_version import Confidence, ReadingBasis, RequirementKind
from bybalance.rules.truth import Truth
from bybalance.web.lists.queries.classify_page import MAX_ROWS

Unit = Literal["percent", "persons"]


def _plainly_written(value: Any) -> Any:
    """Refuse ``true``, ``"1_0"`` and ``"٤٠"`` where a number is meant: Python reads them as one."""
    is_odd_text = isinstance(value, str) and ("_" in value or not value.isascii())
    if isinstance(value, bool) or is_odd_text:
        raise ValueError("Input should be a number")
    return value


def _printable(text: str) -> str:
    """Refuse control characters in a name: they print as nothing, or as another line."""
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise ValueError("String should have no control characters")
    return text


def _known_version(version_id: str) -> str:
    """Refuse a rule version that does not exist, naming those that do."""
    try:
        return published_lists().book.version(version_id).id
    except UnknownRuleVersion as refusal:
        raise ValueError(str(refusal)) from refusal


Count = Annotated[int, BeforeValidator(_plainly_written), Field(ge=0, le=MAX_COUNT)]
Percentage = Annotated[
    Decimal,
    BeforeValidator(_plainly_written),
    Field(ge=0, le=100, decimal_places=SHARE_SCALE - 2),
]
PercentageOfRegion = Annotated[
    Decimal,
    BeforeValidator(_plainly_written),
    Field(ge=0, le=100 * MAX_RATIO, decimal_places=SHARE_SCALE - 2),
]


Name = Annotated[str, AfterValidator(_printable)]


class Schema(BaseModel):
    """What the shapes have in common: a word of a closed set is written as that word."""

    model_config = ConfigDict(use_enum_values=True)


class Provenance(Schema):
    """What an answer was made of and with."""

    licence: str
    sources: list[str] = Field(description="Addresses of the pages that the answer rests on")
    rule_versions: list[str]
    code_version: str
    input_sha256: str | None = Field(None, description="Fingerprint of an uploaded file")


class Answer(Schema):
    """What every answer carries."""

    provenance: Provenance


class Problem(Schema):
    """One thing that is wrong with a request, and where."""

    text: str = Field(description="What is wrong and what to do, in a sentence")
    file: str | None = None
    sheet: str | None = None
    row: Annotated[int | None, Field(description="In a file as counted there; in JSON from 1")] = (
        None
    )
    column: str | None = None
    value: str | None = None


class Refusal(Schema):
    """Why a request was refused: everything that was found, at most 50 problems."""

    problems: list[Problem]


class Named(Schema):
    """An id, and its name in the language asked for."""

    id: str
    name: str


class Cited(Schema):
    """Where something stands, what kind of text was read, and when it was last checked."""

    title: str
    url: str
    section: str
    basis: ReadingBasis
    checked_on: date


# --- the lists ------------------------------------------------------------------------------


class Coverage(Schema):
    """How many names of a category are known, against the official count."""

    category: Named
    found_count: int
    official_count: int | None
    is_complete: bool
    source_url: str
    note: str


class Edition(Schema):
    """One list that came out."""

    list_date: date
    rule_version: str
    coverage: list[Coverage]


class Municipality(Schema):
    """A Danish municipality by its official code."""

    code: str
    name: str
    region: str


class Area(Schema):
    """A housing area; ``area_id`` never changes."""

    area_id: str
    name: str
    other_names: list[str]
    municipality: Municipality


class Figures(Schema):
    """The official figures that were found."""

    resident_count: int | None
    outside_labour_market_pct: float | None
    non_western_pct: float | None
    convicted_pct: float | None
    basic_education_pct: float | None
    income_pct: float | None = Field(description="Mean income, per cent of the region's")
    outside_labour_market_latest_pct: float | None


class Listing(Schema):
    """What is known of one area on one list; without categories it was a near miss."""

    list_date: date
    categories: list[Named]
    not_categories: list[Named]
    basis: Basis
    figures: Figures
    source_url: str
    note: str


class ListedArea(Listing):
    """One area on the list asked for."""

    area: Area


class Lists(Answer):
    """Every list that came out, oldest first."""

    lists: list[Edition]


class OneList(Answer, Edition):
    """One list: how much of it is known, and its rows."""

    rows: list[ListedArea]


# --- verdicts -------------------------------------------------------------------------------


class CriterionVerdict(Schema):
    """One criterion: what was compared with what, and how far apart they are."""

    criterion: Named
    verdict: Truth
    unit: Unit
    figure: float | None
    operator: str = Field(description="One of > ≥ <")
    threshold: float | None
    margin: float | None = Field(description="Figure minus threshold, in points or persons")
    margin_persons: float | None = Field(description="The margin in persons, where it is known")
    persons_to_flip: int | None = Field(
        description="The fewest persons more or fewer who would change the verdict"
    )
    reason: str


class CategoryVerdict(Schema):
    """One category and why."""

    category: Named
    verdict: Truth
    reason: str


class Verdict(Schema):
    """What the rules say about one area on one list date."""

    rule_version: str
    categories: list[CategoryVerdict]
    criteria: list[CriterionVerdict]


# --- areas ----------------------------------------------------------------------------------


class AreaOnLists(Area):
    """An area and how often it has been on a list, as far as names are known."""

    first_listed_on: date | None
    last_listed_on: date | None
    listed_count: int


class AreaEvent(Schema):
    """Something that changed what an area's name stands for, such as a split."""

    kind: str
    before_list: date
    text: str
    source_title: str
    source_url: str


class HistoryYear(Schema):
    """Whether an area was on one list, by line of categories."""

    list_date: date
    membership: dict[str, Truth]


class ExplainedListing(Listing):
    """A row, with the verdict on its figures where enough of them were found."""

    verdict: Verdict | None


class Areas(Answer):
    """Every area that has been on a list."""

    areas: list[AreaOnLists]


class OneArea(Answer, AreaOnLists):
    """One area with its history."""

    events: list[AreaEvent]
    history: list[HistoryYear]
    listings: list[ExplainedListing]


# --- rules ----------------------------------------------------------------------------------


class RuleVersion(Schema):
    """The rules of one period."""

    id: str
    title: str
    lists_from: date
    lists_until: date | None = Field(description="The first day on which they no longer held")
    source: Cited


class Criterion(Schema):
    """One criterion of the law."""

    criterion: Named
    figure: str
    denominator: str | None
    operators: list[str] = Field(description="The adopted reading first")
    thresholds: list[float] = Field(description="The adopted one first; empty if yearly")
    unit: Unit
    multiple_of_national_average: int | None
    averaging_years: int
    confidence: Confidence
    source: Cited
    doubts: list[str]


class Requirement(Schema):
    """One requirement of a category; all of a category's requirements must be met."""

    kind: RequirementKind
    criteria: list[str]
    groups: list[list[str]]
    category: str | None
    count: int
    is_contested: bool


class Consequence(Schema):
    """What follows from being of a category."""

    id: str
    text: str
    quantities: dict[str, float | date]
    source: Cited


class Category(Schema):
    """One category of the lists."""

    category: Named
    lineage: str
    requirements: list[Requirement]
    consequences: list[Consequence]
    source: Cited
    doubts: list[str]


class Doubt(Schema):
    """A legal point that is open, and how it is treated here."""

    id: str
    question: str
    treatment: str
    source: Cited


class Rules(Answer):
    """Every rule version, oldest first."""

    versions: list[RuleVersion]


class OneRuleVersion(Answer, RuleVersion):
    """One rule version with every number, source and doubt."""

    criteria: list[Criterion]
    categories: list[Category]
    doubts: list[Doubt]


class Threshold(Schema):
    """The threshold for convictions on one list; null where no source was found."""

    list_date: date
    multiple_of_national_average: int
    threshold_pct: float | None
    alternatives_pct: list[float] = Field(
        description="What other sources print, or the rounding allows"
    )
    confidence: Confidence
    source: Cited | None
    note: str


class Thresholds(Answer):
    """The yearly thresholds."""

    thresholds: list[Threshold]


# --- classify -------------------------------------------------------------------------------


class RuleOptions(Schema):
    """Which rules to apply; everything left out means the rules in force on the list date."""

    list_date: date | None = Field(None, description="For rows without a list date of their own")
    rules: Annotated[str, AfterValidator(_known_version)] | None = Field(
        None, description="Id of another rule version"
    )
    convicted_threshold_pct: Percentage | None = Field(
        None, description="Three times the national average of convicted residents"
    )
    years: int | None = Field(None, ge=1, le=20, description="Another number of years in a row")


class FiguresRow(Schema):
    """The figures of one area on one list date."""

    model_config = ConfigDict(extra="forbid")

    area: Name = Field(min_length=1, max_length=200, pattern=r"\S")
    municipality: Name | None = Field(None, max_length=200)
    list_date: date | None = None
    resident_count: Count | None = None
    outside_labour_market_pct: Percentage | None = None
    non_western_pct: Percentage | None = None
    convicted_pct: Percentage | None = None
    basic_education_pct: Percentage | None = None
    income_pct: PercentageOfRegion | None = None
    outside_labour_market_latest_pct: Percentage | None = None
    aged_18_64_count: Count | None = None
    aged_18_plus_count: Count | None = None
    aged_30_59_count: Count | None = None


class FiguresTable(RuleOptions):
    """Rows to classify, and the rules to apply."""

    model_config = ConfigDict(extra="forbid")

    rows: list[FiguresRow] = Field(min_length=1, max_length=MAX_ROWS)


class CriterionMargin(Schema):
    """The verdict on one criterion, and how far the figure is from the threshold."""

    verdict: Truth
    margin: float | None = Field(description="In percentage points, or persons for a count")
    margin_persons: float | None


class ClassifiedRow(Schema):
    """One row and its verdicts; ``area_id`` where the area is known from the published lists."""

    area: str
    municipality: str | None
    list_date: date
    area_id: str | None
    rule_version: str
    categories: dict[str, Truth]
    criteria: dict[str, CriterionMargin]
    explained: Verdict | None = Field(description="Every detail with reasons, where asked for")


class ClassifiedTable(Answer):
    """The verdicts, in the order of the input."""

    rows: list[ClassifiedRow]
    warnings: list[str] = Field(
        description="What is allowed but seldom meant, such as a date that no list came out on"
    )


# --- the way in -----------------------------------------------------------------------------


class Index(Answer):
    """Where everything is."""

    openapi: str
    lists: str
    areas: str
    rules: str
    thresholds: str
    classify: str
    classify_file: str
