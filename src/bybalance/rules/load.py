"""Read the rule versions, the yearly thresholds, the doubts and the consequences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from bybalance.model import area_figures
from bybalance.model.errors import (
    InvalidFigure,
    InvalidRuleFile,
    NoRulesInForce,
    UnknownRuleVersion,
)
from bybalance.model.messages import Message
from bybalance.model.time import Period, first_overlap
from bybalance.rules.rule_version import (
    Category,
    Confidence,
    Consequence,
    Criterion,
    Doubt,
    Requirement,
    RequirementKind,
    RuleSet,
    RuleVersion,
    Test,
    YearlyThreshold,
)
from bybalance.rules.toml_reader import Sources, Table, check_unique, read_root

THRESHOLDS_FILE = "conviction_thresholds.toml"
DOUBTS_FILE = "doubts.toml"
CONSEQUENCES_FILE = "consequences.toml"
_TESTS_BY_FIGURE: Mapping[str, tuple[Test, ...]] = {
    **dict.fromkeys(area_figures.COUNT_FIGURES, (Test.COUNT_AT_LEAST,)),
    **dict.fromkeys(area_figures.SHARE_FIGURES, (Test.SHARE_ABOVE, Test.SHARE_AT_LEAST)),
    **dict.fromkeys(area_figures.RATIO_FIGURES, (Test.RATIO_BELOW,)),
}
_KEYS_BY_KIND: Mapping[RequirementKind, frozenset[str]] = {
    RequirementKind.CRITERION: frozenset({"criteria"}),
    RequirementKind.AT_LEAST: frozenset({"criteria", "count"}),
    RequirementKind.EITHER: frozenset({"groups"}),
    RequirementKind.CATEGORY: frozenset({"category", "is_contested"}),
    RequirementKind.NOT_CATEGORY: frozenset({"category", "is_contested"}),
    RequirementKind.YEARS_IN_A_ROW: frozenset({"category", "count"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Everything the rules say: versions by date, yearly thresholds, doubts, consequences."""

    versions: tuple[RuleVersion, ...]
    thresholds: tuple[YearlyThreshold, ...]
    doubts: Mapping[str, Doubt]
    consequences: tuple[Consequence, ...]

    def version(self, version_id: str) -> RuleVersion:
        """Return the rule version of that id.

        Raises
        ------
        UnknownRuleVersion
            If there is none; the message lists those there are.
        """
        for version in self.versions:
            if version.id == version_id:
                return version
        known = ", ".join(version.id for version in self.versions)
        raise UnknownRuleVersion(
            f"There is no rule version {version_id!r}; choose one of {known}.",
            message=Message("error.unknown_version", {"version": version_id, "known": known}),
        )

    def version_on(self, list_date: date) -> RuleVersion:
        """Return the version in force for a list of that date.

        Raises
        ------
        NoRulesInForce
            If the date comes before the first version.
        """
        for version in self.versions:
            if version.lists.contains(list_date):
                return version
        first = self.versions[0].lists.from_on
        raise NoRulesInForce(
            f"No rules were in force on {list_date.isoformat()}; the first list followed the "
            f"rules of {first.isoformat()}. Give a later list date.",
            message=Message("error.no_rules", {"day": list_date, "first": first}),
        )

    def rules_for(
        self,
        list_date: date,
        *,
        version_id: str | None = None,
        convicted_threshold_share: Fraction | None = None,
        years_in_a_row: int | None = None,
    ) -> RuleSet:
        """Return the rules for a list date, every yearly threshold filled in.

        Parameters
        ----------
        list_date
            The date of the list, such as 1 December 2023.
        version_id
            Another version than the one in force: the counterfactual.
        convicted_threshold_share
            Three times the national average of convicted residents as a share (0.0235 for
            2.35 %), for a year whose number is not sourced here. The softer limit of prevention
            areas follows at two thirds of it.
        years_in_a_row
            Another number of years than the version's own: the four-year variant.

        Raises
        ------
        NoRulesInForce, UnknownRuleVersion
        InvalidFigure
            If the threshold given is no share.
        """
        if convicted_threshold_share is not None and not 0 <= convicted_threshold_share <= 1:
            raise InvalidFigure(
                f"The conviction threshold is {float(convicted_threshold_share):g}; give a share "
                "from 0 to 1, such as 0.0235 for 2.35 %."
            )
        version = self.version(version_id) if version_id else self.version_on(list_date)
        criteria = tuple(
            self._filled(item, list_date, convicted_threshold_share) for item in version.criteria
        )
        rule_set = RuleSet(
            version=version, list_date=list_date, criteria=criteria, categories=version.categories
        )
        return rule_set if years_in_a_row is None else rule_set.with_years_in_a_row(years_in_a_row)

    def threshold(self, list_date: date, *, multiple: int) -> YearlyThreshold | None:
        """Return the yearly threshold of a list date, or ``None`` where there is no row."""
        for row in self.thresholds:
            if row.list_date == list_date and row.multiple == multiple:
                return row
        return None

    def consequences_of(self, category_id: str) -> tuple[Consequence, ...]:
        """Return what follows from being of a category."""
        return tuple(item for item in self.consequences if category_id in item.categories)

    def _filled(self, criterion: Criterion, list_date: date, given: Fraction | None) -> Criterion:
        multiple = criterion.multiple_of_national_average
        if multiple is None:
            return criterion
        if given is not None:
            return replace(criterion, thresholds=(given * multiple / 3,))
        row = self.threshold(list_date, multiple=multiple)
        if row is None or row.share is None:
            return replace(criterion, thresholds=(), confidence=Confidence.UNKNOWN)
        return replace(
            criterion, thresholds=(row.share, *row.alternatives), confidence=row.confidence
        )


