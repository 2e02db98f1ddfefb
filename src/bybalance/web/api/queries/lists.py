"""The published lists: all of them, and one with its rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from bybalance.lists import published as lists
from bybalance.lists.published import published_lists
from bybalance.model.errors import UnknownList
from bybalance.model.formatting import Language
from bybalance.pipelines.wording import Wording
from bybalance.web.api import schemas
from bybalance.web.api.queries import areas, common


def all_lists(*, language: Language) -> schemas.Lists:
    """Every list that came out, oldest first."""
    published, wording = published_lists(), Wording(language)
    return schemas.Lists(
        lists=[schemas.Edition(**_edition(item, wording)) for item in published.editions],
        provenance=common.provenance(
            wording,
            sources=(url for edition in published.editions for url in _sources_of(edition)),
            rule_versions=(version.id for version in published.book.versions),
        ),
    )


def one_list(list_date: date, *, language: Language) -> schemas.OneList:
    """One list with its rows, near misses included.

    Raises
    ------
    UnknownList
        If no list came out on that date.
    """
    published, wording = published_lists(), Wording(language)
    edition = published.edition(list_date)
    if edition.list_date != list_date:
        raise UnknownList(f"There is no list of {list_date}.")
    rows = published.listings_on(list_date)
    return schemas.OneList(
        **_edition(edition, wording),
        rows=[
            schemas.ListedArea(
                **areas.listing(row, wording),
                area=schemas.Area(**areas.area(published.areas[row.area_id])),
            )
            for row in rows
        ],
        provenance=common.provenance(
            wording,
            sources=(*_sources_of(edition), *(row.source_url for row in rows)),
            rule_versions=[published.book.version_on(list_date).id],
        ),
    )


def _edition(edition: lists.Edition, wording: Wording) -> dict[str, Any]:
    return {
        "list_date": edition.list_date,
        "rule_version": published_lists().book.version_on(edition.list_date).id,
        "coverage": [_coverage(item, wording) for item in edition.coverage.values()],
    }


def _coverage(item: lists.Coverage, wording: Wording) -> schemas.Coverage:
    return schemas.Coverage(
        category=common.named(item.category, wording),
        found_count=item.found_count,
        official_count=item.official_count,
        is_complete=item.is_complete,
        source_url=item.source_url,
        note=item.note[wording.language],
    )


def _sources_of(edition: lists.Edition) -> Iterator[str]:
    return (item.source_url for item in edition.coverage.values())
