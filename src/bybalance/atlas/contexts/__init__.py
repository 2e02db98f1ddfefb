"""Contexts: who lives around each cell, within k people or within a radius."""

from __future__ import annotations

from bybalance.atlas.batches import Pace
from bybalance.atlas.contexts.decay import Decay, DecayedContexts, decayed_contexts
from bybalance.atlas.contexts.people import PeopleContexts, people_contexts
from bybalance.atlas.contexts.radius import RadiusContexts, radius_contexts
from bybalance.atlas.contexts.settings import DEFAULT_K, PUBLIC_K, ContextSettings
from bybalance.atlas.contexts.values import value_means, value_medians, value_quantiles

__all__ = [
    "DEFAULT_K",
    "PUBLIC_K",
    "ContextSettings",
    "Decay",
    "DecayedContexts",
    "Pace",
    "PeopleContexts",
    "RadiusContexts",
    "decayed_contexts",
    "people_contexts",
    "radius_contexts",
    "value_means",
    "value_medians",
    "value_quantiles",
]
