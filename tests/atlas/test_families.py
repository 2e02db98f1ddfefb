"""One family of areas, sums of protected parts, fixed tables, and nothing private (D8-D15)."""

from __future__ import annotations

import ast
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.atlas.grids import grid_of

import bybalance
from bybalance.atlas.disclosure import protected, register
from bybalance.atlas.disclosure.cubes import FixedCube, Query
from bybalance.atlas.disclosure.formats import Shapes
from bybalance.atlas.disclosure.hierarchy import Hierarchy, protected_unit_counts
from bybalance.atlas.disclosure.private import without_private
from bybalance.atlas.disclosure.rules import disclosure_rules
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid
from bybalance.pipelines.wording import Wording, catalogue
from bybalance.sources.population_grid import GridColumns, read_population_grid

SECRET = b"a secret of the installation"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def block(width: int = 8, height: int = 8, *, total: int = 40, rate: float = 0.3) -> PopulationGrid:
    rng = np.random.default_rng(1)
    return grid_of(
        {
            (x, y): (total, int(rng.binomial(total, rate)))
            for x in range(width)
            for y in range(height)
        }
    )


def family(grid: PopulationGrid) -> Hierarchy:
    small = [f"s{x // 2}{y // 2}" for x, y in zip(grid.columns, grid.rows, strict=True)]
    large = [f"l{x // 4}" for x in grid.columns]
    return Hierarchy.build(grid, {"small": small, "large": large, "town": ["t"] * len(grid)})


def safe(grid: PopulationGrid) -> protected.ProtectedGrid:
    return protected.protect_grid(grid, secret=SECRET, year=2026)


class TestOneFamily:
    def test_units_that_lie_across_are_refused(self) -> None:
        grid = block(2, 1)
        with pytest.raises(InvalidSetting, match=r"'a' of level 'small' lies in 'x' and 'y'"):
            Hierarchy.build(grid, {"small": ["a", "a"], "large": ["x", "y"]})
        with pytest.raises(InvalidSetting, match="lies in none and 'y'"):
            Hierarchy.build(grid, {"small": ["a", "a"], "large": [None, "y"]})
        with pytest.raises(InvalidSetting, match="3 units for 2 cells"):
            Hierarchy.build(grid, {"small": ["a", "a", "b"]})

    def test_a_drawn_polygon_becomes_whole_units(self) -> None:
        grid = block()
        found = family(grid).snapped(shapely.box(-10, -10, 310, 190), grid)

        assert list(found) == ["s00", "s10"]  # of the third column half a unit: 1 of 2 cells wide
        assert found["s00"] == {(0, 0), (100, 0), (0, 100), (100, 100)}

    def test_a_release_of_other_areas_is_refused(self) -> None:
        grid = block()
        tree = family(grid)
        people = dict.fromkeys(tree.cells, (40, 20))
        empty = register.ReleaseRegister(hierarchy=tree)
        units = tree.units("small")
        whole = register.Release(release_id="1", areas={"a": units["s00"] | units["s01"]})
        across = register.Release(release_id="2", areas={"b": units["s00"] | {(200, 0)}})
        beyond = register.Release(release_id="3", areas={"c": frozenset({(9_900, 0)})})

        kept = empty.with_release(whole, people_by_cell=people)

        assert len(kept.releases) == 1
        assert kept.hierarchy is tree
        with pytest.raises(InvalidSetting, match="a part of s10"):
            kept.with_release(across, people_by_cell=people)
        with pytest.raises(InvalidSetting, match="cells of no unit"):
            kept.with_release(beyond, people_by_cell=people)

    def test_other_years_have_the_same_cells(self) -> None:
        with pytest.raises(InvalidSetting, match="built over other cells"):
            family(block()).require_cells_of(block(7, 8))
        assert family(block()).content_hash == family(block()).content_hash
        assert family(block()).content_hash != family(block(7, 8)).content_hash


