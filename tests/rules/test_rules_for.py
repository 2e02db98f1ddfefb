from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bybalance.model.area_figures import AreaFigures
from bybalance.model.errors import InvalidFigure, NoRulesInForce, UnknownRuleVersion
from bybalance.rules.evaluate import evaluate_criterion
from bybalance.rules.load import rule_book
from bybalance.rules.rule_version import Confidence, RequirementKind
from bybalance.rules.truth import Truth

BOOK = rule_book()


@pytest.mark.parametrize(
    ("list_date", "version_id"),
    [
        (date(2010, 10, 1), "2010"),
        (date(2013, 12, 31), "2010"),
        (date(2014, 1, 1), "2014"),
        (date(2014, 2, 1), "2014"),
        (date(2018, 11, 30), "2014"),
        (date(2018, 12, 1), "2018"),
        (date(2021, 11, 29), "2018"),
        (date(2021, 11, 30), "2021"),
        (date(2021, 12, 1), "2021"),
        (date.max, "2021"),
    ],
)
def test_a_list_follows_the_rules_in_force_on_its_day(list_date: date, version_id: str) -> None:
    assert BOOK.rules_for(list_date).id == version_id


@pytest.mark.parametrize("list_date", [date(2010, 9, 30), date.min])
def test_no_rules_were_in_force_before_the_first(list_date: date) -> None:
    with pytest.raises(NoRulesInForce, match=f"{list_date.isoformat()}.*2010-10-01"):
        BOOK.rules_for(list_date)


def test_another_version_may_be_applied_even_before_the_first() -> None:
    assert BOOK.rules_for(date(2005, 1, 1), version_id="2018").id == "2018"


def test_an_unknown_version_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownRuleVersion, match="'2022'; choose one of 2010, 2014, 2018, 2021"):
        BOOK.rules_for(date(2022, 12, 1), version_id="2022")


def test_a_category_that_the_rules_do_not_have_is_refused_with_those_they_have() -> None:
    version = rule_book().version("2018")

    with pytest.raises(KeyError, match=r"no 'parallel_society'; they have vulnerable_area, ghetto"):
        version.category("parallel_society")


@pytest.mark.parametrize(
    ("version_id", "criterion", "operator", "threshold"),
    [
        ("2010", "size", "≥", "1000"),
        ("2010", "outside_labour_market", ">", "0.40"),
        ("2010", "non_western", ">", "0.50"),
        ("2010", "convicted", ">", "0.0270"),
        ("2014", "size", "≥", "1000"),
        ("2014", "outside_labour_market", ">", "0.40"),
        ("2014", "non_western", ">", "0.50"),
        ("2014", "convicted", ">", "0.0270"),
        ("2014", "basic_education", ">", "0.50"),
        ("2014", "income", "<", "0.55"),
        ("2018", "size", "≥", "1000"),
        ("2018", "outside_labour_market", ">", "0.40"),
        ("2018", "basic_education", ">", "0.60"),
        ("2018", "income", "<", "0.55"),
        ("2018", "non_western", ">", "0.50"),
        ("2021", "size", "≥", "1000"),
        ("2021", "outside_labour_market", ">", "0.40"),
        ("2021", "basic_education", ">", "0.60"),
        ("2021", "income", "<", "0.55"),
        ("2021", "non_western", ">", "0.50"),
        ("2021", "prevention_non_western", ">", "0.30"),
        ("2021", "prevention_outside_labour_market", ">", "0.30"),
        ("2021", "prevention_basic_education", ">", "0.60"),
        ("2021", "prevention_income", "<", "0.65"),
        ("2021", "letting_outside_labour_market", "≥", "0.40"),
        ("2021", "letting_large_size", "≥", "5000"),
        ("2021", "letting_large_outside_labour_market", "≥", "0.30"),
    ],
)
def test_each_version_has_the_thresholds_of_the_law(
    version_id: str, criterion: str, operator: str, threshold: str
) -> None:
    found = BOOK.version(version_id).criterion(criterion)

    assert (found.test.operator, found.threshold) == (operator, Fraction(threshold))


@pytest.mark.parametrize(
    ("year", "threshold", "confidence"),
    [
        (2018, "0.0198", Confidence.SOURCED),
        (2019, "0.0203", Confidence.CONTESTED),
        (2020, "0.0227", Confidence.SOURCED),
        (2022, "0.0218", Confidence.INFERRED),
        (2023, "0.0235", Confidence.SOURCED),
    ],
)
def test_the_conviction_threshold_is_that_of_the_year(
    year: int, threshold: str, confidence: Confidence
) -> None:
    criterion = BOOK.rules_for(date(year, 12, 1)).criterion("convicted")

    assert (criterion.threshold, criterion.confidence) == (Fraction(threshold), confidence)


@pytest.mark.parametrize(("year", "threshold"), [(2022, "0.0145"), (2023, "0.0157")])
def test_the_softer_conviction_threshold_is_that_of_the_year(year: int, threshold: str) -> None:
    criterion = BOOK.rules_for(date(year, 12, 1)).criterion("prevention_convicted")

    assert criterion.threshold == Fraction(threshold)
    assert [test.operator for test in criterion.tests] == [">", "≥"]


