"""What the lists say of one area: its history, each verdict explained, and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bybalance.lists import changes
from bybalance.lists.published import Listing, PublishedLists, published_lists
from bybalance.model.area_figures import FIGURES
from bybalance.model.areas import Area
from bybalance.rules.truth import Truth
from bybalance.web.lists.queries import explanation, list_page, words
from bybalance.web.lists.queries.trend import Chart
from bybalance.web.shared import tables
from bybalance.web.shared.charts import skyline, svg
from bybalance.web.shared.related import RelatedLink, RelatedSection

#: Lines of categories from the mildest to the gravest: the storeys of the history chart.
LEVELS: Final = ("prevention_area", "vulnerable_area", "parallel_society", "transformation_area")


@dataclass(frozen=True)
class Event:
    """Something that changed what the name stands for, as ``_timeline.html`` shows it."""

    when: str
    heading: str
    text: str
    url: str


@dataclass(frozen=True)
class ExplainedListing:
    """One list the area was on, with the verdict where official figures were found."""

    list_date: date
    list_url: str
    categories: str
    basis: str
    source_url: str
    note: str
    verdict: explanation.ExplainedVerdict | None
    what_if_url: str


@dataclass(frozen=True)
class AreaPage:
    """Everything the lists say of an area; its page has more."""

    area: Area
    sentence: str
    listed_count: int
    as_of: str
    history: Chart
    events: tuple[Event, ...]
    explained: tuple[ExplainedListing, ...]
    neighbours: RelatedSection
    licence: str


def area_page(area_id: str) -> AreaPage:
    """What the lists say of one area.

    Raises
    ------
    UnknownArea
        If no area of that id has been on a list.
    """
    published = published_lists()
    area = published.area(area_id)
    listings = published.listings_of(area.area_id)
    listed = [row for row in listings if row.categories]
    return AreaPage(
        area=area,
        sentence=_sentence(area, listed),
        listed_count=len(listed),
        as_of=_("of %(count)s lists since 2010, not all of which are known name by name")
        % {"count": words.count(len(published.editions))},
        history=_history(published, area),
        events=tuple(
            Event(
                when=_("Before the list of %(date)s") % {"date": words.day(event.before_list)},
                heading=event.text[words.language()],
                text=event.source_title,
                url=event.source_url,
            )
            for event in area.events
        ),
        explained=tuple(_explained(published, row) for row in reversed(listings)),
        neighbours=_neighbours(published, area),
        licence=words.wording().text("table.licence_text"),
    )


def level_of(published: PublishedLists, area_id: str, list_date: date) -> int | None:
    """How grave a category an area was given on a list: 0 not listed, ``None`` not known."""
    truths = [
        published.truth(area_id, list_date=list_date, lineage=lineage)
        for lineage in reversed(LEVELS)
    ]
    if Truth.MET in truths:
        return len(LEVELS) - truths.index(Truth.MET)
    if not published.listings_on(list_date):
        return None
    categories = {item.lineage for item in published.book.version_on(list_date).categories}
    asked = [
        truth
        for lineage, truth in zip(reversed(LEVELS), truths, strict=True)
        if lineage in categories
    ]
    return 0 if asked and all(truth is Truth.NOT_MET for truth in asked) else None


def level_name(published: PublishedLists, level: int | None, *, list_date: date) -> str:
    """What a level was called on a list, or that the area was not on it, or nothing is known."""
    if level is None:
        return _("unknown")
    if level == 0:
        return _("not on the list")
    categories = published.book.version_on(list_date).categories
    names = {category.lineage: category.id for category in categories}
    return words.wording().term(names[LEVELS[level - 1]])


def _sentence(area: Area, listed: list[Listing]) -> str:
    if not listed:
        return _("No list is known that %(area)s was on.") % {"area": area.name}
    names = [words.wording().term(name) for name in listed[-1].categories]
    return _("%(area)s was on the list of %(date)s, the last we know of: %(categories)s.") % {
        "area": area.name,
        "date": words.day(listed[-1].list_date),
        "categories": words.joined(names),
    }


def _history(published: PublishedLists, area: Area) -> Chart:
    columns = tuple(
        skyline.Column(
            on=edition.list_date,
            level=level,
            label=level_name(published, level, list_date=edition.list_date),
        )
        for edition in published.editions
        for level in [level_of(published, area.area_id, edition.list_date)]
    )
    heading = _("%(area)s on the lists since 2010") % {"area": area.name}
    chart = skyline.Skyline(
        caption=svg.Caption(
            key="history",
            title=heading,
            description=_(
                "A mark per list, at the height of the gravest category the area was given; "
                "hatched where it is not known. The same is in the table below."
            ),
        ),
        columns=columns,
        levels=tuple(words.categories(lineage) for lineage in LEVELS),
        language=words.language(),
    )
    return Chart(
        heading=heading,
        drawing=skyline.draw(chart),
        table=tables.Table(
            caption=heading,
            columns=(tables.Column(_("List")), tables.Column(_("Category"))),
            rows=tuple(
                (
                    tables.Cell(words.day(column.on), url=_list_url(column.on)),
                    tables.Cell(words.capitalised(column.label)),
                )
                for column in columns
            ),
        ),
        note=_(
            "Hatched: not known. Until 2021 parallel societies were called ghetto areas, and "
            "transformation areas hard ghetto areas."
        ),
        source=_("the published lists, named at each list below"),
    )


def _explained(published: PublishedLists, row: Listing) -> ExplainedListing:
    has_figures = any(row.figures.get(name) is not None for name in FIGURES)
    verdict = None
    if has_figures or row.figures.stated.keys() - {"size"}:
        verdict = explanation.explained(
            changes.published_verdict(published, row),
            doubts=dict(published.book.doubts),
            key=row.list_date.isoformat(),
        )
    query = urlencode({"area": row.area_id, "list_date": row.list_date.isoformat()})
    return ExplainedListing(
        list_date=row.list_date,
        list_url=_list_url(row.list_date),
        categories=list_page.categories_text(row),
        basis=words.heading(row.basis.value),
        source_url=row.source_url,
        note=row.note[words.language()],
        verdict=verdict,
        what_if_url=f"{reverse('lists:what_if')}?{query}" if verdict else "",
    )


def _neighbours(published: PublishedLists, area: Area) -> RelatedSection:
    links = (
        list_page.area_link(published, other.area_id)
        for other in published.areas.values()
        if other.municipality == area.municipality and other.area_id != area.area_id
    )
    return RelatedSection(
        key="neighbours",
        heading=_("Other areas in the municipality"),
        links=tuple(RelatedLink(link.name, link.url) for link in links),
        empty_text=_("No other area in the municipality has been on a list."),
    )


def _list_url(list_date: date) -> str:
    return reverse("lists:list", args=[list_date.isoformat()])
