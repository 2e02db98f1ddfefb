from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.area_figures import AreaFigures
from bybalance.rules.evaluate import CriterionResult, evaluate, evaluate_criterion
from bybalance.rules.load import rule_book
from bybalance.rules.rule_version import Criterion
from bybalance.rules.truth import Truth

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
BOOK = rule_book()
A_HAIR = Fraction(1, 10**20)
FIVE_YEARS = {"parallel_society": dict.fromkeys(range(2018, 2023), MET)}


def criterion(criterion_id: str, *, year: int) -> Criterion:
    return BOOK.rules_for(date(year, 12, 1)).criterion(criterion_id)


def result(figures: AreaFigures, criterion_id: str, *, year: int) -> CriterionResult:
    return evaluate_criterion(figures, criterion(criterion_id, year=year))


@pytest.mark.parametrize(
    ("year", "criterion_id", "at_the_threshold"),
    [
        (2012, "outside_labour_market", NOT_MET),
        (2012, "non_western", NOT_MET),
        (2012, "convicted", NOT_MET),
        (2016, "outside_labour_market", NOT_MET),
        (2016, "non_western", NOT_MET),
        (2016, "convicted", NOT_MET),
        (2016, "basic_education", NOT_MET),
        (2020, "outside_labour_market", NOT_MET),
        (2020, "non_western", NOT_MET),
        (2020, "convicted", MET),
        (2020, "basic_education", NOT_MET),
        (2023, "outside_labour_market", NOT_MET),
        (2023, "non_western", NOT_MET),
        (2023, "convicted", MET),
        (2023, "basic_education", NOT_MET),
        (2023, "prevention_non_western", NOT_MET),
        (2023, "prevention_outside_labour_market", NOT_MET),
        (2023, "prevention_convicted", UNKNOWN),
        (2023, "prevention_basic_education", NOT_MET),
        (2023, "letting_outside_labour_market", MET),
        (2023, "letting_large_outside_labour_market", MET),
    ],
)
def test_a_share_is_met_above_and_not_met_below_whatever_holds_at_the_threshold(
    year: int, criterion_id: str, at_the_threshold: Truth
) -> None:
    asked = criterion(criterion_id, year=year)

    truths = [
        evaluate_criterion(AreaFigures(**{asked.figure: share}), asked).truth
        for share in (
            min(asked.thresholds) - A_HAIR,
            asked.threshold,
            max(asked.thresholds) + A_HAIR,
        )
    ]

    assert truths == [NOT_MET, at_the_threshold, MET]


@pytest.mark.parametrize(
    ("year", "criterion_id"), [(2016, "income"), (2020, "income"), (2023, "prevention_income")]
)
def test_an_income_is_met_below_and_not_met_at_the_threshold(year: int, criterion_id: str) -> None:
    asked = criterion(criterion_id, year=year)

    truths = [
        evaluate_criterion(AreaFigures(income_ratio=asked.threshold + step), asked).truth
        for step in (-A_HAIR, 0, A_HAIR)
    ]

    assert truths == [MET, NOT_MET, NOT_MET]


@pytest.mark.parametrize(
    ("criterion_id", "threshold"), [("size", 1000), ("letting_large_size", 5000)]
)
def test_exactly_enough_residents_are_enough(criterion_id: str, threshold: int) -> None:
    truths = [
        result(AreaFigures(resident_count=count), criterion_id, year=2023).truth
        for count in (0, threshold - 1, threshold, threshold + 1)
    ]

    assert truths == [NOT_MET, NOT_MET, MET, MET]


@pytest.mark.parametrize(
    ("convicted_pct", "truth"),
    [("1.97", NOT_MET), ("1.98", UNKNOWN), ("2.00", UNKNOWN), ("2.0299", UNKNOWN), ("2.03", MET)],
)
def test_the_contested_threshold_of_2019_decides_nothing_between_its_values(
    convicted_pct: str, truth: Truth
) -> None:
    figures = AreaFigures.from_percentages(convicted_pct=convicted_pct)

    assert result(figures, "convicted", year=2019).truth is truth


