"""Who lives where in Balby, year by year: people by group, households by tenure.

Calibrated on published figures of real places (``docs/explanation/balby.md``): cells of the centre
and the inner districts have the quartiles of residents of Frederiksberg in April 2014, and the town
has the share of non-Western residents of the Capital Region's parishes in 2020. Everything else is
invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage, special, stats
from shapely.geometry import LineString

from bybalance.model.grid import PopulationGrid
from bybalance.pipelines.balby import plan

Floats = NDArray[np.float64]
CELL_M: Final = 100
YEARS: Final = (2016, 2018, 2020, 2022, 2024)
DEFAULT_SEED: Final = 1848

GROUPS: Final = ("non_western", "outside_work", "basic_education", "low_income")
TENURES: Final = ("owned", "social", "private_rented", "cooperative")

NON_WESTERN_SHARE: Final = 0.149
INNER_QUARTILES: Final = (54.0, 119.0, 216.0)
INNER_MEAN, INNER_MAX = 140.7, 595.0

ZONES: Final = ("rural", "villas", "inner", "harbour", "estate")
RURAL, VILLAS, INNER, HARBOUR, ESTATE = range(5)

VILLA_MEAN: Final = 14.4
HARBOUR_PEOPLE: Final = (60, 320, 980, 1_780, 2_450)

ESTATE_PEOPLE: Final = {
    "balby-nord": (1_560, 1_530, 1_500, 1_470, 1_450),
    "balby-vest": (1_090, 1_100, 1_110, 1_110, 1_120),
    "balby-oe": (1_070, 1_050, 1_030, 1_010, 990),
    "mosekaersparken": (2_420, 2_410, 2_390, 2_390, 2_380),
    "havreengen": (1_710, 1_720, 1_740, 1_750, 1_760),
}
"""Residents of each housing area by year."""

ESTATE_SHARES: Final = {
    "balby-nord": (0.52, 0.27, 0.27, 0.42),
    "balby-vest": (0.485, 0.26, 0.26, 0.40),
    "balby-oe": (0.61, 0.29, 0.31, 0.46),
    "mosekaersparken": (0.37, 0.20, 0.21, 0.31),
    "havreengen": (0.24, 0.15, 0.17, 0.22),
}
ZONE_SHARES: Final = (
    (0.03, 0.07, 0.12, 0.07),
    (0.055, 0.07, 0.09, 0.06),
    (0.13, 0.12, 0.10, 0.19),
    (0.06, 0.06, 0.05, 0.06),
)
"""Share of each group of :data:`GROUPS` among residents, by zone without the estates."""

YEARLY_DRIFT: Final = (0.012, -0.012, -0.018, 0.004)
"""What the logit of each share gains in a year before 2024, counted back from there."""

HOUSEHOLD_SIZES: Final = (2.3, 2.5, 1.75, 1.85, 2.15)
TENURE_SHARES: Final = (
    (0.80, 0.03, 0.15, 0.02),
    (0.78, 0.08, 0.09, 0.05),
    (0.22, 0.20, 0.34, 0.24),
    (0.52, 0.14, 0.28, 0.06),
    (0.02, 0.95, 0.02, 0.01),
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Balby:
    """The invented city.

    Parameters
    ----------
    seed
        What it was made from; the same seed gives the same city.
    people, households
        By year: residents by group, and households by tenure, on the same cells.
    zones
        Index into :data:`ZONES` per cell of the grids.
    streets
        Pieces of street for walking, in EPSG:25832.
    """

    seed: int
    people: dict[int, PopulationGrid]
    households: dict[int, PopulationGrid]
    zones: NDArray[np.int64]
    streets: tuple[LineString, ...]


def make_balby(*, seed: int = DEFAULT_SEED) -> Balby:
    """Make the city; nothing but the seed decides what it looks like.

    Examples
    --------
    >>> make_balby().people[2024].groups
    ('non_western', 'outside_work', 'basic_education', 'low_income')
    """
    rng = np.random.default_rng(seed)
    east, north = _centres()
    zones, estates = _zones(east, north, rng)
    mood = _field(rng, spread=5.0)
    totals = _totals(zones, estates, rng)
    is_kept: NDArray[np.bool_] = np.asarray((totals > 0).any(axis=0), np.bool_)
    chances = _chances(zones, estates, mood)
    chances = _calibrated(chances, totals, zones)
    people, households = {}, {}
    latent = rng.standard_normal((len(GROUPS), len(east)))
    household_sizes = np.array(HOUSEHOLD_SIZES)[zones] * np.exp(rng.normal(0, 0.08, len(east)))
    tenures = _tenures(zones, rng)
    corners = [np.rint(values - CELL_M / 2).astype(np.int64) for values in (east, north)]
    for at, year in enumerate(YEARS):
        latent = 0.93 * latent + np.sqrt(1 - 0.93**2) * rng.standard_normal(latent.shape)
        drift = np.array(YEARLY_DRIFT)[:, np.newaxis] * (year - YEARS[-1])
        shares = special.expit(special.logit(chances) + drift)
        members = stats.binom.ppf(special.ndtr(latent), totals[at], shares)
        people[year] = _grid(corners, totals[at], dict(zip(GROUPS, members, strict=True)), is_kept)
        homes = np.where(totals[at] > 0, np.maximum(1, np.rint(totals[at] / household_sizes)), 0)
        kinds = _split(homes, tenures)
        households[year] = _grid(corners, homes, dict(zip(TENURES, kinds.T, strict=True)), is_kept)
    return Balby(
        seed=seed, people=people, households=households, zones=zones[is_kept],
        streets=_streets(east, north, zones),
    )  # fmt: skip


def _centres() -> tuple[Floats, Floats]:
    columns, rows = plan.SIZE_M[0] // CELL_M, plan.SIZE_M[1] // CELL_M
    east = np.tile(np.arange(columns) * CELL_M + CELL_M / 2, rows)
    north = np.repeat(np.arange(rows) * CELL_M + CELL_M / 2, columns)
    return east.astype(np.float64), north.astype(np.float64)


def _field(rng: np.random.Generator, *, spread: float) -> Floats:
    """Return noise that changes slowly from cell to cell, with mean 0 and deviation 1."""
    shape = plan.SIZE_M[1] // CELL_M, plan.SIZE_M[0] // CELL_M
    smooth = ndimage.gaussian_filter(rng.standard_normal(shape), spread).reshape(-1)
    values: Floats = (smooth - smooth.mean()) / smooth.std()
    return values


def _zones(
    east: Floats, north: Floats, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the zone of each cell, -1 where nobody can live, and the index of its estate or -1."""
    reach = np.hypot(east - plan.CENTRE_M[0], north - plan.CENTRE_M[1])
    reach = reach * (1 + 0.07 * _field(rng, spread=6.0))
    zones = np.where(reach < 745, INNER, np.where(reach < 3_280, VILLAS, RURAL))
    points = shapely.points(east, north)
    areas = {area.area_id: plan.area_polygon(area) for area in plan.AREAS}
    zones[shapely.contains(areas["havnekvarteret"], points)] = HARBOUR
    estates = np.full(len(east), -1)
    for at, area_id in enumerate(ESTATE_PEOPLE):
        # Around each estate a belt of lawns, sheds and car parks keeps the town away.
        belt = shapely.contains(areas[area_id].buffer(130), points)
        inside = shapely.contains(areas[area_id], points)
        zones[belt] = -1
        zones[inside], estates[inside] = ESTATE, at
    squares = shapely.box(east - 50, north - 50, east + 50, north + 50)
    water = shapely.union_all([plan.fjord(), plan.lake()])
    is_wet = shapely.area(shapely.intersection(water, squares)) > 0.35 * CELL_M**2
    green = shapely.contains(shapely.union_all(list(plan.parks())), points)
    lines = shapely.union_all([plan.railway(), plan.motorway(), plan.ring_road()])
    is_road = shapely.distance(lines, points) < 45
    zones[is_wet | ((green | is_road) & (estates < 0))] = -1
    estates[zones != ESTATE] = -1
    return zones, estates


