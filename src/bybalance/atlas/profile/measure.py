"""Measure areas: their contexts by k, beside surroundings, city and region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

import bybalance
from bybalance.atlas.batches import Pace
from bybalance.atlas.contexts import PUBLIC_K, ContextSettings, PeopleContexts, people_contexts
from bybalance.atlas.profile import chance
from bybalance.atlas.profile.areas import Polygon, ProfileArea, cells_within, checked_polygon
from bybalance.atlas.profile.chance import Spreads
from bybalance.atlas.profile.figures import (
    AreaProfile,
    Interval,
    ProfilePoint,
    ProfileProvenance,
    Reach,
    Shares,
)
from bybalance.atlas.segregation.profile import context_quantiles
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid
from bybalance.model.units import BoolPerCell, FloatPerCell

DISTANCES_M: Final = (400.0, 800.0, 1_600.0)
SURROUNDINGS_M: Final = 1_600.0
_RANK_DIGITS: Final = 12


def area_profiles(
    grids: Mapping[int, PopulationGrid],
    areas: Sequence[ProfileArea],
    *,
    cities: Mapping[str, Polygon] | None = None,
    region: Polygon | None = None,
    groups: Sequence[str] | None = None,
    k: Sequence[int] = PUBLIC_K,
    distances_m: Sequence[float] = DISTANCES_M,
    surroundings_m: float = SURROUNDINGS_M,
    rounding_base: int = 1,
    settings: ContextSettings | None = None,
    contexts: Mapping[int, PeopleContexts] | None = None,
    pace: Pace | None = None,
) -> tuple[AreaProfile, ...]:
    """Profile areas: the share of a group among the k nearest people of the average resident.

    For each k the mean and percentiles of the shares over the people of the area, of its
    surroundings (everybody within ``surroundings_m`` who does not live in it), of its city and of
    the region. Contexts are those of the whole map and end at no border of area or city.

    Parameters
    ----------
    grids
        By year, without missing or suppressed numbers. What is to be published comes from
        :func:`bybalance.atlas.disclosure.profiles.protected_profiles` instead.
    areas
        With centres of cells deciding who belongs; see :class:`ProfileArea`. They rank among the
        areas of their city that are given here.
    cities
        Border of each city that an area names.
    region
        Border of the region; the whole map where not given.
    groups
        Which groups; all of the grids where not told.
    k
        Numbers of people: :data:`~bybalance.atlas.contexts.PUBLIC_K`, or from 200 where the
        installation is restricted (:data:`~bybalance.atlas.contexts.DEFAULT_K`).
    distances_m
        For counting who lives near, in metres.
    surroundings_m
        Metres from the area.
    rounding_base
        To which the groups were rounded at random; 1 for raw counts.
    settings
        Rules of the contexts.
    contexts
        By year, if they were computed already, for all cells and the same k.
    pace
        Threads, progress and cancellation.

    Returns
    -------
    One profile per area, year and group, in this order.

    Raises
    ------
    InvalidSetting
        If an area names a city that is not given, two share a name, contexts are of another grid,
        or there is no grid or area.
    UnknownCount, UnknownGroup, RunCancelled
        As :func:`bybalance.atlas.contexts.people_contexts`.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 200, 300], northings_m=[0] * 4, totals=[10] * 4,
    ...     counts={"tenants": [8, 6, 2, 0]},
    ... )
    >>> west = ProfileArea.of_cells("west", [(0, 0), (100, 0)])
    >>> profile, = area_profiles({2026: grid}, [west], k=[10, 40])
    >>> [round(point.area.mean, 3) for point in profile.points]
    [0.7, 0.4]
    """
    cities, pace = cities or {}, pace or Pace()
    settings = settings or ContextSettings()
    _check(grids, areas, cities, rounding_base)
    if region is not None:
        checked_polygon(region, name="The region")
    names = next(iter(grids.values())).groups if groups is None else tuple(groups)
    provenance = ProfileProvenance(
        grid_hash_by_year={year: grid.content_hash for year, grid in grids.items()},
        rules_id=None, rounding_base=rounding_base, overshoot=settings.overshoot,
        self_rule=settings.self_rule, surroundings_m=surroundings_m,
        version=bybalance.__version__,
    )  # fmt: skip
    found: list[AreaProfile] = []
    for year, grid in sorted(grids.items()):
        near = (contexts or {}).get(year)
        if near is None:
            near = people_contexts(grid, k=k, groups=names, settings=settings, pace=pace)
        elif near.grid_hash != grid.content_hash or len(near.origins) != len(grid):
            raise InvalidSetting(f"The contexts of {year} are not those of all cells of its grid.")
        places = _Places.of(grid, areas, cities, region, surroundings_m)
        spreads = chance.measure_spreads(
            grid, near, [*places.inside, *places.around], rounding_base=rounding_base, pace=pace
        )
        for group in names:
            one = _OneGroup(grid, near, places, spreads, group)
            for at, area in enumerate(areas):
                found.append(
                    AreaProfile(
                        area_id=area.area_id,
                        city=area.city,
                        group=group,
                        year=year,
                        people=float(grid.totals[places.inside[at]].sum()),
                        points=tuple(one.point(at, number) for number in near.k),
                        reach=one.reach(at, distances_m),
                        provenance=provenance,
                    )
                )
    ranked = _ranked(found)
    order = {area.area_id: at for at, area in enumerate(areas)}
    return tuple(sorted(ranked, key=lambda one: (order[one.area_id], one.year)))


def _check(
    grids: Mapping[int, PopulationGrid],
    areas: Sequence[ProfileArea],
    cities: Mapping[str, Polygon],
    rounding_base: int,
) -> None:
    if not grids or not areas:
        raise InvalidSetting("A profile needs at least one grid and one area.")
    if rounding_base < 1:
        raise InvalidSetting(f"rounding_base is {rounding_base}; it is 1 for raw counts, or more.")
    for name, polygon in cities.items():
        checked_polygon(polygon, name=f"City {name!r}")
    seen: set[str] = set()
    for area in areas:
        if area.area_id in seen:
            raise InvalidSetting(f"There are two areas {area.area_id!r}; give each its own name.")
        seen.add(area.area_id)
        if area.city is not None and area.city not in cities:
            known = ", ".join(sorted(cities)) or "none at all"
            raise InvalidSetting(
                f"Area {area.area_id!r} lies in {area.city!r}, whose border is not given; "
                f"there are {known}."
            )


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Which cells belong to which place of one grid; one entry per area."""

    inside: list[BoolPerCell]
    around: list[BoolPerCell]
    distances_m: list[FloatPerCell]
    city: list[BoolPerCell | None]
    region: BoolPerCell

    @classmethod
    def of(
        cls,
        grid: PopulationGrid,
        areas: Sequence[ProfileArea],
        cities: Mapping[str, Polygon],
        region: Polygon | None,
        surroundings_m: float,
    ) -> _Places:
        inside = [area.cells_of(grid) for area in areas]
        distances = [area.distances_m(grid) for area in areas]
        around = [
            (apart <= surroundings_m) & ~own for apart, own in zip(distances, inside, strict=True)
        ]
        by_city = {name: cells_within(polygon, grid) for name, polygon in cities.items()}
        everywhere = np.ones(len(grid), bool)
        return cls(
            inside,
            around,
            distances,
            [by_city[area.city] if area.city is not None else None for area in areas],
            everywhere if region is None else cells_within(region, grid),
        )


