"""A table to export, small enough to see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from bybalance.model.formatting import Language
from bybalance.pipelines.export_table import Cell, Column, ExportTable, Kind, Provenance

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROW: tuple[Cell, ...] = ("Balby", 1040, Decimal("40.10"), date(2023, 12, 1))


def table(rows: Sequence[Sequence[Cell]] = (ROW,), language: Language = "da") -> ExportTable:
    return ExportTable(
        title="Listen",
        language=language,
        columns=(
            Column(id="area", heading="Område"),
            Column(id="resident_count", heading="Beboere", kind=Kind.COUNT),
            Column(id="non_western_pct", heading="Ikke-vestlige (pct.)", kind=Kind.PERCENT),
            Column(id="list_date", heading="Listedato", kind=Kind.DATE),
        ),
        rows=rows,
        sources=("https://example.org/list",),
        licence="MIT",
        provenance=Provenance(created_at=NOW, rule_versions=("2021",), input_sha256="ab12"),
    )
