"""Where the measures of a plan are, as a map and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import shapely
from django.utils.translation import gettext as _

from bybalance.web.areas.models import AreaBoundary
from bybalance.web.plans.models import Measure
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.content import MeasureContent
from bybalance.web.plans.queries.shown import ShownPlan
from bybalance.web.shared.charts import site_map, svg
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class MapPage:
    """The measures on a map and as a list; ``drawing`` is ``None`` where nothing has a place."""

    heading: str
    drawing: svg.Drawing | None
    table: Table
    note: str


def map_page(shown: ShownPlan, *, today: date) -> MapPage:
    """Where the measures are: in the outline of the area, where one is known."""
    content = shown.content
    outlines = _outlines([area.area_id for area in content.areas], today=today)
    features = tuple(
        _feature(number, one)
        for number, one in content.numbered_measures()
        if one.place == Measure.Place.DRAWN
    )
    heading = _("Where the measures are")
    drawing = None
    if outlines or features:
        drawing = site_map.draw(
            site_map.SiteMap(
                caption=svg.Caption(
                    key="map",
                    title=heading,
                    description=_(
                        "Numbered places of the measures, north up. The numbers and places are "
                        "in the table below."
                    ),
                ),
                outlines=outlines,
                features=features,
            )
        )
    return MapPage(
        heading=heading,
        drawing=drawing,
        table=_map_table(shown),
        note=_("The outline is the boundary of the area.")
        if outlines
        else _("The boundary of the area is not known on this site."),
    )


def _outlines(area_ids: list[str], *, today: date) -> tuple[tuple[site_map.Position, ...], ...]:
    """The rings of the areas' boundaries today, or of their parts'."""
    rows = AreaBoundary.objects.on(today).filter(area__area_id__in=area_ids)
    parts = AreaBoundary.objects.on(today).filter(area__wholes__whole__area_id__in=area_ids)
    found = list(rows) or list(parts)
    shapes = [shapely.from_wkb(bytes(row.geometry_wkb)) for row in found]
    return tuple(
        tuple((x, y) for x, y in polygon.exterior.coords)
        for shape in shapes
        for polygon in shapely.get_parts(shape)
    )


def _feature(number: int, one: MeasureContent) -> site_map.Feature:
    shape = shapely.from_wkt(one.geometry_wkt)
    kind = {"Point": "point", "LineString": "line", "Polygon": "polygon"}[
        shape.geom_type.removeprefix("Multi")
    ]
    parts = shapely.get_parts(shape)
    rings = [
        ring
        for part in parts
        for ring in ((part.exterior, *part.interiors) if kind == "polygon" else (part,))
    ]
    anchor = (
        shape.interpolate(0.5, normalized=True)
        if kind == "line"
        else (shapely.point_on_surface(shape))
    )
    return site_map.Feature(
        number=number,
        shape=kind,
        paths=tuple(tuple((x, y) for x, y in ring.coords) for ring in rings),
        anchor=(anchor.x, anchor.y),
    )


def _map_table(shown: ShownPlan) -> Table:
    return Table(
        caption=_("Measures and their places"),
        columns=(
            Column(_("Measure")),
            Column(_("Type")),
            Column(_("Place")),
            Column(_("State")),
        ),
        rows=tuple(
            (
                Cell(f"{number}. {one.title}", url=f"{shown.url('measures')}#measure-{one.id}"),
                Cell(words.measure_kind(one.kind)),
                Cell(words.place(one), note=_position_note(one)),
                Cell(words.measure_state(one.state)),
            )
            for number, one in shown.content.numbered_measures()
        ),
    )


def _position_note(one: MeasureContent) -> str:
    """Where the middle of a drawn place is, in metres of EPSG:25832."""
    if one.place != Measure.Place.DRAWN:
        return ""
    middle = shapely.point_on_surface(shapely.from_wkt(one.geometry_wkt))
    return _("%(east)s m east, %(north)s m north (EPSG:25832)") % {
        "east": words.number(round(middle.x)),
        "north": words.number(round(middle.y)),
    }
