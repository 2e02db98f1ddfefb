"""Files to take away: protected tables, and pictures of the map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from bybalance.atlas.profile import AreaProfile
from bybalance.pipelines import tables
from bybalance.pipelines.export_table import Cell, Column, ExportTable, Kind, Provenance
from bybalance.web.atlas.queries import area_page, area_table, map_page, words
from bybalance.web.atlas.queries.area_page import ProfileChoice
from bybalance.web.atlas.queries.compare_page import MAX_AREAS
from bybalance.web.atlas.queries.map_page import LayerChoice
from bybalance.web.atlas.queries.shown import ShownBuild
from bybalance.web.lists import exports as list_exports
from bybalance.web.shared import printing
from bybalance.web.shared.charts import cell_map, svg

FORMATS: Final = ("csv", "xlsx")
_PICTURE_KEPT_S: Final = 24 * 60 * 60


def city_file(
    shown: ShownBuild,
    table_name: str,
    *,
    choice: LayerChoice,
    area_ids: Sequence[str],
    file_format: str,
    now: datetime,
) -> HttpResponse:
    """One of the tables of a city; 404 for a table or format that there is not."""
    if table_name == "areas":
        table = _areas(shown, choice, now)
    elif table_name == "cells":
        table = _cells(shown, choice, now)
    elif table_name == "measures":
        table = _measures(shown, now)
    elif table_name == "compared" and 2 <= len(set(area_ids)) <= MAX_AREAS:
        chosen = ProfileChoice(group=choice.group, year=choice.year)
        table = _profiles(shown, list(dict.fromkeys(area_ids)), chosen, now)
    else:
        raise Http404
    return _file(table, stem=f"{shown.city.key}-{table_name}", file_format=file_format)


def area_file(
    shown: ShownBuild, area_id: str, *, choice: ProfileChoice, file_format: str, now: datetime
) -> HttpResponse:
    """The profile of an area."""
    area_page.named_area(shown, area_id)
    table = _profiles(shown, [area_id], choice, now)
    return _file(table, stem=f"{shown.city.key}-{area_id}", file_format=file_format)


def image_file(shown: ShownBuild, choice: LayerChoice, *, image_format: str) -> HttpResponse:
    """A layer of the map with its title, legend, source and what is invented on it."""
    if image_format not in {"svg", "png"}:
        raise Http404
    key = f"atlas:{shown.build.run_id}:{shown.label}:{'-'.join(map(str, vars(choice).values()))}"
    key = f"{key}:{words.language()}:{image_format}".replace(" ", "_")
    content: bytes | None = cache.get(key) if shown.is_public else None
    if content is None:
        picture = cell_map.drawn(
            map_page.drawn_map(shown, choice, key="map"), svg.WIDE, is_file=True
        )
        content = picture.encode() if image_format == "svg" else printing.png(picture)
        if shown.is_public:
            cache.set(key, content, _PICTURE_KEPT_S)
    content_type = {"svg": "image/svg+xml", "png": "image/png"}[image_format]
    response = HttpResponse(content, content_type=content_type)
    stem = "-".join(str(part) for part in (shown.city.key, *vars(choice).values()))
    response["Content-Disposition"] = f'attachment; filename="{stem}.{image_format}"'
    return response


# --- tables -----------------------------------------------------------------------------------


def _areas(shown: ShownBuild, choice: LayerChoice, now: datetime) -> ExportTable:
    rows = area_table.area_rows(shown, **vars(choice))
    return _table(
        shown,
        _("Areas: %(title)s") % {"title": words.layer_title(shown.atlas.manifest, **vars(choice))},
        (
            Column(id="area_id", heading=_("Key")),
            Column(id="area", heading=_("Area")),
            Column(id="kind", heading=_("Kind")),
            Column(id="resident_count", heading=_("Residents"), kind=Kind.COUNT),
            Column(id="share_pct", heading=_("Share, per cent"), kind=Kind.PERCENT),
            Column(id="share_edge", heading=_("Bound")),
            Column(id="p10_pct", heading=_("Lowest tenth, up to"), kind=Kind.PERCENT),
            Column(id="p90_pct", heading=_("Highest tenth, from"), kind=Kind.PERCENT),
            Column(id="gap_points", heading=_("Above its surroundings"), kind=Kind.POINTS),
        ),
        [
            (
                row.area_id,
                row.name,
                words.kind(row.kind),
                _whole(row.people),
                _pct(row.figure("share")),
                row.edge("area_mean"),
                _pct(row.figure("low")),
                _pct(row.figure("high")),
                _pct(row.figure("gap")),
            )
            for row in rows
        ],
        now,
    )


def _cells(shown: ShownBuild, choice: LayerChoice, now: datetime) -> ExportTable:
    """Every square with its people and the class of its share, as the map's tiles are made from."""
    manifest = shown.atlas.manifest
    cells = shown.atlas.cells(choice.year)
    name = f"ctx_{choice.group}_k{choice.k}_class"
    classes, reasons = cells.contexts[name].to_list(), cells.contexts[f"{name}_reason"].to_list()
    step = round(manifest.class_step * 100)
    rows: list[tuple[Cell, ...]] = [
        (
            east,
            north,
            people,
            homes,
            None if code is None else code * step,
            None if code is None else (code + 1) * step,
            reason,
        )
        for east, north, people, homes, code, reason in zip(
            cells.eastings_m.tolist(), cells.northings_m.tolist(), cells.people.tolist(),
            cells.households.tolist(), classes, reasons, strict=True,
        )
    ]  # fmt: skip
    return _table(
        shown,
        words.layer_title(manifest, **vars(choice)),
        (
            Column(id="easting_m", heading=_("East, metres"), kind=Kind.COUNT),
            Column(id="northing_m", heading=_("North, metres"), kind=Kind.COUNT),
            Column(id="resident_count", heading=_("Residents"), kind=Kind.COUNT),
            Column(id="household_count", heading=_("Households"), kind=Kind.COUNT),
            Column(id="class_from_pct", heading=_("Share from, per cent"), kind=Kind.PERCENT),
            Column(id="class_below_pct", heading=_("Share below, per cent"), kind=Kind.PERCENT),
            Column(id="reason", heading=_("Why there is no figure")),
        ),
        rows,
        now,
    )


