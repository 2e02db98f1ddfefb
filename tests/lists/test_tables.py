from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bybalance.lists import tables
from bybalance.lists.published import Basis
from bybalance.model.errors import InvalidPublishedLists


def read(folder: Path, text: str, *key: str) -> tuple[tables.Row, ...]:
    path = folder / "areas.csv"
    path.write_text(text, encoding="utf-8")
    return tables.read(path, key=key or ("id",))


def row(folder: Path, value: str) -> tables.Row:
    return read(folder, f"id,cell\n1,{value}\n")[0]


def test_cells_are_read_as_what_they_are(tmp_path: Path) -> None:
    assert row(tmp_path, "2023-12-01").day("cell") == date(2023, 12, 1)
    assert row(tmp_path, "1040").count("cell") == 1040
    assert row(tmp_path, "40.10").number("cell") == Decimal("40.10")
    assert row(tmp_path, "derived").choice("cell", Basis) is Basis.DERIVED
    assert row(tmp_path, "a;b").names("cell") == ("a", "b")
    assert row(tmp_path, "a").lookup("cell", {"a": 1}) == 1
    assert list(row(tmp_path, "a;b").lookup_each("cell", {"a": 1, "b": 2})) == ["a", "b"]


def test_an_empty_cell_is_not_known(tmp_path: Path) -> None:
    empty = row(tmp_path, "")

    assert (empty.count("cell"), empty.number("cell"), empty.names("cell")) == (None, None, ())


@pytest.mark.parametrize("value", ["2023-13-01", "01-12-2023", ""])
def test_what_is_no_date_is_refused_with_its_place(tmp_path: Path, value: str) -> None:
    with pytest.raises(InvalidPublishedLists, match=f"areas.csv, row 2: column cell is '{value}'"):
        row(tmp_path, value).day("cell")


@pytest.mark.parametrize("value", ["-1", "1.0", "many", " 1", "²"])
def test_what_is_no_whole_number_is_refused_with_its_place(tmp_path: Path, value: str) -> None:
    with pytest.raises(InvalidPublishedLists, match=r"areas\.csv, row 2: column cell is"):
        row(tmp_path, value).count("cell")


@pytest.mark.parametrize("value", ["40.1 %", "many", "'"])
def test_what_is_no_number_is_refused_with_its_place(tmp_path: Path, value: str) -> None:
    with pytest.raises(InvalidPublishedLists, match=r"areas\.csv, row 2: column cell is"):
        row(tmp_path, value).number("cell")


def test_a_choice_outside_the_set_is_refused_with_the_set(tmp_path: Path) -> None:
    with pytest.raises(InvalidPublishedLists, match="'guessed'; choose one of listed, derived"):
        row(tmp_path, "guessed").choice("cell", Basis)


def test_a_name_that_is_not_defined_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidPublishedLists, match="row 2: column cell is 'c'"):
        row(tmp_path, "c").lookup("cell", {"a": 1})
    with pytest.raises(InvalidPublishedLists, match="'c' is not one of a, b"):
        list(row(tmp_path, "a;c").lookup_each("cell", {"a": 1, "b": 2}))


@pytest.mark.parametrize("line", ["1", "1,2,3"])
def test_a_row_of_another_length_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(InvalidPublishedLists, match="row 3: has another number of cells"):
        read(tmp_path, f"id,cell\n0,0\n{line}\n")


def test_a_repeated_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidPublishedLists, match="row 3: repeats 1, a"):
        read(tmp_path, "id,cell,more\n1,a,x\n1,a,y\n", "id", "cell")


def test_a_key_that_is_repeated_only_in_part_is_two_keys(tmp_path: Path) -> None:
    assert len(read(tmp_path, "id,cell\n1,a\n1,b\n", "id", "cell")) == 2
