"""Two or more areas beside each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.atlas.profile import AreaProfile, compared
from bybalance.web.atlas.queries import area_page, words
from bybalance.web.atlas.queries.shown import ShownBuild
from bybalance.web.shared.charts import svg
from bybalance.web.shared.tables import Cell, Column, Table

MAX_AREAS = 5


@dataclass(frozen=True)
class ComparePage:
    """The areas that were asked for, with one line each; empty until two are chosen."""

    shown: ShownBuild
    heading: str
    names: tuple[str, ...]
    untold: str
    drawing: svg.Drawing | None
    table: Table
    difference: Table | None
    downloads: list[tuple[str, str]]


def compare_page(shown: ShownBuild, area_ids: list[str], *, group: str, year: int) -> ComparePage:
    """One group in one year, over several areas."""
    named = [area_page.named_area(shown, area_id) for area_id in dict.fromkeys(area_ids)]
    found: list[tuple[str, AreaProfile]] = []
    untold = []
    for area in named:
        profile = shown.atlas.area_profile(area.area_id, group=group, year=year)
        if profile is None or not area.is_told:
            untold.append(area.name)
        else:
            found.append((area.name, profile))
    heading = _("%(group)s around the residents of %(areas)s, %(year)d") % {
        "group": words.group_name(shown.atlas.manifest, group),
        "areas": _(" and ").join(area.name for area in named),
        "year": year,
    }
    return ComparePage(
        shown=shown,
        heading=heading,
        names=tuple(area.name for area in named),
        untold=_("Too small for figures of groups: %(names)s.") % {"names": ", ".join(untold)}
        if untold
        else "",
        drawing=area_page.profile_drawing(shown, heading, found) if len(found) > 1 else None,
        table=compare_table(shown, heading, found),
        difference=_difference_table(found) if len(found) == 2 else None,
        downloads=_downloads(shown, [area.area_id for area in named], group=group, year=year),
    )


def compare_table(shown: ShownBuild, heading: str, found: list[tuple[str, AreaProfile]]) -> Table:
    """A row per k, a column per area, and the city last."""
    points = [point.k for point in found[0][1].points] if found else []
    return Table(
        caption=heading,
        columns=(
            Column(_("Nearest residents"), is_figure=True),
            *(Column(name, is_figure=True) for name, _profile in found),
            Column(shown.city.name, is_figure=True),
        ),
        rows=tuple(
            (
                Cell(words.number(k)),
                *(
                    Cell(
                        words.percent(
                            profile.point(k).area.mean, profile.point(k).edges.get("area_mean")
                        )
                    )
                    for _name, profile in found
                ),
                Cell(
                    words.percent(
                        found[0][1].point(k).city.mean, found[0][1].point(k).edges.get("city_mean")
                    )
                ),
            )
            for k in points
        ),
    )


def _difference_table(found: list[tuple[str, AreaProfile]]) -> Table:
    (first_name, first), (second_name, second) = found
    return Table(
        caption=_("%(second)s less %(first)s") % {"first": first_name, "second": second_name},
        columns=(
            Column(_("Nearest residents"), is_figure=True),
            Column(_("Difference"), is_figure=True),
            Column(_("Within the rounding"), is_figure=True),
        ),
        rows=tuple(
            (
                Cell(words.number(one.k)),
                Cell(words.points(one.change)),
                Cell(_within(one.noise.low, one.noise.high)),
            )
            for one in compared(first, second)
        ),
    )


def _within(low: float, high: float) -> str:
    if math.isnan(low):
        return words.NONE
    return _("%(low)s to %(high)s") % {"low": words.points(low), "high": words.points(high)}


def _downloads(
    shown: ShownBuild, area_ids: list[str], *, group: str, year: int
) -> list[tuple[str, str]]:
    if len(area_ids) < 2:
        return []
    asked = "&".join(f"area={area_id}" for area_id in area_ids)
    found = []
    for label, ending in (("CSV", "csv"), ("Excel", "xlsx")):
        address = reverse("atlas:download", args=[shown.city.key, "compared", ending])
        found.append((label, f"{shown.with_query(address, group=group, year=year)}&{asked}"))
    return found