def _totals(
    zones: NDArray[np.int64], estates: NDArray[np.int64], rng: np.random.Generator
) -> Floats:
    """Return residents by year and cell, shape ``(n_years, n_cells)``."""
    base = np.zeros(len(zones))
    texture = _field(rng, spread=1.1)
    for zone, make in ((INNER, _inner), (VILLAS, _villas), (RURAL, _rural)):
        chosen = np.flatnonzero(zones == zone)
        ranks = stats.rankdata(texture[chosen] + 0.6 * rng.standard_normal(len(chosen)))
        base[chosen] = make((ranks - 0.5) / len(chosen), rng)
    growth = np.select(
        [zones == INNER, zones == VILLAS, zones == RURAL], [0.006, 0.002, -0.004], 0.0
    )
    totals = np.zeros((len(YEARS), len(zones)))
    for at, year in enumerate(YEARS):
        wanted = base * (1 + growth) ** (year - YEARS[-1])
        noise = rng.normal(0, 0.25, len(zones)) * np.sqrt(wanted) * (year != YEARS[-1])
        totals[at] = np.where(wanted > 0, np.maximum(np.rint(wanted + noise), 1), 0)
    weights = rng.gamma(1.6, 1.0, len(zones)) * (rng.random(len(zones)) < 0.78)
    fixed = [(estates == at, people) for at, people in enumerate(ESTATE_PEOPLE.values())]
    for chosen, people in [*fixed, (zones == HARBOUR, HARBOUR_PEOPLE)]:
        part = np.where(chosen, np.minimum(weights, 3.5), 0)
        for at, number in enumerate(people):
            totals[at] += _rounded_to_sum(part / part.sum() * number, number)
    return totals


