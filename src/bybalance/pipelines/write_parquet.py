"""Parquet for other programs: the columns by id, exact decimals, sources in the metadata."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import polars as pl

from bybalance.pipelines.export_table import Cell, Column, ExportTable, Kind, exact_decimal

_DECIMAL: Final = pl.Decimal(38, 18)
_DTYPE: Final[dict[Kind, pl.DataType]] = {
    Kind.TEXT: pl.String(),
    Kind.COUNT: pl.Int64(),
    Kind.DATE: pl.Date(),
}
_LAST_DECIMAL: Final = Decimal(1).scaleb(-18)


def parquet_bytes(table: ExportTable) -> bytes:
    """Write one column per id, typed by what it holds."""
    cells_by_column = zip(*table.rows, strict=True) if table.rows else ([] for _ in table.columns)
    frame = pl.DataFrame(
        [
            pl.Series(column.id, [_value_of(column)(cell) for cell in cells], _dtype(column))
            for column, cells in zip(table.columns, cells_by_column, strict=True)
        ]
    )
    content = io.BytesIO()
    frame.write_parquet(
        content, metadata={"sources": "\n".join(table.sources), "licence": table.licence}
    )
    return content.getvalue()


def _dtype(column: Column) -> pl.DataType:
    return _DTYPE.get(column.kind, _DECIMAL)


def _value_of(column: Column) -> Callable[[Cell], Any]:
    return _at_scale if _dtype(column) == _DECIMAL else _unchanged


def _unchanged(cell: Cell) -> Cell:
    return cell


def _at_scale(cell: Cell) -> Decimal | None:
    if not isinstance(cell, int | Decimal | Fraction):
        return None
    return exact_decimal(cell).quantize(_LAST_DECIMAL)
