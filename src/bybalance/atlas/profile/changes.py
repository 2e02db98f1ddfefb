"""How an area changed, and how two areas differ, with what rounding may have done to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bybalance.atlas.profile.figures import AreaProfile, Interval
from bybalance.model.errors import InvalidSetting


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """A difference of two means at one k.

    Parameters
    ----------
    k
        Number of people.
    change
        The second mean less the first; ``nan`` where one is withheld or only a bound.
    noise
        95 % interval for the random rounding of both; errors of two years are independent,
        those of two areas of one year go partly the same way, so this is the wider.
    """

    k: int
    change: float
    noise: Interval


def profile_changes(profiles: Sequence[AreaProfile]) -> dict[int, tuple[ProfileChange, ...]]:
    """Return the change from the year before, by year, of one area and group.

    Parameters
    ----------
    profiles
        Of one area and group, any order of years.

    Raises
    ------
    InvalidSetting
        If they are of several areas or groups, or a year is there twice.
    """
    ordered = sorted(profiles, key=lambda one: one.year)
    if len({(one.area_id, one.group) for one in ordered}) > 1:
        raise InvalidSetting("Changes are of one area and one group; give the profiles of one.")
    if len({one.year for one in ordered}) != len(ordered):
        raise InvalidSetting("A year is there twice; give one profile per year.")
    pairs = pairwise(ordered)
    return {later.year: compared(earlier, later) for earlier, later in pairs}


def compared(first: AreaProfile, second: AreaProfile) -> tuple[ProfileChange, ...]:
    """Return by how much the second differs from the first, at every k that both have."""
    found = []
    for point in second.points:
        other = next((each for each in first.points if each.k == point.k), None)
        if other is None:
            continue
        is_bound = "area_mean" in point.edges or "area_mean" in other.edges
        change = float("nan") if is_bound else point.area.mean - other.area.mean
        wide = math.hypot(
            point.noise.half_around(point.area.mean), other.noise.half_around(other.area.mean)
        )
        noise = Interval()
        if not math.isnan(change) and not math.isnan(wide):
            noise = Interval(low=max(change - wide, -1.0), high=min(change + wide, 1.0))
        found.append(ProfileChange(k=point.k, change=change, noise=noise))
    return tuple(found)
