"""Read what an atlas is made of, and find which cells make up each area."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bybalance.atlas.disclosure.published import AreaCells
from bybalance.atlas.profile.areas import cells_within, checked_polygon
from bybalance.model.errors import BadInput, InvalidGeometry, Problem
from bybalance.model.grid import PopulationGrid
from bybalance.pipelines.atlas_build.manifest import InputFile
from bybalance.pipelines.atlas_build.settings import (
    CitySettings,
    GroupSettings,
    TableSettings,
)
from bybalance.sources.map_layer import MapLayer, read_map_layer
from bybalance.sources.population_grid import GridColumns, read_population_grid


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CityInputs:
    """What was read, with the bytes of each file hashed under the secret.

    Parameters
    ----------
    people, households
        By year, with what is not known taken for what the settings say.
    published_people, published_households
        The same as they were read.
    """

    people: Mapping[int, PopulationGrid]
    households: Mapping[int, PopulationGrid]
    published_people: Mapping[int, PopulationGrid]
    published_households: Mapping[int, PopulationGrid]
    areas: MapLayer
    layers: Mapping[str, MapLayer]
    files: tuple[InputFile, ...]


def read_inputs(settings: CitySettings, secret: bytes) -> CityInputs:
    """Read every file that the settings name.

    Raises
    ------
    BadInput
        If one is missing or refused; with place, value, rule and remedy.
    """
    people, households = {}, {}
    names = [settings.file, settings.areas.file, *settings.layers.values()]
    for year in settings.years:
        people[year] = _grid(settings, settings.people, settings.groups, year)
        households[year] = _grid(settings, settings.households, settings.tenures, year)
        people[year], households[year] = _on_same_cells(people[year], households[year])
        names += [table.file.format(year=year) for table in (settings.people, settings.households)]
    areas = read_map_layer(settings.folder / settings.areas.file, crs=settings.crs)
    layers = {
        name: read_map_layer(settings.folder / file, crs=settings.crs)
        for name, file in settings.layers.items()
    }
    key = hashlib.blake2b(secret, digest_size=32).digest()
    files = tuple(
        InputFile(
            file=name,
            fingerprint=hashlib.blake2b(
                (settings.folder / name).read_bytes(), digest_size=16, key=key
            ).hexdigest(),
        )
        for name in sorted(set(names))
    )
    return CityInputs(
        people={
            year: _known(grid, settings.people, year, name="people")
            for year, grid in people.items()
        },
        households={
            year: _known(grid, settings.households, year, name="households")
            for year, grid in households.items()
        },
        published_people=people,
        published_households=households,
        areas=areas,
        layers=layers,
        files=files,
    )


def _grid(
    settings: CitySettings,
    table: TableSettings,
    groups: tuple[GroupSettings, ...],
    year: int,
) -> PopulationGrid:
    columns = GridColumns(
        total=table.total, groups={group.key: group.column for group in groups},
        cell_id=table.cell_id, easting=table.easting, northing=table.northing,
        cell_size_m=settings.cell_size_m, crs=settings.crs, suppressed_as=table.suppressed_as,
    )  # fmt: skip
    path = settings.folder / table.file.format(year=year)
    grid = read_population_grid(path, columns)
    wrong = {"cell_size_m": grid.cell_size_m, "crs": grid.crs}
    for key, value in wrong.items():
        if value != getattr(settings, key):
            raise BadInput([Problem(rule="city_other_grid", file=path.name, value=str(value),
                                    params={"setting": f"city.{key}",
                                            "wanted": str(getattr(settings, key))})])  # fmt: skip
    return grid


def _known(grid: PopulationGrid, table: TableSettings, year: int, *, name: str) -> PopulationGrid:
    """Return the grid without unknown numbers, taken for what the settings say they stand for."""
    if grid.is_complete:
        return grid
    if table.unknown_as is None:
        unknown = int(np.isnan(grid.totals).sum() + np.isnan(grid.counts).sum())
        file = table.file.format(year=year)
        raise BadInput([Problem(rule="city_unknown_counts", file=file, value=str(unknown),
                                params={"setting": f"{name}.unknown_as"})])  # fmt: skip
    return grid.with_unknown_as(table.unknown_as)


def _on_same_cells(
    people: PopulationGrid, households: PopulationGrid
) -> tuple[PopulationGrid, PopulationGrid]:
    """Return both on the cells that either has; who is not there is nobody."""
    places = pl.concat([
        pl.DataFrame({"north": grid.northings_m, "east": grid.eastings_m})
        for grid in (people, households)
    ]).unique().sort("north", "east")  # fmt: skip
    found = [_spread(grid, places) for grid in (people, households)]
    return found[0], found[1]


def _spread(grid: PopulationGrid, places: pl.DataFrame) -> PopulationGrid:
    at = places.join(
        pl.DataFrame({"north": grid.northings_m, "east": grid.eastings_m}).with_row_index("at"),
        on=["north", "east"], how="left", maintain_order="left",
    )["at"]  # fmt: skip
    is_there = at.is_not_null().to_numpy()
    index = at.fill_null(0).to_numpy()

    def taken(values: NDArray[Any]) -> NDArray[Any]:
        return np.where(is_there, values[index], 0) if len(values) else np.zeros(len(at))

    return PopulationGrid.from_cells(
        eastings_m=places["east"].to_numpy(), northings_m=places["north"].to_numpy(),
        totals=taken(grid.totals),
        counts={name: taken(grid.group_counts(name)) for name in grid.groups},
        is_total_suppressed=taken(grid.is_total_suppressed),
        is_suppressed={
            name: taken(grid.is_suppressed[:, column]) for column, name in enumerate(grid.groups)
        },
        cell_size_m=grid.cell_size_m, crs=grid.crs,
    )  # fmt: skip


def area_cells(
    settings: CitySettings, inputs: CityInputs
) -> tuple[Mapping[int, AreaCells], list[tuple[str, str, str]]]:
    """Return the cells of each area by year, and key, name and kind of each area.

    A cell belongs to an area if its centre lies in it or on its border.
    """
    about, layer, file = settings.areas, inputs.areas, settings.areas.file
    for name in filter(None, (about.id, about.name, about.kind)):
        if name not in layer.properties:
            found = ", ".join(layer.properties)
            raise BadInput([Problem(rule="city_property_missing", file=file, value=name,
                                    params={"found": found})])  # fmt: skip
    ids = [str(each) for each in layer.properties[about.id]]
    repeated = sorted({each for each in ids if ids.count(each) > 1 or not each})
    if repeated or settings.key in ids:
        value = repeated[0] if repeated else settings.key
        raise BadInput([Problem(rule="city_area_repeated", file=file, value=value)])
    for at, shape in enumerate(layer.shapes):
        try:
            checked_polygon(shape, name=ids[at])
        except InvalidGeometry as error:
            raise BadInput([Problem(rule="city_area_shape", file=file, row=at + 1, value=ids[at],
                                    params={"reason": str(error)})]) from None  # fmt: skip
    kinds = layer.properties[about.kind] if about.kind else ["area"] * len(layer)
    named = [
        (key, str(name), str(kind))
        for key, name, kind in zip(ids, layer.properties[about.name], kinds, strict=True)
    ]
    by_year = {}
    for year, grid in inputs.people.items():
        inside = np.array([cells_within(shape, grid) for shape in layer.shapes], np.bool_)
        by_year[year] = AreaCells(
            area_ids=tuple(ids), is_inside=inside.reshape(len(ids), len(grid))
        )
    return by_year, named
