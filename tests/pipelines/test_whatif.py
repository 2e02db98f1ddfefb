from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.pipelines.tables import NOW

from bybalance.lists.published import published_lists
from bybalance.model.errors import InvalidFigure
from bybalance.pipelines import whatif
from bybalance.pipelines.wording import Wording
from bybalance.rules.counterfactual import Difference

PUBLISHED = published_lists()
PARKVEJ = PUBLISHED.area("parkvej")
DAY = date(2023, 12, 1)


def difference(given: dict[str, Decimal]) -> Difference:
    official = whatif.official_figures(PUBLISHED, PARKVEJ, list_date=DAY)
    return whatif.difference_for_area(
        PUBLISHED,
        PARKVEJ,
        list_date=DAY,
        figures=whatif.with_percentages(official, given),
        rules=PUBLISHED.book.rules_for(DAY),
    )


def test_a_higher_conviction_share_and_education_put_parkvej_on_the_list() -> None:
    changed = difference(
        {"convicted_share": Decimal("2.35"), "basic_education_share": Decimal("60.1")}
    ).changed_categories

    assert "vulnerable_area" in [change.lineage for change in changed]


def test_the_official_figures_change_nothing() -> None:
    assert difference({}).changed_categories == ()


def test_the_table_tells_before_and_after() -> None:
    table = whatif.area_table(
        difference({"convicted_share": Decimal("2.35")}),
        area=PARKVEJ,
        list_date=DAY,
        wording=Wording("en"),
        now=NOW,
    )

    convicted = next(row for row in table.rows if row[0] == "convictions")
    assert "2.28" in str(convicted[1])
    assert "2.35" in str(convicted[2])
    assert convicted[3] == "changed"


def test_given_percentages_become_exact_shares() -> None:
    figures = whatif.with_percentages(
        whatif.EMPTY_FIGURES, {"income_ratio": Decimal("54.9"), "resident_count": Decimal(999)}
    )

    assert (figures.income_ratio, figures.resident_count) == (Fraction(549, 1000), 999)


def test_a_share_over_one_hundred_is_refused() -> None:
    with pytest.raises(InvalidFigure):
        whatif.with_percentages(whatif.EMPTY_FIGURES, {"convicted_share": Decimal(101)})


@pytest.mark.parametrize(("year", "count"), [(2019, 19), (2021, 11)])
def test_four_years_in_a_row_give_the_counts_of_the_permanent_text(year: int, count: int) -> None:
    table = whatif.years_table(
        PUBLISHED,
        list_date=PUBLISHED.edition(year).list_date,
        year_count=4,
        wording=Wording("en"),
        now=NOW,
    )

    assert [row[3] for row in table.rows].count("met") == count


def test_rules_without_years_in_a_row_are_refused() -> None:
    with pytest.raises(ValueError, match="2014"):
        whatif.years_category(PUBLISHED, date(2015, 12, 1))
