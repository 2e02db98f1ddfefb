from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lists.reference import classify_slowly
from tests.rules import strategies

from bybalance.lists.classify import Classified, ClassifyOptions, HistorySource, classify
from bybalance.lists.published import published_lists
from bybalance.model.area_figures_table import SHARE_SCALE, AreaFiguresTable
from bybalance.model.errors import NoRulesInForce, UnknownRuleVersion

PUBLISHED = published_lists()
PlainRow = tuple[str, str | None, date, dict[str, Any]]
IN_FORCE = ClassifyOptions()
ON_THE_LIST = {
    "resident_count": 1500,
    "non_western_share": Decimal("0.60"),
    "outside_labour_market_share": Decimal("0.45"),
    "convicted_share": Decimal("0.05"),
    "basic_education_share": Decimal("0.70"),
    "income_ratio": Decimal("0.50"),
}
OFF_THE_LIST = {**ON_THE_LIST, "resident_count": 900}


def classified(rows: list[PlainRow], options: ClassifyOptions = IN_FORCE) -> Classified:
    return classify(
        AreaFiguresTable.from_rows(rows), book=PUBLISHED.book, published=PUBLISHED, options=options
    )


def column(rows: list[PlainRow], name: str, **options: Any) -> list[Any]:
    return classified(rows, ClassifyOptions(**options)).frame[name].to_list()


def balby(year: int, figures: Mapping[str, Any] = ON_THE_LIST) -> PlainRow:
    return "Balby", None, date(year, 12, 1), dict(figures)


places = st.sampled_from(
    [
        ("Balby", None),
        ("Balby", "Balby Kommune"),
        ("balby", None),
        ("Vollsmose", None),
        ("VOLLSMOSE", "Odense"),
        ("vollsmose", "461"),
        ("Vollsmose", "Balby"),
        ("Mjølnerparken", "Københavns Kommune"),
        ("Parkvej", None),
        ("Parkvej", "0169"),
        ("Korskærparken", None),
        ("", None),
        ("#0", None),
        ("A\tB", None),
        ("A", "B"),
    ]
)
tables = st.lists(
    st.builds(
        lambda place, list_date, figures: (*place, list_date, figures),
        places,
        st.sampled_from(strategies.LIST_DATES),
        strategies.figures(),
    ),
    max_size=12,
)
"""Rows of any area on any list, twice over too, in any order."""

all_options = st.builds(
    ClassifyOptions,
    version_id=st.none() | st.sampled_from(strategies.VERSION_IDS),
    convicted_threshold_share=st.none()
    | st.sampled_from([Fraction(1, 3), Fraction(2, 97), Fraction("0.0235"), Fraction(1, 10**25)])
    | st.fractions(Fraction(1, 1000), Fraction(1, 10)),
    years_in_a_row=st.none() | st.integers(1, 6),
    history=st.sampled_from(HistorySource),
)


def assert_cell_is(found: Any, expected: Any, *, denominator: int) -> None:
    """Compare exactly; margins to a threshold that no decimal can hold, to the last decimal."""
    if isinstance(expected, Fraction):
        assert abs(Fraction(found) - expected) <= Fraction(denominator, 10**SHARE_SCALE)
    else:
        assert found == expected


@settings(max_examples=150)
@given(tables, all_options)
def test_every_row_gets_the_verdict_of_the_reference(
    rows: list[PlainRow], options: ClassifyOptions
) -> None:
    table = AreaFiguresTable.from_rows(rows)

    found = classify(table, book=PUBLISHED.book, published=PUBLISHED, options=options).frame
    expected = classify_slowly(table, published=PUBLISHED, options=options)

    assert found.height == len(expected)
    for row, cells in zip(found.iter_rows(named=True), expected, strict=True):
        for name, cell in cells.items():
            persons = name.endswith("_persons")
            assert_cell_is(row[name], cell, denominator=10**7 if persons else 1)
        added = set(found.columns) - set(table.frame.columns) - set(cells) - {"area_id"}
        assert {row[name] for name in added} <= {None}


@settings(max_examples=40)
@given(tables)
def test_margins_to_the_thresholds_of_the_law_are_exact(rows: list[PlainRow]) -> None:
    table = AreaFiguresTable.from_rows(rows)

    found = classify(table, book=PUBLISHED.book, published=PUBLISHED).frame
    expected = classify_slowly(table, published=PUBLISHED, options=IN_FORCE)

    for row, cells in zip(found.iter_rows(named=True), expected, strict=True):
        for name, cell in cells.items():
            assert cell == (Fraction(row[name]) if isinstance(row[name], Decimal) else row[name])


