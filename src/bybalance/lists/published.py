"""The lists as they were published: who was on which list, with source and basis per row.

The rows are compiled from public pages (see ``docs/reference/published-lists.md``). A missing row
is proof of absence only where the list is complete: as many names as the official count.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from bybalance.lists import tables
from bybalance.model.area_figures import AreaFigures
from bybalance.model.areas import Area, AreaEvent, Municipality
from bybalance.model.errors import UnknownArea, UnknownList
from bybalance.model.messages import Message
from bybalance.rules.history import History
from bybalance.rules.load import RuleBook, rule_book
from bybalance.rules.rule_version import Category, RequirementKind, RuleVersion
from bybalance.rules.truth import Truth

NEAR_NAMES: Final = 3
"""How many near names an unknown name is answered with."""


class Basis(Enum):
    """How a row is known."""

    LISTED = "listed"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One area on one list.

    Parameters
    ----------
    categories
        Every category the area was published in; empty for a near miss.
    not_categories
        Categories that a source says the area was *not* in, kept for near misses and exits.
    basis
        ``LISTED`` where the cited page names the area, ``DERIVED`` where it follows from a
        neighbouring year's full list and the named entries and exits.
    figures
        The official figures that were found; most are unknown. Where the number of residents is,
        the size criterion is *stated* as met, since an area below it cannot be on the list.
    """

    list_date: date
    area_id: str
    categories: tuple[str, ...]
    not_categories: tuple[str, ...]
    basis: Basis
    figures: AreaFigures
    source_url: str
    note: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many names of one category are known, against the official count of the list."""

    category: str
    found_count: int
    official_count: int | None
    source_url: str
    note: Mapping[str, str]

    @property
    def is_complete(self) -> bool:
        """Tell whether every name is known, so that absence from the rows proves absence."""
        return self.official_count is not None and self.found_count == self.official_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One list that came out: its date and how much of it is known, by category."""

    list_date: date
    coverage: Mapping[str, Coverage]


