"""Area profiles: an area beside its surroundings, its city and its region, from k to k."""

from __future__ import annotations

from bybalance.atlas.profile.areas import ProfileArea
from bybalance.atlas.profile.changes import ProfileChange, compared, profile_changes
from bybalance.atlas.profile.figures import (
    FIGURES,
    AreaProfile,
    Interval,
    ProfilePoint,
    ProfileProvenance,
    Reach,
    Shares,
)
from bybalance.atlas.profile.measure import area_profiles
from bybalance.atlas.profile.summary import summarise
from bybalance.atlas.profile.table import COLUMNS, read_profiles, table_of

__all__ = [
    "COLUMNS",
    "FIGURES",
    "AreaProfile",
    "Interval",
    "ProfileArea",
    "ProfileChange",
    "ProfilePoint",
    "ProfileProvenance",
    "Reach",
    "Shares",
    "area_profiles",
    "compared",
    "profile_changes",
    "read_profiles",
    "summarise",
    "table_of",
]