def _inner(rank: Floats, _rng: np.random.Generator) -> Floats:
    """Residents of a cell of the centre by its rank: quartiles, mean and largest as published.

    Between the quartiles the ranks are even. The last quarter bends, so that the mean is met.
    """
    quartiles = np.array([1.0, *INNER_QUARTILES])
    low = np.interp(rank, [0, 0.25, 0.5, 0.75], quartiles)
    middle = sum((quartiles[:-1] + quartiles[1:]) / 2) / 4
    top_mean = (INNER_MEAN - middle) * 4
    bend = (INNER_MAX - quartiles[-1]) / (top_mean - quartiles[-1]) - 1
    top = quartiles[-1] + (INNER_MAX - quartiles[-1]) * np.clip((rank - 0.75) * 4, 0, 1) ** bend
    people: Floats = np.rint(np.where(rank > 0.75, top, low))
    return people


def _villas(rank: Floats, _rng: np.random.Generator) -> Floats:
    """Residents of a cell of the suburbs; one in seven is a school, a shop or a field."""
    people = stats.gamma.ppf(np.clip((rank - 0.14) / 0.86, 1e-9, 1), 3.2) * VILLA_MEAN / 3.2
    return np.where(rank < 0.14, 0, np.maximum(np.rint(people), 1))


def _rural(rank: Floats, rng: np.random.Generator) -> Floats:
    """Residents of a cell outside the town: mostly none, here and there a farm."""
    is_farm = rng.random(len(rank)) < 0.035
    return np.where(is_farm, rng.integers(1, 10, len(rank)), 0).astype(np.float64)


def _rounded_to_sum(values: Floats, total: int) -> Floats:
    """Round down, and give what is left to the largest remainders."""
    whole = np.floor(values)
    missing = int(total - whole.sum())
    most = np.argsort(-(values - whole), kind="stable")[:missing]
    whole[most] += 1
    return whole