class TestSumsOfProtectedParts:
    def test_they_add_up_and_come_from_the_protected_layer(self) -> None:
        grid, tree = block(), family(block())
        guarded = safe(grid)

        frame = protected_unit_counts(guarded, tree, households=np.full(64, 20)).frame

        told = {
            (row["level"], row["unit_id"]): row["members"] for row in frame.iter_rows(named=True)
        }
        assert told["town", "t"] == guarded.grid.group_counts("a").sum()
        assert told["town", "t"] == told["large", "l0"] + told["large", "l1"]
        assert told["town", "t"] != grid.group_counts("a").sum()

    def test_raw_grids_are_refused(self) -> None:
        with pytest.raises(TypeError, match="not protected"):
            protected_unit_counts(block(), family(block()), households=np.full(64, 20))  # type: ignore[arg-type]

    def test_what_is_unknown_in_a_cell_is_unknown_in_the_sum(self) -> None:
        grid = block()
        counts = grid.group_counts("a").copy()
        counts[0] = np.nan
        holed = PopulationGrid.from_cells(
            eastings_m=grid.eastings_m, northings_m=grid.northings_m, totals=grid.totals,
            counts={"a": counts}, is_suppressed={"a": np.isnan(counts)},
        )  # fmt: skip

        frame = protected_unit_counts(safe(holed), family(holed), households=np.full(64, 20)).frame

        reasons = {
            (r["level"], r["unit_id"]): r["members_reason"] for r in frame.iter_rows(named=True)
        }
        assert reasons["small", "s00"] == reasons["large", "l0"] == reasons["town", "t"] == "c"
        assert reasons["large", "l1"] is None

    @given(st.integers(0, 10_000), st.sampled_from([0.02, 0.1, 0.3]), st.integers(2, 40))
    @settings(max_examples=40, deadline=None)
    def test_nothing_withheld_can_be_worked_out(self, seed: int, rate: float, total: int) -> None:
        rng = np.random.default_rng(seed)
        grid = grid_of(
            {
                (x, y): (n := int(rng.integers(0, 2 * total)), int(rng.binomial(n, rate)))
                for x in range(8)
                for y in range(8)
            }
        )
        small = [
            None if rng.random() < 0.02 else f"s{x // 2}{y // 2}"
            for x, y in zip(grid.columns, grid.rows, strict=True)
        ]
        tree = Hierarchy.build(
            grid,
            {"small": small, "large": [f"l{x // 4}" for x in grid.columns], "town": ["t"] * 64},
        )
        guarded = safe(grid)

        frame = protected_unit_counts(guarded, tree, households=grid.totals // 2).frame

        # An attacker's programme: every unit unknown, sums over parents, told numbers fixed.
        rows = list(frame.iter_rows(named=True))
        index = {(row["level"], row["unit_id"]): at for at, row in enumerate(rows)}
        sums, right, more, limit = [], [], [], []
        for level, upper in (("small", "large"), ("large", "town")):
            for parent in tree.names[upper]:
                line = np.zeros(len(rows))
                line[index[upper, parent]] = -1
                for row in rows:
                    if row["level"] == level and row["parent_id"] == parent:
                        line[index[level, row["unit_id"]]] = 1
                lone = [
                    at for at, unit in enumerate(small)
                    if level == "small" and unit is None and f"l{grid.columns[at] // 4}" == parent
                    and grid.totals[at] > 0
                ]  # fmt: skip
                (more if lone else sums).append(line)
                (limit if lone else right).append(0.0)
        bounds = [
            (row["members"],) * 2 if row["members"] is not None
            else (0, 0) if row["members_reason"] == "z" else (0, None)
            for row in rows
        ]  # fmt: skip
        for at, row in enumerate(rows):
            if row["members_reason"] != "c":
                continue
            aim = np.zeros(len(rows))
            aim[at] = 1
            ends = [
                linprog(
                    sign * aim, A_eq=np.array(sums) if sums else None, b_eq=right or None,
                    A_ub=np.array(more) if more else None, b_ub=limit or None, bounds=bounds,
                )
                for sign in (1, -1)
            ]  # fmt: skip
            if ends[1].status == 3:
                continue  # no upper end at all
            width = -ends[1].fun - ends[0].fun
            assert width > 5 - 1e-6, (row, width)


class TestFixedTables:
    class Kept:
        def __init__(self) -> None:
            self.queries: list[Query] = []

        def count_since(self, asked_by: str, since: datetime) -> int:
            return sum(q.asked_by == asked_by and q.asked_at >= since for q in self.queries)

        def keep(self, query: Query) -> None:
            self.queries.append(query)

    def cube(self) -> FixedCube:
        grid = block()
        table = protected_unit_counts(safe(grid), family(grid), households=np.full(64, 20))
        return FixedCube(cube_id="units", table=table, dimensions=("level", "group", "year"))

    def test_it_answers_by_its_dimensions_and_keeps_the_question(self) -> None:
        log = self.Kept()

        found = self.cube().answer(
            {"level": ["large", "town"]}, asked_by="x", asked_at=NOW, log=log
        )

        assert found.frame["unit_id"].to_list() == ["l0", "l1", "t"]
        assert [(q.cube_id, q.where) for q in log.queries] == [
            ("units", {"level": ("large", "town")})
        ]

    @pytest.mark.parametrize(
        ("where", "says"),
        [
            ({"geometry": ["POLYGON((0 0,1 0,1 1,0 0))"]}, "no filter on 'geometry'"),
            ({"people": [160]}, "no filter on 'people'"),
            ({"level": ["street"]}, "level has no value 'street'"),
        ],
    )
    def test_free_areas_and_filters_are_refused(
        self, where: dict[str, list[object]], says: str
    ) -> None:
        log = self.Kept()
        with pytest.raises(InvalidSetting, match=says):
            self.cube().answer(where, asked_by="x", asked_at=NOW, log=log)
        assert log.queries == []

    def test_the_budget_is_of_a_reader_and_a_day(self) -> None:
        cube, log = self.cube(), self.Kept()
        for _ in range(2):
            cube.answer({}, asked_by="x", asked_at=NOW, log=log, most_per_day=2)

        with pytest.raises(InvalidSetting, match="2 questions a day"):
            cube.answer({}, asked_by="x", asked_at=NOW, log=log, most_per_day=2)
        cube.answer({}, asked_by="y", asked_at=NOW, log=log, most_per_day=2)
        later = NOW + timedelta(days=1, seconds=1)
        cube.answer({}, asked_by="x", asked_at=later, log=log, most_per_day=2)

    def test_raw_tables_and_figures_as_dimensions_are_refused(self) -> None:
        with pytest.raises(TypeError, match="not protected"):
            FixedCube(cube_id="x", table=pl.DataFrame(), dimensions=())  # type: ignore[arg-type]
        table = self.cube().table
        with pytest.raises(InvalidSetting, match="is a figure"):
            FixedCube(cube_id="x", table=table, dimensions=("members",))
        with pytest.raises(InvalidSetting, match="no column 'z'"):
            FixedCube(cube_id="x", table=table, dimensions=("z",))


class TestNothingPrivate:
    @pytest.mark.parametrize(
        "column",
        [
            pl.Series("remark", ["We are cold at night"]),
            pl.Series("photo", [b"\xff\xd8"]),
            pl.Series("area_id", ["two\nlines"]),
            pl.Series("area_id", ["x" * 121]),
        ],
    )
    def test_a_protected_frame_holds_no_free_text_or_picture(self, column: pl.Series) -> None:
        with pytest.raises(ValueError, match="D15"):
            protected.made_here(pl.DataFrame([column]), rules=disclosure_rules(), note="")

    def test_exports_leave_private_columns_and_small_groups_out(self) -> None:
        records = pl.DataFrame(
            {"title": ["a", "b", "c", "d"], "why": ["x"] * 4, "photo": ["p"] * 4,
             "named": [0, 4, 5, None], "amount": [1, 2, 3, 4]}
        )  # fmt: skip

        kept = without_private(
            records,
            kinds={"title": "name", "why": "free_text", "photo": "photograph",
                   "named": "residents_named", "amount": "figure"},
        )  # fmt: skip

        assert kept.columns == ["title", "named", "amount"]
        assert kept["title"].to_list() == ["a", "c"]

    @pytest.mark.parametrize(
        ("kinds", "says"),
        [
            ({}, "Say what the column 'why' holds"),
            ({"why": "figure"}, "said to hold a figure"),
            ({"why": "name"}, "said to hold a name"),
            ({"why": "poem"}, "is no kind"),
        ],
    )
    def test_what_a_column_holds_is_told_and_looked_at(
        self, kinds: dict[str, str], says: str
    ) -> None:
        with pytest.raises(InvalidSetting, match=says):
            without_private(pl.DataFrame({"why": ["two\nlines"]}), kinds=kinds)  # type: ignore[arg-type]


class TestWriters:
    def test_a_workbook_holds_the_table_and_where_it_is_from(self, tmp_path: Path) -> None:
        frame = protected.protected_cells(safe(block()))

        protected.write_protected(frame, tmp_path / "x.xlsx", about=[("source", "=1+1")])

        book = openpyxl.load_workbook(tmp_path / "x.xlsx")
        rows = list(book["data"].iter_rows(values_only=True))
        assert rows[0] == tuple(frame.frame.columns)
        assert [tuple(row) for row in frame.frame.iter_rows()] == rows[1:]
        about = list(book["about"].iter_rows(values_only=True))
        assert about == [("rules", "dk-public-1"), ("frame", frame.frame_id), ("source", "=1+1")]

    def test_geoparquet_is_read_back_as_the_same_grid(self, tmp_path: Path) -> None:
        grid = block()
        frame = protected.protected_cells(safe(grid))
        path = tmp_path / "x.parquet"

        protected.write_protected(
            frame, path, shapes=Shapes(crs="EPSG:25832", cell_size_m=100)
        )  # fmt: skip

        about = json.loads(pl.read_parquet_metadata(path)["geo"])
        assert about["columns"]["geometry"]["bbox"] == [0, 0, 800, 800]
        assert about["columns"]["geometry"]["crs"]["id"] == {"authority": "EPSG", "code": 25832}
        again = read_population_grid(
            path, GridColumns(total="total", groups={"a": "a"}, cell_size_m=100)
        )
        assert again.totals.tolist() == grid.totals.tolist()
        assert again.eastings_m.tolist() == grid.eastings_m.tolist()

    def test_areas_are_written_with_their_polygons(self, tmp_path: Path) -> None:
        grid, tree = block(), family(block())
        frame = protected_unit_counts(safe(grid), tree, households=np.full(64, 20))
        boxes = {
            name: shapely.box(0, 0, 1, 1) for level in tree.levels for name in tree.names[level]
        }
        path = tmp_path / "x.parquet"

        protected.write_protected(
            frame, path, shapes=Shapes(crs="EPSG:25832", polygons=boxes, id_column="unit_id")
        )

        shapes = shapely.from_wkb(pl.read_parquet(path)["geometry"].to_list())
        assert all(shape.equals(shapely.box(0, 0, 1, 1)) for shape in shapes)
        with pytest.raises(InvalidSetting, match="no polygon for"):
            protected.write_protected(
                frame, tmp_path / "y.parquet",
                shapes=Shapes(crs="EPSG:25832", polygons={}, id_column="unit_id"),
            )  # fmt: skip
        with pytest.raises(InvalidSetting, match="cell_size_m"):
            protected.write_protected(
                frame, tmp_path / "y.parquet", shapes=Shapes(crs="EPSG:25832")
            )
        with pytest.raises(InvalidSetting, match="shapes go into"):
            protected.write_protected(
                frame, tmp_path / "y.csv", shapes=Shapes(crs="EPSG:25832", cell_size_m=100)
            )
        with pytest.raises(InvalidSetting, match=r"ends in '\.txt'"):
            protected.write_protected(frame, tmp_path / "y.txt")
        assert list(tmp_path.iterdir()) == [path]


def test_every_note_of_a_protected_frame_has_words() -> None:
    folder = Path(bybalance.__file__).parent / "atlas" / "disclosure"
    notes = {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("atlas.note.")
    }

    assert len(notes) >= 8
    assert notes == {key for key in catalogue("da") if key.startswith("atlas.note.")}
    assert all(Wording("en").text(note) != Wording("da").text(note) for note in notes)
