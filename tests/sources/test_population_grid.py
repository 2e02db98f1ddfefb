"""Grids from files: every format, every naming of cells, real data, and all that is wrong."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import polars as pl
import pyogrio.raw
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.files import workbook

from bybalance.model.errors import BadInput, Problem
from bybalance.model.grid import PopulationGrid
from bybalance.pipelines.wording import Wording
from bybalance.sources.population_grid import (
    FORMATS,
    GridColumns,
    read_population_grid,
    read_population_grid_bytes,
)

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")

NAMED = GridColumns(total="people", groups={"tenants": "tenants"}, cell_id="cell")
PLACED = GridColumns(total="people", easting="x", northing="y", cell_size_m=100, crs="EPSG:25832")
GOOD = "cell,people,tenants\n100m_61756_7196,4,1\n100m_61756_7195,10,10\n"


def read(
    content: bytes | str, name: str = "grid.csv", columns: GridColumns = NAMED
) -> PopulationGrid:
    data = content.encode() if isinstance(content, str) else content
    return read_population_grid_bytes(data, name=name, columns=columns)


def problems(
    content: bytes | str, name: str = "grid.csv", columns: GridColumns = NAMED
) -> list[Problem]:
    with pytest.raises(BadInput) as refused:
        read(content, name, columns)
    for problem in refused.value.problems:
        for language in ("da", "en"):
            assert Wording(language).problem(problem)
    return list(refused.value.problems)


def parquet(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


TABLE = pl.DataFrame({"x": [719600, 719500], "y": [6175600, 6175600], "people": [4, 10]})


def features(tmp_path: Path, suffix: str, crs: str, *, scale: float = 1.0) -> bytes:
    boxes = [shapely.box(x, y, x + 100, y + 100) for x, y in ((719600, 6175600), (719500, 6175600))]
    wkb = shapely.to_wkb(shapely.transform(np.array(boxes), lambda at: at * scale))
    path = tmp_path / f"made{suffix}"
    pyogrio.raw.write(
        path, geometry=wkb, field_data=[np.array([4, 10])], fields=np.array(["people"]), crs=crs,
        geometry_type="Polygon", driver="GPKG" if suffix == ".gpkg" else "GeoJSON",
    )  # fmt: skip
    return path.read_bytes()


def assert_is_table(grid: PopulationGrid) -> None:
    assert grid.eastings_m.tolist() == [719500, 719600]
    assert grid.northings_m.tolist() == [6175600, 6175600]
    assert grid.totals.tolist() == [10, 4]


class TestFormats:
    @pytest.mark.parametrize("separator", [",", ";", "\t", " "])
    def test_text_with_any_separator(self, separator: str) -> None:
        grid = read(GOOD.replace(",", separator))

        assert_is_table(grid)
        assert grid.group_counts("tenants").tolist() == [10, 1]
        assert (grid.crs, grid.cell_size_m) == ("EPSG:25832", 100)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_text_in_danish_encodings(self, encoding: str) -> None:
        text = "celle;antal på stedet\n100m_61756_7195;7\n".encode(encoding)

        grid = read(text, columns=GridColumns(total="antal på stedet", cell_id="celle"))

        assert grid.totals.tolist() == [7]

    def test_parquet(self) -> None:
        assert_is_table(read(parquet(TABLE), "grid.parquet", PLACED))

    def test_workbook(self) -> None:
        rows = [("x", "y", "people"), *TABLE.rows()]

        assert_is_table(read(workbook(rows), "grid.xlsx", PLACED))

    def test_geopackage(self, tmp_path: Path) -> None:
        columns = GridColumns(total="people", cell_size_m=100)

        grid = read(features(tmp_path, ".gpkg", "EPSG:25832"), "grid.gpkg", columns)

        assert_is_table(grid)
        assert grid.crs == "EPSG:25832"

    def test_geoparquet(self) -> None:
        boxes = [shapely.box(x, y, x + 100, y + 100) for x, y, _ in TABLE.rows()]
        frame = TABLE.select("people").with_columns(
            geometry=pl.Series([shapely.to_wkb(box) for box in boxes], dtype=pl.Binary)
        )
        about = {
            "version": "1.0.0", "primary_column": "geometry",
            "columns": {"geometry": {"encoding": "WKB", "crs": "EPSG:25832"}},
        }  # fmt: skip
        content = io.BytesIO()
        frame.write_parquet(content, metadata={"geo": json.dumps(about)})
        columns = GridColumns(total="people", cell_size_m=100)

        assert_is_table(read(content.getvalue(), "grid.geoparquet", columns))

    def test_centres_become_corners(self) -> None:
        columns = GridColumns(
            total="people", easting="x", northing="y", cell_size_m=100, crs="EPSG:25832",
            point="centre",
        )  # fmt: skip
        moved = TABLE.with_columns(pl.col("x", "y") + 50)

        assert_is_table(read(parquet(moved), "grid.parquet", columns))


@pytest.mark.parametrize(
    ("cell", "east", "north", "side", "crs"),
    [
        ("100m_61756_7195", 719_500, 6_175_600, 100, "EPSG:25832"),
        ("1km_6175_719", 719_000, 6_175_000, 1_000, "EPSG:25832"),
        ("CRS3035RES1000mN2684000E4334000", 4_334_000, 2_684_000, 1_000, "EPSG:3035"),
        ("CRS3035RES100mN2684100E4334300", 4_334_300, 2_684_100, 100, "EPSG:3035"),
        ("1kmN2684E4334", 4_334_000, 2_684_000, 1_000, "EPSG:3035"),
        ("100mN26841E43343", 4_334_300, 2_684_100, 100, "EPSG:3035"),
        ("E1550N4635", 155_000, 463_500, 100, "EPSG:28992"),
        ("22536006661600", 253_600, 6_661_600, 100, "EPSG:32633"),
    ],
)
def test_cells_are_named_as_the_offices_do(
    cell: str, east: int, north: int, side: int, crs: str
) -> None:
    columns = GridColumns(total="people", cell_id="cell", cell_size_m=100)

    grid = read(f"cell,people\n{cell},3\n", columns=columns)

    assert (grid.eastings_m[0], grid.northings_m[0]) == (east, north)
    assert (grid.cell_size_m, grid.crs) == (side, crs)


class TestNumbers:
    def test_zero_missing_and_withheld_are_kept_apart(self) -> None:
        columns = GridColumns(
            total="people", groups={"a": "a"}, cell_id="cell", suppressed_as=(-1,)
        )
        rows = ["5,0", "5,", "5,-1", "-1,-1", "5,.."]
        text = "".join(f"100m_61756_{7190 + at},{row}\n" for at, row in enumerate(rows))

        grid = read("cell,people,a\n" + text, columns=columns)

        assert grid.group_counts("a")[0] == 0
        assert grid.is_missing[:, 0].tolist() == [False, True, False, False, True]
        assert grid.is_suppressed[:, 0].tolist() == [False, False, True, True, False]
        assert grid.is_total_suppressed.tolist() == [False, False, False, True, False]

    def test_estimates_may_have_parts_of_people(self) -> None:
        columns = GridColumns(total="people", cell_id="cell", is_fractional=True)

        assert read("cell;people\n100m_61756_7195;2,5\n", columns=columns).totals.tolist() == [2.5]


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "rule", "row"),
        [
            (GOOD + "100m_61757_7195,-3,0\n", "count_negative", 4),
            (GOOD + "100m_61757_7195,3.5,0\n", "count_not_whole", 4),
            (GOOD + "100m_61757_7195,3,4\n", "group_over_total", 4),
            (GOOD + "100m_61757_7195,many,4\n", "not_a_number", 4),
            (GOOD + "100m_61756_7195,3,0\n", "cell_repeated", 4),
            (GOOD + "1km_6175_719,3,0\n", "cell_sizes_mixed", 4),
            (GOOD + "1kmN2684E4334,3,0\n", "cell_id_unknown", 4),
            (GOOD + "100m_61757_7195,3,0,9\n", "ragged_row", 4),
            ("cell,people,tenants\nhere,1,1\n", "cell_id_unknown", 2),
            ("cell,people\n100m_61757_7195,1\n", "grid_column_missing", None),
            ("cell,people,tenants\n", "no_cells", None),
            ("", "file_empty", None),
        ],
    )
    def test_rows_are_refused_by_place_value_and_rule(
        self, text: str, rule: str, row: int | None
    ) -> None:
        [problem] = problems(text)

        assert (problem.rule, problem.row, problem.file) == (rule, row, "grid.csv")

    def test_everything_wrong_is_told_at_once(self) -> None:
        found = problems(GOOD + "100m_61757_7195,-3,x\n100m_61758_7195,1,2\n")

        assert [(each.rule, each.row) for each in found] == [
            ("count_negative", 4), ("not_a_number", 4), ("group_over_total", 5),
        ]  # fmt: skip

    def test_cells_off_the_lattice_are_named(self) -> None:
        moved = pl.concat([TABLE, pl.DataFrame({"x": [719750], "y": [6175600], "people": [1]})])

        [problem] = problems(parquet(moved), "grid.parquet", PLACED)

        assert (problem.rule, problem.row, problem.value) == ("off_lattice", 4, "719750")

    def test_degrees_are_refused_with_the_remedy(self, tmp_path: Path) -> None:
        columns = GridColumns(total="people", cell_size_m=100)
        content = features(tmp_path, ".geojson", "EPSG:4326", scale=1e-5)

        [problem] = problems(content, "grid.geojson", columns)

        assert problem.rule == "crs_unfit"
        assert "reproject" in Wording("en").problem(problem)

    @pytest.mark.parametrize(
        ("columns", "rule"),
        [
            (
                GridColumns(total="people", easting="x", northing="y", cell_size_m=100),
                "crs_missing",
            ),
            (
                GridColumns(total="people", easting="x", northing="y", crs="EPSG:25832"),
                "cell_size_missing",
            ),
            (GridColumns(total="people", cell_size_m=100, crs="EPSG:25832"), "place_missing"),
        ],
    )
    def test_what_the_file_does_not_say_is_asked_for(self, columns: GridColumns, rule: str) -> None:
        assert [each.rule for each in problems(parquet(TABLE), "grid.parquet", columns)] == [rule]

    def test_damaged_and_foreign_files_are_refused(self, tmp_path: Path) -> None:
        cut = parquet(TABLE)[:-9]
        for content, name, rule in (
            (cut, "grid.parquet", "parquet_unreadable"),
            (b"PK\x03\x04 no", "grid.xlsx", "xlsx_unreadable"),
            (b"no database", "grid.gpkg", "geo_unreadable"),
            (b"{}", "grid.geojson", "geo_unreadable"),
            (GOOD.encode("utf-16"), "grid.csv", "encoding"),
            (b"x", "grid.shp", "extension_unknown"),
        ):
            assert [each.rule for each in problems(content, name, PLACED)] == [rule], name

    def test_a_file_that_is_not_there_or_too_large_is_refused_unread(self, tmp_path: Path) -> None:
        huge = tmp_path / "huge.csv"
        with huge.open("wb") as file:
            file.truncate(10 * 1024**3)
        for path, rule in (
            (tmp_path / "none.csv", "file_missing"),
            (tmp_path, "file_is_folder"),
            (huge, "file_too_large"),
        ):
            with pytest.raises(BadInput) as refused:
                read_population_grid(path, NAMED)
            assert refused.value.problems[0].rule == rule


@settings(max_examples=150)
@given(content=st.binary(max_size=300), ending=st.sampled_from(FORMATS))
def test_any_bytes_are_read_or_refused(content: bytes, ending: str) -> None:
    try:
        read(content, f"grid{ending}")
    except BadInput as refused:
        assert refused.problems


@settings(max_examples=150)
@given(st.text(alphabet='10m_6175,;.-\n"eæ ', max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read("cell,people,tenants\n" + text)
    except BadInput as refused:
        assert refused.problems


@needs_shared
class TestRealData:
    def test_frederiksberg_has_its_cells_and_people(self) -> None:
        path = SHARED / "dk-frederiksberg-kvadratnet" / "befolkning_alle.json"
        rows = pl.DataFrame(json.loads(path.read_text(encoding="utf-8")))
        cells = rows.filter((pl.col("type_id") == 11) & (pl.col("udtraek_dato") == "2014-04-01"))
        columns = GridColumns(total="antal_samlet", cell_id="distrikt_id")

        grid = read(parquet(cells), "kvadratnet.parquet", columns)

        assert grid.totals.sum() == 102_180
        assert (grid.totals > 0).sum() == 726
        assert grid.totals.max() == 595

    def test_oslo_has_its_cells_and_people(self) -> None:
        columns = GridColumns(total="sum", cell_id="rute_100m", cell_size_m=100)

        grid = read_population_grid(
            SHARED / "no-oslo-grid-100m" / "Oslo_bef_100m_2015.csv", columns
        )

        assert (len(grid), grid.totals.sum()) == (9_371, 640_797)
        assert grid.crs == "EPSG:32633"

    def test_germany_keeps_withheld_cells_apart(self) -> None:
        columns = GridColumns(
            total="Einwohner", easting="x", northing="y", point="centre", cell_size_m=1_000,
            crs="EPSG:3035", suppressed_as=(-1,),
        )  # fmt: skip

        grid = read_population_grid(
            SHARED / "de-census2022-grid" / "1km" / "continuous_Einwohner.parquet", columns
        )

        assert len(grid) == 361_478
        assert (grid.totals > 0).sum() == 214_633
        assert grid.is_total_suppressed.sum() == 361_478 - 214_633
        assert np.nansum(grid.totals) == pytest.approx(80.2e6, rel=0.01)

    def test_helsinki_in_degrees_is_refused_with_the_remedy(self) -> None:
        columns = GridColumns(total="population", cell_size_m=250)

        with pytest.raises(BadInput) as refused:
            read_population_grid(
                SHARED / "fi-helsinki-centre" / "helsinki_population_grid_2020.gpkg", columns
            )

        assert refused.value.problems[0].rule == "crs_unfit"


def test_a_parquet_that_would_end_the_process_is_refused() -> None:
    content = (Path(__file__).parent / "damaged" / "asks-for-too-much-memory.parquet").read_bytes()

    assert [problem.rule for problem in problems(content, "grid.parquet", PLACED)] == [
        "parquet_unreadable"
    ]
