from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.model.area_figures_table import SCHEMA
from bybalance.sources import headers


def test_every_field_of_the_table_has_one_header() -> None:
    fields = [header.field for header in headers.HEADERS]

    assert sorted(fields) == sorted(SCHEMA)


def test_no_heading_names_two_columns() -> None:
    for header in headers.HEADERS:
        for name in header.names:
            assert headers.find_header(name) == header


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("OMRÅDE", "area"),
        ("omraade", "area"),
        ("pct_nonwestern", "non_western_share"),
        ("pct_income_of_region", "income_ratio"),
        ("Dømte, i pct.", "convicted_share"),
        ("domte", "convicted_share"),
        ("18+", "aged_18_plus_count"),
        ("residents", "resident_count"),
    ],
)
def test_case_signs_and_danish_letters_do_not_matter(heading: str, field: str) -> None:
    found = headers.find_header(heading)

    assert found is not None
    assert found.field == field


def test_it_suggests_the_nearest_heading() -> None:
    assert headers.nearest_heading("beboerre") == "Beboere"


@pytest.mark.parametrize(
    "heading", ["income_margin_points", "Afgørelse: udsat boligområde", "source_url", "Verdict: x"]
)
def test_columns_of_our_own_exports_are_known_and_skipped(heading: str) -> None:
    assert headers.is_ignored(heading)
    assert headers.find_header(heading) is None


@given(st.text(max_size=60))
def test_any_text_can_be_looked_up(heading: str) -> None:
    headers.find_header(heading)
    headers.nearest_heading(heading)
