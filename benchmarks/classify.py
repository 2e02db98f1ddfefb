"""Classify 100,000 area-years at once, beside the row-by-row reference in the same run.

The table is invented: unlisted areas and listed ones over eleven lists, one figure in ten missing.
Before anything is timed, a sample is held against the reference, history and all.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl
from tests.lists.reference import Cells, classify_slowly

from benchmarks.measurement import Measurement, stopwatch
from bybalance.lists.classify import ClassifyOptions, classify
from bybalance.lists.published import published_lists
from bybalance.model.area_figures import COUNT_FIGURES, RATIO_FIGURES, SHARE_FIGURES
from bybalance.model.area_figures_table import SCHEMA, SHARE_DTYPE, AreaFiguresTable
from bybalance.rules.load import rule_book

ROW_COUNT = 100_000
SAMPLE_AREA_COUNT = 200
MAX_WALL_S = 2.0
SEED = 2023
LIST_DATES = (date(2014, 2, 1), *(date(year, 12, 1) for year in range(2014, 2024)))
MISSING_SHARE = 0.1


def run() -> Iterable[Measurement]:
    book, published = rule_book(), published_lists()
    table = invented_table(ROW_COUNT)
    sample = AreaFiguresTable(table.frame.head(SAMPLE_AREA_COUNT * len(LIST_DATES)))

    with stopwatch() as slow:
        expected = classify_slowly(sample, published=published, options=ClassifyOptions())
    found = classify(sample, book=book, published=published).frame
    check_equal(found, expected)
    with stopwatch() as fast:
        classify(table, book=book, published=published)

    fast_rate, slow_rate = len(table) / fast.wall_s, len(sample) / slow.wall_s
    for name, value, unit, limit in (
        (f"{len(table):,} area-years, wall", fast.wall_s, "s", MAX_WALL_S),
        (f"{len(table):,} area-years, CPU", fast.cpu_s, "s", None),
        ("whole table at once", fast_rate, "rows/s", None),
        ("row by row (reference)", slow_rate, "rows/s", None),
        ("times as fast as the reference", fast_rate / slow_rate, "×", None),
    ):
        yield Measurement(benchmark="classify", name=name, value=value, unit=unit, limit=limit)


def invented_table(row_count: int) -> AreaFiguresTable:
    """Make areas one after another, each on every list: the listed ones first."""
    rng = random.Random(SEED)  # noqa: S311 - figures, not secrets
    area_count = -(-row_count // len(LIST_DATES))
    listed = [area.name for area in published_lists().areas.values()]
    names = [*listed, *(f"Balby {number}" for number in range(area_count))][:area_count]

    def known(value: float) -> float | None:
        return None if rng.random() < MISSING_SHARE else value

    ranges = {
        **dict.fromkeys(COUNT_FIGURES, (800, 6_000)),
        **dict.fromkeys((*SHARE_FIGURES, *RATIO_FIGURES), (200, 800)),
        "convicted_share": (10, 40),
    }
    columns: dict[str, Sequence[object]] = {
        "area": [name for name in names for _ in LIST_DATES],
        "list_date": list(LIST_DATES) * area_count,
    }
    for figure, (least, most) in ranges.items():
        columns[figure] = [
            known(rng.randint(least, most)) for _ in range(area_count * len(LIST_DATES))
        ]
    thousandths = [
        (pl.col(figure).cast(SHARE_DTYPE) / 1000).cast(SHARE_DTYPE)
        for figure in (*SHARE_FIGURES, *RATIO_FIGURES)
    ]
    frame = pl.DataFrame(columns).with_columns(thousandths)
    frame = frame.with_columns(municipality=pl.lit(None, pl.String)).head(row_count)
    return AreaFiguresTable(frame.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))


def check_equal(found: pl.DataFrame, expected: list[Cells]) -> None:
    verdicts = [name for name in found.columns if name.endswith(("_verdict", "rule_version"))]
    differing = [
        position
        for position, cells in enumerate(expected)
        if found.select(verdicts).row(position) != tuple(cells.get(name) for name in verdicts)
    ]
    if differing:
        raise AssertionError(
            f"row {differing[0]} differs from the reference: {found[differing[0]]}"
        )
