from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.area_figures import FIGURES, AreaFigures
from bybalance.model.area_figures_table import SCHEMA, SHARE_SCALE, AreaFiguresTable
from bybalance.model.errors import InvalidFigure

LIST_DATE = date(2023, 12, 1)


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "resident_count": st.none() | st.integers(0, 10**7),
                "convicted_share": st.none() | st.decimals(0, 1, places=SHARE_SCALE),
                "income_ratio": st.none() | st.decimals(0, 10, places=SHARE_SCALE),
            },
        ),
        max_size=5,
    )
)
def test_rows_come_back_exactly_and_in_order(rows: list[dict[str, object]]) -> None:
    given_rows = [(f"Balby {n}", None, LIST_DATE, figures) for n, figures in enumerate(rows)]

    table = AreaFiguresTable.from_rows(given_rows)

    assert len(table) == len(rows)
    assert list(table.rows()) == [
        (area, municipality, list_date, AreaFigures(**figures))
        for area, municipality, list_date, figures in given_rows
    ]


def test_a_table_has_the_columns_of_the_schema_in_order() -> None:
    shuffled = pl.DataFrame(schema=dict(reversed(SCHEMA.items())))

    assert AreaFiguresTable(shuffled).frame.columns == list(SCHEMA)


@pytest.mark.parametrize("column", [*FIGURES, "area", "list_date"])
def test_a_missing_column_is_named(column: str) -> None:
    with pytest.raises(ValueError, match=f"another type: {column}\\."):
        AreaFiguresTable(pl.DataFrame(schema=SCHEMA).drop(column))


def test_an_unknown_column_is_named() -> None:
    frame = pl.DataFrame(schema={**SCHEMA, "crime_share": pl.Float64})

    with pytest.raises(ValueError, match="crime_share"):
        AreaFiguresTable(frame)


def test_a_column_of_floats_is_refused() -> None:
    frame = pl.DataFrame(schema={**SCHEMA, "convicted_share": pl.Float64})

    with pytest.raises(ValueError, match="another type: convicted_share"):
        AreaFiguresTable(frame)


@pytest.mark.parametrize(
    "figures",
    [
        {"convicted_share": 0.02},
        {"convicted_share": True},
        {"convicted_share": "0.02"},
        {"convicted_share": Decimal("NaN")},
        {"convicted_share": Decimal("1.1")},
        {"resident_count": 2**63},
        {"resident_count": -1},
        {"convicted_pct": 2},
    ],
    ids=str,
)
def test_a_row_with_a_figure_that_cannot_be_is_refused(figures: dict[str, object]) -> None:
    with pytest.raises(InvalidFigure, match=next(iter(figures))):
        AreaFiguresTable.from_rows([("Balby", None, LIST_DATE, figures)])


@pytest.mark.parametrize("share", [Fraction(1, 3), Decimal("0.400000000000000000001")], ids=str)
def test_a_share_that_the_table_would_round_is_refused(share: object) -> None:
    with pytest.raises(InvalidFigure, match="more than 20 decimals"):
        AreaFiguresTable.from_rows([("Balby", None, LIST_DATE, {"non_western_share": share})])
