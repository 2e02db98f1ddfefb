"""The published lists as tables to show and export: a list, an area, two lists compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from bybalance.lists import changes
from bybalance.lists.published import Edition, Listing, PublishedLists
from bybalance.model.areas import Area
from bybalance.pipelines.columns import count_columns, date_columns, text_columns
from bybalance.pipelines.export_table import Cell, Column, ExportTable, Kind, Provenance
from bybalance.pipelines.wording import Wording
from bybalance.sources import headers
from bybalance.sources.headers import HeaderKind

_FIGURES: Final = tuple(
    header
    for header in headers.HEADERS
    if header.kind in (HeaderKind.PERCENT_OF_PERSONS, HeaderKind.PERCENT_OF_REFERENCE)
)


def list_table(
    published: PublishedLists, edition: Edition, *, wording: Wording, now: datetime
) -> ExportTable:
    """Every known row of one list, near misses included, with the figures that were found."""
    day = edition.list_date
    listings = published.listings_on(day)
    return ExportTable(
        title=wording.text("title.list_of", day=day),
        language=wording.language,
        columns=(
            *text_columns(wording, "area", "municipality", "categories", "not_categories", "basis"),
            *_figure_columns(wording),
            *text_columns(wording, "source", "note"),
        ),
        rows=[_listing_row(published, listing, wording) for listing in listings],
        sources=_sources(listings),
        licence=wording.text("table.licence_text"),
        provenance=_provenance(published, [day], now),
    )


def coverage_table(
    published: PublishedLists, edition: Edition, *, wording: Wording, now: datetime
) -> ExportTable:
    """How many names of each category are known, against the official count."""
    covered = edition.coverage.values()
    return ExportTable(
        title=wording.text("title.coverage"),
        language=wording.language,
        columns=(
            *text_columns(wording, "category"),
            *count_columns(wording, "found_count", "official_count"),
            *text_columns(wording, "source"),
        ),
        rows=[
            (wording.term(item.category), item.found_count, item.official_count, item.source_url)
            for item in covered
        ],
        sources=tuple(dict.fromkeys(item.source_url for item in covered)),
        licence=wording.text("table.licence_text"),
        provenance=_provenance(published, [edition.list_date], now),
    )


def area_table(
    published: PublishedLists, area: Area, *, wording: Wording, now: datetime
) -> ExportTable:
    """Every list that an area was on, and what the figures found say under the rules of the day."""
    listings = published.listings_of(area.area_id)
    return ExportTable(
        title=wording.text("title.area", name=area.name, municipality=area.municipality.name),
        language=wording.language,
        columns=(
            *date_columns(wording, "list_date"),
            *text_columns(wording, "categories", "not_categories", "basis", "verdict"),
            *_figure_columns(wording),
            *text_columns(wording, "source", "note"),
        ),
        rows=[_area_row(published, listing, wording) for listing in listings],
        sources=_sources(listings),
        licence=wording.text("table.licence_text"),
        provenance=_provenance(published, [item.list_date for item in listings], now),
    )


def changes_table(
    published: PublishedLists, compared: changes.Changes, *, wording: Wording, now: datetime
) -> ExportTable:
    """Who came on and who went off between two lists, and what is known of the reason."""
    groups = (
        ("entry", compared.entries),
        ("possible_entry", compared.possible_entries),
        ("exit", compared.exits),
        ("possible_exit", compared.possible_exits),
        ("stayed", compared.stayed),
    )
    pairs = [(kind, change) for kind, group in groups for change in group]
    listings = [row for _, change in pairs for row in (change.earlier, change.later) if row]
    return ExportTable(
        title=wording.text(
            "title.changes",
            earlier=compared.earlier,
            later=compared.later,
            lineage=wording.text(f"lineage.{compared.lineage}"),
        ),
        language=wording.language,
        columns=text_columns(wording, "area", "municipality", "change", "earlier", "later", "why"),
        rows=[_change_row(published, change, kind, compared, wording) for kind, change in pairs],
        sources=_sources(listings),
        licence=wording.text("table.licence_text"),
        provenance=_provenance(published, [compared.earlier, compared.later], now),
    )


def has_figures(listing: Listing) -> bool:
    """Tell whether any share or ratio was found for a row."""
    return any(listing.figures.get(header.field) is not None for header in _FIGURES)


def _listing_row(published: PublishedLists, listing: Listing, wording: Wording) -> tuple[Cell, ...]:
    area = published.areas[listing.area_id]
    return (
        area.name,
        area.municipality.name,
        wording.terms(listing.categories),
        wording.terms(listing.not_categories),
        wording.term(listing.basis.value),
        *_figures(listing),
        listing.source_url,
        listing.note[wording.language],
    )


def _area_row(published: PublishedLists, listing: Listing, wording: Wording) -> tuple[Cell, ...]:
    return (
        listing.list_date,
        wording.terms(listing.categories),
        wording.terms(listing.not_categories),
        wording.term(listing.basis.value),
        _verdict_text(published, listing, wording),
        *_figures(listing),
        listing.source_url,
        listing.note[wording.language],
    )


def _verdict_text(published: PublishedLists, listing: Listing, wording: Wording) -> str:
    """Name each category's verdict where figures were found; otherwise nothing can be said."""
    if not has_figures(listing):
        return ""
    verdict = changes.published_verdict(published, listing)
    return "; ".join(
        f"{wording.term(item.category.id)}: {wording.term(item.truth.value)}"
        for item in verdict.categories
    )


