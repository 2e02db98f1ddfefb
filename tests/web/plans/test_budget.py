"""Totals of any budget add up, whichever way they are counted."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st
from tests.web.plans.contents import CONTENT, budget_lines

from bybalance.web.plans.queries import budget
from bybalance.web.plans.queries.content import BudgetContent


@given(st.lists(budget_lines(), max_size=12))
def test_every_way_of_counting_gives_the_same_sum(lines: list[BudgetContent]) -> None:
    found = budget.totals(dataclasses.replace(CONTENT, budget=tuple(lines)))

    planned = sum(line.planned_oere for line in lines)
    actual = sum(line.actual_oere or 0 for line in lines)
    for groups in (found.by_source, found.by_year, found.by_kind, found.by_source_and_year):
        assert sum(one.planned_oere for one in groups.values()) == planned
        assert sum(one.actual_oere for one in groups.values()) == actual
        assert sum(one.unknown_count for one in groups.values()) == found.whole.unknown_count
    assert (found.whole.planned_oere, found.whole.actual_oere) == (planned, actual)


@given(st.lists(budget_lines(), min_size=1, max_size=12))
def test_the_table_by_source_and_year_has_a_row_and_a_column_for_each(
    lines: list[BudgetContent],
) -> None:
    table = budget.source_by_year_table(
        budget.totals(dataclasses.replace(CONTENT, budget=tuple(lines)))
    )

    assert len(table.rows) == len({line.organisation for line in lines}) + 1
    assert len(table.columns) == len({line.year for line in lines}) + 2


def test_a_line_without_a_measure_is_of_the_plan_as_a_whole() -> None:
    line = BudgetContent(
        id=1, measure_id=None, organisation="Balby", year=2030, planned_oere=5, actual_oere=None
    )
    found = budget.totals(dataclasses.replace(CONTENT, budget=(line,)))

    assert found.by_kind == {"": budget.Total(planned_oere=5, actual_oere=0, unknown_count=1)}
