"""Tables that the tests of classifying upload."""

from __future__ import annotations

import csv
import html
import io
import re

import openpyxl
import polars as pl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

CLASSIFY = "/lister/klassificer/"
HEADINGS = ("Område", "Kommune", "Listedato", "Beboere", "Uden for arbejdsmarkedet (pct.)",
            "Ikke-vestlige (pct.)", "Dømte (pct.)", "Grundskole (pct.)",
            "Indkomst (pct. af regionens)")  # fmt: skip
PARKVEJ = ("Parkvej", "Høje-Taastrup", "2023-12-01", 1040, 30.2, 35.7, 2.28, 58.1, 59.3)
FORMULA = ('=HYPERLINK("http://x")', None, "2023-12-01", 2000, 45, 61, 3, 70, 50)


def csv_file(*rows: tuple[object, ...], name: str = "tal.csv") -> SimpleUploadedFile:
    """A table as Danish spreadsheets write it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    for row in rows:
        writer.writerow("" if v is None else str(v).replace(".", ",") if isinstance(v, float) else v
                        for v in row)  # fmt: skip
    return SimpleUploadedFile(name, text.getvalue().encode())


def xlsx_file(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    workbook, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADINGS, *rows):
        workbook.active.append(row)
    workbook.save(stream)
    return SimpleUploadedFile("tal.xlsx", stream.getvalue())


def parquet_file(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    stream = io.BytesIO()
    pl.DataFrame(list(rows), schema=HEADINGS, orient="row").write_parquet(stream)
    return SimpleUploadedFile("tal.parquet", stream.getvalue())


def classified(client: Client, *rows: tuple[object, ...]) -> HttpResponse:
    """The page of verdicts on some rows."""
    answer = client.post(CLASSIFY, {"file": csv_file(*rows), "output": "page"})
    assert answer.status_code == 200
    return answer


def kept_in(page: HttpResponse) -> dict[str, str]:
    """What the page carries in its hidden fields, to be sent back."""
    pairs = (
        (re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field, re.DOTALL))
        for field in re.findall(r'<input[^>]*type="hidden"[^>]*>', page.content.decode(), re.DOTALL)
    )
    return {name[1]: html.unescape(value[1]) if value else "" for name, value in pairs if name}