def _change_row(
    published: PublishedLists,
    change: changes.Change,
    kind: str,
    compared: changes.Changes,
    wording: Wording,
) -> tuple[Cell, ...]:
    return (
        change.area.name,
        change.area.municipality.name,
        wording.term(kind),
        _categories(change.earlier, wording),
        _categories(change.later, wording),
        "" if kind == "stayed" else _why(published, change, compared, wording),
    )


def reasons(published: PublishedLists, change: changes.Change, *, wording: Wording) -> list[str]:
    """Name the criteria on which the later list is decided otherwise than the earlier; in words.

    Empty where no figures tell.
    """
    difference = changes.why(published, change)
    if difference is None:
        return []
    return [
        wording.text(
            "why.criterion",
            name=item.criterion_id,
            before=item.before.truth.value,
            after=item.after.truth.value,
        )
        for item in difference.criteria
        if item.before is not None
        and item.after is not None
        and item.after.truth.is_decided
        and item.before.truth is not item.after.truth
    ]


def _why(
    published: PublishedLists, change: changes.Change, compared: changes.Changes, wording: Wording
) -> str:
    """Give the reasons, and say so where the rules changed between the lists."""
    is_row_missing = change.earlier is None or change.later is None
    unknown = "why.missing_row" if is_row_missing else "why.no_figures"
    told = reasons(published, change, wording=wording) or [wording.text(unknown)]
    if compared.rules_changed:
        told.append(wording.text("why.rules"))
    return "; ".join(told)


def _categories(listing: Listing | None, wording: Wording) -> str:
    return wording.terms(listing.categories) if listing is not None else ""


def _figures(listing: Listing) -> tuple[Cell, ...]:
    shares = (listing.figures.get(header.field) for header in _FIGURES)
    return (
        listing.figures.resident_count,
        *(None if share is None else share * 100 for share in shares),
    )


def _figure_columns(wording: Wording) -> tuple[Column, ...]:
    residents = headers.HEADER_BY_FIELD["resident_count"]
    return tuple(
        Column(
            id=header.id,
            heading=header.da if wording.language == "da" else header.en,
            kind=Kind.COUNT if header is residents else Kind.PERCENT,
        )
        for header in (residents, *_FIGURES)
    )


def _provenance(published: PublishedLists, list_dates: Iterable[date], now: datetime) -> Provenance:
    versions = dict.fromkeys(published.book.version_on(day).id for day in list_dates)
    return Provenance(created_at=now, rule_versions=tuple(versions))


def _sources(listings: Iterable[Listing]) -> tuple[str, ...]:
    return tuple(sorted({listing.source_url for listing in listings}))
