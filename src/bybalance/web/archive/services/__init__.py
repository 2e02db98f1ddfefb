"""Everything that the archive changes: a programme taken out is logged, one taken in is written."""

from __future__ import annotations

from bybalance.web.archive.services.export import export_programme
from bybalance.web.archive.services.unpacking import (
    Outcome,
    import_programme,
    preview_programme,
)
from bybalance.web.archive.services.waiting import WaitingFile, keep_waiting, take_waiting

__all__ = [
    "Outcome",
    "WaitingFile",
    "export_programme",
    "import_programme",
    "keep_waiting",
    "preview_programme",
    "take_waiting",
]
