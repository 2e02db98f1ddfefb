"""Only protected things leave, and what leaves breaks no rule; checked apart from the protector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.atlas.grids import grid_of, grids

from bybalance.atlas.disclosure import additive, areas, protected, register, rounding, rules
from bybalance.model.errors import InvalidRuleFile, InvalidSetting
from bybalance.model.grid import PopulationGrid

SECRET = b"a secret of the installation"


def safe(grid: PopulationGrid, **changes: object) -> protected.ProtectedGrid:
    return protected.protect_grid(grid, **{"secret": SECRET, "year": 2026, **changes})  # type: ignore[arg-type]


class TestRawNumbersDoNotLeave:
    @pytest.mark.parametrize("thing", [pl.DataFrame({"x": [1]}), None, "frame"])
    def test_the_writer_takes_protected_frames_only(self, thing: object, tmp_path: Path) -> None:
        with pytest.raises(TypeError, match="is not protected"):
            protected.write_protected(thing, tmp_path / "x.csv")  # type: ignore[arg-type]
        assert list(tmp_path.iterdir()) == []

    def test_nothing_is_protected_by_calling_it_so(self) -> None:
        grid = grid_of({(0, 0): (400, 3)})

        with pytest.raises(TypeError, match="Only the functions"):
            protected.ProtectedFrame(pl.DataFrame({"x": [1]}), "dk-public-1", "", object())
        with pytest.raises(TypeError, match="Only the functions"):
            protected.ProtectedGrid(grid, rules.disclosure_rules(), 2026, None)
        for make in (
            protected.protected_cells,
            lambda raw: protected.protected_contexts(raw, k=[400]),
        ):
            with pytest.raises(TypeError, match="A PopulationGrid is not protected"):
                make(grid)  # type: ignore[operator]

    def test_it_does_not_print_its_numbers(self) -> None:
        assert (
            repr(safe(grid_of({(0, 0): (417, 3)}))) == "ProtectedGrid(1 cells, 2026, dk-public-1)"
        )

    def test_small_contexts_are_not_published(self) -> None:
        with pytest.raises(InvalidSetting, match="starts at k = 400"):
            protected.protected_contexts(safe(grid_of({(0, 0): (500, 3)})), k=[200, 400])


@given(grids())
def test_no_cell_that_is_told_breaks_a_rule(grid: PopulationGrid) -> None:
    frame = protected.protected_cells(safe(grid)).frame

    for row, total in zip(frame.iter_rows(named=True), grid.totals, strict=True):
        assert row["total"] == total
        for group in grid.groups:
            told, reason = row[group], row[f"{group}_reason"]
            assert (told is None) == (reason is not None)
            assert told is None or (told >= 5 and told % 5 == 0 and told <= total)
            assert (reason == "z") == (total == 0)


@given(grids(), st.integers(400, 900))
def test_contexts_are_classes_with_a_reason_where_there_is_none(
    grid: PopulationGrid, k: int
) -> None:
    frame = protected.protected_contexts(safe(grid), k=[k]).frame

    is_enough = grid.totals.sum() >= k
    for group in grid.groups:
        codes, reasons = frame[f"ctx_{group}_k{k}_class"], frame[f"ctx_{group}_k{k}_class_reason"]
        assert codes.is_not_null().all() == is_enough
        assert reasons.is_null().all() == is_enough
        assert codes.drop_nulls().is_between(0, 19).all()


class TestRounding:
    @given(grids(), st.integers(1, 10))
    def test_it_goes_to_a_neighbouring_multiple_within_the_cell(
        self, grid: PopulationGrid, base: int
    ) -> None:
        found = rounding.round_at_random(grid, "a", base=base, secret=SECRET, year=2026)

        counts = grid.group_counts("a")
        assert (found % base == 0).all()
        assert (np.abs(found - counts) < base).all()
        assert (found <= grid.totals).all()
        assert (found[counts % base == 0] == counts[counts % base == 0]).all()

    def test_the_same_question_has_the_same_answer_and_others_do_not(self) -> None:
        grid = grid_of({(x, 0): (50, 12) for x in range(200)})

        def ask(secret: bytes = SECRET, year: int = 2026) -> list[float]:
            return rounding.round_at_random(grid, "a", base=5, secret=secret, year=year).tolist()

        assert ask() == ask()
        assert ask() != ask(year=2027)
        assert ask() != ask(secret=b"another secret of 16")

    def test_it_is_right_on_average(self) -> None:
        grid = grid_of({(x, y): (50, 12) for x in range(100) for y in range(100)})

        found = rounding.round_at_random(grid, "a", base=5, secret=SECRET, year=2026)

        assert found.mean() == pytest.approx(12, abs=0.1)

    def test_unknown_stays_unknown_and_is_told_apart_from_withheld(self) -> None:
        grid = PopulationGrid.from_cells(
            eastings_m=[0, 100], northings_m=[0, 0], totals=[50, 50],
            counts={"a": [np.nan, np.nan]}, is_suppressed={"a": [True, False]},
        )  # fmt: skip

        frame = protected.protected_cells(safe(grid)).frame

        assert frame["a_reason"].to_list() == ["c", "n"]

    def test_a_short_secret_is_refused(self) -> None:
        with pytest.raises(InvalidSetting, match="at least 16"):
            safe(grid_of({(0, 0): (5, 1)}), secret=b"short")


def shares(
    members: list[list[float]], persons: list[list[float]], **options: object
) -> pl.DataFrame:
    count = len(persons)
    frame = areas.protect_area_shares(
        {"a": members}, area_ids=[f"area-{at}" for at in range(count)],
        years=list(range(2020, 2020 + len(persons[0]))), persons=persons,
        households=options.pop("households", [[60.0] * len(persons[0])] * count),  # type: ignore[arg-type]
        **options,  # type: ignore[arg-type]
    )  # fmt: skip
    return frame.frame


class TestAreas:
    def test_hostile_cases_are_withheld(self) -> None:
        cases = {
            "one household": ([[40.0]], [[120.0]], [[1.0]]),
            "too few people": ([[40.0]], [[99.0]], [[60.0]]),
            "one member": ([[1.0]], [[120.0]], [[60.0]]),
            "all but one": ([[119.0]], [[120.0]], [[60.0]]),
        }
        for name, (members, persons, households) in cases.items():
            frame = shares(members, persons, households=households)
            assert frame["share"].to_list() == [None], name
            assert frame["share_reason"].to_list() == ["c"], name

    def test_an_area_that_is_small_in_one_year_is_told_in_none(self) -> None:
        assert shares([[40.0, 40.0]], [[120.0, 99.0]])["share"].to_list() == [None, None]

    def test_none_and_all_are_told_as_nearly(self) -> None:
        frame = shares([[0.0], [120.0], [30.0]], [[120.0]] * 3)

        assert frame["share"].to_list() == [0.05, 0.95, 0.25]
        assert frame["share_edge"].to_list() == ["<", ">", None]

    def test_convictions_need_a_large_area(self) -> None:
        assert shares([[40.0]], [[999.0]], kind="conviction")["share"].to_list() == [None]
        assert shares([[40.0]], [[1_000.0]], kind="conviction")["share_edge"].to_list() == ["<"]

    def test_a_change_needs_both_years(self) -> None:
        frame = areas.protect_area_shares(
            {"a": [[30, 36, np.nan, 60]]}, area_ids=["x"], years=[1, 2, 3, 4],
            persons=[[120] * 4], households=[[60] * 4],
        )  # fmt: skip

        changes = areas.protected_changes(frame).frame

        assert changes["change"].to_list() == [0.05, None, None]
        assert changes["change_reason"].to_list() == [None, "c", "c"]
        with pytest.raises(TypeError, match="not protected"):
            areas.protected_changes(frame.frame)  # type: ignore[arg-type]

    def test_a_dominated_or_small_area_has_no_median(self) -> None:
        even = [250_400.0] * 100

        found = areas.protect_area_medians(
            {"even": even, "few": even[:99], "rich": [*even[:98], 1e9, 1e9]},
            persons={"even": 200, "few": 200, "rich": 200},
        ).frame

        assert found["median_dkk"].to_list() == [250_000, None, None]
        assert found["median_dkk_reason"].to_list() == [None, "c", "c"]

    def test_shapes_and_sums_are_checked(self) -> None:
        with pytest.raises(InvalidSetting, match="shape"):
            shares([[1.0, 2.0]], [[120.0]])
        with pytest.raises(InvalidSetting, match="more members"):
            shares([[121.0]], [[120.0]])


class TestTablesThatAddUp:
    @given(
        st.integers(1, 4).flatmap(
            lambda width: st.lists(
                st.lists(st.sampled_from([0, 1, 3, 6, 20, 200]), min_size=width, max_size=width),
                min_size=1,
                max_size=4,
            )
        )
    )
    def test_nothing_hidden_can_be_computed_closely_or_nothing_is_told(
        self, counts: list[list[int]]
    ) -> None:
        table = np.array(counts, float)

        is_hidden = additive.hidden_cells(table)

        assert is_hidden[(table > 0) & (table < 5)].all()
        low, high = additive.bounds(table, is_hidden)
        closely = is_hidden & (high - low <= np.maximum(5, table / 2))
        assert not closely.any() or is_hidden.all()

    def test_one_small_cell_hides_three_more(self) -> None:
        table = np.array([[3.0, 40, 50], [60, 70, 80], [90, 95, 99]])

        assert additive.hidden_cells(table).sum() == 4


class TestReleases:
    PEOPLE = {(x, 0): (60, 30) for x in range(10)}
    LARGE = frozenset((x, 0) for x in range(8))

    def test_the_same_areas_may_be_released_again(self) -> None:
        first = register.ReleaseRegister().with_release(
            register.Release(release_id="2025", areas={"a": self.LARGE}), people_by_cell=self.PEOPLE
        )

        again = register.Release(release_id="2026", areas={"a": self.LARGE})

        assert len(first.with_release(again, people_by_cell=self.PEOPLE).releases) == 2

    @pytest.mark.parametrize("missing", [1, 2])
    def test_an_area_less_one_cell_is_refused_and_less_two_is_not(self, missing: int) -> None:
        first = register.ReleaseRegister().with_release(
            register.Release(release_id="2025", areas={"a": self.LARGE}), people_by_cell=self.PEOPLE
        )
        smaller = frozenset((x, 0) for x in range(8 - missing))
        release = register.Release(release_id="2026", areas={"a": smaller})

        found = first.objections(release, people_by_cell=self.PEOPLE)

        assert [(each.persons, each.second) for each in found] == [(60, "2025/a")] * (missing == 1)
        if missing == 1:
            with pytest.raises(InvalidSetting, match="differ by too few people"):
                first.with_release(release, people_by_cell=self.PEOPLE)

    def test_areas_of_one_release_are_compared_too(self) -> None:
        release = register.Release(
            release_id="1", areas={"a": self.LARGE, "b": self.LARGE | {(9, 0)}}
        )

        found = register.ReleaseRegister().objections(release, people_by_cell=self.PEOPLE)

        assert [(each.first, each.second) for each in found] == [("1/a", "1/b")]


class TestRules:
    def test_every_rule_is_there_in_both_languages_with_its_source(self) -> None:
        found = rules.disclosure_rules()

        assert tuple(found.rules) == rules.RULE_IDS
        assert all({"da", "en"} == set(rule.texts) and rule.source for rule in found.rules.values())
        assert found.count("D2", "hidden_below") == found.count("D7", "rounding_base") == 5

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (("persons_min = 100", "persons_min = 0"), "D3.persons_min.*above 0"),
            (("persons_min = 100", "persons = 100"), "D3.persons"),
            (("[D15]", "[D16]"), "D15"),
            (('map_step = "0.05"', 'map_step = "a"'), "no number"),
            (('map_step = "0.05"', "map_step = 0.05"), "shares in quotes"),
            (('id = "dk-public-1"', "id = 1"), "needs id"),
        ],
    )
    def test_a_file_that_breaks_the_format_is_refused(
        self, change: tuple[str, str], says: str
    ) -> None:
        folder = Path(rules.__file__).parent / "data"
        text = (folder / "dk-public-1.toml").read_text(encoding="utf-8").replace(*change, 1)

        with pytest.raises(InvalidRuleFile, match=says):
            rules.read_rules(text, file="x")

    def test_a_version_that_is_not_there_is_named_with_those_that_are(self) -> None:
        with pytest.raises(InvalidRuleFile, match="choose one of dk-public-1"):
            rules.disclosure_rules("dk-public-9")
