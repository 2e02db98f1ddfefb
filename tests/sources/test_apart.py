from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from tests.sources.files import HEADINGS, LIST_DATE, refusal, workbook, zip_of

from bybalance.model.errors import BadInput
from bybalance.sources import apart, area_figures
from bybalance.sources.apart import Limits, read_area_figures_apart

LITTLE_MEMORY = 500 * 1024 * 1024
GOOD = workbook([HEADINGS, ("Balby", "Balby", 1040, 2.35), ("Nørrevang", None, None, 1.5)])


def parquet() -> bytes:
    target = io.BytesIO()
    pl.DataFrame({"area": ["Balby"], "residents": [1040]}).write_parquet(target)
    return target.getvalue()


def large_csv() -> bytes:
    rows = "".join(f"Balby {number:060},Balby,1040,2.35\n" for number in range(15_000))
    return f"area,municipality,residents,convicted_pct\n{rows}".encode()


@cache
def bomb() -> bytes:
    """A workbook that passes every check: 100 MB of texts, four million of them."""
    block = "".join(f"{number * 7919 % 10**9:09}</t></si><si><t>" for number in range(40_000))
    texts = "<si><t>" + block * 100 + "</t></si>"
    with zipfile.ZipFile(io.BytesIO(with_shared_texts())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    opening = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    members["xl/sharedStrings.xml"] = f"{opening}{texts}</sst>".encode()
    return zip_of(members)


def with_shared_texts() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet().write_row(0, 0, HEADINGS)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [(GOOD, "figures.xlsx"), (parquet(), "figures.parquet"), (large_csv(), "figures.csv")],
)
def test_a_file_read_apart_gives_the_table_that_it_gives_at_once(content: bytes, name: str) -> None:
    given = {"name": name, "list_date": LIST_DATE, "earliest": date(2010, 1, 1)}

    there = read_area_figures_apart(content, **given)  # type: ignore[arg-type]

    here = area_figures.read_area_figures_bytes(content, **given)  # type: ignore[arg-type]
    assert there.frame.equals(here.frame)
    assert there.frame.schema == here.frame.schema


def test_problems_come_back_whole() -> None:
    content = workbook([HEADINGS, ("Balby", "Balby", "many", 235)] * 40, sheets=("Tal",))
    given = {"list_date": date(2009, 1, 1), "earliest": date(2010, 1, 1)}

    with pytest.raises(BadInput) as caught:
        read_area_figures_apart(content, name="figures.xlsx", **given)

    expected = refusal(content, "figures.xlsx", **given)
    assert caught.value.problems == expected.problems
    assert caught.value.total_count == expected.total_count


@pytest.mark.parametrize(
    "limits",
    [Limits(memory_bytes=LITTLE_MEMORY), Limits(processor_s=1), Limits(clock_s=1.5)],
    ids=["memory", "processor", "clock"],
)
def test_a_bomb_is_refused_and_its_process_is_gone(limits: Limits) -> None:
    before = children()
    content = bomb()

    with pytest.raises(BadInput) as caught:
        read_area_figures_apart(content, name="a.xlsx", list_date=LIST_DATE, limits=limits)

    assert [problem.rule for problem in caught.value.problems] == ["reading_took_too_much"]
    assert children() == before


def test_an_honest_file_needs_little_memory() -> None:
    limits = Limits(memory_bytes=LITTLE_MEMORY)

    assert (
        len(read_area_figures_apart(GOOD, name="a.xlsx", list_date=LIST_DATE, limits=limits)) == 2
    )


def test_a_small_text_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_run", lambda *_given: pytest.fail("a process was started"))

    assert len(read_area_figures_apart(b"area\nBalby\n", name="a.csv", list_date=LIST_DATE)) == 1


def test_the_process_sees_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYBALANCE_SECRET_KEY", "never to be told")
    seen: list[dict[str, str]] = []

    class Watched(apart.subprocess.Popen):  # type: ignore[type-arg, name-defined, misc]
        def __init__(self, *arguments: object, **options: dict[str, str]) -> None:
            seen.append(options["env"])
            super().__init__(*arguments, **options)

    monkeypatch.setattr(apart.subprocess, "Popen", Watched)
    read_area_figures_apart(GOOD, name="figures.xlsx", list_date=LIST_DATE)

    assert [set(env) for env in seen] == [{"LC_ALL", "MALLOC_ARENA_MAX", "POLARS_MAX_THREADS"}]


def children() -> set[str]:
    """Numbers of the processes that this one has started and that still are."""
    task = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return set(task.read_text().split())
