"""Everything that changes organisations, people and where they work."""

from __future__ import annotations

from bybalance.web.directory.services.campaign import load_campaign_directory
from bybalance.web.directory.services.columns import COLUMNS, headings
from bybalance.web.directory.services.imports import (
    ImportPlan,
    NotAsShown,
    StillRefused,
    apply_import,
    plan_import,
)
from bybalance.web.directory.services.rows import (
    Row,
    StillInUse,
    remove_row,
    restore_row,
    save_row,
)

__all__ = [
    "COLUMNS",
    "ImportPlan",
    "NotAsShown",
    "Row",
    "StillInUse",
    "StillRefused",
    "apply_import",
    "headings",
    "load_campaign_directory",
    "plan_import",
    "remove_row",
    "restore_row",
    "save_row",
]
