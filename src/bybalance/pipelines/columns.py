"""Columns whose headings are words of the catalogues."""

from __future__ import annotations

from bybalance.pipelines.export_table import Column, Kind
from bybalance.pipelines.wording import Wording


def text_columns(wording: Wording, *column_ids: str) -> tuple[Column, ...]:
    """Return columns of text."""
    return tuple(_column(wording, column_id, Kind.TEXT) for column_id in column_ids)


def count_columns(wording: Wording, *column_ids: str) -> tuple[Column, ...]:
    """Return columns of whole numbers."""
    return tuple(_column(wording, column_id, Kind.COUNT) for column_id in column_ids)


def date_columns(wording: Wording, *column_ids: str) -> tuple[Column, ...]:
    """Return columns of dates."""
    return tuple(_column(wording, column_id, Kind.DATE) for column_id in column_ids)


def _column(wording: Wording, column_id: str, kind: Kind) -> Column:
    return Column(id=column_id, heading=wording.text(f"column.{column_id}"), kind=kind)
