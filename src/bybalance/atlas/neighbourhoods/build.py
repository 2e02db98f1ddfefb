"""The Danish neighbourhood model: small neighbourhoods of cells, large ones of small ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from bybalance.atlas.neighbourhoods.grow import Costs, grow_regions
from bybalance.atlas.neighbourhoods.parts import Parts
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

NOBODY: Final = "nobody"
CUT_OFF: Final = "cut_off"
LEFT_OVER_REASONS: Final = (NOBODY, CUT_OFF)
"""Why a cell is in no neighbourhood: it never has a household; or the land that it can be joined
with, cut off by barriers, water or empty cells, has too few households in some year."""

LEVELS: Final = ("small", "large")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourhoodSettings:
    """What a neighbourhood must be; part of the manifest.

    Parameters
    ----------
    small_households, large_households
        Least number of households in every year.
    gap_cells
        How many steps two inhabited cells may be apart to count as touching; 1 is a side or a
        corner, 2 leaps over one empty cell.
    compactness
        How much raggedness, perimeter² / (16 area), counts beside unlikeness of dwellings.
    size
        How much a union above the least size counts.
    passes
        How often borders are gone over at most.

    Raises
    ------
    InvalidSetting
        If a number cannot be.
    """

    small_households: int = 150
    large_households: int = 600
    gap_cells: int = 1
    compactness: float = 0.02
    size: float = 0.05
    passes: int = 10

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        if not 1 <= self.small_households <= self.large_households:
            raise InvalidSetting(
                f"{self.small_households} and {self.large_households} households: at least 1, "
                "and no fewer in a large neighbourhood than in a small one."
            )
        if not 1 <= self.gap_cells <= 10:
            raise InvalidSetting(f"gap_cells is {self.gap_cells}; it goes from 1 to 10.")
        if min(self.compactness, self.size, self.passes) < 0:
            raise InvalidSetting("compactness, size and passes are 0 or more.")

    def least(self, level: str) -> int:
        """Return the least number of households of a level, ``small`` or ``large``."""
        return self.small_households if level == "small" else self.large_households


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Neighbourhoods:
    """Two levels of neighbourhoods over the cells of a grid.

    Parameters
    ----------
    grid
        Its cells; the numbers in it are not used.
    small, large
        Number of the neighbourhood of each cell, -1 for none; shape ``(n_cells,)``. Numbers go
        by the first cell in the order of the grid.
    reasons
        Why a cell is in no small neighbourhood, one of :data:`LEFT_OVER_REASONS`, else ``None``.
        A small neighbourhood on land with too few households for a large one is in none.
    settings, seed
        How they were made.
    parts
        Which cells touch, with no barrier between.
    """

    grid: PopulationGrid
    small: NDArray[np.int64]
    large: NDArray[np.int64]
    reasons: tuple[str | None, ...]
    settings: NeighbourhoodSettings
    seed: int
    parts: Parts

    def of_level(self, level: str) -> NDArray[np.int64]:
        """Return the neighbourhood of each cell at a level.

        Raises
        ------
        InvalidSetting
            If the level is neither ``small`` nor ``large``.
        """
        if level not in LEVELS:
            raise InvalidSetting(f"The level is {level!r}; choose small or large.")
        return self.small if level == "small" else self.large

    def polygons(self, level: str) -> dict[str, Any]:
        """Return each neighbourhood as the polygon that its cells cover, by name."""
        numbers, side = self.of_level(level), self.grid.cell_size_m
        squares = shapely.box(
            self.grid.eastings_m, self.grid.northings_m,
            self.grid.eastings_m + side, self.grid.northings_m + side,
        )  # fmt: skip
        return {
            name_of(level, number): shapely.union_all(squares[numbers == number])
            for number in range(int(numbers.max(initial=-1)) + 1)
        }


def name_of(level: str, number: int) -> str:
    """Return the name of a neighbourhood.

    Examples
    --------
    >>> name_of("small", 6)
    'small-0007'
    """
    return f"{level}-{number + 1:04d}"


def build_neighbourhoods(
    grid: PopulationGrid,
    *,
    households: Mapping[int, ArrayLike],
    kinds: ArrayLike | None = None,
    barriers: Sequence[Any] = (),
    settings: NeighbourhoodSettings | None = None,
    seed: int = 1,
) -> Neighbourhoods:
    """Grow small and large neighbourhoods out of cells.

    Neighbourhoods stay the same over the years: their least size holds in every one of them. They
    are in one piece without a step across a barrier, though one may reach around the end of a
    barrier; of dwellings as alike as can be, compact, and of similar size. Large ones are made of
    whole small ones.

    Parameters
    ----------
    grid
        The cells, all years together.
    households
        Households per cell, by year, each of shape ``(n_cells,)``; whole numbers.
    kinds
        Dwellings per cell and kind, such as tenure by type of building, shape
        ``(n_cells, n_kinds)``. Without it only shape and size count.
    barriers
        Lines or polygons of shapely that nothing may reach across: motorway, railway, water.
    settings
        Least sizes and weights.
    seed
        Breaks ties; the same seed gives the same neighbourhoods.

    Raises
    ------
    InvalidSetting
        If there is no year, or an array does not fit the grid or is no count.

    Examples
    --------
    Six cells in a row, a railway after the second:

    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[100 * x for x in range(6)], northings_m=[0] * 6, totals=[100] * 6
    ... )
    >>> railway = shapely.LineString([(200, -100), (200, 200)])
    >>> rule = NeighbourhoodSettings(small_households=100, large_households=200)
    >>> found = build_neighbourhoods(
    ...     grid, households={2026: [60] * 6}, barriers=[railway], settings=rule
    ... )
    >>> found.small.tolist(), found.large.tolist()
    ([0, 0, 1, 1, 2, 2], [-1, -1, 0, 0, 0, 0])

    References
    ----------
    Damm & Schultz-Nielsen (2008), *Danish neighbourhoods: construction and relevance for
    measurement of residential segregation*, Nationaløkonomisk Tidsskrift; Duque, Anselin & Rey
    (2012), *The max-p-regions problem*, Journal of Regional Science 52.
    """
    settings = settings or NeighbourhoodSettings()
    homes = _checked_households(households, len(grid))
    dwellings = _checked_kinds(kinds, homes)
    rng = np.random.default_rng(seed)
    cells = Parts.of_cells(
        grid, homes, dwellings, barriers=barriers, gap_cells=settings.gap_cells
    )  # fmt: skip
    is_lived_in = homes.sum(axis=1) > 0
    cells = _without(cells, ~is_lived_in)
    costs = Costs(compactness=settings.compactness, size=settings.size)
    small = grow_regions(
        cells, least=settings.small_households, costs=costs, passes=settings.passes, rng=rng
    )
    of_small = grow_regions(
        cells.joined(small), least=settings.large_households, costs=costs,
        passes=settings.passes, rng=rng,
    )  # fmt: skip
    # One more entry, so that -1 finds -1.
    large = np.append(of_small, -1)[small]
    reasons = [
        None if number >= 0 else (CUT_OFF if lived_in else NOBODY)
        for number, lived_in in zip(small.tolist(), is_lived_in.tolist(), strict=True)
    ]
    return Neighbourhoods(
        grid=grid, small=small, large=large, reasons=tuple(reasons), settings=settings,
        seed=seed, parts=cells,
    )  # fmt: skip


def _without(parts: Parts, is_out: NDArray[np.bool_]) -> Parts:
    """Return the parts with some cells touching nothing."""
    near = [
        {} if out else {other: n for other, n in others.items() if not is_out[other]}
        for out, others in zip(is_out.tolist(), parts.near, strict=True)
    ]
    return Parts(parts.households, parts.kinds, parts.areas, parts.edges, near)


def _checked_households(households: Mapping[int, ArrayLike], cell_count: int) -> NDArray[np.int64]:
    if not households:
        raise InvalidSetting("Neighbourhoods need the households of at least one year.")
    columns = []
    for year, values in sorted(households.items()):
        numbers = np.asarray(values, np.float64).reshape(-1)
        is_fit = len(numbers) == cell_count and bool(
            ((numbers >= 0) & (numbers == np.floor(numbers))).all()
        )
        if not is_fit:
            raise InvalidSetting(
                f"Households of {year}: give one whole number of 0 or more for each of the "
                f"{cell_count} cells."
            )
        columns.append(numbers.astype(np.int64))
    return np.column_stack(columns)


def _checked_kinds(kinds: ArrayLike | None, homes: NDArray[np.int64]) -> NDArray[np.float64]:
    if kinds is None:
        return np.asarray(homes.mean(axis=1, keepdims=True), np.float64)
    table = np.asarray(kinds, np.float64)
    if table.ndim != 2 or len(table) != len(homes) or not (table >= 0).all():
        raise InvalidSetting(
            f"kinds has the shape {table.shape}; give numbers of 0 or more, a row for each of "
            f"the {len(homes)} cells and a column for each kind of dwelling."
        )
    return table
