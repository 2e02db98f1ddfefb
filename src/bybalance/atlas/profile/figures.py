"""What a profile says: plain values that a page can draw and a table can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Final

LEVELS: Final = ("area", "surroundings", "city", "region")
_STATISTICS: Final = ("mean", "p10", "p50", "p90")
FIGURES: Final = (
    *(f"{level}_{statistic}" for level in LEVELS for statistic in _STATISTICS),
    "noise_low", "noise_high", "chance_mean", "chance_low", "chance_high",
    "gap", "gap_low", "gap_high", "rank", "rank_count", "city_percentile",
    "people_within", "share_within",
)  # fmt: skip
"""Names of figures in tables; the last two belong to a distance, the others to a k."""

NORMAL_95: Final = 1.959963984540054
"""Standard deviations to either side that hold 95 % of a normal distribution."""

_NAN: Final = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How the share of a group among the k nearest people spreads over the people of a place.

    Parameters
    ----------
    mean, p10, p50, p90
        Mean and percentiles over people, not over cells, 0 to 1; ``nan`` where not known.
    people
        People of the place itself.
    """

    mean: float = _NAN
    p10: float = _NAN
    p50: float = _NAN
    p90: float = _NAN
    people: float = _NAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A range that holds a value in 95 of 100 cases; ``nan`` where not known."""

    low: float = _NAN
    high: float = _NAN

    def half_around(self, value: float) -> float:
        """Return half its width; the longer side, since a bound at 0 or 1 may cut the other."""
        return max(value - self.low, self.high - value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePoint:
    """An area at one k.

    Parameters
    ----------
    k
        Number of people of each context.
    area, surroundings, city, region
        Shares over the people of each place.
    noise
        Where the area's mean would lie without the random rounding of the protected layer; both
        ends are the mean where nothing was rounded.
    chance_mean, chance
        The area's mean if the group's members were dealt out among all residents of the map,
        every cell keeping its number of people: mean and interval.
    gap, gap_noise
        Mean of the area less that of its surroundings, and its interval for rounding.
    rank, rank_count
        Place of the area's mean among the areas of its city, 1 for the highest, and how many
        areas there are; equals share the better rank. ``None`` without a city.
    city_percentile
        Part of the city's people around whom the group's share is below the area's mean.
    edges
        ``<`` or ``>`` by figure, where a figure is a bound and not a value (D6).
    """

    k: int
    area: Shares
    surroundings: Shares = field(default_factory=Shares)
    city: Shares = field(default_factory=Shares)
    region: Shares = field(default_factory=Shares)
    noise: Interval = field(default_factory=Interval)
    chance_mean: float = _NAN
    chance: Interval = field(default_factory=Interval)
    gap: float = _NAN
    gap_noise: Interval = field(default_factory=Interval)
    rank: int | None = None
    rank_count: int | None = None
    city_percentile: float = _NAN
    edges: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Who lives outside an area, within a distance of it.

    Parameters
    ----------
    distance_m
        From the polygon to the centre of a cell.
    people
        Everybody within it who does not live in the area.
    share
        The group's share of them.
    edge
        ``<`` or ``>`` where the share is a bound (D6).
    """

    distance_m: float
    people: float
    share: float
    edge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileProvenance:
    """What a profile was made of; it belongs in the manifest and beside every figure.

    Parameters
    ----------
    grid_hash_by_year
        Of each grid.
    rules_id
        Version of the disclosure rules, ``None`` for a profile of raw counts.
    rounding_base
        Base of the random rounding of the input; 1 where nothing was rounded.
    overshoot, self_rule
        Of the contexts.
    surroundings_m
        How far from the area its surroundings reach.
    version
        Of Bybalance.
    """

    grid_hash_by_year: Mapping[int, str]
    rules_id: str | None
    rounding_base: int
    overshoot: str
    self_rule: str
    surroundings_m: float
    version: str
    cells_rule: str = "centre in the polygon or on its border"

    def as_manifest(self) -> dict[str, Any]:
        """Return it as plain values, for a manifest in JSON."""
        plain = asdict(self)
        plain["grid_hash_by_year"] = {
            str(year): text for year, text in sorted(self.grid_hash_by_year.items())
        }
        return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaProfile:
    """One area, one group, one year.

    Parameters
    ----------
    area_id, city, group, year
        What it is about.
    people
        Residents of the area.
    points
        By growing k.
    reach
        By growing distance.
    provenance
        What it was made of.
    """

    area_id: str
    city: str | None
    group: str
    year: int
    people: float
    points: tuple[ProfilePoint, ...]
    reach: tuple[Reach, ...]
    provenance: ProfileProvenance

    def point(self, k: int) -> ProfilePoint:
        """Return the point of one k.

        Raises
        ------
        KeyError
            If the profile has no such k.
        """
        return {point.k: point for point in self.points}[k]
