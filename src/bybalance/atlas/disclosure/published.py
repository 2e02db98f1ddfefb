"""What a city publishes, each as a protected frame: totals, profiles of areas, measures.

All of it is computed from protected layers (D8, D12). Only the numbers of people and households per
cell come from the raw grid, as they may be told (D1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace
from bybalance.atlas.contexts import ContextSettings, people_contexts
from bybalance.atlas.disclosure import protected
from bybalance.atlas.disclosure.areas import ABOVE, BELOW
from bybalance.atlas.disclosure.protected import ProtectedFrame, ProtectedGrid
from bybalance.atlas.disclosure.rules import DisclosureRules, disclosure_rules
from bybalance.atlas.segregation.profile import context_quantiles, segregation_profiles
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

Floats = NDArray[np.float64]
MEASURES: Final = ("dissimilarity", "isolation")
QUANTILES: Final = {"p10": 0.10, "p50": 0.50, "p90": 0.90}
PROFILE_FIGURES: Final = ("share", *QUANTILES)
_RADIUS_STEP_M: Final = 10
_INDEX_DECIMALS: Final = 4


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AreaCells:
    """Which cells make up each area; the same in every year (D10).

    Parameters
    ----------
    area_ids
        Keys.
    is_inside
        One row per area, shape ``(n_areas, n_cells)``.
    """

    area_ids: tuple[str, ...]
    is_inside: NDArray[np.bool_]

    def sums(self, values: Floats) -> Floats:
        """Add up numbers of cells by area, shape ``(n_areas,)``."""
        inside = self.is_inside.astype(np.float64)
        result: Floats = inside @ np.nan_to_num(values)
        return result


def protected_totals(
    people: PopulationGrid, households: PopulationGrid, *, rules: DisclosureRules
) -> ProtectedFrame:
    """Return people and households per cell, which may be told (D1).

    Raises
    ------
    InvalidSetting
        If the two grids do not have the same cells.
    """
    _check_same_cells(people, households)
    frame = pl.DataFrame({"easting_m": people.eastings_m, "northing_m": people.northings_m})
    for name, grid in (("people", people), ("households", households)):
        is_known = ~np.isnan(grid.totals)
        values = pl.Series(np.where(is_known, grid.totals, 0)).cast(pl.Int64)
        reasons = [
            None if known else protected.CONFIDENTIAL if hidden else protected.NOT_AVAILABLE
            for known, hidden in zip(is_known, grid.is_total_suppressed, strict=True)
        ]
        frame = frame.with_columns(
            values.set(pl.Series(~is_known), None).alias(name),
            pl.Series(f"{name}_reason", reasons, dtype=pl.String),
        )
    return protected.made_here(frame, rules=rules, note="atlas.note.totals")


def large_areas(
    cells: Sequence[AreaCells],
    *,
    people: Sequence[Floats],
    households: Sequence[Floats],
    rules: DisclosureRules,
) -> NDArray[np.bool_]:
    """Tell which areas are large enough in every year for social figures (D3).

    Parameters
    ----------
    cells, people, households
        One entry per year: cells of the areas, people and households per cell.
    """
    persons_min = rules.count("D3", "persons_min")
    households_min = rules.count("D3", "households_min")
    is_large = np.ones(len(cells[0].area_ids), np.bool_)
    for inside, persons, homes in zip(cells, people, households, strict=True):
        is_large &= inside.sums(persons) >= persons_min
        is_large &= inside.sums(homes) >= households_min
    return is_large


def protected_profiles(
    safe: ProtectedGrid,
    *,
    cells: AreaCells,
    is_large: NDArray[np.bool_],
    city_id: str,
    k: Sequence[int],
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> ProtectedFrame:
    """Return who the k nearest people of an area's residents are, for each group and k.

    The share is the mean over the residents of the area, of the share among the k nearest people
    around their cell; ``p10``, ``p50`` and ``p90`` are quantiles over residents. The whole city
    stands beside, as the area ``city_id``. Shares are rounded (D7, D6); areas too small in a year
    have none (D3). ``radius_m`` is the mean radius of the contexts, to ten metres.

    Raises
    ------
    InvalidSetting
        If a k is smaller than may be shown (D12).
    TypeError
        If the grid is not protected.
    """
    protected.require_protected_grid(safe)
    protected.check_public_k(k, rules=safe.rules)
    grid = safe.grid
    found = people_contexts(grid, k=k, settings=settings, pace=pace)
    rows: list[dict[str, Any]] = []
    everyone = np.ones((1, len(grid)), np.bool_)
    inside = np.vstack([everyone, cells.is_inside])
    is_told = np.concatenate([[True], is_large])
    for at_area, area_id in enumerate((city_id, *cells.area_ids)):
        weights = np.where(inside[at_area], grid.totals, 0)
        for at_k, number in enumerate(found.k):
            is_short = bool(found.is_short[at_k].any())
            reason = _reason(weights, is_told=bool(is_told[at_area]), is_short=is_short)
            radius = None
            if reason is None:
                mean_m = float((weights * found.radius_m[at_k]).sum() / weights.sum())
                radius = round(mean_m / _RADIUS_STEP_M) * _RADIUS_STEP_M
            for group in found.groups:
                row = {"area_id": area_id, "year": safe.year, "group": group, "k": number}
                row |= _figures(found.share(group, number), weights, reason, safe.rules)
                rows.append(row | {"radius_m": radius, "radius_m_reason": reason})
    schema: dict[str, Any] = {
        "area_id": pl.String, "year": pl.Int32, "group": pl.String, "k": pl.Int64,
    }  # fmt: skip
    for name in PROFILE_FIGURES:
        schema |= {name: pl.Float64, f"{name}_edge": pl.String, f"{name}_reason": pl.String}
    schema |= {"radius_m": pl.Int64, "radius_m_reason": pl.String}
    frame = pl.DataFrame(rows, schema=schema)
    return protected.made_here(frame, rules=safe.rules, note="atlas.note.profiles")


def protected_measures(
    safe: ProtectedGrid,
    *,
    k: Sequence[int],
    draw_count: int,
    seed: int,
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> ProtectedFrame:
    """Return measures of the whole city by group and k, beside what chance makes.

    ``expected``, ``low`` and ``high`` are the mean and the 95 % interval over cities where the
    same residents are dealt out by chance and cells keep their number.

    Raises
    ------
    TypeError
        If the grid is not protected.
    """
    protected.require_protected_grid(safe)
    protected.check_public_k(k, rules=safe.rules)
    rows: list[dict[str, Any]] = []
    for group in safe.grid.groups:
        found = segregation_profiles(
            safe.grid, group=group, measures=MEASURES, k=k, draw_count=draw_count, seed=seed,
            settings=settings, pace=pace,
        )  # fmt: skip
        for measure, profile in found.items():
            for each in profile:
                numbers = {
                    name: _plain(getattr(each, name))
                    for name in ("estimate", "expected", "low", "high")
                }
                rows.append(
                    {"year": safe.year, "group": group, "measure": measure, "k": int(each.reach),
                     **numbers, "unit_count": each.unit_count}
                )  # fmt: skip
    schema: dict[str, Any] = {
        "year": pl.Int32, "group": pl.String, "measure": pl.String, "k": pl.Int64,
        "estimate": pl.Float64, "expected": pl.Float64, "low": pl.Float64, "high": pl.Float64,
        "unit_count": pl.Int64,
    }  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema)
    return protected.made_here(frame, rules=safe.rules, note="atlas.note.measures")


def stacked(parts: Sequence[ProtectedFrame]) -> ProtectedFrame:
    """Return several protected frames of one shape as one.

    Raises
    ------
    TypeError
        If one of them is not protected.
    InvalidSetting
        If they were made by different rules.
    """
    for part in parts:
        protected.require_protected(part)
    if len({part.rules_id for part in parts}) != 1:
        raise InvalidSetting("Only frames made by the same rules can be put together.")
    rules = disclosure_rules(parts[0].rules_id)
    return protected.made_here(
        pl.concat([part.frame for part in parts]), rules=rules, note=parts[0].note
    )


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(value, _INDEX_DECIMALS)


def _reason(weights: Floats, *, is_told: bool, is_short: bool) -> str | None:
    if weights.sum() == 0:
        return protected.NOBODY_THERE
    if not is_told:
        return protected.CONFIDENTIAL
    return protected.NOT_AVAILABLE if is_short else None


def _figures(
    shares: Floats, weights: Floats, reason: str | None, rules: DisclosureRules
) -> dict[str, Any]:
    """Return the mean and the quantiles over residents, rounded, with their edges and reasons."""
    values: dict[str, float] = {}
    if reason is None:
        is_lived_in = weights > 0
        values["share"] = float(np.average(shares[is_lived_in], weights=weights[is_lived_in]))
        found = context_quantiles(shares, weights, quantiles=tuple(QUANTILES.values()))
        values |= dict(zip(QUANTILES, map(float, found), strict=True))
    edge, step = float(rules.share("D6", "edge_share")), float(rules.share("D7", "table_step"))
    row: dict[str, Any] = {}
    for name in PROFILE_FIGURES:
        told, side = None, None
        if reason is None:
            side = BELOW if values[name] < edge else ABOVE if values[name] > 1 - edge else None
            told = round(round(min(max(values[name], edge), 1 - edge) / step) * step, 4)
        row |= {name: told, f"{name}_edge": side, f"{name}_reason": reason}
    return row


def _check_same_cells(people: PopulationGrid, households: PopulationGrid) -> None:
    is_same = np.array_equal(people.eastings_m, households.eastings_m) and np.array_equal(
        people.northings_m, households.northings_m
    )
    if not is_same:
        raise InvalidSetting("People and households must be counted on the same cells.")
