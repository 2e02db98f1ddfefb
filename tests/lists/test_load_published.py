from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from bybalance.lists.published import load_published_lists, published_lists
from bybalance.model.errors import InvalidPublishedLists
from bybalance.rules.load import rule_book

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the packaged tables, to be spoilt."""
    for file in (resources.files("bybalance.lists") / "data").iterdir():
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Return a function that replaces the first occurrence of a text in a table."""

    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def test_a_copy_of_the_packaged_tables_gives_the_packaged_lists(folder: Path) -> None:
    copy, packaged = load_published_lists(folder, book=rule_book()), published_lists()

    assert (copy.areas, copy.listings, copy.editions) == (
        packaged.areas,
        packaged.listings,
        packaged.editions,
    )


def test_the_packaged_lists_are_read_once() -> None:
    assert published_lists() is published_lists()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("areas.csv", "Agervang,316,", "Agervang,999,", "areas.csv, row 2: column municipality_"),
        ("areas.csv", "aldersrogade,", "agervang,", "areas.csv, row 3: repeats agervang"),
        ("areas.csv", "Agervang,316,", "Agervang,316", "areas.csv, row 2: has another number of"),
        ("area_events.csv", "vollsmose,", "balby,", "area_events.csv: 'balby' is not in areas"),
        ("area_events.csv", "2018-12-01", "2018-13-01", "area_events.csv, row 2: column before_"),
        ("listings.csv", "01,agervang,", "01,balby,", "listings.csv, row 2: column area_id"),
        ("listings.csv", "ghetto_area", "getto_area", "row 2: column categories is 'getto_area'"),
        ("listings.csv", "ghetto_area", "parallel_society", "'parallel_society' is not one of ghe"),
        ("listings.csv", "listed", "guessed", "row 2: column basis is 'guessed'; choose one of"),
        ("listings.csv", "2012-10-01,askeroed", "2012-10-01,agervang", "row 3: repeats 2012-10-01"),
        ("listings.csv", ",7034,", ',"7,034",', "column resident_count is '7,034'"),
        ("listings.csv", ",51.1,", ',"51,1",', "column outside_labour_market_pct is '51,1'"),
        ("listings.csv", ",ghetto_area,,", ",ghetto_area,ghetto_area,", "the opposite of 'ghetto"),
        ("listings.csv", ",non_western,h", ",income,h", "the opposite of 'income'"),
        ("editions.csv", "2012-10-01,ghetto_area", "2012-10-01,hard", "editions.csv, row 4: colum"),
        ("editions.csv", ",33,", ",many,", "column official_count is 'many'"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused_with_the_place(
    folder: Path, edit: Edit, file: str, old: str, new: str, message: str
) -> None:
    edit(file, old, new)

    with pytest.raises(InvalidPublishedLists) as caught:
        load_published_lists(folder, book=rule_book())

    assert message in str(caught.value)


def test_a_list_with_names_but_no_edition_is_refused(folder: Path) -> None:
    path = folder / "editions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("2016-12-01,")]
    path.write_text("".join(kept), encoding="utf-8")

    with pytest.raises(InvalidPublishedLists, match="has no row for 2016-12-01, ghetto_area"):
        load_published_lists(folder, book=rule_book())
