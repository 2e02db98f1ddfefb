from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from bybalance.atlas.disclosure.rounding import round_at_random
from bybalance.model.errors import BadInput, InvalidSetting, RunCancelled
from bybalance.pipelines import atlas_build
from bybalance.pipelines.atlas_build import Artefact
from bybalance.pipelines.balby import people


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_same_input_gives_the_same_bytes(
    built: Artefact, balby_files: Path, tmp_path: Path
) -> None:
    settings = atlas_build.read_city_settings(balby_files)

    again = atlas_build.build_atlas(settings, tmp_path / "again")

    assert again.run_id == built.manifest.run_id
    assert hashes(tmp_path / "again") == hashes(built.folder)


def test_a_stopped_build_leaves_nothing(balby_files: Path, tmp_path: Path) -> None:
    settings = atlas_build.read_city_settings(balby_files)
    asked = iter([False] * 4 + [True] * 100)

    with pytest.raises(RunCancelled):
        atlas_build.build_atlas(settings, tmp_path / "out", should_stop=lambda: next(asked))

    assert list(tmp_path.iterdir()) == []


def test_it_fails_at_the_last_step_without_touching_what_was_there(
    built: Artefact, balby_files: Path, tmp_path: Path
) -> None:
    settings = atlas_build.read_city_settings(balby_files)
    out = tmp_path / "out"
    atlas_build.build_atlas(settings, out)
    before = hashes(out)

    def told(step: str, _share: float) -> None:
        if step == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        atlas_build.build_atlas(settings, out, overwrite=True, told=told)

    assert hashes(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_it_replaces_an_atlas_only_when_asked_and_never_another_folder(
    built: Artefact, balby_files: Path, tmp_path: Path
) -> None:
    settings = atlas_build.read_city_settings(balby_files)
    other = tmp_path / "photos"
    other.mkdir()
    (other / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(BadInput, match="output_exists"):
        atlas_build.build_atlas(settings, built.folder)
    with pytest.raises(BadInput, match="city_out_no_atlas"):
        atlas_build.build_atlas(settings, other, overwrite=True)
    with pytest.raises(BadInput, match="output_folder_missing"):
        atlas_build.build_atlas(settings, tmp_path / "no" / "out")

    assert (other / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_progress_grows_to_the_end(balby_files: Path, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    settings = atlas_build.read_city_settings(balby_files)

    atlas_build.build_atlas(
        settings, tmp_path / "out", told=lambda step, share: told.append((step, share))
    )

    shares = [share for _step, share in told]
    assert shares == sorted(shares)
    assert told[-1] == ("done", 1.0)


def test_a_contexts_class_is_that_of_the_protected_layer_by_a_full_sort(
    built: Artefact, town: people.Balby, balby_files: Path
) -> None:
    """Recomputes fifty cells from the rounded counts, with nothing of the engine but rounding."""
    grid = town.people[2024]
    secret = atlas_build.read_city_settings(balby_files).secret()
    rounded = round_at_random(grid, "non_western", base=5, secret=secret, year=2024)
    frame = built.contexts(2024).frame
    d2 = lambda cell: (  # noqa: E731
        ((grid.eastings_m - grid.eastings_m[cell]) // 100) ** 2
        + ((grid.northings_m - grid.northings_m[cell]) // 100) ** 2
    )
    for cell in np.random.default_rng(1).choice(len(grid), 50, replace=False):
        rings = d2(cell)
        reached = max(ring for ring in np.unique(rings) if grid.totals[rings < ring].sum() < 1_600)
        before, on = rings < reached, rings == reached
        part = (1_600 - grid.totals[before].sum()) / grid.totals[on].sum()
        share = (rounded[before].sum() + part * rounded[on].sum()) / 1_600
        assert frame["ctx_non_western_k1600_class"][int(cell)] == int(share / 0.05 + 1e-9)


def test_an_area_too_small_in_one_year_has_no_figure_in_any(built: Artefact) -> None:
    areas = built.areas().frame
    harbour = areas.filter(areas["area_id"] == "havnekvarteret")

    assert harbour["year"].unique().sort().to_list() == [2016, 2024]
    assert harbour["share"].is_null().all()
    assert harbour["share_reason"].unique().to_list() == ["c"]
    area = next(one for one in built.manifest.areas if one.area_id == "havnekvarteret")
    assert not area.is_told


def test_areas_that_differ_by_a_few_people_are_refused(
    town: people.Balby, balby_files: Path, tmp_path: Path
) -> None:
    for path in balby_files.parent.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    areas = tmp_path / "areas.geojson"
    document = json.loads(areas.read_text(encoding="utf-8"))
    nord = next(
        each for each in document["features"] if each["properties"]["area_id"] == "balby-nord"
    )
    outline = shapely.from_geojson(json.dumps(nord["geometry"]))
    grid = town.people[2024]
    squares = shapely.box(
        grid.eastings_m, grid.northings_m, grid.eastings_m + 100, grid.northings_m + 100
    )
    is_few = shapely.contains(outline, squares) & (grid.totals > 0) & (grid.totals < 90)
    smaller = outline.difference(squares[np.flatnonzero(is_few)[0]])
    nord = {
        "type": "Feature",
        "geometry": json.loads(shapely.to_geojson(smaller)),
        "properties": nord["properties"] | {"area_id": "balby-nord-uden"},
    }
    document["features"].append(nord)
    areas.write_text(json.dumps(document), encoding="utf-8")
    settings = atlas_build.read_city_settings(tmp_path / balby_files.name)

    with pytest.raises(InvalidSetting, match=r"/balby-nord and \d+/balby-nord-uden overlap"):
        atlas_build.build_atlas(settings, tmp_path / "out")

    assert not (tmp_path / "out").exists()
