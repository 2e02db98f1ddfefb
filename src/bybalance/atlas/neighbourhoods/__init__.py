"""Neighbourhoods: cells grown together into areas that stay the same over the years."""

from __future__ import annotations

from bybalance.atlas.neighbourhoods.build import (
    LEFT_OVER_REASONS,
    Neighbourhoods,
    NeighbourhoodSettings,
    build_neighbourhoods,
)
from bybalance.atlas.neighbourhoods.quality import LevelQuality, neighbourhood_quality

__all__ = [
    "LEFT_OVER_REASONS",
    "LevelQuality",
    "NeighbourhoodSettings",
    "Neighbourhoods",
    "build_neighbourhoods",
    "neighbourhood_quality",
]
