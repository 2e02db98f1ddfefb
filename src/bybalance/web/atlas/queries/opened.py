"""Built artefacts as pages read them: opened and checked once per process, by the name of the run.

Everything here is made from protected frames; there is nothing raw in an artefact to begin with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from bybalance.atlas.disclosure.rules import disclosure_rules
from bybalance.atlas.profile import AreaProfile, ProfileProvenance, read_profiles
from bybalance.atlas.profile.measure import SURROUNDINGS_M
from bybalance.atlas.tiles import CellTiles, ShapeLayer, ShapeTiles
from bybalance.pipelines import atlas_build
from bybalance.pipelines.atlas_build import Artefact, Manifest
from bybalance.web.atlas.models import Build

CONFIDENTIAL, NOT_AVAILABLE, NOBODY = "c", "n", "z"
CLASS_COUNT: Final = 5
WITHHELD_CODE: Final = 5
NO_FIGURE_CODE: Final = 6
#: Layers of the map under the cells, in the order in which they are drawn.
GROUND: Final = ("outline", "parks", "water", "roads", "rail")
_KEPT_OPEN = 6


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a year: where they are, how many live there (D1), and their classes."""

    eastings_m: NDArray[np.int64]
    northings_m: NDArray[np.int64]
    people: NDArray[np.int64]
    households: NDArray[np.int64]
    contexts: pl.DataFrame


@dataclass(frozen=True, eq=False)
class AreaShape:
    """An area as the map draws it."""

    area_id: str
    name: str
    kind: str
    outline: Any


@dataclass(eq=False)
class OpenAtlas:
    """One artefact, with what is read of it kept while it is open."""

    artefact: Artefact
    _cells: dict[int, Cells] = field(default_factory=dict)
    _tiles: dict[int, CellTiles] = field(default_factory=dict)

    @property
    def manifest(self) -> Manifest:
        """What it is and what it was made of."""
        return self.artefact.manifest

    def cells(self, year: int) -> Cells:
        """The cells of a year; unknown numbers of people count as none."""
        if year not in self._cells:
            contexts = self.artefact.contexts(year).frame
            places = ["easting_m", "northing_m"]
            both = contexts.join(
                self.artefact.totals(year).frame, on=places, how="left", maintain_order="left"
            )
            self._cells[year] = Cells(
                eastings_m=both["easting_m"].to_numpy().astype(np.int64),
                northings_m=both["northing_m"].to_numpy().astype(np.int64),
                people=both["people"].fill_null(0).to_numpy().astype(np.int64),
                households=both["households"].fill_null(0).to_numpy().astype(np.int64),
                contexts=contexts,
            )
        return self._cells[year]

    def map_codes(self, *, group: str, k: int, year: int) -> NDArray[np.int64]:
        """The colour of each cell, 0 to 4; 5 where withheld, 6 where there is no figure."""
        return map_codes(self.cells(year), group=group, k=k, breaks=self.breaks(group))

    def breaks(self, group: str) -> tuple[int, ...]:
        """The class codes at which the colours of a group change."""
        return next(one.map_breaks for one in self.manifest.groups if one.key == group)

    def cell_tile(self, *, group: str, k: int, year: int, z: int, x: int, y: int) -> bytes:
        """One tile of class codes."""
        if year not in self._tiles:
            cells = self.cells(year)
            self._tiles[year] = CellTiles.of(
                cells.eastings_m, cells.northings_m,
                cell_size_m=self.manifest.cell_size_m, crs=self.manifest.crs,
            )  # fmt: skip
        codes = self.map_codes(group=group, k=k, year=year)
        return self._tiles[year].tile(codes, z=z, x=x, y=y)

    def ground_tile(self, *, z: int, x: int, y: int) -> bytes:
        """One tile of water, roads, rail and outlines of areas."""
        return self._ground_tiles.tile(z=z, x=x, y=y)

    @cached_property
    def _ground_tiles(self) -> ShapeTiles:
        layers = [_shape_layer(name, self.ground(name)) for name in GROUND]
        shapes = self.area_shapes()
        areas = ShapeLayer(
            name="areas",
            shapes=tuple(one.outline for one in shapes),
            tags=tuple(
                {"area_id": one.area_id, "name": one.name, "kind": one.kind} for one in shapes
            ),
        )
        return ShapeTiles([*layers, areas], crs=self.manifest.crs)

    def ground(self, name: str) -> list[tuple[Any, str]]:
        """The shapes of a layer of the map, each with its kind."""
        return [(shape, about["kind"]) for shape, about in self._features(f"{name}.geojson")]

    def area_shapes(self) -> list[AreaShape]:
        """Every area with its outline, in the order of the manifest."""
        found = {
            about["area_id"]: AreaShape(about["area_id"], about["name"], about["kind"], shape)
            for shape, about in self._features("areas.geojson")
        }
        return [found[one.area_id] for one in self.manifest.areas if one.area_id in found]

    def area_profile(self, area_id: str, *, group: str, year: int) -> AreaProfile | None:
        """The profile of an area; ``None`` where it is too small to have one."""
        return self._profiles.get((area_id, group, year))

    @cached_property
    def _profiles(self) -> dict[tuple[str, str, int], AreaProfile]:
        manifest = self.manifest
        provenance = ProfileProvenance(
            grid_hash_by_year={},
            rules_id=manifest.rules_id,
            rounding_base=disclosure_rules(manifest.rules_id).count("D7", "rounding_base"),
            overshoot=manifest.overshoot,
            self_rule=manifest.self_rule,
            surroundings_m=SURROUNDINGS_M,
            version=manifest.versions["bybalance"],
        )
        found = read_profiles(self.artefact.area_profiles().frame, provenance)
        return {(one.area_id, one.group, one.year): one for one in found}

    @cached_property
    def measures(self) -> pl.DataFrame:
        """Measures of the city by year, group and k, beside chance."""
        return self.artefact.measures().frame

    def _features(self, file: str) -> Iterator[tuple[Any, Mapping[str, str]]]:
        for feature in self.artefact.layer(file)["features"]:
            yield shapely.geometry.shape(feature["geometry"]), feature["properties"]


def map_codes(cells: Cells, *, group: str, k: int, breaks: tuple[int, ...]) -> NDArray[np.int64]:
    """The colour of each cell of a layer, as :meth:`OpenAtlas.map_codes` says."""
    name = f"ctx_{group}_k{k}_class"
    classes = cells.contexts[name]
    codes = np.searchsorted(breaks, classes.fill_null(0).to_numpy(), side="right").astype(np.int64)
    reasons = cells.contexts[f"{name}_reason"].fill_null("").to_numpy()
    codes[reasons != ""] = NO_FIGURE_CODE
    codes[cells.people == 0] = NO_FIGURE_CODE
    codes[reasons == CONFIDENTIAL] = WITHHELD_CODE
    return codes


def open_build(build: Build) -> OpenAtlas:
    """The artefact of a build; every file of it is checked when a process first opens it."""
    return _opened(build.folder)


@lru_cache(maxsize=_KEPT_OPEN)
def _opened(folder: Path) -> OpenAtlas:
    return OpenAtlas(atlas_build.open_artefact(folder))


def forget_opened() -> None:
    """Close all that is open; the next page reads and checks anew."""
    _opened.cache_clear()


def _shape_layer(name: str, shapes: list[tuple[Any, str]]) -> ShapeLayer:
    return ShapeLayer(
        name=name,
        shapes=tuple(shape for shape, _ in shapes),
        tags=tuple({"kind": kind} for _, kind in shapes),
    )