@settings(max_examples=40)
@given(tables)
def test_the_input_comes_back_row_by_row_with_columns_added(rows: list[PlainRow]) -> None:
    table = AreaFiguresTable.from_rows(rows)

    found = classify(table, book=PUBLISHED.book, published=PUBLISHED).frame

    assert found.select(table.frame.columns).equals(table.frame)
    assert {"area_id", "rule_version"} <= set(found.columns)
    assert "area_key" not in found.columns


@settings(max_examples=40)
@given(tables, all_options, st.data())
def test_the_order_of_rows_decides_nothing(
    rows: list[PlainRow], options: ClassifyOptions, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(rows))))

    straight = classified(rows, options).frame
    shuffled = classified([rows[position] for position in order], options).frame

    assert shuffled.select(straight.columns).equals(straight[order])


def test_an_empty_table_gives_an_empty_table() -> None:
    result = classified([])

    assert (result.frame.height, result.rule_sets) == (0, {})
    assert {"area_id", "rule_version"} <= set(result.frame.columns)


def test_a_single_row_is_enough() -> None:
    frame = classified([balby(2023)]).frame

    assert frame["rule_version"].to_list() == ["2021"]
    assert frame["parallel_society_verdict"].to_list() == ["met"]
    assert frame["transformation_area_verdict"].to_list() == ["unknown"]


def test_rows_of_several_lists_follow_the_rules_of_their_day() -> None:
    result = classified([balby(2023), balby(2012), balby(2016), balby(2019)])

    assert result.frame["rule_version"].to_list() == ["2021", "2010", "2014", "2018"]
    assert [rule_set.id for rule_set in result.rule_sets.values()] == [
        *("2010", "2014", "2018", "2021"),
    ]
    assert result.frame["ghetto_area_verdict"].to_list() == [None, "met", "met", "met"]


@pytest.mark.parametrize(
    ("step", "verdict"),
    [(Decimal("-1e-20"), "not_met"), (Decimal(0), "not_met"), (Decimal("1e-20"), "met")],
)
def test_a_hair_over_forty_per_cent_is_over_and_forty_is_not(step: Decimal, verdict: str) -> None:
    row = balby(2023, {"outside_labour_market_share": Decimal("0.40") + step})

    assert column([row], "outside_labour_market_verdict") == [verdict]


@pytest.mark.parametrize(
    ("threshold", "share", "verdict"),
    [
        (Fraction(1, 3), "0.33333333333333333333", "not_met"),
        (Fraction(1, 3), "0.33333333333333333334", "met"),
        (Fraction(2, 5) + Fraction(1, 10**70), "0.40", "not_met"),
        (Fraction(2, 5) + Fraction(1, 10**70), "0.40000000000000000001", "met"),
        (Fraction(2, 5) - Fraction(1, 10**70), "0.40", "met"),
    ],
    ids=str,
)
def test_a_threshold_between_two_decimals_moves_no_area(
    threshold: Fraction, share: str, verdict: str
) -> None:
    row = balby(2023, {"convicted_share": Decimal(share)})

    assert column([row], "convicted_verdict", convicted_threshold_share=threshold) == [verdict]


@pytest.mark.parametrize(
    ("share", "verdict"),
    [("0.22222222222222222222", "not_met"), ("0.22222222222222222223", "met")],
)
def test_a_softer_threshold_between_two_decimals_moves_no_area_under_either_reading(
    share: str, verdict: str
) -> None:
    row = balby(2023, {"convicted_share": Decimal(share)})

    found = column([row], "prevention_convicted_verdict", convicted_threshold_share=Fraction(1, 3))

    assert found == [verdict]


def test_five_rows_in_a_row_make_a_transformation_area_of_an_unlisted_area() -> None:
    rows = [balby(year) for year in range(2019, 2024)]

    assert column(rows, "parallel_society_verdict")[2:] == ["met"] * 3
    assert column(rows, "transformation_area_verdict")[2:] == ["unknown", "unknown", "met"]


def test_a_year_off_the_list_breaks_the_row() -> None:
    rows = [balby(2019), balby(2020), balby(2021, OFF_THE_LIST), balby(2022), balby(2023)]

    assert column(rows, "transformation_area_verdict")[-1] == "not_met"


def test_a_year_that_the_table_lacks_leaves_the_row_unknown() -> None:
    rows = [balby(2019), balby(2020), balby(2022), balby(2023)]

    assert column(rows, "transformation_area_verdict")[-1] == "unknown"


@pytest.mark.parametrize(
    ("february", "december", "verdict"),
    [(ON_THE_LIST, OFF_THE_LIST, "not_met"), (OFF_THE_LIST, ON_THE_LIST, "met")],
    ids=["left", "entered"],
)
def test_the_later_of_two_lists_stands_for_the_year(
    february: dict[str, Any], december: dict[str, Any], verdict: str
) -> None:
    rows = [
        balby(2014, december),
        ("Balby", None, date(2014, 2, 1), february),
        *(balby(year) for year in range(2015, 2019)),
    ]

    assert column(rows, "hard_ghetto_area_verdict")[-1] == verdict


