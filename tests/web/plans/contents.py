"""Contents of plans made up by Hypothesis."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from bybalance.web.plans.queries.content import (
    BudgetContent,
    GoalContent,
    Head,
    MeasureContent,
    PlanContent,
    ReportContent,
    RiskContent,
    UseContent,
)

WORDS = st.text("abcæøå Æ", max_size=8)
TITLES = st.text("abcæøå", min_size=1, max_size=8)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))

HEAD = Head(
    name_da="Plan for Balby", name_en="", summary_da="", summary_en="", kind="strategic",
    vision_da="", vision_en="", horizon_year=None, from_on=None, until_on=None,
)  # fmt: skip

MEASURES = tuple(
    MeasureContent(
        id=number, goal_id=None, position=number, kind=kind, state="decided",
        title_da=f"Virkemiddel {number}", title_en="", text_da="", text_en="", organisation="",
        from_on=None, until_on=None, place="whole_area", geometry_wkt="",
    )
    for number, kind in enumerate(("physical", "social", "education"), start=1)
)  # fmt: skip

CONTENT = PlanContent(head=HEAD, areas=(), measures=MEASURES)


def budget_lines() -> st.SearchStrategy[BudgetContent]:
    return st.builds(
        BudgetContent,
        id=st.integers(1, 9),
        measure_id=st.sampled_from([None, 1, 2, 3]),
        organisation=st.sampled_from(["Balby Kommune", "Balby Bolig", "Balby Fonden"]),
        year=st.integers(2028, 2032),
        planned_oere=st.integers(0, 10**13),
        actual_oere=st.none() | st.integers(0, 10**13),
    )


GOALS = st.builds(
    GoalContent, id=st.integers(1, 5), position=st.integers(0, 9), title_da=TITLES,
    title_en=WORDS, text_da=WORDS, text_en=WORDS,
)  # fmt: skip
RISKS = st.builds(
    RiskContent, id=st.integers(1, 5), title_da=TITLES, title_en=WORDS,
    probability=st.integers(1, 5), consequence=st.integers(1, 5), response_da=WORDS,
    response_en=WORDS, organisation=WORDS, state=st.sampled_from(["open", "happened", "closed"]),
)  # fmt: skip
REPORTS = st.builds(
    ReportContent, id=st.integers(1, 5), measure_id=st.sampled_from([None, 1, 2]),
    reported_on=DAYS, light=st.sampled_from(["green", "amber", "red"]), reason_da=TITLES,
    reason_en=WORDS,
)  # fmt: skip
NUMBERS = st.none() | st.decimals(-1000, 1000, places=2).map(Decimal.normalize)
USES = st.builds(
    UseContent, id=st.integers(1, 5), outcome_id=st.just(1), indicator_key=st.just("i"),
    name_da=TITLES, name_en=WORDS, definition_da=WORDS, definition_en=WORDS, unit_da=WORDS,
    unit_en=WORDS, direction=st.sampled_from(["higher", "lower"]), owner=WORDS,
    baseline_on=st.none() | DAYS, baseline_number=NUMBERS, target_on=st.none() | DAYS,
    target_number=NUMBERS,
)  # fmt: skip


def _unique(parts: st.SearchStrategy) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(parts, max_size=4, unique_by=lambda part: part.id).map(tuple)


@st.composite
def contents(draw: st.DrawFn) -> PlanContent:
    """A plan with some goals, measures, money, risks, reports and indicators."""
    head = dataclasses.replace(
        HEAD,
        vision_da=draw(WORDS),
        horizon_year=draw(st.none() | st.integers(2030, 2050)),
        until_on=draw(st.none() | DAYS),
    )
    return PlanContent(
        head=head,
        areas=(),
        goals=draw(_unique(GOALS)),
        measures=MEASURES,
        budget=draw(_unique(budget_lines())),
        risks=draw(_unique(RISKS)),
        reports=draw(_unique(REPORTS)),
        uses=draw(_unique(USES)),
    )
