from __future__ import annotations

from datetime import date

import pytest

from bybalance.lists.changes import Changes, compare, why
from bybalance.lists.published import published_lists
from bybalance.model.errors import UnknownList
from bybalance.rules.truth import Truth

PUBLISHED = published_lists()
DECEMBER = {year: date(year, 12, 1) for year in range(2014, 2025)}


def compared(earlier: int, later: int, *, lineage: str = "parallel_society") -> Changes:
    return compare(PUBLISHED, earlier=DECEMBER[earlier], later=DECEMBER[later], lineage=lineage)


@pytest.mark.parametrize(
    ("earlier", "later", "counts"),
    [
        (2014, 2015, (31, 25)),
        (2017, 2018, (22, 29)),
        (2018, 2019, (29, 28)),
        (2019, 2020, (28, 15)),
        (2020, 2021, (15, 12)),
        (2021, 2022, (12, 10)),
    ],
)
def test_entries_and_exits_lead_from_one_official_count_to_the_next(
    earlier: int, later: int, counts: tuple[int, int]
) -> None:
    changes = compared(earlier, later)

    assert changes.is_complete
    assert len(changes.stayed) + len(changes.exits) == counts[0]
    assert len(changes.stayed) + len(changes.entries) == counts[1]


def test_nobody_enters_or_leaves_between_a_list_and_itself() -> None:
    changes = compared(2019, 2019)

    assert (changes.entries, changes.exits) == ((), ())
    assert len(changes.stayed) == 28


def test_entries_are_exits_seen_from_the_other_side() -> None:
    there, back = compared(2019, 2020), compared(2020, 2019)

    assert [change.area for change in there.exits] == [change.area for change in back.entries]
    assert [change.area for change in there.entries] == [change.area for change in back.exits]


def test_changes_come_by_area_id() -> None:
    ids = [change.area.area_id for change in compared(2019, 2020).exits]

    assert ids == sorted(ids)
    assert "korskaerparken" in ids


@pytest.mark.parametrize(
    ("earlier", "later", "rules_changed"),
    [(2017, 2018, True), (2018, 2019, False), (2020, 2021, True), (2021, 2022, False)],
)
def test_a_change_of_rules_between_the_lists_is_told(
    earlier: int, later: int, rules_changed: bool
) -> None:
    assert compared(earlier, later).rules_changed is rules_changed


def test_a_list_whose_names_are_not_all_known_makes_the_comparison_incomplete() -> None:
    assert not compared(2022, 2023).is_complete
    assert not compared(2018, 2019, lineage="vulnerable_area").is_complete
    assert compared(2018, 2019, lineage="transformation_area").is_complete


def test_absence_from_a_list_with_names_missing_is_no_certain_exit() -> None:
    changes = compared(2023, 2024)

    assert changes.exits == ()
    assert "taastrupgaard" in [change.area.area_id for change in changes.possible_exits]
    assert [change.area.area_id for change in changes.possible_entries] == ["askeroed"]


def test_the_line_that_a_list_did_not_have_yet_has_no_members() -> None:
    changes = compared(2017, 2018, lineage="vulnerable_area")

    assert (changes.exits, changes.stayed) == ((), ())
    assert len(changes.entries) == 36


def test_a_list_that_never_came_out_is_refused() -> None:
    with pytest.raises(UnknownList, match="2023-11-30"):
        compare(PUBLISHED, earlier=DECEMBER[2022], later=date(2023, 11, 30))


def test_korskaerparken_left_because_of_its_origin_share() -> None:
    change = next(c for c in compared(2019, 2020).exits if c.area.area_id == "korskaerparken")

    difference = why(PUBLISHED, change)

    assert difference is not None
    assert difference.after.criterion("non_western").truth is Truth.NOT_MET
    assert difference.after.category("ghetto_area").truth is Truth.NOT_MET


def test_an_exit_without_a_row_of_its_own_has_no_reason_that_is_known() -> None:
    change = next(c for c in compared(2019, 2020).exits if c.later is None)

    assert change.earlier is not None
    assert why(PUBLISHED, change) is None