def _measures(shown: ShownBuild, now: datetime) -> ExportTable:
    frame = shown.atlas.measures
    figures = ("estimate", "expected", "low", "high")
    headings = (
        _("The city"), _("By chance"), _("Chance, lower end"), _("Chance, upper end"),
    )  # fmt: skip
    return _table(
        shown,
        _("Measures of the whole city"),
        (
            Column(id="year", heading=_("Year"), kind=Kind.TEXT),
            Column(id="group", heading=_("Group")),
            Column(id="measure", heading=_("Index")),
            Column(id="k", heading=_("Nearest residents"), kind=Kind.COUNT),
            *(
                Column(id=name, heading=heading, kind=Kind.PERSONS)
                for name, heading in zip(figures, headings, strict=True)
            ),
        ),
        [
            (
                str(row["year"]),
                words.group_name(shown.atlas.manifest, row["group"]),
                words.measure(row["measure"]),
                row["k"],
                *(_decimal(row[name]) for name in figures),
            )
            for row in frame.iter_rows(named=True)
        ],
        now,
    )


def _profiles(
    shown: ShownBuild, area_ids: Sequence[str], choice: ProfileChoice, now: datetime
) -> ExportTable:
    rows: list[tuple[Cell, ...]] = []
    for area_id in area_ids:
        area = area_page.named_area(shown, area_id)
        profile = shown.atlas.area_profile(area_id, group=choice.group, year=choice.year)
        rows += [(area.area_id, area.name, *row) for row in _points(profile)]
    return _table(
        shown,
        _("%(group)s among the nearest residents, %(year)d")
        % {
            "group": words.group_name(shown.atlas.manifest, choice.group),
            "year": choice.year,
        },
        (
            Column(id="area_id", heading=_("Key")),
            Column(id="area", heading=_("Area")),
            Column(id="k", heading=_("Nearest residents"), kind=Kind.COUNT),
            Column(id="share_pct", heading=_("Share, per cent"), kind=Kind.PERCENT),
            Column(id="share_edge", heading=_("Bound")),
            Column(id="p10_pct", heading=_("Lowest tenth, up to"), kind=Kind.PERCENT),
            Column(id="p90_pct", heading=_("Highest tenth, from"), kind=Kind.PERCENT),
            Column(id="surroundings_pct", heading=_("Within 1 km"), kind=Kind.PERCENT),
            Column(id="city_pct", heading=_("The city"), kind=Kind.PERCENT),
            Column(id="gap_points", heading=_("Above its surroundings"), kind=Kind.POINTS),
            Column(id="rank", heading=_("Rank among areas"), kind=Kind.COUNT),
        ),
        rows,
        now,
    )


def _points(profile: AreaProfile | None) -> list[tuple[Cell, ...]]:
    return [
        (
            point.k,
            _pct(point.area.mean),
            point.edges.get("area_mean"),
            _pct(point.area.p10),
            _pct(point.area.p90),
            _pct(point.surroundings.mean),
            _pct(point.city.mean),
            _pct(point.gap),
            point.rank,
        )
        for point in (profile.points if profile else ())
    ]


def _table(
    shown: ShownBuild,
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Cell, ...]],
    now: datetime,
) -> ExportTable:
    """A table with, on every row, whether the city is invented and which run it is from."""
    invented = _("yes") if shown.city.is_invented else _("no")
    return ExportTable(
        title=f"{shown.city.name}: {title}",
        language=words.language(),
        columns=(
            *columns,
            Column(id="is_invented", heading=_("Invented")),
            Column(id="run_id", heading=_("Run")),
        ),
        rows=[(*row, invented, shown.build.run_id) for row in rows],
        licence=_("May be used freely when the source is named."),
        provenance=Provenance(
            created_at=now,
            rule_versions=(shown.atlas.manifest.rules_id,),
            code_version=str(shown.atlas.manifest.versions.get("bybalance", "")),
        ),
        sources=map_page.file_notes(shown),
    )


def _pct(share: float) -> Decimal | None:
    return None if math.isnan(share) else Decimal(str(round(share * 100, 2)))


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 4)))


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else round(value)


def _file(table: ExportTable, *, stem: str, file_format: str) -> HttpResponse:
    if file_format not in FORMATS:
        raise Http404
    content = tables.table_bytes(table, f".{file_format}")
    return list_exports.file_response(content, stem=stem, file_format=file_format)
