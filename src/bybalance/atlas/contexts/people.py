"""The k nearest people around each cell, and who they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace
from bybalance.atlas.contexts import crossings, raster, reference, tree
from bybalance.atlas.contexts.crossings import Crossings
from bybalance.atlas.contexts.settings import DEFAULT_K, ContextSettings, checked_k
from bybalance.model.errors import InvalidSetting, UnknownCount
from bybalance.model.grid import PopulationGrid

FRACTION_UNITS: Final = 1_000
"""Estimated grids count in thousandths of a person, so that their sums are exact too."""

EMPTY_RASTER_SHARE: Final = 400
"""The tree takes over where a raster would have more cells than this for each of the grid's."""

SMALL_RASTER_CELLS: Final = 4_000_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PeopleContexts:
    """Who the k nearest people are, for each k and origin.

    Parameters
    ----------
    k
        Numbers of people, growing.
    groups
        Names, in the order of ``counts``.
    origins
        Index of each origin among the cells of the grid, shape ``(n_origins,)``.
    people
        People in each context, shape ``(n_k, n_origins)``: k, unless the whole map holds fewer
        or whole rings were asked for.
    counts
        People of each group, shape ``(n_groups, n_k, n_origins)``. The last ring counts pro
        rata, so these are expected numbers with decimals.
    radius_m
        How far the context reaches, in metres, shape ``(n_k, n_origins)``.
    ring_d2
        Squared distance in cells² of the ring that crosses k; -1 where k is not reached.
    is_short
        Where the whole map holds fewer than k people; the context is then everybody.
    settings, grid_hash
        What the contexts were made with and of, for the manifest.
    """

    k: tuple[int, ...]
    groups: tuple[str, ...]
    origins: NDArray[np.int64]
    people: NDArray[np.float64]
    counts: NDArray[np.float64]
    radius_m: NDArray[np.float64]
    ring_d2: NDArray[np.int64]
    is_short: NDArray[np.bool_]
    settings: ContextSettings
    grid_hash: str

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return the share of each group, shape ``(n_groups, n_k, n_origins)``.

        From 0 to 1; ``nan`` where the context holds nobody.
        """
        people = np.where(self.people > 0, self.people, np.nan)
        shares: NDArray[np.float64] = self.counts / people
        return shares

    def share(self, group: str, k: int) -> NDArray[np.float64]:
        """Return the share of one group among the k nearest people, shape ``(n_origins,)``.

        Raises
        ------
        InvalidSetting
            If the contexts hold no such group or k.
        """
        for wanted, known, name in ((group, self.groups, "group"), (k, self.k, "k")):
            if wanted not in known:
                listed = ", ".join(map(str, known))
                raise InvalidSetting(f"{name} is {wanted!r}; these contexts have {listed}.")
        one: NDArray[np.float64] = self.shares[self.groups.index(group), self.k.index(k)]
        return one


def people_contexts(
    grid: PopulationGrid,
    *,
    k: Sequence[int] | int = DEFAULT_K,
    groups: Sequence[str] | None = None,
    origins: NDArray[np.int64] | None = None,
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> PeopleContexts:
    """Find the k nearest people around each cell, and count them by group.

    A ring is the set of all cells at the same squared distance, a whole number, so that ties are
    exact. Rings are added until they hold k people. Of the ring that crosses k the same fraction
    ``f = (k - N_before) / N_ring`` is taken of every cell. Hence a context holds k people, and
    the share of a group is ``(T_before + f T_ring) / k``.

    The map ends where the grid ends: people beyond it are not known and not guessed. Near the
    edge a context reaches further inwards, so pad the grid by the radius of the largest k
    before cutting results to a municipality.

    Parameters
    ----------
    grid
        ``grid.counts`` and ``grid.totals`` without missing or suppressed numbers.
    k
        Numbers of *people* (not cells).
    groups
        Which of ``grid.groups``; all where not told.
    origins
        Indices of cells, shape ``(n_origins,)``; all cells where not told.
    settings
        Rules for the last ring and the own cell.
    pace
        Threads, progress and cancellation; no result depends on it.

    Raises
    ------
    UnknownCount
        If a number that is needed is missing or suppressed.
    UnknownGroup, InvalidSetting, RunCancelled
        If a group is not in the grid, a k is no number of people, or the caller said stop.

    Examples
    --------
    Nine cells of ten people each; around the middle, eleven people:

    >>> from bybalance.model.grid import PopulationGrid
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[100 * (cell % 3) for cell in range(9)],
    ...     northings_m=[100 * (cell // 3) for cell in range(9)],
    ...     totals=[10] * 9, counts={"tenants": [0, 4, 0, 0, 2, 0, 0, 0, 0]},
    ... )
    >>> found = people_contexts(grid, k=11)
    >>> float(found.counts[0, 0, 4]), float(found.people[0, 4])
    (2.1, 11.0)

    References
    ----------
    Östh, Malmberg & Andersson (2014), *Analysing segregation with individualized
    neighbourhoods defined by population size*, in Lloyd, Shuttleworth & Wong (eds).
    """
    settings = settings or ContextSettings()
    names = grid.groups if groups is None else tuple(groups)
    wanted = checked_k(k)
    chosen = np.arange(len(grid)) if origins is None else _checked_origins(origins, len(grid))
    scale = FRACTION_UNITS if grid.is_fractional else 1
    totals = whole_numbers(grid.totals, "total", scale=scale)
    columns = [whole_numbers(grid.group_counts(name), name, scale=scale) for name in names]
    layers = np.array(columns, np.int64).reshape(len(names), len(grid))
    found = cross(
        grid, totals, layers, chosen, tuple(scale * number for number in wanted), settings,
        pace or Pace(),
    )  # fmt: skip
    return assembled(
        grid, found, totals=totals, layers=layers, origins=chosen, k=wanted, names=names,
        settings=settings, scale=scale, grid_hash=grid.content_hash,
    )  # fmt: skip


def whole_numbers(values: NDArray[np.float64], name: str, *, scale: int = 1) -> NDArray[np.int64]:
    """Return counts as whole numbers of ``1 / scale`` people.

    Raises
    ------
    UnknownCount
        If one is not known; measures do not guess.
    """
    unknown = int(np.isnan(values).sum())
    if unknown:
        raise UnknownCount(
            f"{unknown:,} of {len(values):,} cells have no number for {name!r}. Leave those cells "
            "out with grid.select(...), or say what they stand for with grid.with_unknown_as(...)."
        )
    return np.rint(values * scale).astype(np.int64)


def _checked_origins(origins: NDArray[np.int64], cell_count: int) -> NDArray[np.int64]:
    chosen = np.asarray(origins)
    if chosen.dtype == np.bool_ and chosen.shape == (cell_count,):
        chosen = np.flatnonzero(chosen)
    if chosen.dtype.kind not in "iu" and len(chosen):
        raise InvalidSetting("origins are indices of cells, whole numbers from 0.")
    chosen = chosen.astype(np.int64).reshape(-1)
    if len(chosen) and not (chosen.min() >= 0 and chosen.max() < cell_count):
        raise InvalidSetting(f"origins go from 0 to {cell_count - 1}, the cells of the grid.")
    if len(np.unique(chosen)) != len(chosen):
        raise InvalidSetting("origins name a cell twice; name each once.")
    return chosen


def cross(
    grid: PopulationGrid,
    totals: NDArray[np.int64],
    layers: NDArray[np.int64],
    origins: NDArray[np.int64],
    k: tuple[int, ...],
    settings: ContextSettings,
    pace: Pace,
) -> Crossings:
    """Find the crossing rings by the method that the settings ask for, or that suits the grid."""
    return cross_cells(
        grid.rows, grid.columns, totals, layers, origins=origins, k=k, settings=settings, pace=pace
    )


def cross_cells(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    totals: NDArray[np.int64],
    layers: NDArray[np.int64],
    *,
    origins: NDArray[np.int64],
    k: tuple[int, ...],
    settings: ContextSettings,
    pace: Pace,
) -> Crossings:
    """Find the crossing rings among cells by row and column, both from 0."""
    method = settings.method
    if method == "auto":
        method = "tree" if _is_sparse(rows, columns) else "raster"
    if method == "reference":
        return reference.cross_by_sorting(
            rows=rows, columns=columns, totals=totals, layers=layers, origins=origins, k=k,
            settings=settings,
        )  # fmt: skip
    by_method = tree.cross_by_tree if method == "tree" else raster.cross_on_raster
    return by_method(
        rows=rows, columns=columns, totals=totals, layers=layers, origins=origins, k=k,
        settings=settings, pace=pace,
    )  # fmt: skip


def _is_sparse(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> bool:
    if len(rows) == 0:
        return False
    raster_cells = (int(rows.max()) + 1) * (int(columns.max()) + 1)
    return raster_cells > max(SMALL_RASTER_CELLS, EMPTY_RASTER_SHARE * len(rows))


def assembled(
    grid: PopulationGrid,
    found: Crossings,
    *,
    totals: NDArray[np.int64],
    layers: NDArray[np.int64],
    origins: NDArray[np.int64],
    k: tuple[int, ...],
    names: tuple[str, ...],
    settings: ContextSettings,
    scale: int,
    grid_hash: str,
) -> PeopleContexts:
    """Turn crossings into results; where k is not reached, the context is everybody."""
    units_k = np.array(k, np.int64) * scale
    people = np.repeat(units_k[:, np.newaxis].astype(np.float64), len(origins), axis=1)
    if settings.overshoot == "whole":
        people = (found.people_before + found.people_in).astype(np.float64)
    counts, radius = found.counts, found.radius_cells(units_k, settings)
    is_short = found.is_short
    if is_short.any():
        is_own = settings.self_rule == "exclude"
        everybody = totals.sum() - (totals[origins] if is_own else 0)
        people = np.where(is_short, everybody, people)
        for layer, values in enumerate(layers):
            members = values.sum() - (values[origins] if is_own else 0)
            counts[layer] = np.where(is_short, members, counts[layer])
        furthest = crossings.furthest_cells(grid, totals > 0)[origins]
        if settings.own_cell == "equal_area":
            furthest = np.maximum(furthest, 1 / math.sqrt(math.pi))
        radius = np.where(is_short, furthest, radius)
    return PeopleContexts(
        k=k,
        groups=names,
        origins=origins,
        people=people / scale,
        counts=counts / scale if scale != 1 else counts,
        radius_m=radius * grid.cell_size_m,
        ring_d2=found.ring_d2,
        is_short=is_short,
        settings=settings,
        grid_hash=grid_hash,
    )