@dataclass(frozen=True, eq=False)
class PublishedLists:
    """All lists, areas and municipalities; editions by date, areas by id."""

    municipalities: Mapping[str, Municipality]
    areas: Mapping[str, Area]
    editions: tuple[Edition, ...]
    listings: tuple[Listing, ...]
    book: RuleBook

    def edition(self, which: date | int) -> Edition:
        """Return the list of that date, or the last list of that year.

        Raises
        ------
        UnknownList
            If there is none; the message names the years there are.
        """
        for edition in reversed(self.editions):
            if which in (edition.list_date, edition.list_date.year):
                return edition
        years = ", ".join(str(year) for year in sorted({e.list_date.year for e in self.editions}))
        raise UnknownList(
            f"There is no list of {which}; lists are known of {years}.",
            message=Message("error.unknown_list", {"which": str(which), "years": years}),
        )

    def listings_on(self, list_date: date) -> tuple[Listing, ...]:
        """Return the rows of one list, near misses included, by area."""
        return self._by_date.get(list_date, ())

    def listings_of(self, area_id: str) -> tuple[Listing, ...]:
        """Return the rows of one area, oldest first."""
        return self._by_area.get(area_id, ())

    def listing(self, list_date: date, area_id: str) -> Listing | None:
        """Return the row of one area on one list, or ``None``."""
        return self._by_key.get((list_date, area_id))

    def members(self, list_date: date, category: str) -> frozenset[str]:
        """Return the ids of the areas that are known to be in a category of a list."""
        return frozenset(
            listing.area_id
            for listing in self.listings_on(list_date)
            if category in listing.categories
        )

    def area(self, name: str, *, municipality: str | None = None) -> Area:
        """Return the area of that id, name or other name; case, accents and signs do not matter.

        Raises
        ------
        UnknownArea
            If there is none; the message suggests near names.
        """
        found = self.find_area(name, municipality=municipality)
        if found is None:
            near = difflib.get_close_matches(_plain(name), self._by_name, NEAR_NAMES, cutoff=0.6)
            names = ", ".join(
                dict.fromkeys(
                    f"{area.name} ({area.municipality.name})"
                    for item in near
                    for area in self._by_name[item]
                )
            )
            hint = f"Did you mean {names}?" if names else "See the list of a year for all names."
            place = f" in {municipality}" if municipality else ""
            key = "error.unknown_area_near" if names else "error.unknown_area"
            raise UnknownArea(
                f"There is no area {name!r}{place} on the published lists. {hint}",
                message=Message(key, {"name": name, "names": names}),
            )
        return found

    def find_area(self, name: str, *, municipality: str | None = None) -> Area | None:
        """Return the area of that id or name, or ``None``; for rows that may be of any area.

        A municipality, where given by name or code, must agree: another place may share a name.
        Without it, a name that several areas share is nobody's.
        """
        found = [
            area
            for area in self._by_name.get(_plain(name), ())
            if municipality is None or _is_called(area.municipality, municipality)
        ]
        return found[0] if len(found) == 1 else None

    def truth(self, area_id: str, *, list_date: date, lineage: str) -> Truth:
        """Tell whether an area was on a list in a line of categories.

        Met or not met where a row or the list's completeness says so, otherwise unknown; unknown
        too where the rules of that day had no such category.
        """
        version = self.book.version_on(list_date)
        listing = self.listing(list_date, area_id)
        coverage = self.edition(list_date).coverage
        for category in version.categories:
            if category.lineage != lineage:
                continue
            if listing is not None and category.id in listing.categories:
                return Truth.MET
            if listing is not None and _is_ruled_out(listing, category, version):
                return Truth.NOT_MET
            if category.id in coverage and coverage[category.id].is_complete:
                return Truth.NOT_MET
        return Truth.UNKNOWN

    def histories(self, area_id: str, *, before: date) -> dict[str, History]:
        """Return, by lineage, what earlier years' lists say about an area.

        Where two lists came out in a year, the later one stands for it.

        Returns
        -------
        Verdict by year for each lineage; a year of which nothing is known is left out.
        """
        last_of_year = {
            edition.list_date.year: edition.list_date
            for edition in self.editions
            if edition.list_date.year < before.year
        }
        return {
            lineage: {
                year: truth
                for year, list_date in last_of_year.items()
                if (truth := self.truth(area_id, list_date=list_date, lineage=lineage)).is_decided
            }
            for lineage in self.lineages
        }

    @cached_property
    def lineages(self) -> tuple[str, ...]:
        """Every line of categories that any rule version knows."""
        return tuple(
            dict.fromkeys(item.lineage for v in self.book.versions for item in v.categories)
        )

    @cached_property
    def _by_date(self) -> dict[date, tuple[Listing, ...]]:
        dates = dict.fromkeys(listing.list_date for listing in self.listings)
        return {day: tuple(row for row in self.listings if row.list_date == day) for day in dates}

    @cached_property
    def _by_area(self) -> dict[str, tuple[Listing, ...]]:
        return {
            area_id: tuple(row for row in self.listings if row.area_id == area_id)
            for area_id in self.areas
        }

    @cached_property
    def _by_key(self) -> dict[tuple[date, str], Listing]:
        return {(listing.list_date, listing.area_id): listing for listing in self.listings}

    @cached_property
    def _by_name(self) -> dict[str, list[Area]]:
        areas: dict[str, list[Area]] = {}
        for area in self.areas.values():
            for name in {_plain(name) for name in (area.area_id, area.name, *area.other_names)}:
                areas.setdefault(name, []).append(area)
        return areas


@cache
def published_lists() -> PublishedLists:
    """Return the packaged lists, read and checked once."""
    return load_published_lists(resources.files("bybalance.lists") / "data", book=rule_book())


def load_published_lists(folder: Traversable, *, book: RuleBook) -> PublishedLists:
    """Read and check a folder of tables.

    Parameters
    ----------
    folder
        Holds ``municipalities.csv``, ``areas.csv``, ``area_events.csv``, ``listings.csv`` and
        ``editions.csv``.
    book
        The rules that say which categories and criteria a list of a date may name.

    Raises
    ------
    InvalidPublishedLists
        If the tables contradict themselves; the message names file, row and column.
    """
    municipalities = {
        row["municipality_code"]: Municipality(
            code=row["municipality_code"], name=row["name"], region=row["region"]
        )
        for row in tables.read(folder / "municipalities.csv", key=("municipality_code",))
    }
    areas = _read_areas(folder, municipalities)
    listings = tuple(
        _read_listing(row, areas, book)
        for row in tables.read(folder / "listings.csv", key=("list_date", "area_id"))
    )
    return PublishedLists(
        municipalities=municipalities,
        areas=areas,
        editions=_read_editions(folder, listings, book),
        listings=tuple(sorted(listings, key=lambda row: (row.list_date, row.area_id))),
        book=book,
    )


