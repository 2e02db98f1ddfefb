"""JSON: one object per row, by the column's id, with sources, licence and provenance beside."""

from __future__ import annotations

import json
from datetime import date

from bybalance.pipelines.export_table import Cell, ExportTable

JsonValue = str | int | float | None


def json_bytes(table: ExportTable) -> bytes:
    """Write numbers as JSON numbers, dates as ISO text, and null where nothing is known."""
    ids = [column.id for column in table.columns]
    document = {
        "title": table.title,
        "language": table.language,
        "columns": [
            {"id": column.id, "heading": column.heading, "kind": column.kind.value}
            for column in table.columns
        ],
        "rows": [dict(zip(ids, map(_json_value, row), strict=True)) for row in table.rows],
        "sources": list(table.sources),
        "licence": table.licence,
        "provenance": {
            "created_at": table.provenance.created_at.isoformat(),
            "rule_versions": list(table.provenance.rule_versions),
            "input_sha256": table.provenance.input_sha256,
            "code_version": table.provenance.code_version,
        },
    }
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _json_value(cell: Cell) -> JsonValue:
    if cell is None or isinstance(cell, str | int):
        return cell
    return cell.isoformat() if isinstance(cell, date) else float(cell)
