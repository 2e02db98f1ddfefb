"""Two published lists side by side: who came on, who went off, and what is known of the reason."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from bybalance.lists.published import Listing, PublishedLists
from bybalance.model.areas import Area
from bybalance.rules import counterfactual
from bybalance.rules.evaluate import Verdict, evaluate
from bybalance.rules.history import years_in_a_row
from bybalance.rules.rule_version import RequirementKind
from bybalance.rules.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One area on either list.

    ``earlier`` and ``later`` are its rows on the two lists, near misses included; ``None`` where
    there is no row, which is proof of absence only on a complete list.
    """

    area: Area
    earlier: Listing | None
    later: Listing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Entries, exits and those that stayed, in one line of categories, by area id.

    ``entries`` and ``exits`` are certain. A list with names missing proves no absence, so an area
    that may have been on it unnamed is among ``possible_entries`` or ``possible_exits``.
    ``is_complete`` tells whether every name of both lists is known; ``rules_changed`` whether the
    lists follow different rule versions.
    """

    earlier: date
    later: date
    lineage: str
    entries: tuple[Change, ...]
    exits: tuple[Change, ...]
    stayed: tuple[Change, ...]
    possible_entries: tuple[Change, ...]
    possible_exits: tuple[Change, ...]
    is_complete: bool
    rules_changed: bool


def compare(
    published: PublishedLists, *, earlier: date, later: date, lineage: str = "parallel_society"
) -> Changes:
    """Compare two lists in one line of categories.

    Parameters
    ----------
    earlier, later
        Dates of published lists.
    lineage
        The line of categories, such as ``"parallel_society"`` for *ghettoområde* and
        *parallelsamfund*.

    Raises
    ------
    UnknownList
        If no list came out on one of the dates.
    """
    before, after = (_members(published, day, lineage) for day in (earlier, later))
    new = {name for name in after - before if _is_absent(published, name, earlier, lineage)}
    gone = {name for name in before - after if _is_absent(published, name, later, lineage)}

    def changes(area_ids: Set[str]) -> tuple[Change, ...]:
        return tuple(
            Change(
                area=published.areas[area_id],
                earlier=published.listing(earlier, area_id),
                later=published.listing(later, area_id),
            )
            for area_id in sorted(area_ids)
        )

    versions = {published.book.version_on(day).id for day in (earlier, later)}
    return Changes(
        earlier=earlier,
        later=later,
        lineage=lineage,
        entries=changes(new),
        exits=changes(gone),
        stayed=changes(before & after),
        possible_entries=changes(after - before - new),
        possible_exits=changes(before - after - gone),
        is_complete=all(_is_complete(published, day, lineage) for day in (earlier, later)),
        rules_changed=len(versions) > 1,
    )


def published_verdict(published: PublishedLists, listing: Listing) -> Verdict:
    """Evaluate the official figures of a row under the rules of its list, history included."""
    return evaluate(
        listing.figures,
        rule_set=published.book.rules_for(listing.list_date),
        histories=published.histories(listing.area_id, before=listing.list_date),
    )


def why(published: PublishedLists, change: Change) -> counterfactual.Difference | None:
    """Set the verdicts on both rows side by side, or ``None`` where a row is missing."""
    if change.earlier is None or change.later is None:
        return None
    return counterfactual.difference(
        published_verdict(published, change.earlier), published_verdict(published, change.later)
    )


def members_with_years_in_a_row(
    published: PublishedLists, *, list_date: date, category: str, year_count: int
) -> frozenset[str]:
    """Return who would be in a category if it took another number of years in a row.

    Parameters
    ----------
    category
        One that asks for years in a row: ``hard_ghetto_area`` or ``transformation_area``.
    year_count
        Lists in a row, one a year, this one included.

    Returns
    -------
    Area ids for which the published lists prove the years.

    Raises
    ------
    ValueError
        If the category of that list does not ask for years in a row.
    """
    version = published.book.version_on(list_date)
    for requirement in version.category(category).requirements:
        if requirement.kind is RequirementKind.YEARS_IN_A_ROW:
            base = version.category(str(requirement.category))
            break
    else:
        raise ValueError(f"{category!r} does not ask for years in a row under rules {version.id}.")
    return frozenset(
        area_id
        for area_id in published.members(list_date, base.id)
        if years_in_a_row(
            published.histories(area_id, before=list_date)[base.lineage],
            year=list_date.year,
            now=Truth.MET,
            count=year_count,
        )
        is Truth.MET
    )


def _members(published: PublishedLists, list_date: date, lineage: str) -> frozenset[str]:
    categories = published.edition(list_date).coverage
    return frozenset(
        area_id
        for category in published.book.version_on(list_date).categories
        if category.lineage == lineage and category.id in categories
        for area_id in published.members(list_date, category.id)
    )


def _is_absent(published: PublishedLists, area_id: str, list_date: date, lineage: str) -> bool:
    """Tell whether it is certain that an area was not on a list; the list may not have existed."""
    categories = published.book.version_on(list_date).categories
    if lineage not in {category.lineage for category in categories}:
        return True
    return published.truth(area_id, list_date=list_date, lineage=lineage) is Truth.NOT_MET


def _is_complete(published: PublishedLists, list_date: date, lineage: str) -> bool:
    coverage = published.edition(list_date).coverage
    return all(
        category.id in coverage and coverage[category.id].is_complete
        for category in published.book.version_on(list_date).categories
        if category.lineage == lineage
    )
