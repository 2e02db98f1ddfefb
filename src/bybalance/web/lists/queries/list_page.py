"""One list: its counts, its areas as a table, and who came on and went off since the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.lists import changes
from bybalance.lists.published import (
    Coverage,
    Edition,
    Listing,
    PublishedLists,
    published_lists,
)
from bybalance.model import formatting
from bybalance.model.errors import UnknownList
from bybalance.web.lists.queries import words
from bybalance.web.shared import tables


@dataclass(frozen=True)
class ListFilter:
    """What the reader asked for: part of a name, a municipality code, a category, an order."""

    search: str = ""
    municipality: str = ""
    category: str = ""
    sort: str = "area"
    is_descending: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or self.municipality or self.category)


@dataclass(frozen=True)
class CategoryCount:
    """Areas in one category: the official count, and how many names are known."""

    name: str
    official_count: int | None
    remark: str
    source_url: str


@dataclass(frozen=True)
class CitedPage:
    """A page that a number comes from."""

    title: str
    url: str


@dataclass(frozen=True)
class ListLink:
    """A list in the row of all lists."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class AreaLink:
    """An area as a link."""

    name: str
    municipality: str
    url: str


@dataclass(frozen=True)
class Turnover:
    """Who came on and who went off since the list before, in the line of parallelsamfund."""

    before: date
    entries: tuple[AreaLink, ...]
    exits: tuple[AreaLink, ...]
    is_complete: bool
    rules_changed: bool
    compare_url: str


@dataclass(frozen=True)
class ListPage:
    """Everything the page of one list shows; ``uncounted`` have no official count."""

    list_date: date
    lists: tuple[ListLink, ...]
    rule_title: str
    rule_url: str
    counts: tuple[CategoryCount, ...]
    uncounted: tuple[CategoryCount, ...]
    count_sources: tuple[CitedPage, ...]
    table: tables.Table
    result_sentence: str
    turnover: Turnover | None
    note: str
    source: str
    licence: str


def editions_with_counts() -> tuple[Edition, ...]:
    """Lists that anything is known of, newest first."""
    return tuple(
        edition
        for edition in reversed(published_lists().editions)
        if any(
            item.official_count is not None or item.found_count
            for item in edition.coverage.values()
        )
    )


def newest_complete_pair() -> dict[str, str]:
    """What the comparison starts with: the last two lists whose names are all known."""
    known = [
        edition.list_date
        for edition in published_lists().editions
        for name in ("ghetto_area", "parallel_society")
        if name in edition.coverage and edition.coverage[name].is_complete
    ]
    return {
        "earlier": known[-2].isoformat(),
        "later": known[-1].isoformat(),
        "lineage": "parallel_society",
    }


def list_page(list_date: date, *, chosen: ListFilter) -> ListPage:
    """One list, filtered and sorted as chosen.

    Raises
    ------
    UnknownList
        If no list came out on that date.
    """
    published = published_lists()
    edition = published.edition(list_date)
    if edition.list_date != list_date:
        raise UnknownList(str(list_date))
    rows = [row for row in published.listings_on(list_date) if _is_wanted(published, row, chosen)]
    counts = tuple(category_count(item) for item in edition.coverage.values())
    return ListPage(
        list_date=list_date,
        lists=_list_links(list_date, chosen),
        rule_title=published.book.version_on(list_date).title[words.language()],
        rule_url=reverse("lists:rule_version", args=[published.book.version_on(list_date).id]),
        counts=tuple(item for item in counts if item.official_count is not None),
        uncounted=tuple(item for item in counts if item.official_count is None),
        count_sources=sources_of_counts(counts),
        table=_table(published, rows, chosen, list_date=list_date),
        result_sentence=_result_sentence(rows, chosen),
        turnover=_turnover(published, list_date),
        note=_coverage_note(edition),
        source=_("each row names its own"),
        licence=words.wording().text("table.licence_text"),
    )


