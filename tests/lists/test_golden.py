"""The lists that came out are the oracle: the rules must reproduce them, near misses included."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from bybalance.lists.changes import members_with_years_in_a_row, published_verdict
from bybalance.lists.published import Listing, published_lists
from bybalance.rules.truth import Truth

PUBLISHED = published_lists()
MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
GOLDEN = tomllib.loads(
    (Path(__file__).parent / "golden" / "years_in_a_row.toml").read_text(encoding="utf-8")
)
FIVE_SHARES = (
    "outside_labour_market_share",
    "non_western_share",
    "convicted_share",
    "basic_education_share",
    "income_ratio",
)
COMPLETE_FIVE_YEAR_LISTS = [
    (2018, "hard_ghetto_area", 15),
    (2019, "hard_ghetto_area", 15),
    (2020, "hard_ghetto_area", 13),
    (2021, "transformation_area", 10),
    (2022, "transformation_area", 9),
]


def listing(year: int, area_id: str) -> Listing:
    found = PUBLISHED.listing(date(year, 12, 1), area_id)
    assert found is not None
    return found


def ghetto_or_parallel(year: int) -> frozenset[str]:
    return PUBLISHED.members(
        date(year, 12, 1), "parallel_society" if year >= 2021 else "ghetto_area"
    )


@pytest.mark.parametrize("list_date", GOLDEN)
def test_the_packaged_five_year_lists_are_those_that_came_out(list_date: str) -> None:
    day = date.fromisoformat(list_date)
    category = "hard_ghetto_area" if day.year <= 2020 else "transformation_area"

    names = {PUBLISHED.areas[area_id].name for area_id in PUBLISHED.members(day, category)}

    assert names == set(GOLDEN[list_date])


@pytest.mark.parametrize(("year", "category", "count"), COMPLETE_FIVE_YEAR_LISTS)
def test_five_years_in_a_row_give_the_five_year_list_set_for_set(
    year: int, category: str, count: int
) -> None:
    by_rule = members_with_years_in_a_row(
        PUBLISHED, list_date=date(year, 12, 1), category=category, year_count=5
    )
    by_intersection = frozenset.intersection(
        *(ghetto_or_parallel(earlier) for earlier in range(year - 4, year + 1))
    )

    assert by_rule == by_intersection == PUBLISHED.members(date(year, 12, 1), category)
    assert len(by_rule) == count


def test_four_years_would_have_given_nineteen_in_2019() -> None:
    four = members_with_years_in_a_row(
        PUBLISHED, list_date=date(2019, 12, 1), category="hard_ghetto_area", year_count=4
    )

    assert len(four) == 19
    assert four > PUBLISHED.members(date(2019, 12, 1), "hard_ghetto_area")


def test_four_years_would_have_added_aldersrogade_in_2021() -> None:
    four = members_with_years_in_a_row(
        PUBLISHED, list_date=date(2021, 12, 1), category="transformation_area", year_count=4
    )

    assert len(four) == 11
    assert four - PUBLISHED.members(date(2021, 12, 1), "transformation_area") == {"aldersrogade"}


def test_a_category_without_years_in_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="'ghetto_area' does not ask for years in a row"):
        members_with_years_in_a_row(
            PUBLISHED, list_date=date(2019, 12, 1), category="ghetto_area", year_count=5
        )


@pytest.mark.parametrize(
    ("year", "area_id", "met_count"),
    [
        (2015, "gellerupparken-toveshoej", 5),
        (2017, "mjoelnerparken", 4),
        (2019, "ringparken", None),
        (2019, "noerager-soestjernevej", None),
        (2023, "taastrupgaard", None),
        (2023, "parkvej", None),
    ],
)
def test_a_row_with_all_five_shares_gets_exactly_its_published_categories(
    year: int, area_id: str, met_count: int | None
) -> None:
    row = listing(year, area_id)
    published = {"vulnerable_area", "parallel_society", "ghetto_area", "hard_ghetto_area"}
    published.add("transformation_area")

    verdict = published_verdict(PUBLISHED, row)

    assert all(row.figures.get(figure) is not None for figure in FIVE_SHARES)
    assert set(verdict.met) & published == set(row.categories)
    assert not set(verdict.unknown) & published
    if met_count is not None:
        assert verdict.category("ghetto_area").requirements[1].met_count == met_count


def test_no_other_row_has_all_five_shares() -> None:
    complete = [
        row
        for row in PUBLISHED.listings
        if all(row.figures.get(figure) is not None for figure in FIVE_SHARES)
    ]

    assert len(complete) == 6


@pytest.mark.parametrize(
    "row", PUBLISHED.listings, ids=lambda row: f"{row.list_date}-{row.area_id}"
)
def test_no_row_contradicts_its_published_categories(row: Listing) -> None:
    verdict = published_verdict(PUBLISHED, row)

    refused = {item.category.id for item in verdict.categories if item.truth is NOT_MET}
    assert not refused & set(row.categories)
    assert not set(verdict.met) & set(row.not_categories)


def test_korskaerparken_left_the_ghetto_list_of_2020_by_its_origin_share_alone() -> None:
    verdict = published_verdict(PUBLISHED, listing(2020, "korskaerparken"))

    assert verdict.criterion("non_western").truth is NOT_MET
    assert verdict.category("ghetto_area").truth is NOT_MET
    assert verdict.category("vulnerable_area").truth is UNKNOWN


def test_solbakken_was_one_person_too_many_in_2020() -> None:
    convicted = published_verdict(PUBLISHED, listing(2020, "solbakken")).criterion("convicted")

    assert convicted.truth is MET
    assert str(convicted.margin_share) == "3/10000"


def test_parkvej_was_no_vulnerable_area_in_2023_but_one_to_prevent() -> None:
    verdict = published_verdict(PUBLISHED, listing(2023, "parkvej"))

    assert verdict.met == ("prevention_area",)
    assert verdict.criterion("convicted").truth is NOT_MET
    assert verdict.category("transformation_area").truth is NOT_MET


def test_motalavej_was_a_ghetto_area_in_2015_without_the_origin_criterion() -> None:
    verdict = published_verdict(PUBLISHED, listing(2015, "motalavej"))

    assert verdict.met == ("ghetto_area",)
    assert verdict.criterion("non_western").truth is NOT_MET
    assert verdict.category("ghetto_area").requirements[1].met_count == 4


@pytest.mark.parametrize(
    ("area_id", "resident_count"),
    [
        ("byparken-skovparken", 1467),
        ("sundparken", 1382),
        ("gammel-jennumparken", 1270),
        ("haandvaerkerparken", 1187),
        ("bispehaven", 1487),
        ("moelleparken", 1155),
        ("vollsmose", 5317),
        ("vaengerne", 1088),
    ],
)
def test_the_eight_areas_of_combined_letting_follow_from_their_figures(
    area_id: str, resident_count: int
) -> None:
    row = listing(2024, area_id)

    verdict = published_verdict(PUBLISHED, row)

    assert row.figures.resident_count == resident_count
    assert verdict.met == row.categories == ("combined_letting_area",)
