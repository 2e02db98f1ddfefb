"""Everything that changes organisations, people and where they work."""

from __future__ import annotations

from bybalance.web.directory.services.campaign import load_campaign_directory
from bybalance.web.directory.services.rows import (
    Row,
    StillInUse,
    remove_row,
    restore_row,
    save_row,
)

__all__ = ["Row", "StillInUse", "load_campaign_directory", "remove_row", "restore_row", "save_row"]
