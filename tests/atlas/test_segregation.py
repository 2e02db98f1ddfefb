"""Measures by hand, beside PySAL, and by what must hold of any city."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from tests.atlas.grids import grid_of

from bybalance.atlas.segregation import local, many_groups, neighbours, parts, two_groups
from bybalance.model.errors import InvalidSetting, UnknownCount

TABLES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=15
).map(np.array)


def pysal_city() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The city of which segregation 2.5.4 of PySAL gave the values below."""
    rng = np.random.default_rng(11)
    totals = rng.integers(0, 60, 40)
    totals[3] = 0
    a = rng.binomial(totals, rng.beta(2, 5, 40))
    b = rng.binomial(totals - a, 0.4)
    return totals, a, b


class TestBesidePysal:
    @pytest.mark.parametrize(
        ("measure", "published"),
        [
            (two_groups.dissimilarity, 0.3611250808247719),
            (two_groups.isolation, 0.37626420193568233),
            (two_groups.interaction, 0.6237357980643177),
            (two_groups.gini, 0.4779503490977017),
            (two_groups.eta_squared, 0.13941129866181562),
        ],
    )
    def test_one_group(self, measure: parts.TwoGroupMeasure, published: float) -> None:
        totals, a, _ = pysal_city()

        assert measure(a, totals) == pytest.approx(published, abs=1e-12)

    def test_several_groups(self) -> None:
        totals, a, b = pysal_city()
        table = np.column_stack([a, b, totals - a - b])

        assert many_groups.dissimilarity(table) == pytest.approx(0.25026190140419446, abs=1e-12)
        assert many_groups.gini(table) == pytest.approx(0.3411829884964845, abs=1e-12)
        assert many_groups.theil_h(table) == pytest.approx(0.08561015490513264, abs=1e-12)

    def test_theil_of_one_group(self) -> None:
        totals, a, _ = pysal_city()
        table = np.column_stack([a, totals - a])

        assert many_groups.theil_h(table) == pytest.approx(0.1288367015587204, abs=1e-12)

    def test_shapley_of_a_difference(self) -> None:
        totals, a, _ = pysal_city()
        rng = np.random.default_rng(12)
        other_totals = rng.integers(1, 80, 49)
        other = rng.binomial(other_totals, rng.beta(1, 6, 49))

        found = parts.shapley_difference((a, totals), (other, other_totals))

        assert found.composition == pytest.approx(-0.07109868387025015, abs=1e-12)
        assert found.structure == pytest.approx(-0.006755005070672948, abs=1e-12)


class TestByHand:
    def test_two_mixed_halves_and_a_chequerboard_differ_only_across_borders(self) -> None:
        """Morrill: ten by ten cells in two halves have D 1 and D(adj) 0.944; stripes 0.5."""
        for is_member, adjusted in (
            (lambda x, _: x < 5, 1 - 10 / 180),
            (lambda x, _: x % 2 == 0, 1 - 90 / 180),
            (lambda x, y: (x + y) % 2 == 0, 0.0),
        ):
            cells = {(x, y): (10, 10 * is_member(x, y)) for x in range(10) for y in range(10)}
            grid = grid_of(cells)
            first, second = neighbours.adjacent_cells(grid)

            members, totals = grid.group_counts("a"), grid.totals

            assert len(first) == 180
            assert two_groups.dissimilarity(members, totals) == pytest.approx(1)
            found = two_groups.adjusted_dissimilarity(members, totals, first=first, second=second)
            assert found == pytest.approx(adjusted)

    def test_hill_numbers_of_the_spider_data(self) -> None:
        """Girdled trees, as published with iNEXT: 26 species, then 12.06 and 7.84."""
        girdled = [
            46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2, *[1] * 12,
        ]  # fmt: skip

        found = [float(many_groups.hill_number(girdled, order=q)[0]) for q in (0, 1, 2)]

        assert_allclose(found, [26, 12.0597, 7.84], atol=0.01)

    def test_an_even_city_has_none(self) -> None:
        table = [[3, 6], [10, 20], [1, 2]]

        assert many_groups.theil_h(table) == pytest.approx(0, abs=1e-12)
        assert many_groups.gini(table) == pytest.approx(0, abs=1e-12)
        assert many_groups.dissimilarity(table) == pytest.approx(0, abs=1e-12)


