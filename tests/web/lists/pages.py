"""What the tests of the lists have in common: reading a page and checking what all pages keep."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse

MAX_QUERIES = 12


def text_of(answer: HttpResponse) -> str:
    """The words of a page without its tags."""
    without_tags = re.sub(r"<[^>]+>", " ", answer.content.decode().replace("<wbr>", ""))
    return re.sub(r"\s+", " ", html.unescape(without_tags))


def table_rows(answer: HttpResponse, caption: str) -> list[list[str]]:
    """The cells of the first table with that caption, row by row, headings first."""
    page = answer.content.decode()
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    [table] = [item for item in tables if caption in html.unescape(item)][:1]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [[_words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
            for row in rows]  # fmt: skip


def _words(cell: str) -> str:
    without_tags = re.sub(r"<[^>]+>", " ", cell.replace("<wbr>", ""))
    return re.sub(r"\s+", " ", html.unescape(without_tags)).strip()