@cache
def rule_book() -> RuleBook:
    """Return the packaged rule book, read once."""
    return load_rule_book(resources.files("bybalance.rules") / "data")


def load_rule_book(folder: Traversable) -> RuleBook:
    """Read and check a folder of rule files.

    Parameters
    ----------
    folder
        Holds one ``<in-force-date>_<name>.toml`` per rule version, and the files of yearly
        thresholds, doubts and consequences.

    Raises
    ------
    InvalidRuleFile
        If a key is unknown or missing, a number has no source, or two versions overlap in time.
        The message names file and key.
    """
    shared = {THRESHOLDS_FILE, DOUBTS_FILE, CONSEQUENCES_FILE}
    files = sorted(
        (path for path in folder.iterdir() if path.name.endswith(".toml")),
        key=lambda path: path.name,
    )
    versions = tuple(_read_version(path) for path in files if path.name not in shared)
    book = RuleBook(
        versions=tuple(sorted(versions, key=lambda version: version.lists.from_on)),
        thresholds=_read_thresholds(folder / THRESHOLDS_FILE),
        doubts=_read_doubts(folder / DOUBTS_FILE),
        consequences=_read_consequences(folder / CONSEQUENCES_FILE),
    )
    _check_versions(book.versions)
    _check_doubts(book)
    _check_consequences(book)
    return book


def _read_version(path: Traversable) -> RuleVersion:
    root = read_root(path)
    sources = Sources(root)
    version = RuleVersion(
        id=root.text("id"),
        file=path.name,
        title=root.translated("title"),
        lists=_read_period(root),
        source=sources.cited_by(root),
        criteria=tuple(_read_criterion(table, sources) for table in root.tables("criteria")),
        categories=tuple(_read_category(table, sources) for table in root.tables("categories")),
        doubts=root.texts("doubts"),
    )
    root.finish()
    _check_references(version)
    return version


def _read_period(root: Table) -> Period:
    from_on, until_on = root.day("lists_from"), root.optional("lists_until", date)
    try:
        return Period(from_on, until_on)
    except ValueError as error:
        raise root.error("lists_until", str(error)) from error


