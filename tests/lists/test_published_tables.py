"""The packaged tables against the compilation and the official codes that they were made from."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from bybalance.lists.published import Listing, published_lists

SHARED = Path(__file__).parents[3] / "shared"
LISTS_CSV = SHARED / "facts" / "lists.csv"
CODES_CSV = SHARED / "data" / "dk-dagi-boundaries" / "municipality_codes.csv"

CATEGORIES = {
    "ghetto_area": "ghettoområde",
    "vulnerable_area": "udsat",
    "hard_ghetto_area": "hårdt_ghettoområde",
    "parallel_society": "parallelsamfund",
    "transformation_area": "omdannelsesområde",
    "prevention_area": "forebyggelsesområde",
    "combined_letting_area": "kombineret_udlejning",
}
NOT_CATEGORIES = {"vulnerable_area": "not_udsat", "ghetto_area": "not_ghetto"}
PERCENTAGES = {
    "pct_outside_labour_market": "outside_labour_market_share",
    "pct_nonwestern": "non_western_share",
    "pct_convicted": "convicted_share",
    "pct_basic_education": "basic_education_share",
    "pct_income_of_region": "income_ratio",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compiled_facts(row: Mapping[str, str]) -> tuple[object, ...]:
    """Return what a row of the compilation says, in the words of the package."""
    columns = dict(PERCENTAGES)
    if row["category"] == "kombineret_udlejning":
        columns["pct_outside_labour_market"] = "outside_labour_market_latest_share"
    figures = {
        figure: Fraction(row[column]) / 100 for column, figure in columns.items() if row[column]
    }
    if row["residents"]:
        figures["resident_count"] = Fraction(row["residents"])
    return (
        row["list_date"],
        row["area"],
        row["municipality"],
        frozenset(row["category"].split(";")),
        frozenset(figures.items()),
        row["basis"],
        row["source_url"],
        row["note"],
    )


def packaged_facts(listing: Listing) -> tuple[object, ...]:
    area = published_lists().areas[listing.area_id]
    named = [*PERCENTAGES.values(), "outside_labour_market_latest_share", "resident_count"]
    figures = {figure: listing.figures.get(figure) for figure in named}
    return (
        listing.list_date.isoformat(),
        area.name,
        area.municipality.name,
        frozenset(
            [
                *(CATEGORIES[category] for category in listing.categories),
                *(NOT_CATEGORIES[category] for category in listing.not_categories),
            ]
        ),
        frozenset((figure, value) for figure, value in figures.items() if value is not None),
        listing.basis.value,
        listing.source_url,
        listing.note["en"],
    )


def test_every_packaged_row_is_a_row_of_the_compilation_and_the_other_way_round() -> None:
    compiled = sorted(compiled_facts(row)[:3] for row in rows_of(LISTS_CSV))
    facts = {compiled_facts(row) for row in rows_of(LISTS_CSV)}

    packaged = {packaged_facts(listing) for listing in published_lists().listings}

    assert len(compiled) == len(packaged) == len(facts)
    assert packaged == facts


def test_municipalities_have_their_official_codes() -> None:
    official = {row["lau_1"]: row["label_dk"] for row in rows_of(CODES_CSV)}
    spelt_anew = {"Århus": "Aarhus"}

    packaged = {item.code: item.name for item in published_lists().municipalities.values()}

    assert packaged == {
        code: spelt_anew.get(name, name) for code, name in official.items() if code in packaged
    }
