"""Areas as a list, and what is known of each: names, parts, boundaries."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import shapely
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.web.areas import permissions
from bybalance.web.areas.models import Area, AreaBoundary, AreaName, AreaPart, Municipality
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.periods import period_text
from bybalance.web.shared.records import Dated
from bybalance.web.shared.related import RelatedLink
from bybalance.web.shared.tables import Cell, Column, Table
from bybalance.web.shared.together import Questions

AREAS_ON_A_PAGE = 50
SQUARE_METRES_IN_A_HECTARE = 10_000


@dataclass(frozen=True)
class AreasPage:
    """One page of the list of areas."""

    table: Table
    page: Page[Any]
    sentence: str
    may_edit: bool


def areas_page(
    *, viewer: Viewer, search: str = "", municipality: str = "", page_number: str = ""
) -> AreasPage:
    """Areas of a name, another name or a town, in a municipality or all."""
    found = permissions.areas.visible_to(viewer)
    if search:
        by_name = AreaName.objects.filter(name__icontains=search).values("area")
        found = found.filter(
            Q(name__icontains=search) | Q(town__icontains=search) | Q(pk__in=by_name)
        )
    if municipality:
        found = found.filter(municipality__code=municipality)
    page = Paginator(found, AREAS_ON_A_PAGE).get_page(page_number)
    count = page.paginator.count
    return AreasPage(
        table=Table(
            caption=_("Housing areas"),
            columns=(
                Column(_("Name")),
                Column(_("Kind")),
                Column(_("Town")),
                Column(_("Municipality")),
            ),
            rows=tuple(_row(area) for area in page),
        ),
        page=page,
        sentence=ngettext("%(count)d housing area.", "%(count)d housing areas.", count)
        % {"count": count},
        may_edit=permissions.may_edit_areas(viewer).allowed,
    )


def _row(area: Area) -> tuple[Cell, ...]:
    return (
        Cell(
            area.name, url=area.get_absolute_url(), note=_("invented") if area.is_invented else ""
        ),
        Cell(area.get_kind_display()),
        Cell(area.town or "–"),
        Cell(area.municipality.name),
    )


def visible_area(area_id: str, *, viewer: Viewer) -> Area | None:
    """The area, if ``viewer`` may know of it."""
    return permissions.areas.visible_to(viewer).filter(area_id=area_id).first()


@dataclass(frozen=True)
class AreaFacts:
    """What is known of an area itself, as the top of its page shows it."""

    other_names: tuple[str, ...]
    parts: tuple[RelatedLink, ...]
    wholes: tuple[RelatedLink, ...]
    boundaries: Table | None


def area_facts(area: Area, questions: Questions) -> Callable[[], AreaFacts]:
    """Names, parts, wholes and boundaries of ``area``."""
    names = questions.add(AreaName.objects.filter(area=area))
    parts = questions.add(AreaPart.objects.filter(whole=area).select_related("part"))
    wholes = questions.add(AreaPart.objects.filter(part=area).select_related("whole"))
    boundaries = questions.add(AreaBoundary.objects.filter(area=area))
    return lambda: AreaFacts(
        other_names=tuple(_with_period(row.name, row) for row in names),
        parts=tuple(_link(row.part, row) for row in parts),
        wholes=tuple(_link(row.whole, row) for row in wholes),
        boundaries=_boundaries_table(boundaries.rows) if boundaries.rows else None,
    )


def _link(area: Area, row: Dated) -> RelatedLink:
    note = period_text(row.from_on, row.until_on)
    return RelatedLink(area.name, area.get_absolute_url(), note, is_invented=area.is_invented)


def _with_period(text: str, row: Dated) -> str:
    period = period_text(row.from_on, row.until_on)
    return f"{text} ({period})" if period else text


def _boundaries_table(boundaries: list[AreaBoundary]) -> Table:
    return Table(
        caption=_("Boundaries"),
        columns=(
            Column(_("Period")),
            Column(_("Size, hectares"), is_figure=True),
            Column(_("From west to east, metres"), is_figure=True),
            Column(_("From south to north, metres"), is_figure=True),
            Column(_("Source")),
        ),
        rows=tuple(_boundary_row(row) for row in boundaries),
    )


def _boundary_row(row: AreaBoundary) -> tuple[Cell, ...]:
    language = formatting.language_of(get_language() or "da")
    hectares = round(size_ha(row) * 10)
    return (
        Cell(period_text(row.from_on, row.until_on) or _("Period not known")),
        Cell(formatting.number(Decimal(hectares) / 10, decimals=1, language=language)),
        Cell(formatting.number(round(row.max_easting_m - row.min_easting_m), language=language)),
        Cell(formatting.number(round(row.max_northing_m - row.min_northing_m), language=language)),
        Cell(row.source_title or "–", url=row.source_url),
    )


def size_ha(row: AreaBoundary) -> float:
    """Hectares inside a boundary."""
    return float(shapely.from_wkb(bytes(row.geometry_wkb)).area) / SQUARE_METRES_IN_A_HECTARE


@dataclass(frozen=True)
class FactRow:
    """A name, part or boundary on the page where an area is worked on."""

    kind: str
    pk: int
    text: str
    note: str
    is_removed: bool


@dataclass(frozen=True)
class FactGroup:
    """The rows of one kind."""

    kind: str
    heading: str
    add_label: str
    empty_text: str
    rows: tuple[FactRow, ...]

    @property
    def has_rows(self) -> bool:
        """Whether anything is left that has not been removed."""
        return any(not row.is_removed for row in self.rows)


def fact_groups(area: Area) -> tuple[FactGroup, ...]:
    """Names, parts and boundaries, with what has been removed, to be worked on."""
    names = AreaName.with_removed.filter(area=area)
    parts = AreaPart.with_removed.filter(whole=area).select_related("part")
    boundaries = AreaBoundary.with_removed.filter(area=area)
    return (
        FactGroup(
            "names",
            _("Other names"),
            _("Add a name"),
            _("No other name is written down."),
            tuple(_fact("names", row, row.name) for row in names),
        ),
        FactGroup(
            "parts",
            _("Parts"),
            _("Add a part"),
            _("The area is not made of others."),
            tuple(_fact("parts", row, row.part.name) for row in parts),
        ),
        FactGroup(
            "boundaries",
            _("Boundaries"),
            _("Add a boundary"),
            _("No boundary yet. Send in a GeoJSON file to show the area on maps."),
            tuple(_fact("boundaries", row, _("Boundary")) for row in boundaries),
        ),
    )


def _fact(kind: str, row: Any, text: str) -> FactRow:
    note = period_text(row.from_on, row.until_on) or _("Period not known")
    return FactRow(kind, row.pk, text, note, is_removed=row.removed_at is not None)


def names_of_municipalities(codes: Collection[str]) -> dict[str, str]:
    """Municipalities as roles and headings name them, by code."""
    found = Municipality.objects.filter(code__in=codes).values_list("code", "name")
    return {code: _("%(name)s municipality") % {"name": name} for code, name in found}


def names_of_areas(codes: Collection[str]) -> dict[str, str]:
    """Areas by the code that addresses and roles know them by."""
    return dict(Area.objects.filter(area_id__in=codes).values_list("area_id", "name"))