@pytest.mark.parametrize(
    "list_date",
    [
        date(2021, 12, 1),
        date(2024, 12, 1),
        date(2025, 12, 1),
        date(2030, 12, 1),
        date(2023, 11, 30),
        date(2023, 12, 2),
    ],
)
@pytest.mark.parametrize("criterion", ["convicted", "prevention_convicted"])
def test_a_threshold_that_nobody_has_sourced_is_unknown(list_date: date, criterion: str) -> None:
    found = BOOK.rules_for(list_date).criterion(criterion)

    assert found.threshold is None
    assert found.confidence is Confidence.UNKNOWN


def test_both_values_of_the_contested_year_are_readings() -> None:
    criterion = BOOK.rules_for(date(2019, 12, 1)).criterion("convicted")

    assert criterion.thresholds == (Fraction("0.0203"), Fraction("0.0198"))


@pytest.mark.parametrize(
    ("year", "criterion", "share", "truth"),
    [
        (2022, "convicted", "0.0218", Truth.MET),
        (2022, "convicted", "0.02175", Truth.UNKNOWN),
        (2022, "convicted", "0.0217", Truth.UNKNOWN),
        (2022, "convicted", "0.021699", Truth.NOT_MET),
        (2023, "prevention_convicted", "0.015701", Truth.MET),
        (2023, "prevention_convicted", "0.0157", Truth.UNKNOWN),
        (2023, "prevention_convicted", "0.0156", Truth.UNKNOWN),
        (2023, "prevention_convicted", "0.015599", Truth.NOT_MET),
    ],
)
def test_a_threshold_calculated_from_a_rounded_one_decides_nothing_within_the_rounding(
    year: int, criterion: str, share: str, truth: Truth
) -> None:
    # 1.45 may stand for 1.445 to 1.455, and so three halves of it for 2.17 or 2.18 when printed.
    found = evaluate_criterion(
        AreaFigures(convicted_share=Fraction(share)),
        BOOK.rules_for(date(year, 12, 1)).criterion(criterion),
    )

    assert found.truth is truth
    assert found.criterion.confidence is Confidence.INFERRED


def test_a_threshold_given_fills_the_year_and_its_two_thirds_the_softer_one() -> None:
    rule_set = BOOK.rules_for(date(2024, 12, 1), convicted_threshold_share=Fraction("0.0235"))

    assert rule_set.criterion("convicted").thresholds == (Fraction("0.0235"),)
    assert rule_set.criterion("prevention_convicted").threshold == Fraction(235, 15000)


def test_a_threshold_given_leaves_the_fixed_one_of_2014_alone() -> None:
    rule_set = BOOK.rules_for(date(2016, 12, 1), convicted_threshold_share=Fraction("0.01"))

    assert rule_set.criterion("convicted").threshold == Fraction("0.027")


@pytest.mark.parametrize("share", [Fraction("2.35"), Fraction("-0.0235")], ids=str)
def test_a_threshold_that_is_no_share_is_refused(share: Fraction) -> None:
    with pytest.raises(InvalidFigure, match=f"threshold is {float(share):g}"):
        BOOK.rules_for(date(2024, 12, 1), convicted_threshold_share=share)


def test_four_years_in_a_row_replace_five_and_nothing_else() -> None:
    five = BOOK.rules_for(date(2019, 12, 1))
    four = BOOK.rules_for(date(2019, 12, 1), years_in_a_row=4)

    counts = [
        (requirement.kind is RequirementKind.YEARS_IN_A_ROW, requirement.count)
        for category in four.categories
        for requirement in category.requirements
    ]

    assert counts == [(False, 1), (False, 2), (False, 1), (False, 1), (False, 1), (True, 4)]
    assert four.with_years_in_a_row(5) == five


@pytest.mark.parametrize("years", [0, -1])
def test_less_than_one_year_in_a_row_is_refused(years: int) -> None:
    with pytest.raises(ValueError, match=f"years in a row is {years}"):
        BOOK.rules_for(date(2019, 12, 1), years_in_a_row=years)


def test_a_plan_follows_from_five_years_under_either_name() -> None:
    of_2018, of_2021 = (
        {item.id for item in BOOK.consequences_of(category)}
        for category in ("hard_ghetto_area", "transformation_area")
    )

    assert "development-plan-duty" in of_2018 & of_2021
    assert of_2021 - of_2018 == {"letting-transformation"}


def test_the_plan_brings_family_dwellings_to_forty_per_cent_before_2030() -> None:
    plan = next(item for item in BOOK.consequences if item.id == "development-plan-duty")

    assert plan.quantities == {
        "family_dwelling_max_share": Fraction("0.40"),
        "before_on": date(2030, 1, 1),
    }


def test_every_open_point_is_told_in_both_languages() -> None:
    texts = [text for doubt in BOOK.doubts.values() for text in (doubt.question, doubt.treatment)]

    assert len(BOOK.doubts) == 9
    assert all(set(text) == {"da", "en"} for text in texts)


def test_every_doubt_is_shown_somewhere() -> None:
    shown = {
        doubt
        for version in BOOK.versions
        for holder in (version, *version.criteria, *version.categories)
        for doubt in holder.doubts
    }

    assert shown == set(BOOK.doubts)
