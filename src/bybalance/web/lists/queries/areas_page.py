"""Every area that has been on a list, with when it was first and last on one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.lists.published import PublishedLists, published_lists
from bybalance.model.areas import Area
from bybalance.web.lists.queries import list_page, words
from bybalance.web.shared import tables


@dataclass(frozen=True)
class AreasPage:
    """The areas that fit the search, as a table."""

    table: tables.Table
    result_sentence: str


def areas_page(*, search: str) -> AreasPage:
    """Areas whose name, other name or municipality holds the search text."""
    published = published_lists()
    found = sorted(
        (area for area in published.areas.values() if _fits(area, search)),
        key=lambda area: list_page.alphabetical(area.name),
    )
    sentence = ngettext("%(count)s area.", "%(count)s areas.", len(found))
    return AreasPage(
        table=tables.Table(
            caption=_("Areas that have been on a list"),
            columns=(
                tables.Column(_("Area")),
                tables.Column(_("Municipality")),
                tables.Column(_("First known list")),
                tables.Column(_("Last known list")),
                tables.Column(_("Known lists"), is_figure=True),
            ),
            rows=tuple(_row(published, area) for area in found),
        ),
        result_sentence=sentence % {"count": words.count(len(found))},
    )


def _fits(area: Area, search: str) -> bool:
    haystack = " ".join((area.name, *area.other_names, area.municipality.name)).casefold()
    return search.casefold() in haystack


def _row(published: PublishedLists, area: Area) -> tuple[tables.Cell, ...]:
    link = list_page.area_link(published, area.area_id)
    listed = [row.list_date for row in published.listings_of(area.area_id) if row.categories]
    first, last = (words.day(listed[0]), words.day(listed[-1])) if listed else ("–", "–")
    return (
        tables.Cell(link.name, url=link.url, note=", ".join(area.other_names)),
        tables.Cell(link.municipality),
        tables.Cell(first),
        tables.Cell(last),
        tables.Cell(words.count(len(listed))),
    )
