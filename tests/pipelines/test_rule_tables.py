from __future__ import annotations

from datetime import date

from tests.pipelines.tables import NOW

from bybalance.pipelines import rule_tables
from bybalance.pipelines.wording import Wording
from bybalance.rules.load import rule_book

BOOK = rule_book()
ENGLISH = Wording("en")


def test_every_version_is_listed_with_the_lists_it_held_for() -> None:
    table = rule_tables.versions_table(BOOK, wording=ENGLISH, now=NOW)

    assert [row[0] for row in table.rows] == ["2010", "2014", "2018", "2021"]
    assert table.rows[2][2:4] == (date(2018, 12, 1), date(2021, 11, 30))


def test_a_version_shows_every_number_with_source_and_confidence() -> None:
    rules = BOOK.rules_for(date(2019, 12, 1))

    table = rule_tables.version_table(rules, wording=ENGLISH, now=NOW)

    convicted = next(row for row in table.rows if row[0] == "convictions")
    assert convicted[1:4] == (
        "at least",
        "2.03\u202f% / 1.98\u202f%",
        "sources disagree",
    )
    assert "danskelove.dk" in str(convicted[4])


def test_a_diff_shows_what_a_reform_added_changed_and_removed() -> None:
    versions = BOOK.version("2018"), BOOK.version("2021")

    table = rule_tables.diff_table(*versions, wording=ENGLISH, now=NOW)

    change_by_name = {row[0]: row[1] for row in table.rows}
    assert change_by_name["parallel society"] == "new"
    assert change_by_name["ghetto area"] == "gone"
    assert "outside the labour market" not in change_by_name


def test_a_threshold_without_a_source_is_empty_and_called_unknown() -> None:
    table = rule_tables.thresholds_table(BOOK, wording=ENGLISH, now=NOW)

    unsourced = [row for row in table.rows if row[3] == "unknown"]
    assert unsourced
    assert all(row[2] is None for row in unsourced)


def test_every_doubt_is_listed() -> None:
    table = rule_tables.doubts_table(BOOK, wording=Wording("da"), now=NOW)

    assert len(table.rows) == len(BOOK.doubts)
