"""The areas that have been on a list: all of them, and one with its history and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from bybalance.lists import changes
from bybalance.lists.published import Listing, PublishedLists, published_lists
from bybalance.model import areas as model
from bybalance.model.formatting import Language
from bybalance.pipelines import published_tables
from bybalance.pipelines.wording import Wording
from bybalance.web.api import schemas
from bybalance.web.api.queries import common, verdicts


def all_areas(*, language: Language) -> schemas.Areas:
    """Every area that has been on a list, by id."""
    published, wording = published_lists(), Wording(language)
    return schemas.Areas(
        areas=[
            schemas.AreaOnLists(**_area_on_lists(published, item))
            for item in published.areas.values()
        ],
        provenance=common.provenance(
            wording,
            sources=(row.source_url for row in published.listings),
            rule_versions=(version.id for version in published.book.versions),
        ),
    )


def one_area(area_id: str, *, language: Language) -> schemas.OneArea:
    """One area by id or name.

    Raises
    ------
    UnknownArea
        If there is none; the message suggests near names.
    """
    published, wording = published_lists(), Wording(language)
    found = published.area(area_id)
    listings = published.listings_of(found.area_id)
    return schemas.OneArea(
        **_area_on_lists(published, found),
        events=[_event(item, language) for item in found.events],
        history=[
            _history_year(published, found, edition.list_date) for edition in published.editions
        ],
        listings=[_explained(published, row, wording) for row in listings],
        provenance=common.provenance(
            wording,
            sources=(row.source_url for row in listings),
            rule_versions=(published.book.version_on(row.list_date).id for row in listings),
        ),
    )


def area(item: model.Area) -> dict[str, Any]:
    """What an area is called and where it lies, as the fields of its schema."""
    return {
        "area_id": item.area_id,
        "name": item.name,
        "other_names": list(item.other_names),
        "municipality": schemas.Municipality(
            code=item.municipality.code,
            name=item.municipality.name,
            region=item.municipality.region,
        ),
    }


def listing(row: Listing, wording: Wording) -> dict[str, Any]:
    """What is known of an area on a list, as the fields of its schema."""
    return {
        "list_date": row.list_date,
        "categories": common.all_named(row.categories, wording),
        "not_categories": common.all_named(row.not_categories, wording),
        "basis": row.basis,
        "figures": _figures(row),
        "source_url": row.source_url,
        "note": row.note[wording.language],
    }


def _area_on_lists(published: PublishedLists, item: model.Area) -> dict[str, Any]:
    days = [row.list_date for row in published.listings_of(item.area_id) if row.categories]
    return {
        **area(item),
        "first_listed_on": min(days, default=None),
        "last_listed_on": max(days, default=None),
        "listed_count": len(days),
    }


def _figures(row: Listing) -> schemas.Figures:
    figures = row.figures
    return schemas.Figures(
        resident_count=figures.resident_count,
        outside_labour_market_pct=common.percentage(figures.outside_labour_market_share),
        non_western_pct=common.percentage(figures.non_western_share),
        convicted_pct=common.percentage(figures.convicted_share),
        basic_education_pct=common.percentage(figures.basic_education_share),
        income_pct=common.percentage(figures.income_ratio),
        outside_labour_market_latest_pct=common.percentage(
            figures.outside_labour_market_latest_share
        ),
    )


def _event(event: model.AreaEvent, language: Language) -> schemas.AreaEvent:
    return schemas.AreaEvent(
        kind=event.kind,
        before_list=event.before_list,
        text=event.text[language],
        source_title=event.source_title,
        source_url=event.source_url,
    )


def _history_year(
    published: PublishedLists, item: model.Area, list_date: date
) -> schemas.HistoryYear:
    lineages = [category.lineage for category in published.book.version_on(list_date).categories]
    return schemas.HistoryYear(
        list_date=list_date,
        membership={
            lineage: published.truth(item.area_id, list_date=list_date, lineage=lineage)
            for lineage in lineages
        },
    )


def _explained(
    published: PublishedLists, row: Listing, wording: Wording
) -> schemas.ExplainedListing:
    verdict = None
    if published_tables.has_figures(row):
        verdict = verdicts.verdict(changes.published_verdict(published, row), wording)
    return schemas.ExplainedListing(**listing(row, wording), verdict=verdict)