@dataclass(slots=True, eq=False)
class _OneGroup:
    """One group in one year: what every area's figures are read from."""

    grid: PopulationGrid
    contexts: PeopleContexts
    places: _Places
    spreads: Spreads
    group: str

    def point(self, at: int, k: int) -> ProfilePoint:
        """Return the figures of one area at one k, but for its rank."""
        shares = self.contexts.share(self.group, k)
        own = self._spread(shares, self.places.inside[at])
        around = self._spread(shares, self.places.around[at])
        city = self.places.city[at]
        at_k = self.contexts.k.index(k)
        noise = float(self.spreads.noise[at, at_k])
        noise_around = float(self.spreads.noise[len(self.places.inside) + at, at_k])
        gap = own.mean - around.mean
        means, deviations = self.spreads.by_chance(float(self.grid.group_counts(self.group).sum()))
        by_chance = chance.both_sides(float(means[at, at_k]), float(deviations[at, at_k]))
        return ProfilePoint(
            k=k,
            area=own,
            surroundings=around,
            city=Shares() if city is None else self._spread(shares, city),
            region=self._spread(shares, self.places.region),
            noise=_within(chance.both_sides(own.mean, noise), 0.0, 1.0),
            chance_mean=float(means[at, at_k]),
            chance=_within(by_chance, 0.0, 1.0),
            gap=gap,
            # Weights are not negative, so errors of both means go the same way at least in part:
            # as if they were independent is the widest the gap's error can be.
            gap_noise=_within(
                chance.both_sides(gap, float(np.hypot(noise, noise_around))), -1.0, 1.0
            ),
            city_percentile=self._percentile(shares, city, own.mean),
        )

    def reach(self, at: int, distances_m: Sequence[float]) -> tuple[Reach, ...]:
        """Return who lives outside an area within each distance."""
        members = self.grid.group_counts(self.group)
        found = []
        for distance in sorted({float(each) for each in distances_m}):
            is_near = (self.places.distances_m[at] <= distance) & ~self.places.inside[at]
            people = float(self.grid.totals[is_near].sum())
            share = float(members[is_near].sum()) / people if people > 0 else float("nan")
            found.append(Reach(distance_m=distance, people=people, share=share))
        return tuple(found)

    def _spread(self, shares: NDArray[np.float64], is_place: BoolPerCell) -> Shares:
        people = self.grid.totals[is_place]
        known = shares[is_place]
        is_known = ~np.isnan(known) & (people > 0)
        if not is_known.any():
            return Shares(people=float(people.sum()))
        low, middle, high = context_quantiles(known, people, quantiles=(0.1, 0.5, 0.9))
        mean = float(np.average(known[is_known], weights=people[is_known]))
        return Shares(
            mean=mean, p10=float(low), p50=float(middle), p90=float(high),
            people=float(people.sum()),
        )  # fmt: skip

    def _percentile(
        self, shares: NDArray[np.float64], is_city: BoolPerCell | None, mean: float
    ) -> float:
        if is_city is None or np.isnan(mean):
            return float("nan")
        people, known = self.grid.totals[is_city], shares[is_city]
        everybody = people[~np.isnan(known)].sum()
        below = people[known < mean - 10.0**-_RANK_DIGITS].sum()
        return float(below / everybody) if everybody > 0 else float("nan")


def _within(sides: tuple[float, float], low: float, high: float) -> Interval:
    if np.isnan(sides[0]):
        return Interval()
    return Interval(low=max(sides[0], low), high=min(sides[1], high))


def _ranked(profiles: Sequence[AreaProfile]) -> list[AreaProfile]:
    """Return the profiles with the rank of each point among the areas of its city."""
    by_field: dict[tuple[str, int, str, int], list[float]] = {}
    for profile in profiles:
        for point in profile.points:
            if profile.city is not None and not np.isnan(point.area.mean):
                key = (profile.city, profile.year, profile.group, point.k)
                by_field.setdefault(key, []).append(round(point.area.mean, _RANK_DIGITS))
    ranked = []
    for profile in profiles:
        points = []
        for point in profile.points:
            means = by_field.get((profile.city or "", profile.year, profile.group, point.k), [])
            mean = round(point.area.mean, _RANK_DIGITS)
            if profile.city is None or np.isnan(mean):
                points.append(point)
                continue
            rank = 1 + sum(other > mean for other in means)
            points.append(replace(point, rank=rank, rank_count=len(means)))
        ranked.append(replace(profile, points=tuple(points)))
    return ranked