def _read_criterion(table: Table, sources: Sources) -> Criterion:
    figure = _one_of(table, "figure", area_figures.FIGURES)
    tests: tuple[Test, ...] = (_read_test(table, "test", figure),)
    if table.has("contested_test"):
        tests += (_read_test(table, "contested_test", figure),)
    multiple = table.optional("multiple_of_national_average", int)
    criterion = Criterion(
        id=table.text("id"),
        figure=figure,
        denominator=_one_of(table, "denominator", area_figures.COUNT_FIGURES)
        if table.has("denominator")
        else None,
        tests=tests,
        thresholds=(_read_threshold(table, figure),) if multiple is None else (),
        multiple_of_national_average=multiple,
        averaging_years=table.optional("averaging_years", int) or 1,
        confidence=Confidence.CONTESTED if len(tests) > 1 else Confidence.SOURCED,
        source=sources.cited_by(table),
        doubts=table.texts("doubts"),
    )
    table.finish()
    return criterion


def _read_test(table: Table, key: str, figure: str) -> Test:
    test = table.choice(key, Test)
    if test not in _TESTS_BY_FIGURE[figure]:
        fitting = ", ".join(item.value for item in _TESTS_BY_FIGURE[figure])
        raise table.error(key, f"is {test.value!r}, which does not fit {figure}; use {fitting}.")
    return test


def _read_threshold(table: Table, figure: str) -> Fraction:
    if figure in area_figures.COUNT_FIGURES:
        _one_of(table, "unit", ("persons",))
        return table.number("threshold")
    _one_of(table, "unit", ("percent",))
    return _read_percent(table, "threshold")


def _read_percent(table: Table, key: str) -> Fraction:
    percent = table.number(key)
    if not 0 < percent <= 100:
        raise table.error(key, f"is {float(percent):g} per cent; it must be above 0, at most 100.")
    return percent / 100


def _one_of(table: Table, key: str, allowed: tuple[str, ...]) -> str:
    value = table.text(key)
    if value not in allowed:
        raise table.error(key, f"is {value!r}; choose one of {', '.join(allowed)}.")
    return value


def _read_category(table: Table, sources: Sources) -> Category:
    category = Category(
        id=table.text("id"),
        lineage=table.text("lineage"),
        requirements=tuple(_read_requirement(item) for item in table.tables("requirements")),
        source=sources.cited_by(table),
        doubts=table.texts("doubts"),
    )
    table.finish()
    return category


def _read_requirement(table: Table) -> Requirement:
    """Read the keys that the kind of requirement needs; any other key is refused."""
    kind = table.choice("kind", RequirementKind)
    keys = _KEYS_BY_KIND[kind]
    requirement = Requirement(
        kind=kind,
        criteria=_read_criterion_ids(table) if "criteria" in keys else (),
        groups=_read_groups(table) if "groups" in keys else (),
        category=table.text("category") if "category" in keys else None,
        count=table.required("count", int) if "count" in keys else 1,
        is_contested="is_contested" in keys and (table.optional("is_contested", bool) or False),
    )
    most = len(requirement.criteria) or requirement.count
    if not 1 <= requirement.count <= most:
        raise table.error("count", f"is {requirement.count}; it must be from 1 to {most}.")
    table.finish()
    return requirement


def _read_criterion_ids(table: Table) -> tuple[str, ...]:
    ids = table.texts("criteria")
    if not ids or len(set(ids)) < len(ids):
        raise table.error("criteria", f"is {list(ids)}; name at least one, and each once.")
    return ids


def _read_groups(table: Table) -> tuple[tuple[str, ...], ...]:
    groups = table.required("groups", list)
    for group in groups:
        if not isinstance(group, list) or not group:
            raise table.error("groups", f"holds {group!r}; it must hold lists of criteria.")
    return tuple(tuple(str(criterion) for criterion in group) for group in groups)


def _read_thresholds(path: Traversable) -> tuple[YearlyThreshold, ...]:
    root = read_root(path)
    sources = Sources(root)
    rows = tuple(_read_yearly_threshold(table, sources) for table in root.tables("thresholds"))
    root.finish()
    seen: set[tuple[date, int]] = set()
    for position, row in enumerate(rows):
        if (row.list_date, row.multiple) in seen:
            raise root.error(
                f"thresholds[{position}]",
                f"repeats {row.list_date.isoformat()}, multiple {row.multiple}; keep one row.",
            )
        seen.add((row.list_date, row.multiple))
    return rows


