"""Balby as files, the way a municipality would hand over its own: tables, outlines, settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

import polars as pl
import shapely

from bybalance.model.grid import PopulationGrid
from bybalance.pipelines.balby import plan
from bybalance.pipelines.balby.people import CELL_M, Balby

INVENTED: Final = "Opdigtet by og opdigtede tal / Invented town and invented numbers"
SETTINGS_FILE: Final = "balby.toml"
SECRET_FILE: Final = "secret-of-an-invented-town.txt"  # noqa: S105 - no secret, and it says so


def write_balby(town: Balby, folder: Path) -> Path:
    """Write the town's files into a folder, and return its settings file for the build.

    Every file says that the town is invented.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for year, people in town.people.items():
        _write_cells(people, folder / f"people_{year}.csv", total="people")
        _write_cells(town.households[year], folder / f"households_{year}.csv", total="households")
    for name, features in _layers(town).items():
        _write_layer(folder / f"{name}.geojson", name=name, features=features)
    template = resources.files(__package__) / "balby.toml"
    settings = template.read_text(encoding="utf-8").replace("@SEED@", str(town.seed))
    (folder / SETTINGS_FILE).write_text(settings, encoding="utf-8")
    secret = f"The secret of an invented town is known to everybody: Balby, seed {town.seed}."
    (folder / SECRET_FILE).write_text(secret, encoding="utf-8")
    return folder / SETTINGS_FILE


def _write_cells(grid: PopulationGrid, path: Path, *, total: str) -> None:
    names = [
        f"{CELL_M}m_{north // CELL_M}_{east // CELL_M}"
        for east, north in zip(grid.eastings_m, grid.northings_m, strict=True)
    ]
    columns = {total: grid.totals, **{name: grid.group_counts(name) for name in grid.groups}}
    frame = pl.DataFrame({"cell": names, **columns}).with_columns(
        pl.col(*columns).cast(pl.Int64), pl.lit(INVENTED).alias("note")
    )
    frame.write_csv(path)


def _layers(town: Balby) -> Mapping[str, Iterable[tuple[shapely.Geometry, dict[str, Any]]]]:
    areas = [
        (plan.area_polygon(area), {"area_id": area.area_id, "name": area.name, "kind": area.kind})
        for area in plan.AREAS
    ]
    roads = [
        (plan.motorway(), {"kind": "motorway"}),
        (plan.ring_road(), {"kind": "ring_road"}),
        *((road, {"kind": "main_road"}) for road in plan.main_roads()),
        *((road, {"kind": "access_road"}) for road in plan.access_roads()),
    ]
    dry = plan.land().union(plan.fjord().buffer(1))
    layers: dict[str, list[tuple[shapely.Geometry, dict[str, Any]]]] = {
        "areas": areas,
        "outline": [(plan.land(), {"kind": "land"})],
        "water": [(plan.fjord(), {"kind": "fjord"}), (plan.lake(), {"kind": "lake"}),
                  (plan.stream(), {"kind": "stream"})],
        "roads": [(road.difference(plan.fjord()), about) for road, about in roads],
        "rail": [(plan.railway().intersection(dry), {"kind": "railway"})],
        "parks": [(park, {"kind": "park"}) for park in plan.parks()],
        "barriers": [(line, {"kind": kind}) for kind, line in zip(
            ("railway", "ring_road", "motorway", "stream"), plan.barriers(), strict=True)],
    }  # fmt: skip
    placed = {
        name: [(plan.moved(shape), about) for shape, about in features]
        for name, features in layers.items()
    }
    return {**placed, "streets": [(shapely.MultiLineString(list(town.streets)), {"kind": "walk"})]}


def _write_layer(
    path: Path, *, name: str, features: Iterable[tuple[shapely.Geometry, dict[str, Any]]]
) -> None:
    document = {
        "type": "FeatureCollection",
        "name": name,
        "note": INVENTED,
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
        "features": [
            {
                "type": "Feature",
                "properties": {**about, "is_invented": True},
                "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 1.0))),
            }
            for shape, about in features
        ],
    }
    path.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
