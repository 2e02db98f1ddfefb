from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.rules import strategies

from bybalance.model.area_figures import FIGURES, AreaFigures
from bybalance.rules.evaluate import Verdict, evaluate
from bybalance.rules.history import History
from bybalance.rules.rule_version import Criterion, RuleSet, Test
from bybalance.rules.truth import Truth

RANK = {Truth.NOT_MET: 0, Truth.UNKNOWN: 1, Truth.MET: 2}


def decided(verdict: Verdict) -> dict[str, Truth]:
    """Return every verdict that is not unknown, by criterion and category."""
    truths = {item.criterion.id: item.truth for item in verdict.criteria}
    truths |= {item.category.id: item.truth for item in verdict.categories}
    return {name: truth for name, truth in truths.items() if truth.is_decided}


@given(strategies.rule_sets(), strategies.figures(), strategies.histories, st.data())
def test_learning_what_was_missing_never_flips_a_decided_verdict(
    rule_set: RuleSet,
    figures: dict[str, Any],
    histories: dict[str, History],
    data: st.DataObject,
) -> None:
    known = {name: value for name, value in figures.items() if value is not None}
    forgotten = data.draw(st.sets(st.sampled_from(FIGURES)))
    forgotten_years = data.draw(st.sets(st.integers(2008, 2023)))
    less = {name: value for name, value in known.items() if name not in forgotten}
    fewer = {
        lineage: {year: truth for year, truth in history.items() if year not in forgotten_years}
        for lineage, history in histories.items()
    }

    before = decided(evaluate(AreaFigures(**less), rule_set=rule_set, histories=fewer))
    after = decided(evaluate(AreaFigures(**known), rule_set=rule_set, histories=histories))

    assert before.items() <= after.items()


@given(strategies.rule_sets(), strategies.figures(is_complete=True), st.data())
def test_learning_a_figure_never_flips_what_was_rightly_stated(
    rule_set: RuleSet, figures: dict[str, Any], data: st.DataObject
) -> None:
    truths = evaluate(AreaFigures(**figures), rule_set=rule_set).criteria
    stated = {
        item.criterion.id: item.truth is Truth.MET for item in truths if item.truth.is_decided
    }
    forgotten = data.draw(st.sets(st.sampled_from(FIGURES)))
    less = {name: value for name, value in figures.items() if name not in forgotten}

    before = decided(evaluate(AreaFigures(**less, stated=stated), rule_set=rule_set))
    after = decided(evaluate(AreaFigures(**figures, stated=stated), rule_set=rule_set))

    assert before.items() <= after.items()


@given(strategies.rule_sets(), st.data())
def test_a_criterion_only_ever_turns_one_way_as_its_figure_grows(
    rule_set: RuleSet, data: st.DataObject
) -> None:
    criterion: Criterion = data.draw(st.sampled_from(rule_set.criteria))
    kind = strategies.counts if criterion.test is Test.COUNT_AT_LEAST else strategies.shares
    less, more = sorted([data.draw(kind), data.draw(kind)])

    before, after = (
        RANK[
            evaluate(AreaFigures(**{criterion.figure: value}), rule_set=rule_set)
            .criterion(criterion.id)
            .truth
        ]
        for value in (less, more)
    )

    assert before <= after if criterion.test.is_lower_limit else before >= after


@given(
    strategies.rule_sets(),
    strategies.figures(),
    strategies.histories,
    st.sampled_from(FIGURES),
    st.data(),
)
def test_worse_figures_never_take_an_area_off_a_list_but_the_prevention_list(
    rule_set: RuleSet,
    figures: dict[str, Any],
    histories: dict[str, History],
    figure: str,
    data: st.DataObject,
) -> None:
    assume(figures[figure] is not None)
    kind = strategies.counts if figure.endswith("_count") else strategies.shares
    mild, severe = sorted(
        [Fraction(figures[figure]), Fraction(data.draw(kind))], reverse=figure == "income_ratio"
    )
    if figure.endswith("_count"):
        mild, severe = int(mild), int(severe)

    before, after = (
        evaluate(AreaFigures(**{**figures, figure: value}), rule_set=rule_set, histories=histories)
        for value in (mild, severe)
    )

    for one, other in zip(before.categories, after.categories, strict=True):
        if one.category.id != "prevention_area":
            assert RANK[one.truth] <= RANK[other.truth]


@given(strategies.rule_sets(), strategies.figures(), strategies.histories)
def test_a_category_is_never_likelier_than_the_one_it_builds_on(
    rule_set: RuleSet, figures: dict[str, Any], histories: dict[str, History]
) -> None:
    verdict = evaluate(AreaFigures(**figures), rule_set=rule_set, histories=histories)
    rank = {item.category.lineage: RANK[item.truth] for item in verdict.categories}

    if {"vulnerable_area", "transformation_area"} <= set(rank):
        assert rank["transformation_area"] <= rank["parallel_society"] <= rank["vulnerable_area"]


@given(strategies.rule_sets(), strategies.figures(), strategies.histories)
def test_a_verdict_lists_everything_in_the_order_of_the_rule_file(
    rule_set: RuleSet, figures: dict[str, Any], histories: dict[str, History]
) -> None:
    verdict = evaluate(AreaFigures(**figures), rule_set=rule_set, histories=histories)

    assert tuple(item.criterion for item in verdict.criteria) == rule_set.criteria
    assert tuple(item.category for item in verdict.categories) == rule_set.categories
    assert not set(verdict.met) & set(verdict.unknown)