def _read_areas(folder: Traversable, municipalities: Mapping[str, Municipality]) -> dict[str, Area]:
    events: dict[str, list[AreaEvent]] = {}
    for row in tables.read(folder / "area_events.csv", key=("area_id", "before_list")):
        events.setdefault(row["area_id"], []).append(
            AreaEvent(
                kind=row["kind"],
                before_list=row.day("before_list"),
                text={"da": row["text_da"], "en": row["text_en"]},
                source_title=row["source_title"],
                source_url=row["source_url"],
            )
        )
    areas = {
        row["area_id"]: Area(
            area_id=row["area_id"],
            name=row["name"],
            municipality=row.lookup("municipality_code", municipalities),
            other_names=row.names("other_names"),
            events=tuple(events.pop(row["area_id"], ())),
        )
        for row in tables.read(folder / "areas.csv", key=("area_id",))
    }
    if events:
        raise tables.error("area_events.csv", None, f"{next(iter(events))!r} is not in areas.csv.")
    return areas


def _read_listing(row: tables.Row, areas: Mapping[str, Area], book: RuleBook) -> Listing:
    list_date = row.day("list_date")
    version = book.version_on(list_date)
    categories = {item.id: item for item in version.categories}
    criteria = {item.id: item for item in version.criteria}
    listed_in = tuple(row.lookup_each("categories", categories))
    not_listed_in = tuple(row.lookup_each("not_categories", categories))
    stated = dict.fromkeys(row.lookup_each("stated_met", criteria), True)
    stated_not_met = dict.fromkeys(row.lookup_each("stated_not_met", criteria), False)
    row.refuse_shared("not_categories", listed_in, not_listed_in)
    row.refuse_shared("stated_not_met", stated, stated_not_met)
    stated |= stated_not_met
    if listed_in and not row["resident_count"]:
        stated["size"] = True
    return Listing(
        list_date=list_date,
        area_id=row.lookup("area_id", areas).area_id,
        categories=listed_in,
        not_categories=not_listed_in,
        basis=row.choice("basis", Basis),
        figures=AreaFigures.from_percentages(
            resident_count=row.count("resident_count"),
            outside_labour_market_pct=row.number("outside_labour_market_pct"),
            non_western_pct=row.number("non_western_pct"),
            convicted_pct=row.number("convicted_pct"),
            basic_education_pct=row.number("basic_education_pct"),
            income_pct=row.number("income_pct"),
            outside_labour_market_latest_pct=row.number("outside_labour_market_latest_pct"),
            stated=stated,
        ),
        source_url=row["source_url"],
        note={"da": row["note_da"], "en": row["note_en"]},
    )


def _read_editions(
    folder: Traversable, listings: tuple[Listing, ...], book: RuleBook
) -> tuple[Edition, ...]:
    found = Counter((row.list_date, name) for row in listings for name in row.categories)
    by_date: dict[date, dict[str, Coverage]] = {}
    for row in tables.read(folder / "editions.csv", key=("list_date", "category")):
        list_date = row.day("list_date")
        categories = {item.id: item for item in book.version_on(list_date).categories}
        category = row.lookup("category", categories).id
        by_date.setdefault(list_date, {})[category] = Coverage(
            category=category,
            found_count=found.pop((list_date, category), 0),
            official_count=row.count("official_count"),
            source_url=row["source_url"],
            note={"da": row["note_da"], "en": row["note_en"]},
        )
    if found:
        list_date, category = next(iter(found))
        raise tables.error("editions.csv", None, f"has no row for {list_date}, {category}.")
    return tuple(
        Edition(list_date=list_date, coverage=coverage)
        for list_date, coverage in sorted(by_date.items())
    )


def _is_ruled_out(listing: Listing, category: Category, version: RuleVersion) -> bool:
    """Tell whether a source denies the category, or one that it builds on."""
    return category.id in listing.not_categories or any(
        _is_ruled_out(listing, version.category(str(requirement.category)), version)
        for requirement in category.requirements
        if requirement.kind is RequirementKind.CATEGORY
    )


def _plain(name: str) -> str:
    """Fold case, Danish letters, accents and signs, so that spellings of one name meet."""
    composed = unicodedata.normalize("NFC", name).casefold()
    folded = composed.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    folded = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in folded if letter.isalnum())


def _is_called(municipality: Municipality, name: str) -> bool:
    """Tell whether a name or code, with or without "Kommune", is that of the municipality."""
    plain = _plain(name).removesuffix("kommune").lstrip("0")
    known = _plain(municipality.name)
    return plain in (municipality.code, known, f"{known}s")  # Københavns Kommune
