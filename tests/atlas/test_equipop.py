"""Contexts beside equipop, the program of the method's author: its shipped city and new ones."""

from __future__ import annotations

import contextlib
import io
from importlib import resources

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bybalance.atlas.contexts import ContextSettings, people_contexts
from bybalance.model.grid import PopulationGrid

fastcounts = pytest.importorskip("equipop.fastcounts")
cells = pytest.importorskip("equipop.cells")


def counted(grid: PopulationGrid, k: list[int], **options: object) -> pl.DataFrame:
    """Count with equipop, which prints what it does."""
    city = cells.CellData(
        E=grid.eastings_m + 50.0,
        N=grid.northings_m + 50.0,
        n=grid.totals.astype(int),
        binary_sums={name: grid.group_counts(name).astype(int) for name in grid.groups},
    )
    with contextlib.redirect_stdout(io.StringIO()):
        table = fastcounts.run_knn_counts(city, k_values=k, report=False, **options)
    return pl.DataFrame({name: table[name].to_numpy() for name in table if name != "CellId"})


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("overshoot", ["proportional", "whole"])
@pytest.mark.parametrize("self_rule", ["include", "exclude"])
def test_a_fresh_city_gives_the_same(seed: int, overshoot: str, self_rule: str) -> None:
    rng = np.random.default_rng(seed)
    at = rng.normal(20, 6, (9_000, 2)).clip(0, 40).astype(int)
    places, people = np.unique(at, axis=0, return_counts=True)
    grid = PopulationGrid.from_cells(
        eastings_m=places[:, 0] * 100,
        northings_m=places[:, 1] * 100,
        totals=people,
        counts={"a": rng.binomial(people, 0.3), "b": rng.binomial(people, 0.05)},
    )
    k = [5, 50, 200, 1_600, 8_000]

    found = people_contexts(
        grid,
        k=k,
        settings=ContextSettings(overshoot=overshoot, self_rule=self_rule),  # type: ignore[arg-type]
    )

    theirs = counted(grid, k, overshoot_mode=overshoot, self_rule=self_rule)
    for at_k, number in enumerate(k):
        assert_allclose(found.people[at_k], theirs[f"N_{number}"], rtol=1e-12)
        assert_allclose(found.radius_m[at_k], theirs[f"Dist_{number}"], rtol=1e-9)
        for at_group, group in enumerate(grid.groups):
            shares = found.shares[at_group, at_k]
            assert_allclose(shares, theirs[f"R_{group}_{number}"], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("file", "overshoot"),
    [("gridby_reference_proportional.csv", "proportional"), ("gridby_reference.csv", "whole")],
)
def test_the_city_that_equipop_ships_gives_the_shipped_results(file: str, overshoot: str) -> None:
    text = resources.files("equipop").joinpath("data", file).read_text(encoding="utf-8")
    shipped = pl.read_csv(text.encode(), infer_schema_length=None).sort("y", "x")
    gridby = pytest.importorskip("equipop.gridby")
    with contextlib.redirect_stdout(io.StringIO()):
        people = gridby.gridby(seed=1848)["people"]
    grid = PopulationGrid.from_cells(
        eastings_m=people["x"] - 50,
        northings_m=people["y"] - 50,
        totals=people["count_all"],
        counts={"group": people["count_group"]},
    )

    found = people_contexts(grid, k=400, settings=ContextSettings(overshoot=overshoot))  # type: ignore[arg-type]

    assert_array_equal(grid.eastings_m + 50, shipped["x"])
    assert_array_equal(grid.totals, shipped["N_local"])
    assert_array_equal(found.people[0], shipped["N_400"])
    assert_allclose(found.radius_m[0], shipped["Dist_400"], rtol=0, atol=1e-6)
    assert_allclose(found.shares[0, 0], shipped["R_count_group_400"], rtol=0, atol=1e-9)
