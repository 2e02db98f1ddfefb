"""One nested family of areas, and counts of it that add up (D8, D9, D11, D14).

Whoever has figures of two families of areas has figures of where they differ. So public figures are
of cells, neighbourhoods and municipalities that lie in each other, and of nothing across them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from bybalance.atlas.disclosure import protected
from bybalance.atlas.disclosure.protected import ProtectedFrame, ProtectedGrid
from bybalance.atlas.disclosure.rules import DisclosureRules
from bybalance.atlas.profile.areas import Polygon, cells_within, checked_polygon
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

Cell = tuple[int, int]
"""Easting and northing of the lower left corner, in metres."""

_SCHEMA: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "level": pl.String,
        "unit_id": pl.String,
        "parent_id": pl.String,
        "year": pl.Int32,
        "group": pl.String,
        "people": pl.Int64,
        "members": pl.Int64,
        "members_reason": pl.String,
    }
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Hierarchy:
    """Levels of units over the cells of a grid, each unit within one unit of the next level.

    Parameters
    ----------
    levels
        From the smallest units to the largest.
    cells
        Lower left corners, in the order of the grid.
    names
        Units of each level.
    unit_of
        Number of the unit of each cell by level, -1 for none; shape ``(n_cells,)``.
    """

    levels: tuple[str, ...]
    cells: tuple[Cell, ...]
    names: Mapping[str, tuple[str, ...]]
    unit_of: Mapping[str, NDArray[np.int64]]

    @classmethod
    def build(cls, grid: PopulationGrid, levels: Mapping[str, Sequence[str | None]]) -> Hierarchy:
        """Build a hierarchy from the name of each cell's unit, by level, smallest first.

        Raises
        ------
        InvalidSetting
            If a level does not fit the grid, or a unit lies in two units of the next level; the
            message names them.

        Examples
        --------
        >>> grid = PopulationGrid.from_cells(
        ...     eastings_m=[0, 100], northings_m=[0, 0], totals=[1, 1]
        ... )
        >>> Hierarchy.build(grid, {"small": ["a", "b"], "town": ["t", "t"]}).levels
        ('small', 'town')
        """
        if not levels:
            raise InvalidSetting("A hierarchy has at least one level, the smallest first.")
        names: dict[str, tuple[str, ...]] = {}
        unit_of: dict[str, NDArray[np.int64]] = {}
        for level, units in levels.items():
            if len(units) != len(grid):
                raise InvalidSetting(
                    f"Level {level!r} names {len(units)} units for {len(grid)} cells; give one "
                    "per cell, and None where it is in none."
                )
            known = sorted({unit for unit in units if unit is not None})
            number = {unit: at for at, unit in enumerate(known)}
            names[level] = tuple(known)
            unit_of[level] = np.array(
                [-1 if unit is None else number[unit] for unit in units], np.int64
            )
        ordered = tuple(levels)
        for lower, upper in pairwise(ordered):
            _check_nested(lower, upper, names, unit_of)
        cells = zip(grid.eastings_m.tolist(), grid.northings_m.tolist(), strict=True)
        return cls(
            levels=ordered, cells=tuple(cells), names=MappingProxyType(names),
            unit_of=MappingProxyType(unit_of),
        )  # fmt: skip

    @property
    def content_hash(self) -> str:
        """Return a SHA-256 of all levels: areas are frozen across years, so it stays (D10)."""
        text = repr((self.levels, self.cells, dict(self.names)))
        digest = hashlib.sha256(text.encode())
        for level in self.levels:
            digest.update(self.unit_of[level].astype("<i8").tobytes())
        return digest.hexdigest()

    def units(self, level: str) -> dict[str, frozenset[Cell]]:
        """Return the cells of each unit of a level."""
        self._check_level(level)
        found: dict[str, list[Cell]] = {name: [] for name in self.names[level]}
        for cell, unit in zip(self.cells, self.unit_of[level].tolist(), strict=True):
            if unit >= 0:
                found[self.names[level][unit]].append(cell)
        return {name: frozenset(cells) for name, cells in found.items()}

    def cut_units(self, area: frozenset[Cell]) -> list[str]:
        """Return the smallest units that an area holds in part; cells in none count as ``?``."""
        is_in = np.array([cell in area for cell in self.cells], bool)
        unit_of = self.unit_of[self.levels[0]]
        cut = [
            name
            for at, name in enumerate(self.names[self.levels[0]])
            if 0 < is_in[unit_of == at].sum() < (unit_of == at).sum()
        ]
        is_off = bool((unit_of[is_in] < 0).any()) or not area <= set(self.cells)
        return [*cut, "?"] if is_off else cut

    def snapped(
        self, polygon: Polygon, grid: PopulationGrid, *, level: str | None = None
    ) -> dict[str, frozenset[Cell]]:
        """Return the whole units of which at least half of the people live in a polygon.

        Parameters
        ----------
        polygon
            Drawn by a user.
        grid
            That the hierarchy was built over; its totals may be told (D1).
        level
            The smallest units where not told.

        Raises
        ------
        InvalidSetting
            If the grid has other cells.
        """
        level = level or self.levels[0]
        self._check_level(level)
        self.require_cells_of(grid)
        inside = cells_within(checked_polygon(polygon, name="The polygon"), grid)
        unit_of, count = self.unit_of[level], len(self.names[level])
        people, within = np.zeros(count), np.zeros(count)
        is_in = unit_of >= 0
        # A cell without people counts a little, so that empty units follow their cells.
        weights = np.nan_to_num(grid.totals) + 1e-6
        np.add.at(people, unit_of[is_in], weights[is_in])
        np.add.at(within, unit_of[is_in & inside], weights[is_in & inside])
        units = self.units(level)
        return {
            name: units[name]
            for name, part, whole in zip(self.names[level], within, people, strict=True)
            if whole > 0 and 2 * part >= whole
        }

    def require_cells_of(self, grid: PopulationGrid) -> None:
        """Refuse a grid of other cells."""
        cells = zip(grid.eastings_m.tolist(), grid.northings_m.tolist(), strict=True)
        if tuple(cells) != self.cells:
            raise InvalidSetting(
                "The hierarchy was built over other cells. Areas stay the same over the years: "
                "build it once over all cells, and give every year the same cells (D10, D11)."
            )

    def _check_level(self, level: str) -> None:
        if level not in self.levels:
            raise InvalidSetting(
                f"There is no level {level!r}; choose one of {', '.join(self.levels)}."
            )


def _check_nested(
    lower: str,
    upper: str,
    names: Mapping[str, tuple[str, ...]],
    unit_of: Mapping[str, NDArray[np.int64]],
) -> None:
    for at, name in enumerate(names[lower]):
        above = np.unique(unit_of[upper][unit_of[lower] == at])
        if len(above) > 1:
            listed = ["none" if unit < 0 else repr(names[upper][unit]) for unit in above]
            raise InvalidSetting(
                f"{name!r} of level {lower!r} lies in {' and '.join(listed)} of level {upper!r}. "
                "Public figures come from one family of areas that lie in each other (D11): let "
                "the border of the larger be a barrier when growing the smaller."
            )


def protected_unit_counts(
    safe: ProtectedGrid, hierarchy: Hierarchy, *, households: ArrayLike
) -> ProtectedFrame:
    """Return people and members of each group in every unit of every level.

    Members are added up from the protected cells, never from raw ones (D8); what is unknown in a
    cell is unknown in the sum (D14). A unit that is too small (D3) or has too few members (D2) is
    withheld, and with it as many of the units beside it as it takes that it cannot be worked out
    from the larger unit (D9). Cells in no unit count as one more unit that is withheld.

    Parameters
    ----------
    safe
        A protected grid.
    hierarchy
        Over the cells of the grid.
    households
        Per cell, shape ``(n_cells,)``.

    Raises
    ------
    TypeError
        If the grid is not protected.
    InvalidSetting
        If hierarchy or households are of other cells.
    """
    protected.require_protected_grid(safe)
    hierarchy.require_cells_of(safe.grid)
    homes = np.asarray(households, np.float64).reshape(-1)
    if len(homes) != len(safe.grid) or np.isnan(homes).any():
        raise InvalidSetting(f"Give one known number of households per cell, {len(safe.grid)}.")
    rows = []
    for group in safe.grid.groups:
        levels = [
            _Level.of(safe, hierarchy, at, group, homes) for at in range(len(hierarchy.levels))
        ]
        for upper, lower in zip(levels[::-1], levels[-2::-1], strict=False):
            _withhold_beside(upper, lower, safe.rules)
        for level in levels:
            rows += level.rows(safe.year, group)
    frame = pl.DataFrame(rows, schema=dict(_SCHEMA), orient="row")
    return protected.made_here(frame, rules=safe.rules, note="atlas.note.units")


@dataclass(slots=True, eq=False)
class _Level:
    """Sums of one group over the units of a level."""

    name: str
    units: tuple[str, ...]
    parent_of: NDArray[np.int64]
    parents: tuple[str, ...]
    people: NDArray[np.float64]
    members: NDArray[np.float64]
    rest: NDArray[np.bool_]
    reasons: list[str | None]

    @classmethod
    def of(
        cls, safe: ProtectedGrid, hierarchy: Hierarchy, at: int, group: str,
        homes: NDArray[np.float64],
    ) -> _Level:  # fmt: skip
        name, grid = hierarchy.levels[at], safe.grid
        unit_of, units = hierarchy.unit_of[name], hierarchy.names[name]
        counts = grid.group_counts(group)
        members = _sums(counts, unit_of, len(units))
        people = _sums(grid.totals, unit_of, len(units))
        above = hierarchy.levels[at + 1] if at + 1 < len(hierarchy.levels) else None
        parent_of = np.full(len(units), -1, np.int64)
        parents: tuple[str, ...] = ()
        rest = np.zeros(0, bool)
        if above is not None:
            parents = hierarchy.names[above]
            of_cell = hierarchy.unit_of[above]
            parent_of[unit_of[unit_of >= 0]] = of_cell[unit_of >= 0]
            rest = np.zeros(len(parents), bool)
            lone = (unit_of < 0) & (of_cell >= 0) & (np.nan_to_num(grid.totals, nan=1.0) > 0)
            rest[of_cell[lone]] = True
        is_hidden = grid.is_suppressed[:, grid.group_index(group)]
        has_hidden = _sums(is_hidden.astype(np.float64), unit_of, len(units)) > 0
        house_sums = _sums(homes, unit_of, len(units))
        reasons = [
            _reason(
                people[unit], house_sums[unit], members[unit], bool(has_hidden[unit]), safe.rules
            )
            for unit in range(len(units))
        ]
        return cls(name, units, parent_of, parents, people, members, rest, reasons)

    def rows(self, year: int, group: str) -> list[tuple[Any, ...]]:
        """Return the level as rows of the table."""
        return [
            (
                self.name,
                unit,
                self.parents[self.parent_of[at]] if self.parent_of[at] >= 0 else None,
                year,
                group,
                None if np.isnan(self.people[at]) else int(self.people[at]),
                int(self.members[at]) if self.reasons[at] is None else None,
                self.reasons[at],
            )
            for at, unit in enumerate(self.units)
        ]


def _sums(values: NDArray[np.float64], unit_of: NDArray[np.int64], count: int) -> Any:
    sums = np.zeros(count)
    np.add.at(sums, unit_of[unit_of >= 0], values[unit_of >= 0])
    return sums


def _reason(
    people: float, homes: float, members: float, has_hidden: bool, rules: DisclosureRules
) -> str | None:
    if people == 0:
        return protected.NOBODY_THERE
    if np.isnan(people) or np.isnan(members):
        return protected.CONFIDENTIAL if has_hidden else protected.NOT_AVAILABLE
    is_large = people >= rules.count("D3", "persons_min")
    is_large &= homes >= rules.count("D3", "households_min")
    least = rules.count("D2", "hidden_below")
    is_fine = members >= least and people - members >= least
    return None if is_large and is_fine else protected.CONFIDENTIAL


def _withhold_beside(upper: _Level, lower: _Level, rules: DisclosureRules) -> None:
    """Withhold more units of a level until none can be worked out from the level above (D9)."""
    for parent in range(len(upper.units)):
        children = np.flatnonzero((lower.parent_of == parent) & (lower.people > 0)).tolist()
        told = sorted(
            (each for each in children if lower.reasons[each] is None),
            key=lambda each: (lower.members[each], each),
        )
        hidden = [each for each in children if lower.reasons[each] is not None]
        is_open = upper.reasons[parent] is not None
        if is_open and (hidden or lower.rest[parent] or not told):
            continue  # an unknown sum with an unknown part tells nothing
        if is_open:  # the sum is withheld, so one of its parts must be
            lower.reasons[told[0]] = protected.CONFIDENTIAL
            continue
        while told and (hidden or lower.rest[parent]) and not _is_open_enough(
            upper.members[parent] - lower.members[told].sum(),
            [lower.members[each] for each in hidden], bool(lower.rest[parent]), rules,
        ):  # fmt: skip
            lower.reasons[told[0]] = protected.CONFIDENTIAL
            hidden.append(told.pop(0))


def _is_open_enough(
    together: float, hidden: list[float], has_rest: bool, rules: DisclosureRules
) -> bool:
    """Tell whether hidden parts with a known sum can each be many different numbers."""
    if len(hidden) + has_rest < 2:
        return False
    largest = max(np.nan_to_num(hidden).max(initial=0.0), 0.0)
    needed = max(rules.count("D9", "width_min"), float(rules.share("D9", "width_share")) * largest)
    return bool(together > needed)
