"""Printable pages: one file with its own style, A4, sources under each table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.pipelines.export_table import Cell, Column, ExportTable, Kind
from bybalance.pipelines.provenance_lines import provenance_lines
from bybalance.pipelines.wording import Wording, decimals_for


def html_bytes(table: ExportTable) -> bytes:
    """Write a table as a page to print."""
    wording = Wording(table.language)
    return render(
        "table.html",
        wording=wording,
        title=table.title,
        columns=table.columns,
        rows=[shown_row(table, row) for row in table.rows],
        sources=table.sources,
        licence=table.licence,
        provenance=provenance_lines(table.provenance, wording),
    )


def render(template: str, *, wording: Wording, **context: object) -> bytes:
    """Fill a template of ``pipelines/templates``; every value is escaped."""
    page = _environment().get_template(template).render(wording=wording, style=_style(), **context)
    return page.encode()


def shown_row(table: ExportTable, row: Sequence[Cell]) -> list[str]:
    """Return the cells of a row as a reader of the table's language expects them."""
    return [
        shown_cell(cell, column, table.language)
        for column, cell in zip(table.columns, row, strict=True)
    ]


def shown_cell(cell: Cell, column: Column, language: Language) -> str:
    """Return one cell in words: numbers with their marks, dates in full."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return formatting.long_date(cell, language=language)
    if isinstance(cell, int | Decimal | Fraction):
        decimals = decimals_for(cell)
        write = (
            formatting.signed_number
            if column.kind in (Kind.POINTS, Kind.PERSONS)
            else formatting.number
        )
        return write(cell, decimals=decimals, language=language)
    return cell


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("bybalance.pipelines"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> Markup:
    path = resources.files("bybalance.pipelines") / "templates" / "print.css"
    return Markup(path.read_text(encoding="utf-8"))  # noqa: S704 - our own packaged style
