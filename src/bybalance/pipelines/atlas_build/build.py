"""Build an atlas: read, protect, compute, write; all at once or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace, ShouldStop
from bybalance.atlas.disclosure import areas as area_frames
from bybalance.atlas.disclosure import profiles, protected, published
from bybalance.atlas.disclosure.protected import ProtectedFrame, ProtectedGrid
from bybalance.atlas.disclosure.published import AreaCells
from bybalance.atlas.disclosure.register import Release, ReleaseRegister
from bybalance.atlas.disclosure.rules import DisclosureRules, disclosure_rules
from bybalance.atlas.profile import ProfileArea
from bybalance.model.errors import BadInput, InvalidSetting, Problem, RunCancelled
from bybalance.pipelines.atlas_build.inputs import CityInputs, area_cells, read_inputs
from bybalance.pipelines.atlas_build.manifest import MANIFEST_FILE, Manifest
from bybalance.pipelines.atlas_build.settings import CitySettings
from bybalance.pipelines.atlas_build.writing import BuiltFrame, folder_at_once, write_all

Floats = NDArray[np.float64]
Told = Callable[[str, float], None]
"""Called with the key of a step (``atlas_build.<key>``) and the share of the whole that is done."""


def build_atlas(
    settings: CitySettings,
    out: Path,
    *,
    overwrite: bool = False,
    told: Told | None = None,
    should_stop: ShouldStop | None = None,
) -> Manifest:
    """Build an atlas into the folder ``out``.

    The same input, settings and programs give the same bytes. Everything is written beside the
    folder first and moved there in one step; when something fails or is stopped, nothing is left.

    Parameters
    ----------
    settings
        From :func:`bybalance.pipelines.atlas_build.settings.read_city_settings`.
    out
        A folder that does not exist, unless it may be replaced.
    overwrite
        Whether a folder that is a built atlas may be replaced.
    told
        Called as the work goes on.
    should_stop
        Asked now and then; when it says yes, :class:`RunCancelled` is raised.

    Raises
    ------
    BadInput
        If an input cannot be read, or the output exists; with file, place, value and remedy.
    InvalidSetting
        If areas overlap so that their difference tells about too few people.
    RunCancelled
        If the caller said stop.
    """
    check_out(out, overwrite=overwrite)
    steps = _Steps(told or (lambda _step, _share: None), should_stop or (lambda: False))
    rules = disclosure_rules(settings.rules)
    secret = settings.secret()
    steps.enter("reading", 0.0)
    inputs = read_inputs(settings, secret)
    cells, named_areas = area_cells(settings, inputs)
    _check_differences(cells, inputs, rules)
    frames = list(_frames(settings, inputs, cells, secret=secret, rules=rules, steps=steps))
    steps.enter("writing", 0.95)
    with folder_at_once(out) as folder:
        manifest = write_all(settings, inputs, cells, named_areas, frames, rules, folder)
    steps.enter("done", 1.0)
    return manifest


def check_out(out: Path, *, overwrite: bool) -> None:
    """Refuse an output that cannot be written, before any work is done."""
    if not out.parent.is_dir():
        raise BadInput([Problem(rule="output_folder_missing", file=str(out),
                                value=str(out.parent))])  # fmt: skip
    if not out.exists():
        return
    if not overwrite:
        raise BadInput([Problem(rule="output_exists", file=str(out))])
    is_built = out.is_dir() and ((out / MANIFEST_FILE).is_file() or not any(out.iterdir()))
    if not is_built:
        # Never delete a folder that this program did not make.
        raise BadInput([Problem(rule="city_out_no_atlas", file=str(out), value=out.name)])


class _Steps:
    """Tell where the work is, and stop it between steps and within them."""

    def __init__(self, told: Told, should_stop: ShouldStop) -> None:
        self._told, self._should_stop = told, should_stop

    def enter(self, name: str, share: float) -> None:
        if self._should_stop():
            raise RunCancelled("The build was asked to stop; nothing was kept.")
        self._told(name, share)

    def pace(self) -> Pace:
        return Pace(should_stop=self._should_stop)


def _check_differences(
    cells: Mapping[int, AreaCells], inputs: CityInputs, rules: DisclosureRules
) -> None:
    """Refuse areas of which two differ by too few people (D11), in any year."""
    for year, inside_areas in cells.items():
        grid, homes = inputs.people[year], inputs.households[year]
        places = list(zip(grid.eastings_m.tolist(), grid.northings_m.tolist(), strict=True))
        people_by_cell = {
            place: (int(np.nan_to_num(persons)), int(np.nan_to_num(households)))
            for place, persons, households in zip(places, grid.totals, homes.totals, strict=True)
        }
        release = Release(
            release_id=str(year),
            areas={
                area: frozenset(places[cell] for cell in np.flatnonzero(inside))
                for area, inside in zip(inside_areas.area_ids, inside_areas.is_inside, strict=True)
            },
        )
        found = ReleaseRegister(rules=rules).objections(release, people_by_cell=people_by_cell)
        if found:
            raise InvalidSetting(
                f"{found[0].first} and {found[0].second} overlap so that {found[0].persons} people "
                f"are in one of them only; {len(found) - 1} more pairs are like that. Leave out "
                "one of each pair, or draw them so that they differ by whole neighbourhoods (D11)."
            )


def _frames(
    settings: CitySettings,
    inputs: CityInputs,
    cells: Mapping[int, AreaCells],
    *,
    secret: bytes,
    rules: DisclosureRules,
    steps: _Steps,
) -> Iterator[BuiltFrame]:
    safe_people, safe_homes = {}, {}
    measures = []
    for at, year in enumerate(settings.years):
        share = 0.05 + 0.8 * at / len(settings.years)
        steps.enter("protecting", share)
        people = protected.protect_grid(inputs.people[year], secret=secret, year=year, rules=rules)
        homes = protected.protect_grid(
            inputs.households[year], secret=secret, year=year, rules=rules
        )
        safe_people[year], safe_homes[year] = people, homes
        totals = published.protected_totals(
            inputs.published_people[year], inputs.published_households[year], rules=rules
        )
        yield BuiltFrame(kind="totals", year=year, frame=totals)
        steps.enter("contexts", share + 0.1 / len(settings.years))
        contexts = protected.protected_contexts(
            people, k=settings.k, settings=settings.contexts, pace=steps.pace()
        )
        yield BuiltFrame(kind="contexts", year=year, frame=contexts)
        steps.enter("measures", share + 0.3 / len(settings.years))
        measures.append(
            published.protected_measures(
                people, k=settings.k, draw_count=settings.draw_count, seed=settings.seed,
                settings=settings.contexts, pace=steps.pace(),
            )
        )  # fmt: skip
    steps.enter("profiles", 0.85)
    table, provenance = _profiles(settings, inputs, safe_people, steps)
    yield BuiltFrame(kind="area_profiles", year=None, frame=table, provenance=provenance)
    yield BuiltFrame(kind="measures", year=None, frame=published.stacked(measures))
    places = {year: each.with_everybody(settings.key) for year, each in cells.items()}
    areas = _area_shares(places, safe_people, safe_homes, rules)
    yield BuiltFrame(kind="areas", year=None, frame=areas)
    yield BuiltFrame(kind="changes", year=None, frame=area_frames.protected_changes(areas))


def _profiles(
    settings: CitySettings,
    inputs: CityInputs,
    safe: Mapping[int, ProtectedGrid],
    steps: _Steps,
) -> tuple[ProtectedFrame, Mapping[str, Any]]:
    """Profile every area beside its city; an area is ranked among those of its kind."""
    about, layer = settings.areas, inputs.areas
    city = settings.key if "outline" in inputs.layers else None
    kinds = layer.properties[about.kind] if about.kind else [""] * len(layer)
    by_kind: dict[str, list[ProfileArea]] = {}
    for area_id, kind, shape in zip(layer.properties[about.id], kinds, layer.shapes, strict=True):
        area = ProfileArea(area_id=str(area_id), polygon=shape, city=city)
        by_kind.setdefault(str(kind), []).append(area)
    cities = {}
    if city is not None:
        cities[city] = shapely.union_all(inputs.layers["outline"].shapes)
    found = [
        profiles.protected_profiles(
            safe, areas, cities=cities, k=settings.k, settings=settings.contexts,
            households={
                year: np.nan_to_num(grid.totals) for year, grid in inputs.households.items()
            },
            pace=steps.pace(),
        )
        for areas in by_kind.values()
    ]  # fmt: skip
    table = published.stacked([one.table for one in found])
    return table, found[0].provenance.as_manifest()


def _area_shares(
    cells: Mapping[int, AreaCells],
    people: Mapping[int, ProtectedGrid],
    homes: Mapping[int, ProtectedGrid],
    rules: DisclosureRules,
) -> ProtectedFrame:
    """Return shares of groups among residents, and of tenures among households, by area."""
    years = tuple(cells)
    ids = cells[years[0]].area_ids

    persons, households = _summed(cells, people), _summed(cells, homes)
    groups = {name: _summed(cells, people, name) for name in people[years[0]].grid.groups}
    tenures = {
        f"tenure_{name}": _summed(cells, homes, name) for name in homes[years[0]].grid.groups
    }
    parts = [
        area_frames.protect_area_shares(
            members, area_ids=ids, years=years, persons=everybody, households=households,
            rules=rules,
        )
        for members, everybody in ((groups, persons), (tenures, households))
        if members
    ]  # fmt: skip
    return published.stacked(parts)


def _summed(
    cells: Mapping[int, AreaCells], safe: Mapping[int, ProtectedGrid], group: str | None = None
) -> Floats:
    """Add up protected cells (D8) by area and year; a group is never more than everybody."""
    columns = []
    for year, inside in cells.items():
        grid = safe[year].grid
        everybody = inside.sums(grid.totals)
        members = everybody if group is None else inside.sums(grid.group_counts(group))
        columns.append(np.minimum(members, everybody))
    return np.column_stack(columns)