def test_a_figure_without_a_threshold_is_unknown_and_has_no_margin() -> None:
    found = result(AreaFigures.from_percentages(convicted_pct="100"), "convicted", year=2024)

    assert (found.truth, found.value) == (UNKNOWN, 1)
    assert (found.margin_share, found.margin_persons, found.persons_to_flip) == (None, None, None)


def test_a_criterion_without_a_figure_is_unknown_and_zero_is_a_figure() -> None:
    assert result(AreaFigures(), "income", year=2023).truth is UNKNOWN
    assert result(AreaFigures(income_ratio=Fraction(0)), "income", year=2023).truth is MET


@pytest.mark.parametrize(("is_met", "truth"), [(True, MET), (False, NOT_MET)])
def test_a_statement_stands_in_for_a_figure(is_met: bool, truth: Truth) -> None:
    found = result(AreaFigures(stated={"income": is_met}), "income", year=2023)

    assert (found.truth, found.is_stated, found.value) == (truth, True, None)


def test_a_figure_that_decides_wins_over_a_statement() -> None:
    figures = AreaFigures.from_percentages(income_pct="54", stated={"income": False})

    found = result(figures, "income", year=2023)

    assert (found.truth, found.is_stated) == (MET, False)


@pytest.mark.parametrize(("year", "convicted_pct"), [(2024, "2.5"), (2019, "2.0")])
def test_a_statement_decides_where_the_figure_cannot(year: int, convicted_pct: str) -> None:
    figures = AreaFigures.from_percentages(convicted_pct=convicted_pct, stated={"convicted": True})

    found = result(figures, "convicted", year=year)

    assert (found.truth, found.is_stated) == (MET, True)
    assert found.value == Fraction(convicted_pct) / 100


def test_a_tenth_of_a_point_is_told_in_persons_and_parts_of_persons() -> None:
    figures = AreaFigures.from_percentages(outside_labour_market_pct="40.1", aged_18_64_count=1960)

    found = result(figures, "outside_labour_market", year=2019)

    assert found.margin_share == Fraction("0.001")
    assert found.margin_persons == Fraction("1.96")
    assert found.persons_to_flip == 2


@pytest.mark.parametrize(
    ("resident_count", "margin", "to_flip"),
    [(999, -1, 1), (1000, 0, 1), (1001, 1, 2), (0, -1000, 1000), (2500, 1500, 1501)],
)
def test_the_margin_of_a_count_is_persons(resident_count: int, margin: int, to_flip: int) -> None:
    found = result(AreaFigures(resident_count=resident_count), "size", year=2023)

    assert (found.margin_share, found.margin_persons) == (margin, margin)
    assert found.persons_to_flip == to_flip


def test_the_margin_is_signed_as_the_figure_lies_and_not_as_the_verdict_falls() -> None:
    figures = AreaFigures.from_percentages(income_pct="54.2")

    found = result(figures, "income", year=2023)

    assert (found.truth, found.margin_share) == (MET, Fraction("-0.008"))
    assert (found.margin_persons, found.persons_to_flip) == (None, None)


def test_nobody_can_be_moved_where_nobody_lives() -> None:
    figures = AreaFigures.from_percentages(non_western_pct="0", resident_count=0)

    assert result(figures, "non_western", year=2023).persons_to_flip is None


def flips_by_trial(value: Fraction, denominator: int, asked: Criterion) -> int:
    """Move one person at a time, both ways, until the readings no longer say the same."""

    def truths(persons: int) -> Truth:
        moved = value + Fraction(persons, denominator)
        seen = {test.holds(moved, limit) for test, limit in asked.readings}
        return Truth.of(seen.pop()) if len(seen) == 1 else UNKNOWN

    persons = 1
    while truths(persons) is truths(0) and truths(-persons) is truths(0):
        persons += 1
    return persons


DOUBLY_CONTESTED = replace(
    criterion("prevention_convicted", year=2023), thresholds=(Fraction("0.05"), Fraction("0.04"))
)


