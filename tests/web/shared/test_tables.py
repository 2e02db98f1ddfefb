from __future__ import annotations

import pytest

from bybalance.web.shared.tables import Cell, Column, Table

COLUMNS = (Column("Område"), Column("Beboere", is_figure=True))


def test_each_cell_knows_the_name_of_its_column() -> None:
    table = Table("Områder", COLUMNS, ((Cell("Balby Nord"), Cell("1.960")),))

    [row] = table.labelled_rows

    assert [(column.label, cell.text) for column, cell in row] == [
        ("Område", "Balby Nord"),
        ("Beboere", "1.960"),
    ]


def test_a_row_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="A row has 1 cells, the table has 2 columns"):
        Table("Områder", COLUMNS, ((Cell("Balby Nord"),),))


def test_a_column_in_which_no_row_says_anything_is_left_out() -> None:
    table = Table(
        caption="Partnere",
        columns=(Column("Navn"), Column("Periode"), Column("Rolle")),
        rows=((Cell("–"), Cell("–"), Cell("Ejer")), (Cell("B"), Cell(""), Cell("–"))),
    )

    shown = table.without_empty_columns()

    assert [column.label for column in shown.columns] == ["Navn", "Rolle"]
    assert [cell.text for cell in shown.rows[1]] == ["B", "–"]
