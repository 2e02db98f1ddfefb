"""How many areas were on each list, and where: the official counts over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from django.utils.translation import gettext as _

from bybalance.lists.published import Edition, PublishedLists, published_lists
from bybalance.model.formatting import Language
from bybalance.web.lists.queries import words
from bybalance.web.shared import tables
from bybalance.web.shared.charts import matrix, svg, trend

#: Lines of categories with an official count, and how their names changed.
TREND_LINEAGES: Final = (
    "vulnerable_area",
    "parallel_society",
    "transformation_area",
    "prevention_area",
)
_SHADE_STARTS: Final = (1, 2, 3, 5, 7)


@dataclass(frozen=True)
class Chart:
    """A chart with its message as a heading, its table twin, and what must be known of it."""

    heading: str
    drawing: svg.Drawing
    table: tables.Table
    note: str
    source: str


def trend_chart() -> Chart:
    """Official counts per line of categories, 2010 to the last list; gaps stay gaps."""
    return _trend_chart(words.language())


@cache
def _trend_chart(language: Language) -> Chart:
    """Drawn once per language: the packaged lists do not change while the site runs."""
    published = published_lists()
    dates = tuple(edition.list_date for edition in published.editions)
    series = tuple(
        trend.Series(
            label=words.categories(lineage),
            short_label=words.short_lineage(lineage),
            counts=tuple(_official(published, edition, lineage) for edition in published.editions),
        )
        for lineage in TREND_LINEAGES
    )
    heading = _trend_heading(dates, series[0])
    chart = trend.Trend(
        caption=svg.Caption(
            key="trend",
            title=heading,
            description=_(
                "Lines with the official number of areas on each list from 2010 on, by category. "
                "The same numbers are in the table below."
            ),
        ),
        dates=dates,
        series=series,
        language=language,
        events=tuple(
            trend.Event(on=version.lists.from_on, word=_("new rules"))
            for version in published.book.versions[1:]
        ),
    )
    return Chart(
        heading=heading,
        drawing=trend.draw(chart),
        table=_trend_table(dates, series),
        note=_(
            "Official counts; none was found for October 2013. Until 2021 parallel societies were "
            "called ghetto areas, and transformation areas hard ghetto areas."
        ),
        source=_("ministries and press, named on each list's own page"),
    )


def _trend_heading(dates: tuple[date, ...], vulnerable: trend.Series) -> str:
    """The message of the chart: from the first count of vulnerable areas to the last."""
    known = [
        (day.year, count)
        for day, count in zip(dates, vulnerable.counts, strict=True)
        if count is not None
    ]
    (first_year, first), (last_year, last) = known[0], known[-1]
    return _("From %(first)s vulnerable areas in %(first_year)s to %(last)s in %(last_year)s") % {
        "first": first,
        "first_year": first_year,
        "last": last,
        "last_year": last_year,
    }


def _official(published: PublishedLists, edition: Edition, lineage: str) -> int | None:
    for category in published.book.version_on(edition.list_date).categories:
        if category.lineage == lineage and category.id in edition.coverage:
            return edition.coverage[category.id].official_count
    return None


def _trend_table(dates: tuple[date, ...], series: tuple[trend.Series, ...]) -> tables.Table:
    return tables.Table(
        caption=_("Official number of areas by list and category"),
        columns=(
            tables.Column(_("List")),
            *(tables.Column(line.label, is_figure=True) for line in series),
        ),
        rows=tuple(
            (
                tables.Cell(words.day(list_date)),
                *(
                    tables.Cell("–" if line.counts[index] is None else str(line.counts[index]))
                    for line in series
                ),
            )
            for index, list_date in enumerate(dates)
        ),
    )


def municipalities_chart() -> Chart:
    """Areas per municipality and list, by region: small multiples where a map would stand."""
    return _municipalities_chart(words.language())


@cache
def _municipalities_chart(language: Language) -> Chart:
    published = published_lists()
    editions = [edition for edition in published.editions if _has_names(published, edition)]
    dates = tuple(edition.list_date for edition in editions)
    groups = tuple(_regions(published, dates))
    heading = _("Areas on the list in each municipality")
    chart = matrix.Matrix(
        caption=svg.Caption(
            key="municipalities",
            title=heading,
            description=_(
                "A row per municipality and a column per list, shaded by the number of areas on "
                "the list of ghettoområder, called parallelsamfund since 2021. Hatched where not "
                "every name is known. The same numbers are in the table below."
            ),
        ),
        dates=dates,
        groups=groups,
        class_starts=_SHADE_STARTS,
        language=language,
    )
    return Chart(
        heading=heading,
        drawing=matrix.draw(chart),
        table=_municipalities_table(dates, groups),
        note=_("Parallel societies, until 2021 ghetto areas. Hatched: not every name is known."),
        source=_("the published lists, named on each list's own page"),
    )


def shades() -> list[tuple[int, str]]:
    """What each shade of the municipalities' chart means, in words."""
    ends = [*(start - 1 for start in _SHADE_STARTS[1:]), None]
    named = [(0, _("none"))]
    for shade, (start, end) in enumerate(zip(_SHADE_STARTS, ends, strict=True), start=1):
        if end is None:
            named.append((shade, _("%(count)d or more") % {"count": start}))
        else:
            named.append((shade, str(start) if start == end else f"{start}–{end}"))
    return named


def _has_names(published: PublishedLists, edition: Edition) -> bool:
    return any(
        listing.categories and "combined_letting_area" not in listing.categories
        for listing in published.listings_on(edition.list_date)
    )


def _regions(published: PublishedLists, dates: tuple[date, ...]) -> list[matrix.Group]:
    regions: dict[str, list[matrix.Row]] = {}
    known = {day: _count_by_municipality(published, day) for day in dates}
    for municipality in published.municipalities.values():
        counts = tuple(
            by_code.get(municipality.code, 0) if (by_code := known[day]) is not None else None
            for day in dates
        )
        if any(counts):
            row = matrix.Row(label=municipality.name, counts=counts)
            regions.setdefault(municipality.region, []).append(row)
    return [
        matrix.Group(label=region, rows=tuple(sorted(rows, key=lambda row: row.label)))
        for region, rows in sorted(regions.items())
    ]


def _count_by_municipality(published: PublishedLists, day: date) -> dict[str, int] | None:
    """Areas per municipality code, or ``None`` where the list's names are not all known."""
    coverage = published.edition(day).coverage
    for category in published.book.version_on(day).categories:
        if category.lineage == "parallel_society" and coverage[category.id].is_complete:
            counts: dict[str, int] = {}
            for area_id in published.members(day, category.id):
                code = published.areas[area_id].municipality.code
                counts[code] = counts.get(code, 0) + 1
            return counts
    return None


def _municipalities_table(
    dates: tuple[date, ...], groups: tuple[matrix.Group, ...]
) -> tables.Table:
    return tables.Table(
        caption=_("Areas on the list in each municipality"),
        columns=(
            tables.Column(_("Municipality")),
            tables.Column(_("Region")),
            *(tables.Column(words.day(day), is_figure=True) for day in dates),
        ),
        rows=tuple(
            (
                tables.Cell(row.label),
                tables.Cell(group.label),
                *(tables.Cell("–" if count is None else str(count)) for count in row.counts),
            )
            for group in groups
            for row in group.rows
        ),
    )
