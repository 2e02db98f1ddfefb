"""Grow regions that are large enough in every year, out of units that touch.

The smallest region that is still too small joins the neighbour with which it is cheapest; so
regions end between the least size and about twice of it. Then units on borders move where that
makes regions more alike within and more compact, and leaves none too small or in two pieces.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.neighbourhoods.parts import Parts

SMALLEST_GAIN = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """How much shape and size weigh beside likeness of dwellings."""

    compactness: float
    size: float


@dataclass(slots=True)
class _Region:
    """What a region adds up to; ``sums`` and ``squares`` are of shares, weighted by dwellings."""

    households: list[int]
    dwellings: float
    sums: list[float]
    squares: float
    area: int
    edges: int

    @property
    def least(self) -> int:
        """Return the households of the year with the fewest."""
        return min(self.households)

    @property
    def unlikeness(self) -> float:
        """Return the squared distances of its units' shares from its own, by dwellings."""
        if self.dwellings <= 0:
            return 0.0
        return self.squares - sum(part * part for part in self.sums) / self.dwellings

    @property
    def raggedness(self) -> float:
        """Return perimeter² / (16 area): 1 for a square."""
        return self.edges * self.edges / (16 * self.area)

    def with_unit(self, other: _Region, shared: int, *, sign: int = 1) -> _Region:
        """Return the region with another added, or taken away; ``shared`` sides are between."""
        return _Region(
            [a + sign * b for a, b in zip(self.households, other.households, strict=True)],
            self.dwellings + sign * other.dwellings,
            [a + sign * b for a, b in zip(self.sums, other.sums, strict=True)],
            self.squares + sign * other.squares,
            self.area + sign * other.area,
            self.edges + sign * (other.edges - 2 * shared)
            if sign > 0
            else self.edges - other.edges + 2 * shared,
        )