def category_count(coverage: Coverage) -> CategoryCount:
    """The count of one category with a remark on how much of it is known by name."""
    return CategoryCount(
        name=words.categories(coverage.category),
        official_count=coverage.official_count,
        remark=_coverage_remark(coverage),
        source_url=coverage.source_url,
    )


def sources_of_counts(counts: Iterable[CategoryCount]) -> tuple[CitedPage, ...]:
    """The pages that official counts come from, each once."""
    urls = dict.fromkeys(item.source_url for item in counts if item.official_count is not None)
    return tuple(CitedPage(title=urlsplit(url).hostname or url, url=url) for url in urls)


def _list_links(shown: date, chosen: ListFilter) -> tuple[ListLink, ...]:
    """Every list with anything known, oldest first; a search goes along to the other lists."""
    dates = [edition.list_date for edition in reversed(editions_with_counts())]
    years = Counter(day.year for day in dates)
    kept = {"search": chosen.search, "municipality": chosen.municipality}
    query = urlencode({name: value for name, value in kept.items() if value})
    return tuple(
        ListLink(
            label=words.short_month(day) if years[day.year] > 1 else str(day.year),
            url=reverse("lists:list", args=[day.isoformat()]) + (f"?{query}" if query else ""),
            is_current=day == shown,
        )
        for day in dates
    )


def area_link(published: PublishedLists, area_id: str) -> AreaLink:
    """An area by its id, as a link to its page."""
    area = published.areas[area_id]
    return AreaLink(
        name=area.name,
        municipality=area.municipality.name,
        url=reverse("area", args=[area_id]),
    )


def _coverage_remark(coverage: Coverage) -> str:
    if coverage.official_count is None:
        return _("no official count was found; %(count)s known by name") % {
            "count": coverage.found_count
        }
    if coverage.is_complete:
        return _("all known by name")
    return _("%(found)s of %(official)s known by name") % {
        "found": coverage.found_count,
        "official": coverage.official_count,
    }


def _coverage_note(edition: Edition) -> str:
    if all(item.is_complete for item in edition.coverage.values()):
        return ""
    return _(
        "Not every name on this list was found. An area that is missing here may have been on it."
    )


def _is_wanted(published: PublishedLists, row: Listing, chosen: ListFilter) -> bool:
    area = published.areas[row.area_id]
    haystack = " ".join((area.name, *area.other_names, area.municipality.name)).casefold()
    return (
        chosen.search.casefold() in haystack
        and chosen.municipality in {"", area.municipality.code}
        and chosen.category in {"", *row.categories}
    )


def _result_sentence(rows: list[Listing], chosen: ListFilter) -> str:
    listed_count = sum(bool(row.categories) for row in rows)
    near_count = len(rows) - listed_count
    if chosen.is_narrowed:
        sentence = ngettext(
            "%(count)s area fits your filters.", "%(count)s areas fit your filters.", listed_count
        )
    else:
        sentence = ngettext("%(count)s area is shown.", "%(count)s areas are shown.", listed_count)
    told = sentence % {"count": words.count(listed_count)}
    if not near_count:
        return told
    near = ngettext(
        "%(count)s more is known not to have been on the list.",
        "%(count)s more are known not to have been on the list.",
        near_count,
    )
    return f"{told} {near % {'count': words.count(near_count)}}"


def _table(
    published: PublishedLists, rows: list[Listing], chosen: ListFilter, *, list_date: date
) -> tables.Table:
    shown = [
        figure
        for figure in words.FIGURE_HEADINGS
        if any(row.figures.get(figure) is not None for row in rows)
    ]
    keys = _sort_keys(published, shown)
    ordered = sorted(rows, key=keys["area"])
    if chosen.sort in keys:
        ordered.sort(key=keys[chosen.sort], reverse=chosen.is_descending)
    return tables.Table(
        caption=_("Areas on the list of %(date)s") % {"date": words.day(list_date)},
        columns=(
            _column(_("Area"), "area", chosen),
            _column(_("Municipality"), "municipality", chosen),
            _column(_("Category"), "category", chosen),
            *(
                _column(str(words.FIGURE_HEADINGS[figure]), figure, chosen, is_figure=True)
                for figure in shown
            ),
            tables.Column(_("How it is known")),
        ),
        rows=tuple(_row(published, row, shown) for row in ordered),
    )