def test_rows_of_one_area_that_contradict_each_other_leave_its_history_unknown() -> None:
    rows: list[PlainRow] = [
        ("Vollsmose", None, date(2022, 12, 1), ON_THE_LIST),
        ("VOLLSMOSE", "Odense", date(2022, 12, 1), OFF_THE_LIST),
        ("Vollsmose", None, date(2023, 12, 1), ON_THE_LIST),
    ]
    options = {"history": HistorySource.TABLE, "years_in_a_row": 2}

    straight = column(rows, "transformation_area_verdict", **options)
    reverse = column(rows[::-1], "transformation_area_verdict", **options)

    assert straight[-1] == reverse[0] == "unknown"


def test_a_namesake_elsewhere_does_not_lend_its_history() -> None:
    rows: list[PlainRow] = [
        ("Balby", "Odense", date(2022, 12, 1), ON_THE_LIST),
        ("Balby", "Aarhus", date(2023, 12, 1), ON_THE_LIST),
        ("Vollsmose", "Aarhus", date(2021, 12, 1), ON_THE_LIST),
    ]

    assert column(rows, "transformation_area_verdict", years_in_a_row=2)[1] == "unknown"
    assert classified(rows).frame["area_id"].to_list() == [None, None, None]


def test_the_published_lists_win_over_the_tables_own_years() -> None:
    rows: list[PlainRow] = [
        ("Vollsmose", None, date(year, 12, 1), figures)
        for year, figures in [(2018, OFF_THE_LIST), (2019, ON_THE_LIST)]
    ]

    by_source = {
        source: column(rows, "hard_ghetto_area_verdict", history=source)[-1]
        for source in HistorySource
    }

    assert by_source == {
        HistorySource.PUBLISHED: "met",
        HistorySource.TABLE: "not_met",
        HistorySource.NONE: "unknown",
    }


def test_the_tables_own_years_fill_what_the_published_lists_leave_open() -> None:
    rows: list[PlainRow] = [
        ("Askerød", None, date(year, 12, 1), ON_THE_LIST) for year in (2023, 2024)
    ]
    options = {"years_in_a_row": 2, "convicted_threshold_share": Fraction("0.0235")}

    assert column(rows, "transformation_area_verdict", **options)[-1] == "met"
    assert column(rows[1:], "transformation_area_verdict", **options) == ["unknown"]


def test_margins_in_persons_need_the_denominator() -> None:
    row = balby(2019, {"outside_labour_market_share": Decimal("0.401"), "aged_18_64_count": 1960})

    frame = classified([row, ("By", None, row[2], {**row[3], "aged_18_64_count": None})]).frame

    assert frame["outside_labour_market_margin_share"].to_list() == [Decimal("0.001")] * 2
    assert frame["outside_labour_market_margin_persons"].to_list() == [Decimal("1.96"), None]


def test_the_input_frame_is_left_alone() -> None:
    table = AreaFiguresTable.from_rows([balby(2023)])
    before = table.frame.clone()

    classify(table, book=PUBLISHED.book, published=PUBLISHED)

    assert table.frame.equals(before)


def test_a_list_before_the_first_rules_is_refused() -> None:
    with pytest.raises(NoRulesInForce, match="2010-09-30"):
        classified([("Balby", None, date(2010, 9, 30), {})])


def test_an_unknown_rule_version_is_refused() -> None:
    with pytest.raises(UnknownRuleVersion, match="2022"):
        classified([balby(2023)], ClassifyOptions(version_id="2022"))


def test_the_published_rows_classify_as_they_evaluate() -> None:
    names = ["resident_count", *(name for name in ON_THE_LIST if name != "resident_count")]
    rows: list[PlainRow] = [
        (
            listing.area_id,
            PUBLISHED.areas[listing.area_id].municipality.code,
            listing.list_date,
            {name: getattr(listing.figures, name) for name in names},
        )
        for listing in PUBLISHED.listings
    ]
    table = AreaFiguresTable.from_rows(rows)

    found = classify(table, book=PUBLISHED.book, published=PUBLISHED).frame
    expected = classify_slowly(table, published=PUBLISHED, options=IN_FORCE)

    assert found["area_id"].to_list() == [listing.area_id for listing in PUBLISHED.listings]
    assert found.select(pl.col("^.*_verdict$")).to_dicts() == [
        {name: cells.get(name) for name in found.columns if name.endswith("_verdict")}
        for cells in expected
    ]
