"""The profile of an area: who its residents have around them, near and far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.atlas.profile import AreaProfile, ProfilePoint, summarise
from bybalance.pipelines.atlas_build.manifest import NamedArea
from bybalance.web.atlas.queries import map_page, sentences, words
from bybalance.web.atlas.queries.map_page import LayerChoice
from bybalance.web.atlas.queries.shown import ShownBuild
from bybalance.web.shared.charts import cell_map, curves, svg
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class ProfileChoice:
    """What the page is asked for."""

    group: str
    year: int


@dataclass(frozen=True)
class AreaPage:
    """The page of an area in a city."""

    shown: ShownBuild
    area: NamedArea
    kind: str
    is_told: bool
    people: str
    heading: str
    sentence: str
    rank: str
    noise: str
    drawing: svg.Drawing | None
    profile: Table
    reach: Table
    years: Table
    groups: Table
    map_drawing: svg.Drawing
    map_title: str
    map_words: tuple[str, ...]
    compare_url: str
    map_url: str
    downloads: list[tuple[str, str]]


def named_area(shown: ShownBuild, area_id: str) -> NamedArea:
    """An area of the city, or 404."""
    for area in shown.atlas.manifest.areas:
        if area.area_id == area_id:
            return area
    raise Http404


def area_page(shown: ShownBuild, area_id: str, choice: ProfileChoice) -> AreaPage:
    """The profile of one group in one year, and the others in short."""
    area = named_area(shown, area_id)
    profile = shown.atlas.area_profile(area_id, group=choice.group, year=choice.year)
    manifest = shown.atlas.manifest
    heading = profile_heading(shown, area.name, group=choice.group, year=choice.year)
    points = profile.points if profile else ()
    first = LayerChoice(group=choice.group, k=manifest.k[0], year=choice.year)
    address = reverse("atlas:download_area", args=[shown.city.key, area_id, "csv"])
    return AreaPage(
        shown=shown,
        area=area,
        kind=words.kind(area.kind),
        is_told=area.is_told and profile is not None,
        people=words.people(profile.people) if profile else words.NONE,
        heading=heading,
        sentence=sentences.profile_sentence(shown, area.name, summarise(profile))
        if profile
        else _("The area is too small for figures of groups."),
        rank=sentences.rank_sentence(shown, area.name, points[0]) if points else "",
        noise=sentences.noise_sentence(points[0]) if points else "",
        drawing=profile_drawing(shown, heading, [(area.name, profile)]) if profile else None,
        profile=profile_table(shown, heading, points),
        reach=_reach_table(area.name, profile),
        years=_years_table(shown, area_id, choice),
        groups=_groups_table(shown, area_id, choice.year),
        map_drawing=cell_map.draw(
            map_page.drawn_map(shown, first, key="area-map", chosen_area=area_id)
        ),
        map_title=words.layer_title(manifest, **vars(first)),
        map_words=words.class_words(manifest, choice.group)[:5],
        compare_url=shown.with_query(
            reverse("atlas:compare", args=[shown.city.key]),
            area=area_id, group=choice.group, year=choice.year,
        ),
        map_url=shown.with_query(
            reverse("atlas:map", args=[shown.city.key]), **first.as_query()
        ),
        downloads=[
            ("CSV", shown.with_query(address, **vars(choice))),
            ("Excel", shown.with_query(address.removesuffix("csv/") + "xlsx/", **vars(choice))),
        ],
    )  # fmt: skip


def profile_heading(shown: ShownBuild, name: str, *, group: str, year: int) -> str:
    """What the chart of an area shows."""
    return _("%(group)s around the residents of %(area)s, %(year)d") % {
        "group": words.group_name(shown.atlas.manifest, group),
        "area": name,
        "year": year,
    }


def profile_drawing(
    shown: ShownBuild, heading: str, profiles: Sequence[tuple[str, AreaProfile]]
) -> svg.Drawing:
    """Shares of one or more areas against k; one area stands beside its surroundings and city."""
    lines = [
        curves.Curve(
            label=name,
            values=_values(profile, "area"),
            low=tuple(words.exact(point.noise.low) for point in profile.points)
            if len(profiles) == 1
            else (),
            high=tuple(words.exact(point.noise.high) for point in profile.points)
            if len(profiles) == 1
            else (),
        )
        for name, profile in profiles
    ]
    _name, one = profiles[0]
    if len(profiles) == 1:
        lines.append(curves.Curve(label=_("Within 1 km"), values=_values(one, "surroundings")))
    lines.append(curves.Curve(label=shown.city.name, values=_values(one, "city")))
    return curves.draw(
        curves.Curves(
            caption=svg.Caption(
                key="area-profile",
                title=heading,
                description=_(
                    "A line per place: the share among the nearest residents, from few to many. "
                    "The "
                    "table has the numbers. %(note)s"
                )
                % {"note": shown.note},
            ),
            steps=tuple(point.k for point in one.points),
            curves=tuple(lines),
            steps_label=_("Number of nearest residents"),
            language=words.language(),
        )
    )


def _values(profile: AreaProfile, level: str) -> tuple[Fraction | None, ...]:
    return tuple(words.exact(getattr(point, level).mean) for point in profile.points)


def profile_table(shown: ShownBuild, heading: str, points: Sequence[ProfilePoint]) -> Table:
    """The same numbers as the chart, and how they spread over the residents."""
    return Table(
        caption=heading,
        columns=(
            Column(_("Nearest residents"), is_figure=True),
            Column(_("The area"), is_figure=True),
            Column(_("Lowest tenth, up to"), is_figure=True),
            Column(_("Highest tenth, from"), is_figure=True),
            Column(_("Within 1 km"), is_figure=True),
            Column(shown.city.name, is_figure=True),
        ),
        rows=tuple(
            (
                Cell(words.number(point.k)),
                *(
                    Cell(words.percent(value, point.edges.get(edge)))
                    for value, edge in (
                        (point.area.mean, "area_mean"),
                        (point.area.p10, "area_p10"),
                        (point.area.p90, "area_p90"),
                        (point.surroundings.mean, "surroundings_mean"),
                        (point.city.mean, "city_mean"),
                    )
                ),
            )
            for point in points
        ),
    )


def _reach_table(name: str, profile: AreaProfile | None) -> Table:
    return Table(
        caption=_("Who lives outside %(area)s, but near") % {"area": name},
        columns=(
            Column(_("Within")),
            Column(_("Residents"), is_figure=True),
            Column(_("Share of the group"), is_figure=True),
        ),
        rows=tuple(
            (
                Cell(_("%(metres)s m") % {"metres": words.number(one.distance_m)}),
                Cell(words.people(one.people)),
                Cell(words.percent(one.share, one.edge)),
            )
            for one in (profile.reach if profile else ())
        ),
    )


def _years_table(shown: ShownBuild, area_id: str, choice: ProfileChoice) -> Table:
    manifest = shown.atlas.manifest
    ends = sorted({manifest.k[0], manifest.k[-1]})
    rows = []
    for year in manifest.years:
        profile = shown.atlas.area_profile(area_id, group=choice.group, year=year)
        cells = [Cell(str(year)), Cell(words.people(profile.people) if profile else words.NONE)]
        for k in ends:
            point = profile.point(k) if profile else None
            value, edge = (point.area.mean, point.edges.get("area_mean")) if point else (None, None)
            cells.append(Cell(words.percent(value, edge)))
        rows.append(tuple(cells))
    return Table(
        caption=_("Year by year"),
        columns=(
            Column(_("Year")),
            Column(_("Residents"), is_figure=True),
            *(Column(_("Among %(k)s") % {"k": words.number(k)}, is_figure=True) for k in ends),
        ),
        rows=tuple(rows),
    )


def _groups_table(shown: ShownBuild, area_id: str, year: int) -> Table:
    manifest = shown.atlas.manifest
    ends = sorted({manifest.k[0], manifest.k[-1]})
    rows = []
    for group in manifest.groups:
        profile = shown.atlas.area_profile(area_id, group=group.key, year=year)
        address = reverse("atlas:area", args=[shown.city.key, area_id])
        cells = [
            Cell(
                words.group_name(manifest, group.key),
                url=shown.with_query(address, group=group.key, year=year),
            )
        ]
        for k in ends:
            point = profile.point(k) if profile else None
            for level in ("area", "city"):
                value = getattr(point, level).mean if point else math.nan
                edge = point.edges.get(f"{level}_mean") if point else None
                cells.append(Cell(words.percent(value, edge)))
        rows.append(tuple(cells))
    return Table(
        caption=_("All groups, %(year)d") % {"year": year},
        columns=(
            Column(_("Group")),
            *(
                Column(
                    _("%(place)s, among %(k)s") % {"place": place, "k": words.number(k)},
                    is_figure=True,
                )
                for k in ends
                for place in (_("The area"), shown.city.name)
            ),
        ),
        rows=tuple(rows),
    )
