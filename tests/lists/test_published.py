from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from bybalance.lists.published import Basis, published_lists
from bybalance.model.errors import UnknownArea, UnknownList
from bybalance.rules.truth import Truth

PUBLISHED = published_lists()
MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
NO_COUNT = None

COVERAGE = {
    date(2010, 10, 1): {"ghetto_area": (0, 29)},
    date(2011, 10, 1): {"ghetto_area": (0, 28)},
    date(2012, 10, 1): {"ghetto_area": (33, 33)},
    date(2013, 10, 1): {"ghetto_area": (0, NO_COUNT)},
    date(2014, 2, 1): {"ghetto_area": (33, 33)},
    date(2014, 12, 1): {"ghetto_area": (31, 31)},
    date(2015, 12, 1): {"ghetto_area": (25, 25)},
    date(2016, 12, 1): {"ghetto_area": (25, 25)},
    date(2017, 12, 1): {"ghetto_area": (22, 22)},
    date(2018, 12, 1): {
        "vulnerable_area": (36, 43),
        "ghetto_area": (29, 29),
        "hard_ghetto_area": (15, 15),
    },
    date(2019, 12, 1): {
        "vulnerable_area": (33, 40),
        "ghetto_area": (28, 28),
        "hard_ghetto_area": (15, 15),
    },
    date(2020, 12, 1): {
        "vulnerable_area": (15, 25),
        "ghetto_area": (15, 15),
        "hard_ghetto_area": (13, 13),
    },
    date(2021, 12, 1): {
        "vulnerable_area": (15, 20),
        "parallel_society": (12, 12),
        "transformation_area": (10, 10),
        "prevention_area": (4, 62),
    },
    date(2022, 12, 1): {
        "vulnerable_area": (11, 17),
        "parallel_society": (10, 10),
        "transformation_area": (9, 9),
        "prevention_area": (1, 67),
    },
    date(2023, 12, 1): {
        "vulnerable_area": (10, 19),
        "parallel_society": (8, 12),
        "transformation_area": (8, 8),
        "prevention_area": (0, 56),
    },
    date(2024, 12, 1): {
        "vulnerable_area": (1, 12),
        "parallel_society": (1, 8),
        "transformation_area": (0, 7),
        "prevention_area": (0, 63),
        "combined_letting_area": (8, NO_COUNT),
    },
}
"""Names found and official count, by list and category."""


def test_every_list_is_covered_as_far_as_its_names_were_found() -> None:
    found = {
        edition.list_date: {
            name: (coverage.found_count, coverage.official_count)
            for name, coverage in edition.coverage.items()
        }
        for edition in PUBLISHED.editions
    }

    assert found == COVERAGE


def test_a_list_is_complete_only_at_its_official_count() -> None:
    complete = {
        (edition.list_date.year, name)
        for edition in PUBLISHED.editions
        for name, coverage in edition.coverage.items()
        if coverage.is_complete
    }

    assert (2017, "ghetto_area") in complete
    assert (2023, "transformation_area") in complete
    assert not complete & {(2013, "ghetto_area"), (2023, "parallel_society")}
    assert not complete & {(2024, "combined_letting_area")}


def test_every_row_has_a_source_and_a_basis() -> None:
    bases = [listing.basis for listing in PUBLISHED.listings]

    assert len(PUBLISHED.listings) == 307
    assert (bases.count(Basis.LISTED), bases.count(Basis.DERIVED)) == (211, 96)
    assert all(row.source_url.startswith("http") for row in PUBLISHED.listings)


def test_the_last_list_of_a_year_stands_for_it() -> None:
    assert PUBLISHED.edition(2014).list_date == date(2014, 12, 1)
    assert PUBLISHED.edition(date(2014, 2, 1)).list_date == date(2014, 2, 1)


@pytest.mark.parametrize("which", [2009, 2025, date(2023, 11, 30), date(2023, 12, 2)])
def test_a_list_that_never_came_out_is_refused_with_the_years_there_are(
    which: date | int,
) -> None:
    with pytest.raises(UnknownList, match=f"no list of {which}; lists are known of 2010, 2011"):
        PUBLISHED.edition(which)


def test_a_day_without_a_list_has_no_rows() -> None:
    assert PUBLISHED.listings_on(date(2023, 11, 30)) == ()


def test_the_rows_of_an_area_come_oldest_first() -> None:
    dates = [row.list_date for row in PUBLISHED.listings_of("vollsmose")]

    assert dates == sorted(dates)
    assert dates[0] == date(2012, 10, 1)
    assert PUBLISHED.listings_of("balby") == ()


@pytest.mark.parametrize(
    "name",
    [
        "Blågården",
        "BLÅGÅRDEN",
        "blaagaarden",
        " Blågården ",
        "Blå-gården",
        unicodedata.normalize("NFD", "Blågården"),
        unicodedata.normalize("NFD", "BLÅGÅRDEN"),
    ],
)
def test_an_area_is_found_however_its_name_is_written(name: str) -> None:
    assert PUBLISHED.area(name).area_id == "blaagaarden"


@pytest.mark.parametrize(
    ("name", "area_id"),
    [
        ("Skovparken/Skovvejen", "skovvejen-skovparken"),
        ("Stengårdsvej-kvarteret", "stengaardsvej"),
        ("Degnegården mv.", "degnegaarden"),
        ("Taastrupgaard", "taastrupgaard"),
        ("Noerager/Soestjernevej", "noerager-soestjernevej"),
    ],
)
def test_an_area_is_found_by_its_other_names(name: str, area_id: str) -> None:
    assert PUBLISHED.area(name).area_id == area_id


