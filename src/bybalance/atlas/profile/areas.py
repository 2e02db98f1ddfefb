"""Which cells belong to an area, and how far the others are from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from bybalance.model.errors import InvalidGeometry
from bybalance.model.grid import DEFAULT_CELL_SIZE_M, PopulationGrid
from bybalance.model.units import BoolPerCell, FloatPerCell

Polygon = Any
"""A polygon or multipolygon of shapely, in the coordinate system of the grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileArea:
    """An area to be profiled.

    A cell belongs to it if its centre lies in the polygon or on its border. Distances go from
    the polygon to the centre of a cell.

    Parameters
    ----------
    area_id
        Stable name.
    polygon
        In the coordinate system of the grid.
    city
        Name of the city it is compared within, if any.

    Raises
    ------
    InvalidGeometry
        If the polygon is none, is empty, or crosses itself.
    """

    area_id: str
    polygon: Polygon
    city: str | None = None

    def __post_init__(self) -> None:
        """Refuse what encloses nothing."""
        checked_polygon(self.polygon, name=f"Area {self.area_id!r}")

    @classmethod
    def of_cells(
        cls,
        area_id: str,
        corners: Iterable[tuple[int, int]],
        *,
        city: str | None = None,
        cell_size_m: int = DEFAULT_CELL_SIZE_M,
    ) -> ProfileArea:
        """Return the area that a set of cells covers, named by their lower left corners.

        Examples
        --------
        >>> ProfileArea.of_cells("a", [(0, 0), (100, 0)]).polygon.area
        20000.0
        """
        lower_left = np.array(sorted(set(corners)), np.float64).reshape(-1, 2)
        squares = shapely.box(
            lower_left[:, 0], lower_left[:, 1],
            lower_left[:, 0] + cell_size_m, lower_left[:, 1] + cell_size_m,
        )  # fmt: skip
        return cls(area_id=area_id, polygon=shapely.union_all(squares), city=city)

    def cells_of(self, grid: PopulationGrid) -> BoolPerCell:
        """Tell which cells belong to the area; shape ``(n_cells,)``."""
        return cells_within(self.polygon, grid)

    def distances_m(self, grid: PopulationGrid) -> FloatPerCell:
        """Return how far each cell's centre is from the area, in metres; 0 inside."""
        found: FloatPerCell = shapely.distance(self.polygon, _centres(grid))
        return found


def checked_polygon(polygon: Polygon, *, name: str) -> Polygon:
    """Return the polygon, or refuse it.

    Raises
    ------
    InvalidGeometry
        If it is none, is empty, or crosses itself; the message says which.
    """
    kind = getattr(polygon, "geom_type", type(polygon).__name__)
    if kind not in ("Polygon", "MultiPolygon"):
        raise InvalidGeometry(f"{name} is a {kind}; give a polygon or a multipolygon.")
    if polygon.is_empty:
        raise InvalidGeometry(f"{name} is an empty polygon; give one that encloses something.")
    if not polygon.is_valid:
        raise InvalidGeometry(
            f"{name} is no valid polygon: {shapely.is_valid_reason(polygon)}. "
            "Mend it with shapely.make_valid, and look at the result."
        )
    return polygon


def cells_within(polygon: Polygon, grid: PopulationGrid) -> BoolPerCell:
    """Tell which cells have their centre in a polygon or on its border; shape ``(n_cells,)``."""
    shapely.prepare(polygon)
    found: BoolPerCell = shapely.intersects(polygon, _centres(grid))
    return found


def _centres(grid: PopulationGrid) -> Any:
    half = grid.cell_size_m / 2
    return shapely.points(grid.eastings_m + half, grid.northings_m + half)