def _chances(zones: NDArray[np.int64], estates: NDArray[np.int64], mood: Floats) -> Floats:
    """Return the chance of being in each group, shape ``(n_groups, n_cells)``."""
    table = np.array(ZONE_SHARES)
    chances = table[np.clip(zones, 0, len(table) - 1)].T
    chances = special.expit(special.logit(chances) + 0.38 * mood)
    for at, shares in enumerate(ESTATE_SHARES.values()):
        inside = estates == at
        level = special.logit(np.array(shares))[:, np.newaxis] + 0.10 * mood[inside]
        chances[:, inside] = special.expit(level)
    result: Floats = chances
    return result


def _calibrated(chances: Floats, totals: Floats, zones: NDArray[np.int64]) -> Floats:
    """Shift the share of non-Western residents outside the estates until the town has its share."""
    last, is_estate = totals[-1], zones == ESTATE
    low, high = -3.0, 3.0
    for _ in range(60):
        shift = (low + high) / 2
        moved = special.expit(special.logit(chances[0]) + np.where(is_estate, 0, shift))
        share = float((last * moved).sum() / last.sum())
        low, high = (shift, high) if share < NON_WESTERN_SHARE else (low, shift)
    result = chances.copy()
    result[0] = moved
    return result


def _tenures(zones: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """Return the shares of tenures per cell; neighbours are often of one kind."""
    table = np.array(TENURE_SHARES)[np.clip(zones, 0, None)]
    drawn = rng.gamma(np.maximum(table * 3.0, 0.02))
    shares: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return shares


def _split(homes: Floats, shares: Floats) -> Floats:
    """Return households by tenure; the rounding goes to the largest remainders."""
    wanted = homes[:, np.newaxis] * shares
    whole = np.floor(wanted)
    order = np.argsort(np.argsort(-(wanted - whole), axis=1, kind="stable"), axis=1)
    missing = (homes - whole.sum(axis=1))[:, np.newaxis]
    result: Floats = whole + (order < missing)
    return result


def _grid(
    corners: list[NDArray[np.int64]],
    totals: Floats,
    counts: dict[str, Floats],
    is_kept: NDArray[np.bool_],
) -> PopulationGrid:
    return PopulationGrid.from_cells(
        eastings_m=corners[0][is_kept] + plan.CORNER_M[0],
        northings_m=corners[1][is_kept] + plan.CORNER_M[1],
        totals=totals[is_kept],
        counts={name: values[is_kept] for name, values in counts.items()},
    )


def _streets(east: Floats, north: Floats, zones: NDArray[np.int64]) -> tuple[LineString, ...]:
    """Return pieces of street between neighbouring cells that are built on or on a main road.

    A piece that would cross a barrier is there only where a main or an access road crosses it.
    """
    columns = plan.SIZE_M[0] // CELL_M
    wall = shapely.union_all(list(plan.barriers()))
    roads = shapely.union_all([*plan.main_roads(), *plan.access_roads()])
    points = shapely.points(east, north)
    # A line that runs askew touches cells that share an edge within 71 metres of it.
    is_road = (shapely.distance(roads, points) < 75) & ~shapely.contains(plan.fjord(), points)
    is_built = (zones > RURAL) | is_road
    starts, ends = [], []
    for step in (1, columns):
        first = np.flatnonzero(is_built[:-step] & is_built[step:])
        if step == 1:
            first = first[(first + 1) % columns != 0]
        starts.append(first)
        ends.append(first + step)
    start, end = np.concatenate(starts), np.concatenate(ends)
    ways = np.stack(
        [np.column_stack([east[start], north[start]]), np.column_stack([east[end], north[end]])],
        axis=1,
    )
    pieces = shapely.linestrings(ways)
    is_open = ~shapely.intersects(pieces, wall) | (shapely.distance(pieces, roads) < 55)
    return tuple(plan.moved(shapely.MultiLineString(list(pieces[is_open]))).geoms)