def _row(published: PublishedLists, row: Listing, shown: list[str]) -> tuple[tables.Cell, ...]:
    link = area_link(published, row.area_id)
    return (
        tables.Cell(link.name, url=link.url),
        tables.Cell(link.municipality),
        tables.Cell(categories_text(row)),
        *(tables.Cell(figure_text(row, figure)) for figure in shown),
        tables.Cell(words.heading(row.basis.value), url=row.source_url),
    )


def categories_text(row: Listing) -> str:
    """The categories of a row, gravest first, or what the area was not."""
    wording = words.wording()
    if row.categories:
        named = ", ".join(wording.term(name) for name in reversed(row.categories))
        return words.capitalised(named)
    named = ", ".join(wording.term(name) for name in row.not_categories)
    return _("Not %(categories)s (near miss)") % {"categories": named}


def figure_text(row: Listing, figure: str) -> str:
    """One official figure, or a dash where none was found."""
    value = row.figures.get(figure)
    if value is None:
        return "–"
    if figure == "resident_count":
        return formatting.number(value, language=words.language())
    return words.share(value)


def _sort_keys(published: PublishedLists, shown: list[str]) -> dict[str, Callable[[Listing], Any]]:
    def by_figure(figure: str) -> Callable[[Listing], tuple[bool, Fraction]]:
        # Rows without the figure come together; a value of None cannot be compared.
        return lambda row: (
            row.figures.get(figure) is not None,
            row.figures.get(figure) or Fraction(0),
        )

    return {
        "area": lambda row: alphabetical(published.areas[row.area_id].name),
        "municipality": lambda row: alphabetical(published.areas[row.area_id].municipality.name),
        "category": lambda row: len(row.categories),
        **{figure: by_figure(figure) for figure in shown},
    }


def alphabetical(name: str) -> tuple[int, ...]:
    """A key that sorts as Danish does: æ, ø and å come last, aa as å."""
    letters = name.casefold().replace("aa", "å")
    last = {"æ": 0x10000, "ø": 0x10001, "å": 0x10002}
    return tuple(last.get(letter, ord(letter)) for letter in letters)


def _column(label: str, key: str, chosen: ListFilter, *, is_figure: bool = False) -> tables.Column:
    is_now = chosen.sort == key
    turned = is_now and not chosen.is_descending
    query = {
        "search": chosen.search,
        "municipality": chosen.municipality,
        "category": chosen.category,
        "sort": key,
        "order": "descending" if turned else "",
    }
    now: tables.Direction = "none"
    if is_now:
        now = "descending" if chosen.is_descending else "ascending"
    kept = {name: value for name, value in query.items() if value}
    return tables.Column(
        label=label, is_figure=is_figure, sort_url=f"?{urlencode(kept)}", sorted=now
    )


def _turnover(published: PublishedLists, list_date: date) -> Turnover | None:
    """Entries and exits since the list before that has any names."""
    before = [
        edition.list_date
        for edition in published.editions
        if edition.list_date < list_date and published.listings_on(edition.list_date)
    ]
    if not before or not published.listings_on(list_date):
        return None
    found = changes.compare(published, earlier=before[-1], later=list_date)
    return Turnover(
        before=before[-1],
        entries=tuple(area_link(published, item.area.area_id) for item in found.entries),
        exits=tuple(area_link(published, item.area.area_id) for item in found.exits),
        is_complete=found.is_complete,
        rules_changed=found.rules_changed,
        compare_url=f"{reverse('lists:compare')}?"
        + urlencode({"earlier": before[-1].isoformat(), "later": list_date.isoformat()}),
    )
