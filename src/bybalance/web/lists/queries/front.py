"""Today's picture in four numbers, with their date and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bybalance.lists.published import Edition, published_lists
from bybalance.web.lists.queries.list_page import (
    CategoryCount,
    CitedPage,
    category_count,
    sources_of_counts,
)

_SHOWN = ("vulnerable_area", "parallel_society", "transformation_area", "prevention_area")


@dataclass(frozen=True)
class FrontFigures:
    """The official counts of the newest list that has them."""

    list_date: date
    counts: tuple[CategoryCount, ...]
    sources: tuple[CitedPage, ...]


def front_figures() -> FrontFigures:
    """The four counts of the newest list with an official count of each."""
    edition = next(item for item in reversed(published_lists().editions) if _has_all(item))
    counts = tuple(category_count(edition.coverage[name]) for name in _SHOWN)
    return FrontFigures(
        list_date=edition.list_date, counts=counts, sources=sources_of_counts(counts)
    )


def _has_all(edition: Edition) -> bool:
    return all(
        name in edition.coverage and edition.coverage[name].official_count is not None
        for name in _SHOWN
    )
