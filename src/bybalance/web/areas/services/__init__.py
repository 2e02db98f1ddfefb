"""Everything that changes areas and what is known of them."""

from __future__ import annotations

from bybalance.web.areas.services.boundaries import BadBoundary, ReadBoundary, read_boundary
from bybalance.web.areas.services.campaign import load_campaign_areas
from bybalance.web.areas.services.lists import LoadedAreas, load_areas
from bybalance.web.areas.services.rows import (
    AreaFact,
    remove_fact,
    restore_fact,
    save_area,
    save_boundary,
    save_fact,
)

__all__ = [
    "AreaFact",
    "BadBoundary",
    "LoadedAreas",
    "ReadBoundary",
    "load_areas",
    "load_campaign_areas",
    "read_boundary",
    "remove_fact",
    "restore_fact",
    "save_area",
    "save_boundary",
    "save_fact",
]
