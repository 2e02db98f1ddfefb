"""Everything that changes areas and what is known of them."""

from __future__ import annotations

from bybalance.web.areas.services.campaign import load_campaign_areas
from bybalance.web.areas.services.lists import LoadedAreas, load_areas

__all__ = ["LoadedAreas", "load_areas", "load_campaign_areas"]
