"""Provenance as pairs of name and text, the same in every format."""

from __future__ import annotations

from bybalance.pipelines.export_table import Provenance
from bybalance.pipelines.wording import Wording


def provenance_lines(provenance: Provenance, wording: Wording) -> list[tuple[str, str]]:
    """Return what a table was made of and with; what does not apply is left out."""
    lines = [
        ("rule_versions", ", ".join(provenance.rule_versions)),
        ("input_sha256", provenance.input_sha256 or ""),
        ("code_version", provenance.code_version),
        ("created_at", provenance.created_at.isoformat(timespec="seconds")),
    ]
    return [(wording.text(f"table.{key}"), text) for key, text in lines if text]
