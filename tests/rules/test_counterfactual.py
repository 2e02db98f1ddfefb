from __future__ import annotations

from datetime import date
from fractions import Fraction

from bybalance.model.area_figures import AreaFigures
from bybalance.rules.counterfactual import difference
from bybalance.rules.evaluate import Verdict, evaluate
from bybalance.rules.load import rule_book

BOOK = rule_book()
LIST_DATE = date(2020, 12, 1)
FIGURES = AreaFigures.from_percentages(
    resident_count=1500,
    outside_labour_market_pct="45",
    non_western_pct="60",
    convicted_pct="1",
    basic_education_pct="55",
    income_pct="70",
)


def verdict(figures: AreaFigures, version_id: str) -> Verdict:
    return evaluate(figures, rule_set=BOOK.rules_for(LIST_DATE, version_id=version_id))


def test_a_verdict_does_not_differ_from_itself() -> None:
    same = difference(verdict(FIGURES, "2018"), verdict(FIGURES, "2018"))

    assert same.changed_categories == ()
    assert not any(change.is_changed for change in same.criteria)


def test_categories_are_matched_by_what_the_law_treats_as_one() -> None:
    changes = difference(verdict(FIGURES, "2018"), verdict(FIGURES, "2021")).categories

    matched = [
        (change.before and change.before.category.id, change.after and change.after.category.id)
        for change in changes
    ]
    assert matched == [
        ("vulnerable_area", "vulnerable_area"),
        ("ghetto_area", "parallel_society"),
        ("hard_ghetto_area", "transformation_area"),
        (None, "prevention_area"),
        (None, "combined_letting_area"),
    ]


def test_the_reform_of_2018_took_an_area_with_two_fit_criteria_off_the_list() -> None:
    changes = difference(verdict(FIGURES, "2014"), verdict(FIGURES, "2018")).changed_categories

    assert [change.lineage for change in changes] == ["parallel_society"]


def test_a_line_that_one_side_lacks_counts_as_not_met() -> None:
    small = AreaFigures(resident_count=900)

    assert difference(verdict(small, "2010"), verdict(small, "2021")).changed_categories == ()


def test_a_criterion_changes_with_its_threshold_though_the_verdict_stays() -> None:
    changes = difference(verdict(FIGURES, "2014"), verdict(FIGURES, "2018")).criteria

    changed = {change.criterion_id for change in changes if change.is_changed}
    assert changed == {"convicted", "basic_education"}


def test_a_criterion_that_only_one_version_has_is_a_change() -> None:
    changes = difference(verdict(FIGURES, "2010"), verdict(FIGURES, "2014")).criteria

    assert [change.criterion_id for change in changes if change.before is None] == [
        "basic_education",
        "income",
    ]


def test_another_figure_is_a_change_of_its_criterion_only() -> None:
    richer = AreaFigures.from_percentages(
        resident_count=1500,
        outside_labour_market_pct="45",
        non_western_pct="60",
        convicted_pct="1",
        basic_education_pct="55",
        income_pct="54",
    )

    changes = difference(verdict(FIGURES, "2018"), verdict(richer, "2018"))

    assert [change.criterion_id for change in changes.criteria if change.is_changed] == ["income"]
    assert changes.after.criterion("income").margin_share == Fraction("-0.01")
    assert [change.lineage for change in changes.changed_categories] == [
        "vulnerable_area",
        "parallel_society",
        "transformation_area",
    ]