@pytest.mark.parametrize("name", ["", "!", "東京", "Parkvej東", "Vollsmose II", "Park", "None"])
def test_a_name_that_is_nobodys_finds_nobody(name: str) -> None:
    assert PUBLISHED.find_area(name) is None


@pytest.mark.parametrize(
    "municipality",
    ["København", "Københavns Kommune", "københavn kommune", "101", "0101"],
)
def test_a_municipality_may_be_named_or_numbered(municipality: str) -> None:
    found = PUBLISHED.find_area("Mjølnerparken", municipality=municipality)

    assert found is not None
    assert found.area_id == "mjoelnerparken"


@pytest.mark.parametrize("municipality", ["Aarhus", "Århus Kommune", "aarhus", "751"])
def test_old_and_new_spelling_of_a_municipality_are_one(municipality: str) -> None:
    assert PUBLISHED.find_area("Bispehaven", municipality=municipality) is not None


@pytest.mark.parametrize("municipality", ["Balby", "", "147", "Frederiksberg Kommune"])
def test_a_namesake_in_another_municipality_is_another_area(municipality: str) -> None:
    assert PUBLISHED.find_area("Parkvej", municipality=municipality) is None


def test_an_unknown_area_is_answered_with_near_names() -> None:
    with pytest.raises(UnknownArea, match=r"'Mjølnerpaken'.*Did you mean Mjølnerparken \(Køb"):
        PUBLISHED.area("Mjølnerpaken")


def test_an_area_asked_for_in_the_wrong_place_is_answered_with_the_right_one() -> None:
    with pytest.raises(UnknownArea, match=r"'Parkvej' in Odense.*Parkvej \(Høje-Taastrup\)"):
        PUBLISHED.area("Parkvej", municipality="Odense")


def test_a_name_unlike_all_others_is_answered_with_a_way_on() -> None:
    with pytest.raises(UnknownArea, match="See the list of a year"):
        PUBLISHED.area("Qqqq")


def test_a_name_that_two_areas_share_is_told_apart_by_municipality() -> None:
    parkvej = PUBLISHED.area("Parkvej")
    namesake = replace(
        parkvej,
        area_id="parkvej-odense",
        name="PARKVEJ",
        municipality=PUBLISHED.municipalities["461"],
    )
    lists = replace(PUBLISHED, areas={**PUBLISHED.areas, namesake.area_id: namesake})

    assert lists.find_area("Parkvej", municipality="Odense") == namesake
    assert lists.find_area("Parkvej", municipality="Høje-Taastrup") == parkvej
    assert lists.find_area("Parkvej") is None
    with pytest.raises(UnknownArea, match=r"Parkvej \(Høje-Taastrup\), PARKVEJ \(Odense\)"):
        lists.area("Parkvej")


def test_no_two_areas_share_a_name() -> None:
    names = [name for area in PUBLISHED.areas.values() for name in (area.name, *area.other_names)]

    assert [PUBLISHED.find_area(name) for name in names].count(None) == 0


@pytest.mark.parametrize(
    ("list_date", "area_id", "lineage", "truth"),
    [
        (date(2017, 12, 1), "vollsmose", "parallel_society", MET),
        (date(2017, 12, 1), "parkvej", "parallel_society", NOT_MET),
        (date(2017, 12, 1), "vollsmose", "vulnerable_area", UNKNOWN),
        (date(2013, 10, 1), "vollsmose", "parallel_society", UNKNOWN),
        (date(2020, 12, 1), "korskaerparken", "parallel_society", NOT_MET),
        (date(2020, 12, 1), "korskaerparken", "vulnerable_area", UNKNOWN),
        (date(2023, 12, 1), "parkvej", "vulnerable_area", NOT_MET),
        (date(2023, 12, 1), "parkvej", "parallel_society", NOT_MET),
        (date(2023, 12, 1), "parkvej", "prevention_area", UNKNOWN),
        (date(2023, 12, 1), "askeroed", "parallel_society", UNKNOWN),
        (date(2024, 12, 1), "motalavej", "transformation_area", NOT_MET),
        (date(2021, 12, 1), "soenderbro", "prevention_area", MET),
    ],
)
def test_a_list_tells_no_more_than_its_rows_and_its_completeness_prove(
    list_date: date, area_id: str, lineage: str, truth: Truth
) -> None:
    assert PUBLISHED.truth(area_id, list_date=list_date, lineage=lineage) is truth


def test_a_history_holds_the_decided_years_before() -> None:
    history = PUBLISHED.histories("ringparken", before=date(2016, 6, 30))["parallel_society"]

    assert history == {2012: MET, 2014: MET, 2015: MET}


def test_the_later_list_of_a_year_is_its_history() -> None:
    left = PUBLISHED.members(date(2014, 2, 1), "ghetto_area") - PUBLISHED.members(
        date(2014, 12, 1), "ghetto_area"
    )

    histories = [PUBLISHED.histories(area_id, before=date(2015, 1, 1)) for area_id in left]

    assert histories
    assert {history["parallel_society"][2014] for history in histories} == {NOT_MET}


def test_the_lists_of_the_year_itself_are_no_history() -> None:
    history = PUBLISHED.histories("vollsmose", before=date(2014, 12, 1))["parallel_society"]

    assert set(history) == {2012}


def test_the_splits_that_are_known_are_told_in_both_languages() -> None:
    events = {
        area.area_id: [(event.kind, event.before_list) for event in area.events]
        for area in PUBLISHED.areas.values()
        if area.events
    }

    assert events == {
        "vollsmose": [("split", date(2018, 12, 1))],
        "stengaardsvej": [("split", date(2019, 12, 1))],
    }
    assert all(
        set(event.text) == {"da", "en"}
        for area in PUBLISHED.areas.values()
        for event in area.events
    )