class TestWhatMustHold:
    @given(TABLES)
    def test_gini_from_a_sort_is_gini_of_all_pairs(self, table: NDArray[np.int64]) -> None:
        totals = table.sum(axis=1)
        x, t = table[totals > 0, 0], totals[totals > 0]
        assume(0 < x.sum() < t.sum())
        p, share = x / t, x.sum() / t.sum()
        pairs = (np.outer(t, t) * np.abs(p[:, np.newaxis] - p)).sum()

        expected = pairs / (2 * t.sum() ** 2 * share * (1 - share))
        assert two_groups.gini(table[:, 0], totals) == pytest.approx(expected, abs=1e-12)
        pair = np.column_stack([table[:, 0], totals - table[:, 0]])
        assert many_groups.gini(pair) == pytest.approx(expected, abs=1e-12)

    @given(TABLES)
    def test_two_groups_of_many_are_one_group_and_the_rest(self, table: NDArray[np.int64]) -> None:
        pair = table[:, :2]
        assume(pair[:, 0].sum() > 0 < pair[:, 1].sum())

        one = two_groups.dissimilarity(pair[:, 0], pair.sum(axis=1))

        assert many_groups.dissimilarity(pair) == pytest.approx(one, abs=1e-12)

    @given(TABLES)
    def test_measures_are_shares_and_order_does_not_matter(self, table: NDArray[np.int64]) -> None:
        for measure in (many_groups.dissimilarity, many_groups.gini, many_groups.theil_h):
            found = measure(table)
            assume(not math.isnan(found))
            assert -1e-12 <= found <= 1 + 1e-12
            assert measure(table[::-1]) == pytest.approx(found, abs=1e-12)
            assert measure(table[:, ::-1]) == pytest.approx(found, abs=1e-12)

    @given(TABLES)
    def test_units_merged_with_equals_change_nothing(self, table: NDArray[np.int64]) -> None:
        for measure in (many_groups.dissimilarity, many_groups.gini, many_groups.theil_h):
            found = measure(table)
            assume(not math.isnan(found))
            assert measure(np.vstack([table, table])) == pytest.approx(found, abs=1e-12)
            assert measure(2 * table) == pytest.approx(found, abs=1e-12)

    @pytest.mark.parametrize("measure", ["theil_h", "mutual_information"])
    @given(table=TABLES, data=st.data())
    def test_between_and_within_add_up(
        self, measure: str, table: NDArray[np.int64], data: st.DataObject
    ) -> None:
        assume((table.sum(axis=0) > 0).sum() > 1)
        areas = data.draw(
            st.lists(st.sampled_from("abc"), min_size=len(table), max_size=len(table))
        )

        found = parts.between_and_within(table, areas, measure=measure)

        between = 0.0 if math.isnan(found.between) else found.between
        assert between + sum(found.within.values()) == pytest.approx(found.total, abs=1e-9)

    @given(TABLES, TABLES)
    def test_shapley_parts_add_up_to_the_difference(
        self, one: NDArray[np.int64], other: NDArray[np.int64]
    ) -> None:
        pairs = [(table[:, 0], table.sum(axis=1)) for table in (one, other)]
        assume(all(0 < x.sum() < t.sum() for x, t in pairs))

        found = parts.shapley_difference(pairs[0], pairs[1])

        assume(not math.isnan(found.composition))
        assert found.composition + found.structure == pytest.approx(
            found.first - found.second, abs=1e-12
        )

    @given(TABLES)
    def test_local_parts_sum_to_the_whole(self, table: NDArray[np.int64]) -> None:
        totals = table.sum(axis=1)
        whole = two_groups.dissimilarity(table[:, 0], totals)
        assume(not math.isnan(whole))

        found = local.dissimilarity_parts(table[:, 0], totals)

        assert np.nansum(found) == pytest.approx(whole, abs=1e-12)

    @given(TABLES)
    def test_the_mean_divergence_is_the_m_index(self, table: NDArray[np.int64]) -> None:
        whole = many_groups.mutual_information(table)
        assume(not math.isnan(whole))
        totals = table.sum(axis=1)

        mean = np.nansum(local.divergence(table) * totals) / totals.sum()

        assert mean == pytest.approx(whole, abs=1e-12)


class TestHardCases:
    def test_empty_units_and_groups_do_not_raise(self) -> None:
        assert math.isnan(two_groups.dissimilarity([0, 0], [5, 5]))
        assert math.isnan(two_groups.isolation([0], [0]))
        assert math.isnan(two_groups.eta_squared([5], [5]))
        assert math.isnan(two_groups.gini([], []))
        assert math.isnan(many_groups.theil_h([[0, 0]]))
        assert math.isnan(many_groups.mutual_information([[4, 0]]))
        assert many_groups.theil_h([[3, 0, 0], [0, 3, 0], [0, 0, 0]]) == 1
        assert math.isnan(local.location_quotient([1, 0], [2, 0])[1])

    def test_unknown_numbers_are_refused(self) -> None:
        with pytest.raises(UnknownCount, match="1 of 2 units"):
            two_groups.dissimilarity([1, np.nan], [2, 2])
        with pytest.raises(UnknownCount, match="does not guess"):
            many_groups.theil_h([[1, np.nan]])

    @pytest.mark.parametrize(
        ("members", "totals", "says"),
        [([3], [2], "3 members of 2"), ([-1], [2], "-1 members"), ([1, 1], [2], "one per unit")],
    )
    def test_members_are_part_of_their_unit(
        self, members: list[int], totals: list[int], says: str
    ) -> None:
        with pytest.raises(InvalidSetting, match=says):
            two_groups.isolation(members, totals)

    def test_other_mistakes_are_named(self) -> None:
        with pytest.raises(InvalidSetting, match="at least two columns"):
            many_groups.theil_h([[1], [2]])
        with pytest.raises(InvalidSetting, match="smallest count is -1"):
            many_groups.theil_h([[1, -1]])
        with pytest.raises(InvalidSetting, match="'gini' has no exact parts"):
            parts.between_and_within([[1, 2]], ["a"], measure="gini")
        with pytest.raises(InvalidSetting, match="nothing can be compared"):
            parts.shapley_difference(([], []), ([1], [2]))