@given(
    st.sampled_from(
        [
            criterion("convicted", year=2016),
            criterion("convicted", year=2018),
            criterion("convicted", year=2019),
            criterion("prevention_convicted", year=2023),
            criterion("outside_labour_market", year=2023),
            criterion("prevention_non_western", year=2023),
            DOUBLY_CONTESTED,
        ]
    ),
    st.integers(1, 400),
    st.data(),
)
def test_persons_to_flip_is_the_first_number_that_flips(
    asked: Criterion, denominator: int, data: st.DataObject
) -> None:
    limit = data.draw(st.sampled_from(asked.thresholds))
    whole_persons_away = st.integers(-3, 3).map(lambda count: limit + Fraction(count, denominator))
    value = data.draw(
        whole_persons_away.filter(lambda share: 0 <= share <= 1)
        | st.fractions(0, 1, max_denominator=2 * denominator)
    )
    figures = AreaFigures(**{asked.figure: value, str(asked.denominator): denominator})

    found = evaluate_criterion(figures, asked)

    assert found.persons_to_flip == flips_by_trial(value, denominator, asked)


def test_an_undecided_verdict_turns_once_every_reading_on_one_side_has() -> None:
    figures = AreaFigures(convicted_share=Fraction("0.0475"), aged_18_plus_count=400)

    found = evaluate_criterion(figures, DOUBLY_CONTESTED)

    assert (found.truth, found.persons_to_flip) == (UNKNOWN, 2)
    assert flips_by_trial(Fraction("0.0475"), 400, DOUBLY_CONTESTED) == 2


@given(st.decimals(0, 1, places=6), st.integers(0, 3000))
def test_the_verdict_does_not_depend_on_how_a_number_is_written(share: Decimal, count: int) -> None:
    rule_set = BOOK.rules_for(date(2023, 12, 1))
    fraction = Fraction(str(share))
    spellings = [share, share.normalize(), Decimal(f"{share}000"), fraction]
    if fraction.denominator == 1:
        spellings.append(int(share))

    verdicts = [
        evaluate(AreaFigures(resident_count=count, convicted_share=item), rule_set=rule_set)
        for item in spellings
    ]

    assert all(verdict == verdicts[0] for verdict in verdicts)


def test_two_of_three_made_a_ghetto_area_in_2012() -> None:
    figures = AreaFigures.from_percentages(
        resident_count=1000,
        outside_labour_market_pct="40.1",
        non_western_pct="50.1",
        convicted_pct="2.70",
    )

    assert evaluate(figures, rule_set=BOOK.rules_for(date(2012, 10, 1))).met == ("ghetto_area",)


def test_two_of_five_did_not_in_2016() -> None:
    figures = AreaFigures.from_percentages(
        resident_count=1000,
        outside_labour_market_pct="40.1",
        non_western_pct="50.1",
        convicted_pct="2.70",
        basic_education_pct="50",
        income_pct="55",
    )

    verdict = evaluate(figures, rule_set=BOOK.rules_for(date(2016, 12, 1)))

    assert (verdict.met, verdict.unknown) == ((), ())
    assert verdict.category("ghetto_area").requirements[1].met_count == 2


@pytest.mark.parametrize(
    ("non_western_pct", "met"),
    [
        ("50", ("vulnerable_area",)),
        ("50.01", ("vulnerable_area", "parallel_society", "transformation_area")),
    ],
)
def test_origin_alone_turns_a_vulnerable_area_into_a_parallel_society(
    non_western_pct: str, met: tuple[str, ...]
) -> None:
    figures = AreaFigures.from_percentages(
        resident_count=1000,
        outside_labour_market_pct="40.1",
        non_western_pct=non_western_pct,
        convicted_pct="0",
        basic_education_pct="60.1",
        income_pct="65",
    )

    verdict = evaluate(figures, rule_set=BOOK.rules_for(date(2023, 12, 1)), histories=FIVE_YEARS)

    assert verdict.met == met


