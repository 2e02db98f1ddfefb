"""How far the published lists are known, and the pages they were compiled from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.lists.published import Coverage, Edition, published_lists
from bybalance.web.lists.queries import words
from bybalance.web.shared import tables


@dataclass(frozen=True)
class SourcesPage:
    """Coverage list by list, sources with their number of rows, and the open points of law."""

    coverage: tables.Table
    sources: tuple[tuple[str, int], ...]
    row_count: int
    derived_count: int
    doubts: tuple[str, ...]


def sources_page() -> SourcesPage:
    """Everything a reader needs to judge the lists on this site."""
    published = published_lists()
    counted = Counter(row.source_url for row in published.listings)
    return SourcesPage(
        coverage=tables.Table(
            caption=_("Names known, against the official count"),
            columns=(
                tables.Column(_("List")),
                tables.Column(_("Category")),
                tables.Column(_("Official count"), is_figure=True),
                tables.Column(_("Known by name"), is_figure=True),
            ),
            rows=tuple(
                _row(edition, item)
                for edition in reversed(published.editions)
                for item in edition.coverage.values()
            ),
        ),
        sources=tuple(counted.most_common()),
        row_count=len(published.listings),
        derived_count=sum(row.basis.value == "derived" for row in published.listings),
        doubts=tuple(doubt.question[words.language()] for doubt in published.book.doubts.values()),
    )


def _row(edition: Edition, item: Coverage) -> tuple[tables.Cell, ...]:
    is_known = item.official_count is not None or item.found_count
    url = reverse("lists:list", args=[edition.list_date.isoformat()]) if is_known else ""
    return (
        tables.Cell(words.day(edition.list_date), url=url, note=item.note[words.language()]),
        tables.Cell(words.capitalised(words.categories(item.category))),
        tables.Cell(words.count(item.official_count), url=item.source_url),
        tables.Cell(words.count(item.found_count)),
    )
