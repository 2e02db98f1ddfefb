"""What a rule version is made of: criteria, categories, sources and doubts.

A :class:`RuleVersion` is one file of ``rules/data``: the law as it stood over a period of lists.
A :class:`RuleSet` is that version applied to one list date: every threshold that depends on the
year is filled in, or known to be unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from itertools import product
from typing import TypeVar

from bybalance.model.time import Period


class Test(Enum):
    """How a figure is compared with its threshold: the closed set of tests the laws use."""

    __test__ = False  # not a test case, whatever pytest makes of the name

    SHARE_ABOVE = "share_above"
    SHARE_AT_LEAST = "share_at_least"
    COUNT_AT_LEAST = "count_at_least"
    RATIO_BELOW = "ratio_below"

    @property
    def operator(self) -> str:
        """Return the sign of the comparison, as in the law: ">" for "overstiger"."""
        return {"share_above": ">", "ratio_below": "<"}.get(self.value, "≥")

    @property
    def is_lower_limit(self) -> bool:
        """Tell whether more of the figure can meet the criterion (and never unmeet it)."""
        return self is not Test.RATIO_BELOW

    def holds(self, value: Fraction, threshold: Fraction) -> bool:
        """Compare the unrounded value with the threshold."""
        match self:
            case Test.SHARE_ABOVE:
                return value > threshold
            case Test.RATIO_BELOW:
                return value < threshold
            case _:
                return value >= threshold


class Confidence(Enum):
    """How sure a number is."""

    SOURCED = "sourced"
    CONTESTED = "contested"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class ReadingBasis(Enum):
    """What was read: the text of the law, somebody's account of it, or neither."""

    LAW = "law"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a number or a rule stands, and the day somebody last checked it."""

    title: str
    url: str
    section: str
    basis: ReadingBasis
    checked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A legal point that is open: shown wherever it matters, never silently decided."""

    id: str
    question: Mapping[str, str]
    treatment: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyThreshold:
    """A threshold that follows the national average and so has a value per list date.

    ``percent`` values are shares (0.0227 for 2.27 %); ``alternatives`` are other values that a
    source prints for the same list or, where the value was calculated from a rounded number, that
    the rounding allows.
    """

    list_date: date
    multiple: int
    share: Fraction | None
    alternatives: tuple[Fraction, ...]
    confidence: Confidence
    source: Source | None
    note: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion of the law.

    ``tests`` and ``thresholds`` hold the adopted reading first and then any other that the
    sources allow. ``thresholds`` is empty where the threshold of the year is not known.
    ``multiple_of_national_average`` is set where the threshold is a yearly one. ``denominator``
    names the count of persons the share is of, where there is one.
    """

    id: str
    figure: str
    denominator: str | None
    tests: tuple[Test, ...]
    thresholds: tuple[Fraction, ...]
    multiple_of_national_average: int | None
    averaging_years: int
    confidence: Confidence
    source: Source
    doubts: tuple[str, ...]

    @property
    def test(self) -> Test:
        """Return the adopted test."""
        return self.tests[0]

    @property
    def threshold(self) -> Fraction | None:
        """Return the adopted threshold, or ``None`` where it is not known."""
        return self.thresholds[0] if self.thresholds else None

    @property
    def readings(self) -> tuple[tuple[Test, Fraction], ...]:
        """Return every reading that the sources allow, the adopted one first."""
        return tuple(product(self.tests, self.thresholds))


class RequirementKind(Enum):
    """The closed set of ways in which criteria make a category."""

    CRITERION = "criterion"
    AT_LEAST = "at_least"
    EITHER = "either"
    CATEGORY = "category"
    NOT_CATEGORY = "not_category"
    YEARS_IN_A_ROW = "years_in_a_row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement of a category; all of a category's requirements must be met.

    - ``criterion``: the one criterion in ``criteria``.
    - ``at_least``: ``count`` of ``criteria``.
    - ``either``: all criteria of at least one of ``groups``.
    - ``category`` / ``not_category``: being, or not being, of ``category``.
    - ``years_in_a_row``: of ``category`` (or what it was called before) on ``count`` lists in a
      row, one a year, this list included.

    A requirement that ``is_contested`` may not be part of the law at all: where it would decide
    the category, the category is unknown.
    """

    kind: RequirementKind
    criteria: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    category: str | None = None
    count: int = 1
    is_contested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of the lists under one rule version.

    ``lineage`` is shared by categories that the law treats as one when it counts years: a
    *parallelsamfund* of 2021 was a *ghettoområde* before.
    """

    id: str
    lineage: str
    requirements: tuple[Requirement, ...]
    source: Source
    doubts: tuple[str, ...]


Named = TypeVar("Named", Criterion, Category)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """The rules as they stood for the lists of one period."""

    id: str
    file: str
    title: Mapping[str, str]
    lists: Period
    source: Source
    criteria: tuple[Criterion, ...]
    categories: tuple[Category, ...]
    doubts: tuple[str, ...]

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion of that id."""
        return _of_id(self.criteria, criterion_id)

    def category(self, category_id: str) -> Category:
        """Return the category of that id."""
        return _of_id(self.categories, category_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A rule version applied to one list date, with every yearly threshold filled in."""

    version: RuleVersion
    list_date: date
    criteria: tuple[Criterion, ...]
    categories: tuple[Category, ...]

    @property
    def id(self) -> str:
        """Return the id of the rule version."""
        return self.version.id

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion of that id, its threshold filled in."""
        return _of_id(self.criteria, criterion_id)

    def with_years_in_a_row(self, year_count: int) -> RuleSet:
        """Return the same rules with another number of years in a row: the four-year variant.

        Parameters
        ----------
        year_count
            Lists in a row, one a year, the current one included; 1 or more.
        """
        if year_count < 1:
            raise ValueError(f"years in a row is {year_count}; it must be 1 or more.")
        return replace(
            self, categories=tuple(_with_years(item, year_count) for item in self.categories)
        )


def _of_id(items: tuple[Named, ...], wanted: str) -> Named:
    for item in items:
        if item.id == wanted:
            return item
    known = ", ".join(item.id for item in items)
    raise KeyError(f"These rules have no {wanted!r}; they have {known}.")


def _with_years(category: Category, year_count: int) -> Category:
    return replace(
        category,
        requirements=tuple(
            replace(item, count=year_count) if item.kind is RequirementKind.YEARS_IN_A_ROW else item
            for item in category.requirements
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What follows from being of a category, as a structured fact with its source.

    ``quantities`` are the numbers of the rule by name, with the unit in the name
    (``family_dwelling_max_share``, ``business_floor_per_dwelling_m2``).
    """

    id: str
    categories: tuple[str, ...]
    text: Mapping[str, str]
    quantities: Mapping[str, Fraction | date]
    source: Source
