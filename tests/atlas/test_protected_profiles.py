"""Profiles that are published break no rule; the check shares no code with the protector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.atlas.grids import grid_of

from bybalance.atlas.disclosure import protected
from bybalance.atlas.disclosure.profiles import ProtectedProfiles, protected_profiles
from bybalance.atlas.profile import FIGURES, ProfileArea, area_profiles
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

SECRET = b"a secret of the installation"
TOWN = {"town": shapely.box(0, 0, 1_000, 1_000)}
PLACES = ("area", "surroundings", "city", "region")


def town(seed: int, *, busy: int = 60, rate: float = 0.3) -> PopulationGrid:
    rng = np.random.default_rng(seed)
    cells = {}
    for x in range(10):
        for y in range(10):
            total = int(rng.integers(0, busy))
            cells[x, y] = (total, int(rng.binomial(total, rate)))
    return grid_of(cells)


def areas() -> list[ProfileArea]:
    return [
        ProfileArea(area_id="large", polygon=shapely.box(0, 0, 500, 500), city="town"),
        ProfileArea(area_id="small", polygon=shapely.box(600, 600, 700, 700), city="town"),
        ProfileArea(area_id="beside", polygon=shapely.box(500, 0, 900, 400), city="town"),
    ]


def published(
    grids: dict[int, PopulationGrid], *, homes_per_person: float = 0.5
) -> ProtectedProfiles:
    safe = {
        year: protected.protect_grid(grid, secret=SECRET, year=year) for year, grid in grids.items()
    }
    return protected_profiles(
        safe, areas(), cities=TOWN, k=[400, 1_600], distances_m=[100, 400],
        households={year: np.floor(grid.totals * homes_per_person) for year, grid in grids.items()},
    )  # fmt: skip


@given(st.integers(0, 10_000), st.sampled_from([5, 30, 60]), st.sampled_from([0.0, 0.02, 0.3, 1.0]))
@settings(max_examples=25, deadline=None)
def test_nothing_that_is_told_breaks_a_rule(seed: int, busy: int, rate: float) -> None:
    grid = town(seed, busy=busy, rate=rate)

    frame = published({2026: grid}).table.frame

    assert set(frame["figure"]) == set(FIGURES)
    by_name = {area.area_id: area for area in areas()}
    for row in frame.iter_rows(named=True):
        value, edge, reason = row["value"], row["value_edge"], row["value_reason"]
        assert (value is None) == (reason is not None)
        if value is None or row["figure"] == "people_within":
            continue
        if row["figure"] not in ("rank", "rank_count"):
            assert round(value * 100, 6) == round(round(value * 100), 6), row
        place = row["figure"].split("_")[0]
        if place in PLACES or row["figure"] == "share_within":
            assert (0.05 <= value <= 0.95) and (edge is None or value in (0.05, 0.95))
        # Small places, counted anew.
        area = by_name[row["area_id"]]
        centres = shapely.points(grid.eastings_m + 50, grid.northings_m + 50)
        apart = shapely.distance(area.polygon, centres)
        far = row["reach"] if row["figure"] == "share_within" else 1_600
        near, all_cells = (apart > 0) & (apart <= far), np.ones(len(grid), bool)
        masks = {"surroundings": near, "share": near, "city": all_cells, "region": all_cells}
        is_in = masks.get(place, apart == 0)
        assert grid.totals[is_in].sum() >= 100
        assert np.floor(grid.totals[is_in] * 0.5).sum() >= 50


def test_it_tells_what_the_raw_profile_says_to_within_the_noise() -> None:
    grid = town(3)
    raw = {
        (one.area_id, point.k): point.area.mean
        for one in area_profiles({2026: grid}, areas(), cities=TOWN, k=[400, 1_600])
        for point in one.points
    }

    told = published({2026: grid}).profiles()

    for one in told:
        for point in one.points:
            if one.area_id == "small":
                assert np.isnan(point.area.mean)
                assert point.rank is None
                continue
            assert point.noise.low <= point.area.mean <= point.noise.high
            assert abs(point.area.mean - raw[one.area_id, point.k]) < 0.03
            assert point.gap == pytest.approx(point.area.mean - point.surroundings.mean)
            assert point.rank_count == 2


def test_an_area_that_is_small_in_one_year_is_told_in_none() -> None:
    shrunk = grid_of({(x, y): (1, 0) for x in range(10) for y in range(10)})

    frame = published({2025: town(3), 2026: shrunk}).table.frame

    means = frame.filter(pl.col("figure") == "area_mean")
    assert means["value"].null_count() == len(means)
    assert set(means["value_reason"]) <= {"c", "n"}
    assert "c" in set(means["value_reason"])


def test_too_few_households_are_withheld() -> None:
    frame = published({2026: town(3)}, homes_per_person=0.001).table.frame

    told = frame.filter(pl.col("value").is_not_null())["figure"].unique().to_list()

    assert told == ["people_within"]


def test_near_none_is_a_bound_and_its_gap_is_not_told() -> None:
    frame = published({2026: town(3, rate=0.0)}).table.frame

    large = frame.filter(pl.col("area_id") == "large", pl.col("reach") == 400)
    by_figure = {row["figure"]: row for row in large.iter_rows(named=True)}
    assert (by_figure["area_mean"]["value"], by_figure["area_mean"]["value_edge"]) == (0.05, "<")
    assert by_figure["gap"]["value_reason"] == "c"


def test_raw_grids_and_small_k_are_refused(tmp_path: Path) -> None:
    grid = town(3)
    safe = protected.protect_grid(grid, secret=SECRET, year=2026)
    homes = {2026: grid.totals}
    with pytest.raises(TypeError, match="not protected"):
        protected_profiles({2026: grid}, areas(), cities=TOWN, households=homes)  # type: ignore[dict-item]
    with pytest.raises(InvalidSetting, match="starts at k = 400"):
        protected_profiles({2026: safe}, areas(), cities=TOWN, households=homes, k=[200, 400])
    with pytest.raises(InvalidSetting, match="households for 100 cells"):
        protected_profiles({2026: safe}, areas(), cities=TOWN, households={})
