"""Builds on real grids; they are not part of the product, and the tests skip without them.

No source has groups, households and areas on one grid. What a test adds is said in it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely

from bybalance.model.errors import BadInput
from bybalance.pipelines import atlas_build
from bybalance.pipelines.atlas_build import Artefact

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")

SETTINGS = """
[city]
key = "city"
name = "City"
is_invented = false
years = [2014]
crs = "{crs}"
cell_size_m = {size}
[people]
file = "people_{{year}}.csv"
total = "people"
{place}
[households]
file = "households_{{year}}.csv"
total = "households"
{place}
[groups.members]
column = "members"
da = "Gruppen"
en = "The group"
[areas]
file = "areas.geojson"
id = "id"
name = "name"
[contexts]
k = [400, 3200]
[measures]
draw_count = 3
[protection]
secret_file = "secret.txt"
[sources]
da = "Prøvedata"
en = "Test data"
"""


def build(
    folder: Path, cells: pl.DataFrame, areas: list[shapely.Polygon], *, crs: str, size: int,
    place: str,
) -> Artefact:  # fmt: skip
    """Build with half as many households as people, which no source tells."""
    cells.write_csv(folder / "people_2014.csv")
    homes = cells.with_columns(
        households=pl.when(pl.col("people") > 0).then((pl.col("people") + 1) // 2).otherwise(
            pl.col("people"))
    ).drop("people", "members")  # fmt: skip
    homes.write_csv(folder / "households_2014.csv")
    code = crs.removeprefix("EPSG:")
    document = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}},
        "features": [
            {"type": "Feature", "properties": {"id": str(at), "name": f"Area {at}"},
             "geometry": json.loads(shapely.to_geojson(area))}
            for at, area in enumerate(areas)
        ],
    }  # fmt: skip
    (folder / "areas.geojson").write_text(json.dumps(document), encoding="utf-8")
    (folder / "secret.txt").write_text("a secret of this test only", encoding="utf-8")
    path = folder / "city.toml"
    path.write_text(SETTINGS.format(crs=crs, size=size, place=place), encoding="utf-8")
    atlas_build.build_atlas(atlas_build.read_city_settings(path), folder / "out")
    return atlas_build.open_artefact(folder / "out")


def no_small_group_is_told(artefact: Artefact) -> bool:
    """Whether no table of cells has numbers by group."""
    columns = artefact.totals(2014).frame.columns
    return "members" not in columns and set(columns) == {
        "easting_m", "northing_m", "people", "people_reason", "households", "households_reason",
    }  # fmt: skip


def quarters(cells: pl.DataFrame, *, east: str, north: str, size: int) -> list[shapely.Polygon]:
    """The map in four, between centres of cells."""
    west, right = int(cells[east].min()), int(cells[east].max()) + size  # type: ignore[arg-type]
    south, top = int(cells[north].min()), int(cells[north].max()) + size  # type: ignore[arg-type]
    x, y = ((low + high) // 2 // size * size for low, high in ((west, right), (south, top)))
    boxes = [(west, south, x, y), (x, south, right, y), (west, y, x, top), (x, y, right, top)]
    return [shapely.box(*box) for box in boxes]


def test_frederiksberg_by_age_and_city_quarters(tmp_path: Path) -> None:
    """Real cells and age groups of April 2014: everybody of 65 and over."""
    tables = []
    for name in ("alle", "65_74", "75"):
        path = SHARED / "dk-frederiksberg-kvadratnet" / f"befolkning_{name}.json"
        rows = pl.DataFrame(json.loads(path.read_text(encoding="utf-8")))
        of_day = (pl.col("type_id") == 11) & (pl.col("udtraek_dato") == "2014-04-01")
        # Files of an age group hold the total beside it; that of everybody holds only the total.
        numbers = sorted(
            (each for each in rows.columns if each.startswith("antal")), key="antal_samlet".__eq__
        )
        kept = rows.filter(of_day).select("distrikt_id", pl.col(numbers[0]).alias(name))
        tables.append(kept)
    cells = tables[0]
    for table in tables[1:]:
        cells = cells.join(table, on="distrikt_id", how="left")
    cells = cells.select(
        cell=pl.col("distrikt_id"), people=pl.col("alle").cast(pl.Int64),
        members=(pl.col("65_74").fill_null(0) + pl.col("75").fill_null(0)).cast(pl.Int64),
    )  # fmt: skip
    places = cells.select(
        east=pl.col("cell").str.extract(r"_(\d+)$").cast(pl.Int64) * 100,
        north=pl.col("cell").str.extract(r"_(\d+)_").cast(pl.Int64) * 100,
    )
    areas = quarters(places, east="east", north="north", size=100)

    atlas = build(tmp_path, cells, areas, crs="EPSG:25832", size=100, place='cell_id = "cell"')

    frame = atlas.totals(2014).frame
    assert frame["people"].sum() == 102_180
    assert no_small_group_is_told(atlas)
    shares = atlas.areas().frame.filter(pl.col("area_id") == "city")["share"]
    assert shares[0] == pytest.approx(cells["members"].sum() / 102_180, abs=0.011)
    near = atlas.contexts(2014).frame["ctx_members_k400_class"]
    assert near.max() < 20 and near.null_count() == 0


def test_oslo_with_a_group_drawn_on_its_cells(tmp_path: Path) -> None:
    """Real cells and totals; nobody in it is in the group but by a seeded draw of one in five."""
    path = SHARED / "no-oslo-grid-100m" / "Oslo_bef_100m_2015.csv"
    raw = pl.read_csv(path, separator=" ", schema_overrides={"rute_100m": pl.String})
    members = np.random.default_rng(1).binomial(raw["sum"].to_numpy(), 0.2)
    cells = raw.select(cell=pl.col("rute_100m"), people=pl.col("sum")).with_columns(
        members=pl.Series(members)
    )
    places = cells.select(
        east=pl.col("cell").str.slice(1, 6).cast(pl.Int64),
        north=pl.col("cell").str.slice(7, 7).cast(pl.Int64),
    )
    areas = quarters(places, east="east", north="north", size=100)

    atlas = build(tmp_path, cells, areas, crs="EPSG:32633", size=100, place='cell_id = "cell"')

    assert atlas.totals(2014).frame["people"].sum() == 640_797
    assert no_small_group_is_told(atlas)
    index = atlas.measures().frame.filter(
        pl.col("measure") == "dissimilarity", pl.col("k") == 400
    ).row(0, named=True)  # fmt: skip
    assert index["estimate"] == pytest.approx(index["expected"], abs=0.02), "a draw is no pattern"


def test_berlin_on_the_german_grid_keeps_withheld_cells_withheld(tmp_path: Path) -> None:
    """Real 1 km cells around Berlin; foreigners from their published share, -1 is withheld."""
    folder = SHARED / "de-census2022-grid" / "1km"
    cells = pl.read_parquet(folder / "continuous_Einwohner.parquet").join(
        pl.read_parquet(folder / "continuous_Auslaender_A.parquet"), on=["x", "y"], how="left"
    ).filter(pl.col("x").is_between(4_520_000, 4_580_000),
             pl.col("y").is_between(3_240_000, 3_300_000))  # fmt: skip
    is_hidden = pl.col("Einwohner") < 0
    share = pl.col("Auslaender_A")
    cells = cells.select(
        x=(pl.col("x") // 1_000) * 1_000, y=(pl.col("y") // 1_000) * 1_000,
        people=pl.col("Einwohner").cast(pl.Int64),
        members=pl.when(is_hidden | share.is_null() | (share < 0)).then(-1).otherwise(
            (pl.col("Einwohner") * share / 100).round()).cast(pl.Int64),
    )  # fmt: skip
    areas = quarters(cells, east="x", north="y", size=1_000)
    place = 'easting = "x"\nnorthing = "y"\nsuppressed_as = [-1]'

    with pytest.raises(BadInput, match="city_unknown_counts"):
        build(tmp_path, cells, areas, crs="EPSG:3035", size=1_000, place=place)
    atlas = build(
        tmp_path, cells, areas, crs="EPSG:3035", size=1_000, place=place + "\nunknown_as = 0"
    )

    frame = atlas.totals(2014).frame
    hidden = int((cells["people"] < 0).sum())
    assert frame.filter(pl.col("people_reason") == "c").height == hidden > 0
    assert frame["people"].sum() == cells.filter(pl.col("people") > 0)["people"].sum()
    assert no_small_group_is_told(atlas)
