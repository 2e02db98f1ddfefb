"""Files as an analyst has them, made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import openpyxl

from bybalance.model.area_figures_table import AreaFiguresTable
from bybalance.model.errors import BadInput
from bybalance.sources.area_figures import read_area_figures_bytes

LIST_DATE = date(2023, 12, 1)
HEADINGS = ("area", "municipality", "residents", "convicted_pct")


def read(content: bytes | str, name: str = "figures.csv", **options: object) -> AreaFiguresTable:
    data = content.encode() if isinstance(content, str) else content
    return read_area_figures_bytes(data, name=name, **{"list_date": LIST_DATE, **options})  # type: ignore[arg-type]


def refusal(content: bytes | str, name: str = "figures.csv", **options: object) -> BadInput:
    try:
        read(content, name, **options)
    except BadInput as refused:
        return refused
    raise AssertionError(f"{name} was read")


def rules_of(refused: BadInput) -> list[str]:
    return [problem.rule for problem in refused.problems]


def workbook(rows: Sequence[Sequence[object]], *, sheets: Sequence[str] = ("Ark1",)) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def zip_of(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()
