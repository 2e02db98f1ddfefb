"""The map of a city: one layer or two, as pictures, as tiles and as tables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.atlas.tiles import MAX_ZOOM, MIN_ZOOM, world_places
from bybalance.web.atlas.queries import area_table, opened, words
from bybalance.web.atlas.queries.shown import ShownBuild
from bybalance.web.shared.charts import cell_map, svg
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class LayerChoice:
    """One layer of the map: a group, a number of nearest people, a year."""

    group: str
    k: int
    year: int

    def as_query(self, suffix: str = "") -> dict[str, object]:
        """As the address of the page asks for it."""
        return {f"{name}{suffix}": value for name, value in vars(self).items()}


@dataclass(frozen=True)
class LayerPicture:
    """A layer as the page shows it without a script."""

    choice: LayerChoice
    title: str
    drawing: svg.Drawing
    class_table: Table
    image_urls: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MapPage:
    """The page of the map; ``script`` is what the map in the browser needs to know."""

    shown: ShownBuild
    layers: tuple[LayerPicture, ...]
    areas: Table
    script: dict[str, Any]
    is_split: bool
    downloads: list[tuple[str, str]]


def map_page(shown: ShownBuild, choices: list[LayerChoice], *, sort: str, order: str) -> MapPage:
    """One or two layers of a city."""
    first = choices[0]
    layers = tuple(_picture(shown, choice, key=f"map{at}") for at, choice in enumerate(choices))
    asked = {**first.as_query(), **(choices[1].as_query("_b") if len(choices) > 1 else {})}
    return MapPage(
        shown=shown,
        layers=layers,
        areas=area_table.area_table(
            shown, group=first.group, k=first.k, year=first.year, sort=sort, order=order,
            sort_query=asked,
        ),
        script=_script(shown, layers),
        is_split=len(layers) > 1,
        downloads=_downloads(shown, first),
    )  # fmt: skip


def drawn_map(
    shown: ShownBuild, choice: LayerChoice, *, key: str, chosen_area: str = ""
) -> cell_map.CellMap:
    """A layer ready to be drawn, on a page or as a file."""
    atlas, manifest = shown.atlas, shown.atlas.manifest
    cells = atlas.cells(choice.year)
    title = words.layer_title(manifest, **vars(choice))
    west, south, east, north = manifest.bounds_m
    return cell_map.CellMap(
        caption=svg.Caption(
            key=key,
            title=f"{shown.city.name}: {title}",
            description=_(
                "A map of squares in five colours, north up. The tables below say the same. "
                "%(note)s"
            )
            % {"note": shown.note},
        ),
        bounds_m=(west, south, east, north),
        cell_size_m=manifest.cell_size_m,
        eastings_m=cells.eastings_m,
        northings_m=cells.northings_m,
        codes=atlas.map_codes(**vars(choice)),
        ground=tuple((name, tuple(atlas.ground(name))) for name in opened.GROUND),
        outlines=tuple(
            cell_map.Outline(one.name, one.outline, is_chosen=one.area_id == chosen_area)
            for one in atlas.area_shapes()
            if one.kind == "housing_area" or one.area_id == chosen_area
        ),
        heading=f"{shown.city.name}: {title}",
        words=words.class_words(manifest, choice.group),
        notes=file_notes(shown),
        language=words.language(),
    )


def file_notes(shown: ShownBuild) -> tuple[str, ...]:
    """What stands under a picture that is taken away: what it is, and where it is from."""
    manifest = shown.atlas.manifest
    lines = [
        shown.note,
        _("Source: %(source)s") % {"source": words.source(manifest)},
        _("Run %(run)s. Protected by the rules %(rules)s: shares in classes of five points.")
        % {"run": shown.build.run_id, "rules": manifest.rules_id},
    ]
    return tuple(line for line in [shown.label, *lines] if line)


def _picture(shown: ShownBuild, choice: LayerChoice, *, key: str) -> LayerPicture:
    address = {**choice.as_query()}
    return LayerPicture(
        choice=choice,
        title=words.layer_title(shown.atlas.manifest, **vars(choice)),
        drawing=cell_map.draw(drawn_map(shown, choice, key=key)),
        class_table=class_table(shown, choice),
        image_urls=tuple(
            (
                label,
                shown.with_query(
                    reverse("atlas:map_image", args=[shown.city.key, ending]), **address
                ),
            )
            for label, ending in (("SVG", "svg"), ("PNG", "png"))
        ),
    )


def class_table(shown: ShownBuild, choice: LayerChoice) -> Table:
    """How many people live in each colour of the map: numbers of people may be told (D1)."""
    cells = shown.atlas.cells(choice.year)
    codes = shown.atlas.map_codes(**vars(choice))
    everybody = max(int(cells.people.sum()), 1)
    rows = []
    for code, name in enumerate(words.class_words(shown.atlas.manifest, choice.group)):
        is_it = codes == code
        lived = int(cells.people[is_it].sum())
        if code < opened.CLASS_COUNT or is_it.any():
            rows.append(
                (
                    Cell(name),
                    Cell(words.number(lived)),
                    Cell(words.percent(lived / everybody)),
                    Cell(words.number(int(is_it.sum()))),
                )
            )
    return Table(
        caption=_("Residents by class on the map"),
        columns=(
            Column(_("Share around the home")),
            Column(_("Residents"), is_figure=True),
            Column(_("Of all residents"), is_figure=True),
            Column(_("Squares"), is_figure=True),
        ),
        rows=tuple(rows),
    )


def _downloads(shown: ShownBuild, choice: LayerChoice) -> list[tuple[str, str]]:
    def url(table: str, ending: str) -> str:
        address = reverse("atlas:download", args=[shown.city.key, table, ending])
        return shown.with_query(address, **choice.as_query())

    labels = {"areas": _("Areas"), "cells": _("Squares")}
    return [
        (f"{label} ({ending.upper()})", url(table, ending))
        for table, label in labels.items()
        for ending in ("csv", "xlsx")
    ]


# --- what the map in the browser is told ------------------------------------------------------


def _script(shown: ShownBuild, layers: tuple[LayerPicture, ...]) -> dict[str, Any]:
    manifest = shown.atlas.manifest
    west, south, east, north = manifest.bounds_m
    lon, lat = _degrees(shown, [west, east], [south, north])
    return {
        "bounds": [[lon[0], lat[0]], [lon[1], lat[1]]],
        "zooms": [MIN_ZOOM, MAX_ZOOM],
        "cellSize": manifest.cell_size_m,
        "ground": _tile_url("atlas:ground_tile", shown.build.run_id),
        "layers": [
            {
                "title": layer.title,
                "tiles": _tile_url("atlas:tile", shown.build.run_id, *vars(layer.choice).values()),
                "words": list(words.class_words(manifest, layer.choice.group)),
            }
            for layer in layers
        ],
        "areas": _labels(shown),
        "background": settings.MAP_BACKGROUND,
        "credit": settings.MAP_BACKGROUND_CREDIT,
        "text": {
            "outside": _("Outside the map's squares"),
            "left": _("On the left"),
            "right": _("On the right"),
            "map": _("Map of %(city)s") % {"city": shown.city.name},
        },
    }


def _tile_url(route: str, *args: object) -> str:
    """The address of tiles, with the places of z, x and y left open."""
    address = reverse(route, args=[*args, 0, 0, 0])
    return address.removesuffix("0/0/0.mvt") + "{z}/{x}/{y}.mvt"


def _labels(shown: ShownBuild) -> list[dict[str, Any]]:
    found = []
    for one in shown.atlas.area_shapes():
        # Above the area, so that its name hides nothing of it.
        middle, top = shapely.point_on_surface(one.outline).x, one.outline.bounds[3]
        lon, lat = _degrees(shown, [middle], [top])
        found.append(
            {
                "id": one.area_id,
                "name": one.name,
                "kind": one.kind,
                "at": [lon[0], lat[0]],
                "url": shown.with_query(reverse("atlas:area", args=[shown.city.key, one.area_id])),
            }
        )
    return found


def _degrees(
    shown: ShownBuild, eastings_m: list[float], northings_m: list[float]
) -> tuple[list[float], list[float]]:
    x, y = world_places(eastings_m, northings_m, crs=shown.atlas.manifest.crs)
    lat = np.degrees(np.arctan(np.sinh(math.pi * (1 - 2 * y))))
    return (x * 360 - 180).round(6).tolist(), lat.round(6).tolist()
