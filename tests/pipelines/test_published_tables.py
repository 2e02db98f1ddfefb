from __future__ import annotations

from typing import TYPE_CHECKING

from tests.pipelines.tables import NOW

from bybalance.lists import changes
from bybalance.lists.published import published_lists
from bybalance.pipelines import published_tables
from bybalance.pipelines.wording import Wording

if TYPE_CHECKING:
    from bybalance.pipelines.export_table import Cell, ExportTable

PUBLISHED = published_lists()
DANISH, ENGLISH = Wording("da"), Wording("en")


def column(table: ExportTable, column_id: str) -> list[Cell]:
    position = [item.id for item in table.columns].index(column_id)
    return [row[position] for row in table.rows]


def test_a_list_has_a_row_per_known_area_with_its_categories() -> None:
    edition = PUBLISHED.edition(2019)

    table = published_tables.list_table(PUBLISHED, edition, wording=DANISH, now=NOW)

    assert table.title == "Listen 1.\u00a0december\u00a02019"
    categories = dict(zip(column(table, "area"), column(table, "categories"), strict=True))
    assert categories["Tåstrupgård"] == "udsat boligområde, ghettoområde, hårdt ghettoområde"


def test_coverage_counts_names_against_the_official_count() -> None:
    table = published_tables.coverage_table(
        PUBLISHED, PUBLISHED.edition(2019), wording=ENGLISH, now=NOW
    )

    assert ("ghetto area", 28, 28) in [row[:3] for row in table.rows]
    assert ("vulnerable area", 33, 40) in [row[:3] for row in table.rows]


def test_an_area_has_a_row_per_list_and_a_verdict_where_figures_are_known() -> None:
    area = PUBLISHED.area("tåstrupgård")

    table = published_tables.area_table(PUBLISHED, area, wording=ENGLISH, now=NOW)

    verdicts = dict(zip(column(table, "list_date"), column(table, "verdict"), strict=True))
    assert "transformation area: met" in str(verdicts[PUBLISHED.edition(2023).list_date])
    assert verdicts[PUBLISHED.edition(2012).list_date] == ""


def test_changes_name_entries_exits_and_the_rule_change() -> None:
    compared = changes.compare(
        PUBLISHED,
        earlier=PUBLISHED.edition(2017).list_date,
        later=PUBLISHED.edition(2018).list_date,
    )

    table = published_tables.changes_table(PUBLISHED, compared, wording=ENGLISH, now=NOW)

    kinds = column(table, "change")
    assert (kinds.count("entered"), kinds.count("left")) == (8, 1)
    assert all(
        "The rules changed" in str(why)
        for kind, why in zip(kinds, column(table, "why"), strict=True)
        if kind != "stayed"
    )


def test_every_table_names_its_sources_and_rules() -> None:
    table = published_tables.list_table(PUBLISHED, PUBLISHED.edition(2019), wording=DANISH, now=NOW)

    assert table.sources
    assert table.provenance.rule_versions == ("2018",)
