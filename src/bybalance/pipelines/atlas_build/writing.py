"""Write an atlas: protected tables, layers of the map, and the manifest that lists them."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import shapely

import bybalance
from bybalance.atlas.disclosure import protected
from bybalance.atlas.disclosure.protected import ProtectedFrame
from bybalance.atlas.disclosure.published import AreaCells
from bybalance.atlas.disclosure.rules import DisclosureRules
from bybalance.pipelines.atlas_build.inputs import CityInputs
from bybalance.pipelines.atlas_build.manifest import (
    MANIFEST_FILE,
    FileEntry,
    FrameEntry,
    FrameKind,
    Manifest,
    NamedArea,
    NamedGroup,
)
from bybalance.pipelines.atlas_build.settings import CitySettings
from bybalance.sources.map_layer import MapLayer

PROGRAMS: Final = ("numpy", "numba", "polars", "scipy", "shapely")
BREAK_SHARES: Final = (0.35, 0.65, 0.85, 0.95)
"""Parts of all residents below each of the four breaks of a map."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BuiltFrame:
    """A protected frame with its kind and year."""

    kind: FrameKind
    year: int | None
    frame: ProtectedFrame
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Return the name of its file."""
        return f"{self.kind}{f'_{self.year}' if self.year is not None else ''}.parquet"


@contextmanager
def folder_at_once(out: Path) -> Iterator[Path]:
    """Give a folder beside ``out`` that takes its place at the end, or is gone."""
    folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    old = folder.with_name(f"{folder.name}-old")
    try:
        yield folder
        folder.chmod(0o755)
        if out.exists():
            out.replace(old)
        try:
            folder.replace(out)
        except OSError:
            if old.exists():
                old.replace(out)
            raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def write_all(
    settings: CitySettings,
    inputs: CityInputs,
    cells: Mapping[int, AreaCells],
    named_areas: list[tuple[str, str, str]],
    frames: list[BuiltFrame],
    rules: DisclosureRules,
    folder: Path,
) -> Manifest:
    """Write every frame, layer and the manifest into an empty folder."""
    for each in frames:
        protected.write_protected(each.frame, folder / each.file)
    area_properties = [
        {"area_id": key, "name": name, "kind": kind} for key, name, kind in named_areas
    ]
    _write_layer(folder / "areas.geojson", inputs.areas, area_properties, settings)
    for name, layer in inputs.layers.items():
        kinds = layer.properties.get("kind", [name] * len(layer))
        _write_layer(
            folder / f"{name}.geojson", layer, [{"kind": str(kind)} for kind in kinds], settings
        )
    files = tuple(
        FileEntry(
            file=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            byte_count=path.stat().st_size,
        )
        for path in sorted(folder.iterdir())
    )  # fmt: skip
    manifest = _manifest(settings, inputs, cells, named_areas, frames, rules, files)
    (folder / MANIFEST_FILE).write_text(manifest.to_json(), encoding="utf-8")
    return manifest


def _manifest(
    settings: CitySettings,
    inputs: CityInputs,
    cells: Mapping[int, AreaCells],
    named_areas: list[tuple[str, str, str]],
    frames: list[BuiltFrame],
    rules: DisclosureRules,
    files: tuple[FileEntry, ...],
) -> Manifest:
    last = settings.years[-1]
    tables = {(each.kind, each.year): each.frame for each in frames}
    step = float(rules.share("D7", "map_step"))
    told = _told_areas(tables["area_profiles", None])
    breaks = {
        group.key: map_breaks(tables["contexts", last], tables["totals", last], group.key,
                              k=settings.k[0], class_count=round(1 / step))
        for group in settings.groups
    }  # fmt: skip
    return Manifest(
        key=settings.key, name=settings.name, is_invented=settings.is_invented,
        note_da=settings.note["da"], note_en=settings.note["en"], crs=settings.crs,
        cell_size_m=settings.cell_size_m, bounds_m=_bounds(settings, inputs),
        years=settings.years, k=settings.k,
        groups=tuple(
            NamedGroup(key=each.key, **each.texts, map_breaks=breaks[each.key])
            for each in settings.groups
        ),
        tenures=tuple(
            NamedGroup(key=each.key, **each.texts, map_breaks=()) for each in settings.tenures
        ),
        areas=tuple(
            NamedArea(area_id=key, name=name, kind=kind, is_told=key in told,
                      cell_count=int(cells[last].is_inside[at].sum()))
            for at, (key, name, kind) in enumerate(named_areas)
        ),
        overshoot=settings.contexts.overshoot, self_rule=settings.contexts.self_rule,
        own_cell=settings.contexts.own_cell, class_step=step, class_count=round(1 / step),
        draw_count=settings.draw_count, seed=settings.seed, rules_id=rules.id,
        source_da=settings.sources["da"], source_en=settings.sources["en"],
        profiles=next(each.provenance for each in frames if each.kind == "area_profiles"),
        versions={
            "bybalance": bybalance.__version__, "python": platform.python_version(),
            **{name: metadata.version(name) for name in PROGRAMS},
        },
        inputs=inputs.files,
        frames=tuple(
            FrameEntry(file=each.file, kind=each.kind, year=each.year,
                       frame_id=each.frame.frame_id, rules_id=each.frame.rules_id,
                       note=each.frame.note, row_count=each.frame.frame.height)
            for each in frames
        ),
        files=files,
    )  # fmt: skip


def map_breaks(
    contexts: ProtectedFrame, totals: ProtectedFrame, group: str, *, k: int, class_count: int
) -> tuple[int, ...]:
    """Return the four class codes at which the colours of a group's maps change.

    They follow how residents are spread over the published classes at the smallest k: a third
    live below the first, one in twenty above the last. Each is larger than the one before.
    """
    column = f"ctx_{group}_k{k}_class"
    frame = contexts.frame.select("easting_m", "northing_m", column).join(
        totals.frame.select("easting_m", "northing_m", "people"), on=["easting_m", "northing_m"]
    )
    spread = frame.drop_nulls().group_by(column).agg(pl.col("people").sum()).sort(column)
    people = np.zeros(class_count)
    people[spread[column].to_numpy()] = spread["people"].to_numpy()
    reached = np.cumsum(people) / max(people.sum(), 1)
    breaks: list[int] = []
    for at, share in enumerate(BREAK_SHARES):
        wanted = int(np.searchsorted(reached, share)) + 1
        room = class_count - len(BREAK_SHARES) + at
        breaks.append(min(max(wanted, breaks[-1] + 1 if breaks else 1), room))
    return tuple(breaks)


def _told_areas(profiles: ProtectedFrame) -> frozenset[str]:
    is_told = (pl.col("figure") == "area_mean") & pl.col("value").is_not_null()
    return frozenset(profiles.frame.filter(is_told)["area_id"].to_list())


def _bounds(settings: CitySettings, inputs: CityInputs) -> tuple[int, int, int, int]:
    """Return the box of the outline, or of all cells where there is none."""
    if "outline" in inputs.layers:
        west, south, east, north = shapely.total_bounds(inputs.layers["outline"].shapes)
        return round(west), round(south), round(east), round(north)
    grids = list(inputs.people.values())
    size = settings.cell_size_m
    return (
        int(min(grid.eastings_m.min() for grid in grids)),
        int(min(grid.northings_m.min() for grid in grids)),
        int(max(grid.eastings_m.max() for grid in grids)) + size,
        int(max(grid.northings_m.max() for grid in grids)) + size,
    )


def _write_layer(
    path: Path, layer: MapLayer, properties: list[dict[str, str]], settings: CitySettings
) -> None:
    """Write shapes to the metre, with nothing but what they are."""
    features = [
        {
            "type": "Feature",
            "properties": {**about, "is_invented": settings.is_invented},
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 1.0))),
        }
        for shape, about in zip(layer.shapes, properties, strict=True)
    ]
    code = settings.crs.removeprefix("EPSG:")
    document = {
        "type": "FeatureCollection",
        "name": path.stem,
        "note": {"da": settings.note["da"], "en": settings.note["en"]},
        "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}},
        "features": features,
    }
    path.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