def grow_regions(
    parts: Parts, *, least: int, costs: Costs, passes: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return the region of each unit, -1 where its connected part is too small in some year.

    Regions are numbered by their first unit. Ties are broken by ``rng``; the same state gives
    the same regions.
    """
    units = _units(parts)
    rank = rng.permutation(len(parts)).tolist()
    region_of = _merged(parts, units, rank, least=least, costs=costs)
    component = parts.components()
    enough = np.zeros((int(component.max(initial=-1)) + 1, parts.households.shape[1]), np.int64)
    np.add.at(enough, component, parts.households)
    is_left_over = (enough.min(axis=1) < least)[component] if len(parts) else np.zeros(0, bool)
    region_of = np.where(is_left_over, -1, region_of)
    _improve(parts, units, region_of, rank, least=least, costs=costs, passes=passes)
    return _numbered(region_of)


def _units(parts: Parts) -> list[_Region]:
    units = []
    for unit in range(len(parts)):
        dwellings = float(parts.kinds[unit].sum())
        sums = parts.kinds[unit].tolist()
        squares = sum(part * part for part in sums) / dwellings if dwellings > 0 else 0.0
        units.append(
            _Region(
                parts.households[unit].tolist(),
                dwellings,
                sums,
                squares,
                int(parts.areas[unit]),
                int(parts.edges[unit]),
            )
        )
    return units


def _merged(
    parts: Parts, units: list[_Region], rank: list[int], *, least: int, costs: Costs
) -> NDArray[np.int64]:
    """Join the smallest with its cheapest neighbour until none is too small or has none."""
    regions = list(units)
    near = [dict(others) for others in parts.near]
    parent = list(range(len(units)))
    waiting = [(region.least, rank[at], at) for at, region in enumerate(regions)]
    heapq.heapify(waiting)
    is_gone = [False] * len(units)
    while waiting:
        size, _, at = heapq.heappop(waiting)
        if is_gone[at] or size != regions[at].least:
            continue
        if size >= least:
            break
        if not near[at]:
            continue
        other = min(
            near[at],
            key=lambda each: (
                _join_cost(regions[at], regions[each], near[at][each], least, costs), rank[each],
            ),
        )  # fmt: skip
        # The one with more neighbours takes in the other, so that fewer entries move.
        kept, gone = (at, other) if len(near[at]) >= len(near[other]) else (other, at)
        regions[kept] = regions[kept].with_unit(regions[gone], near[kept][gone])
        is_gone[gone], parent[gone] = True, kept
        del near[kept][gone]
        for beyond, shared in near[gone].items():
            if beyond != kept:
                near[kept][beyond] = near[kept].get(beyond, 0) + shared
                near[beyond][kept] = near[kept][beyond]
                del near[beyond][gone]
        near[gone] = {}
        heapq.heappush(waiting, (regions[kept].least, rank[kept], kept))
    return np.array([_root(parent, at) for at in range(len(units))], np.int64)


def _join_cost(one: _Region, other: _Region, shared: int, least: int, costs: Costs) -> float:
    """Return unlikeness per dwelling that joining adds, and raggedness and size of the union."""
    union = one.with_unit(other, shared)
    added = union.unlikeness - one.unlikeness - other.unlikeness
    too_large = max(union.least / least - 1, 0.0)
    alike = added / union.dwellings if union.dwellings > 0 else 0.0
    return alike + costs.compactness * union.raggedness + costs.size * too_large


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


def _improve(
    parts: Parts,
    units: list[_Region],
    region_of: NDArray[np.int64],
    rank: list[int],
    *,
    least: int,
    costs: Costs,
    passes: int,
) -> None:
    """Move units across borders where that gains, in place, until a pass gains nothing."""
    regions: dict[int, _Region] = {}
    members: dict[int, set[int]] = {}
    for unit, region in enumerate(region_of.tolist()):
        members.setdefault(region, set()).add(unit)
    for region, inside in members.items():
        whole: _Region | None = None
        edges = 0
        for unit in sorted(inside):
            edges += units[unit].edges - sum(
                shared for other, shared in parts.near[unit].items() if other in inside
            )
            whole = units[unit] if whole is None else whole.with_unit(units[unit], 0)
        assert whole is not None  # noqa: S101 - a region has members
        whole = _Region(
            whole.households, whole.dwellings, whole.sums, whole.squares, whole.area, edges
        )
        regions[region] = whole
    order = sorted(range(len(units)), key=rank.__getitem__)
    for _ in range(passes):
        moved = 0
        for unit in order:
            moved += _move(parts, units, region_of, regions, members, unit, least, costs)
        if moved == 0:
            return


def _move(
    parts: Parts,
    units: list[_Region],
    region_of: NDArray[np.int64],
    regions: dict[int, _Region],
    members: dict[int, set[int]],
    unit: int,
    least: int,
    costs: Costs,
) -> int:
    """Move one unit to the neighbouring region that gains most; return whether it moved."""
    home = int(region_of[unit])
    if home < 0:
        return 0
    shared_with: dict[int, int] = {}
    for other, shared in parts.near[unit].items():
        there = int(region_of[other])
        shared_with[there] = shared_with.get(there, 0) + shared
    beyond = sorted(each for each in shared_with if each not in (home, -1))
    if not beyond or len(members[home]) == 1:
        return 0
    rest = regions[home].with_unit(units[unit], shared_with.get(home, 0), sign=-1)
    if rest.least < least:
        return 0
    before = _worth(regions[home], costs)
    best, best_gain = -1, SMALLEST_GAIN * (1 + regions[home].dwellings)
    for each in beyond:
        union = regions[each].with_unit(units[unit], shared_with[each])
        gain = before + _worth(regions[each], costs) - _worth(rest, costs) - _worth(union, costs)
        if gain > best_gain:
            best, best_gain = each, gain
    if best < 0 or not _is_connected(parts, members[home], without=unit):
        return 0
    regions[best] = regions[best].with_unit(units[unit], shared_with[best])
    regions[home] = rest
    members[home].remove(unit)
    members[best].add(unit)
    region_of[unit] = best
    return 1


def _worth(region: _Region, costs: Costs) -> float:
    """Return what a region costs: unlikeness, and raggedness for each of its dwellings."""
    return region.unlikeness + costs.compactness * region.dwellings * region.raggedness


def _is_connected(parts: Parts, inside: set[int], *, without: int) -> bool:
    start = next((other for other in parts.near[without] if other in inside), None)
    if start is None:
        return False
    seen, waiting = {start, without}, [start]
    while waiting:
        for other in parts.near[waiting.pop()]:
            if other in inside and other not in seen:
                seen.add(other)
                waiting.append(other)
    return len(seen) == len(inside)


def _numbered(region_of: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give regions numbers from 0 by their first unit; -1 stays."""
    names, firsts, place = np.unique(region_of, return_index=True, return_inverse=True)
    is_none = names < 0
    number = np.empty(len(names), np.int64)
    number[np.argsort(np.where(is_none, -1, firsts), kind="stable")] = np.arange(len(names))
    numbers: NDArray[np.int64] = (number - int(is_none.sum()))[place.reshape(-1)]
    return numbers
