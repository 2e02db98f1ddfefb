"""Everything that changes organisations, people and where they work."""

from __future__ import annotations

from bybalance.web.directory.services.campaign import load_campaign_directory

__all__ = ["load_campaign_directory"]