def _read_yearly_threshold(table: Table, sources: Sources) -> YearlyThreshold:
    confidence = table.choice("confidence", Confidence)
    is_known = confidence is not Confidence.UNKNOWN
    row = YearlyThreshold(
        list_date=table.day("list_date"),
        multiple=table.required("multiple", int),
        share=_read_percent(table, "percent") if is_known else None,
        alternatives=tuple(number / 100 for number in table.numbers("alternatives")),
        confidence=confidence,
        source=sources.cited_by(table) if is_known else None,
        note=table.translated("note") if table.has("note") else {},
    )
    table.finish()
    return row


def _read_doubts(path: Traversable) -> dict[str, Doubt]:
    root = read_root(path)
    sources = Sources(root)
    doubts = []
    for table in root.tables("doubts"):
        doubt = Doubt(
            id=table.text("id"),
            question=table.translated("question"),
            treatment=table.translated("treatment"),
            source=sources.cited_by(table),
        )
        table.finish()
        doubts.append(doubt)
    root.finish()
    check_unique(path.name, "doubts", (doubt.id for doubt in doubts))
    return {doubt.id: doubt for doubt in doubts}


def _read_consequences(path: Traversable) -> tuple[Consequence, ...]:
    root = read_root(path)
    sources = Sources(root)
    consequences = tuple(_read_consequence(item, sources) for item in root.tables("consequences"))
    root.finish()
    return consequences


def _read_consequence(table: Table, sources: Sources) -> Consequence:
    consequence = Consequence(
        id=table.text("id"),
        categories=table.texts("categories"),
        text=table.translated("text"),
        quantities=_read_quantities(table.table("quantities")) if table.has("quantities") else {},
        source=sources.cited_by(table),
    )
    table.finish()
    return consequence


def _read_quantities(table: Table) -> dict[str, Fraction | date]:
    quantities: dict[str, Fraction | date] = {}
    for name in table.names():
        quantities[name] = table.day(name) if name.endswith("_on") else table.number(name)
    table.finish()
    return quantities


def _check_references(version: RuleVersion) -> None:
    """Refuse a category that asks for a criterion, or an earlier category, that is not there."""
    check_unique(version.file, "criteria", (criterion.id for criterion in version.criteria))
    check_unique(version.file, "categories", (category.id for category in version.categories))
    criteria = {criterion.id for criterion in version.criteria}
    categories: set[str] = set()
    for position, category in enumerate(version.categories):
        for requirement in category.requirements:
            named = {*requirement.criteria, *(id_ for group in requirement.groups for id_ in group)}
            missing = sorted(named - criteria)
            if requirement.category is not None and requirement.category not in categories:
                missing.append(requirement.category)
            if missing:
                raise InvalidRuleFile(
                    f"{version.file}, key categories[{position}].requirements: {missing[0]!r} is "
                    "neither a criterion of this file nor a category above this one."
                )
        categories.add(category.id)


def _check_versions(versions: tuple[RuleVersion, ...]) -> None:
    for version in versions:
        check_unique(version.file, "id", (item.id for item in versions if item.id == version.id))
    overlap = first_overlap([version.lists for version in versions])
    if overlap is not None:
        one, other = (versions[position] for position in overlap)
        raise InvalidRuleFile(
            f"{other.file}, key lists_from: {other.lists.from_on.isoformat()} lies inside the "
            f"period of {one.file}; end that one with lists_until on or before this date."
        )


def _check_doubts(book: RuleBook) -> None:
    for version in book.versions:
        named = set(version.doubts)
        named.update(doubt for criterion in version.criteria for doubt in criterion.doubts)
        named.update(doubt for category in version.categories for doubt in category.doubts)
        unknown = sorted(named - set(book.doubts))
        if unknown:
            raise InvalidRuleFile(
                f"{version.file}, key doubts: {unknown[0]!r} is not in {DOUBTS_FILE}; add it there."
            )


def _check_consequences(book: RuleBook) -> None:
    known = {category.id for version in book.versions for category in version.categories}
    for consequence in book.consequences:
        unknown = sorted(set(consequence.categories) - known)
        if unknown:
            raise InvalidRuleFile(
                f"{CONSEQUENCES_FILE}, key consequences: {consequence.id!r} names the category "
                f"{unknown[0]!r}, which no rule version has."
            )
