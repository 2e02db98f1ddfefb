"""What a city publishes, each as a protected frame: totals per cell, measures of the city.

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
from bybalance.atlas.contexts import ContextSettings
from bybalance.atlas.disclosure import protected
from bybalance.atlas.disclosure.protected import ProtectedFrame, ProtectedGrid
from bybalance.atlas.disclosure.rules import DisclosureRules, disclosure_rules
from bybalance.atlas.segregation.profile import segregation_profiles
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

Floats = NDArray[np.float64]
MEASURES: Final = ("dissimilarity", "isolation")
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

    def with_everybody(self, city_id: str) -> AreaCells:
        """Return the areas and, first of all, the whole city as one more."""
        everybody = np.ones((1, self.is_inside.shape[1]), np.bool_)
        return AreaCells(
            area_ids=(city_id, *self.area_ids), is_inside=np.vstack([everybody, self.is_inside])
        )

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


def _check_same_cells(people: PopulationGrid, households: PopulationGrid) -> None:
    is_same = np.array_equal(people.eastings_m, households.eastings_m) and np.array_equal(
        people.northings_m, households.northings_m
    )
    if not is_same:
        raise InvalidSetting("People and households must be counted on the same cells.")
