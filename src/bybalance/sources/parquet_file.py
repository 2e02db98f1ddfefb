"""Read a Parquet file: sizes and column types first, then only columns that hold plain values."""

from __future__ import annotations

import io
from typing import Final

import polars as pl

from bybalance.sources import headers
from bybalance.sources.problem_log import ProblemLog
from bybalance.sources.raw_table import RawTable, check_size, number_text

MAX_TEXT_BYTES: Final = 1_000
"""No name, date or number is longer."""

_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError)


def read_parquet(content: bytes, *, log: ProblemLog) -> RawTable:
    """Turn the columns that are figures into exact text.

    Raises
    ------
    BadInput
        If the file is damaged or cut short, or a column holds lists, bytes or truth values.
    """
    try:
        lazy = pl.scan_parquet(io.BytesIO(content))
        schema = lazy.collect_schema()
        row_count = lazy.select(pl.len()).collect().item()
        check_size(log, row_count=row_count, column_count=len(schema))
        _check_types(schema, log)
        _check_lengths(lazy, schema, log)
        frame = lazy.collect()
    except _UNREADABLE:
        log.refuse("parquet_unreadable")
    return RawTable(
        headings=tuple(frame.columns),
        columns=tuple(_as_text(column) for column in frame),
        row_numbers=range(2, row_count + 2),
    )


def _check_lengths(lazy: pl.LazyFrame, schema: pl.Schema, log: ProblemLog) -> None:
    """Refuse long texts before they are unpacked: a text that repeats packs to almost nothing."""
    length_by_dtype = {
        pl.String: lambda heading: pl.col(heading).str.len_bytes(),
        pl.Categorical: lambda heading: pl.col(heading).cat.len_bytes(),
        pl.Binary: lambda heading: pl.col(heading).bin.size(),
    }
    for heading, dtype in schema.items():
        length = length_by_dtype.get(dtype.base_type())
        if length is None:
            continue
        longest = lazy.select(length(heading).max()).collect().item() or 0
        if longest > MAX_TEXT_BYTES:
            log.add("text_too_long", column=heading, limit=MAX_TEXT_BYTES)
    log.refuse_if_any()


def _check_types(schema: pl.Schema, log: ProblemLog) -> None:
    for heading, dtype in schema.items():
        if not headers.is_ignored(heading) and not _is_plain(dtype):
            log.add("column_type", column=heading, value=str(dtype))
    log.refuse_if_any()


def _is_plain(dtype: pl.DataType) -> bool:
    texts = (pl.String, pl.Categorical, pl.Enum, pl.Null)
    return dtype.is_numeric() or dtype in texts or dtype in (pl.Date, pl.Datetime)


def _as_text(column: pl.Series) -> pl.Series:
    if column.dtype.is_float() or column.dtype.is_decimal():
        texts = [None if value is None else number_text(value) for value in column]
        return pl.Series(texts, dtype=pl.String)
    if column.dtype == pl.Datetime:
        column = column.dt.date()
    return column.cast(pl.String) if _is_plain(column.dtype) else column.is_null().cast(pl.String)