def test_too_few_residents_decide_however_little_else_is_known() -> None:
    verdict = evaluate(AreaFigures(resident_count=999), rule_set=BOOK.rules_for(date(2023, 12, 1)))

    assert (verdict.met, verdict.unknown) == ((), ())


def test_nothing_known_decides_nothing() -> None:
    verdict = evaluate(AreaFigures(), rule_set=BOOK.rules_for(date(2023, 12, 1)))

    assert verdict.met == ()
    assert len(verdict.unknown) == 5


def test_two_criteria_met_decide_whatever_the_other_two_are() -> None:
    figures = AreaFigures.from_percentages(
        resident_count=1500, basic_education_pct="70", income_pct="50", non_western_pct="20"
    )

    verdict = evaluate(figures, rule_set=BOOK.rules_for(date(2024, 12, 1)))

    assert verdict.met == ("vulnerable_area",)
    assert verdict.unknown == ("combined_letting_area",)


PREVENTION = {
    "resident_count": 1500,
    "non_western_pct": "35",
    "convicted_pct": "0",
    "basic_education_pct": "65",
}


@pytest.mark.parametrize(
    ("income_pct", "vulnerable", "prevention"),
    [("64", NOT_MET, MET), ("54", MET, UNKNOWN), ("65", NOT_MET, NOT_MET)],
)
def test_whether_a_vulnerable_area_can_be_a_prevention_area_is_left_open(
    income_pct: str, vulnerable: Truth, prevention: Truth
) -> None:
    figures = AreaFigures.from_percentages(
        **PREVENTION, income_pct=income_pct, outside_labour_market_pct="30"
    )

    verdict = evaluate(figures, rule_set=BOOK.rules_for(date(2023, 12, 1)))

    assert verdict.category("vulnerable_area").truth is vulnerable
    assert verdict.category("prevention_area").truth is prevention


@pytest.mark.parametrize(
    ("resident_count", "outside_pct", "truth"),
    [
        (999, "60", NOT_MET),
        (1000, "40", MET),
        (1000, "39.99", NOT_MET),
        (4999, "39.99", NOT_MET),
        (5000, "30", MET),
        (5000, "29.99", NOT_MET),
        (None, "29.99", NOT_MET),
        (None, "30", UNKNOWN),
        (1000, None, UNKNOWN),
        (999, None, NOT_MET),
    ],
)
def test_combined_letting_takes_either_size_with_its_share(
    resident_count: int | None, outside_pct: str | None, truth: Truth
) -> None:
    figures = AreaFigures.from_percentages(
        resident_count=resident_count, outside_labour_market_latest_pct=outside_pct
    )

    verdict = evaluate(figures, rule_set=BOOK.rules_for(date(2024, 12, 1)))

    assert verdict.category("combined_letting_area").truth is truth


def test_combined_letting_does_not_use_the_mean_of_two_years() -> None:
    figures = AreaFigures.from_percentages(resident_count=6000, outside_labour_market_pct="60")

    verdict = evaluate(figures, rule_set=BOOK.rules_for(date(2024, 12, 1)))

    assert verdict.category("combined_letting_area").truth is UNKNOWN


def test_the_years_known_in_a_row_are_told_beside_the_verdict() -> None:
    figures = AreaFigures.from_percentages(
        resident_count=1500, basic_education_pct="70", income_pct="50", non_western_pct="60"
    )
    histories = {"parallel_society": {2022: MET, 2021: MET}}

    verdict = evaluate(figures, rule_set=BOOK.rules_for(date(2023, 12, 1)), histories=histories)

    years = verdict.category("transformation_area").requirements[1]
    assert (years.truth, years.met_count) == (UNKNOWN, 3)


def test_a_list_of_the_wrong_line_is_no_history() -> None:
    figures = AreaFigures.from_percentages(
        resident_count=1500, basic_education_pct="70", income_pct="50", non_western_pct="60"
    )
    histories = {"vulnerable_area": FIVE_YEARS["parallel_society"]}

    verdict = evaluate(figures, rule_set=BOOK.rules_for(date(2023, 12, 1)), histories=histories)

    assert verdict.unknown[0] == "transformation_area"
