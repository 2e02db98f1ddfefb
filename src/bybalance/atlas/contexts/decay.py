"""Contexts in which people count less the further away they live."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace, run_batches
from bybalance.atlas.contexts import decay_kernel
from bybalance.atlas.contexts.people import cross, whole_numbers
from bybalance.atlas.contexts.raster import Lattice
from bybalance.atlas.contexts.rings import build_rings
from bybalance.atlas.contexts.settings import DEFAULT_K, ContextSettings, checked_k
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

Form = Literal["exponential", "normal", "root", "lognormal", "power"]
Calibration = Literal["half_life", "half_weight"]
FORMS: Final = ("exponential", "normal", "root", "lognormal", "power")

MEAN_WITHIN_CELL: Final = (math.sqrt(2) + math.log(1 + math.sqrt(2))) / 6
"""Mean distance from the middle of a square to a point in it, in sides of the square."""

_ERFINV_HALF: Final = 0.4769362762044698  # erf of it is one half
_ROOT_HALF: Final = 1.6783469900166603  # s with (1 + s) exp(-s) = 1/2
_BISECTIONS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Decay:
    """How much a person at a distance d (metres) counts; 1 at no distance.

    ============ ===========================
    form         weight
    ============ ===========================
    exponential  ``exp(b d)``
    normal       ``exp(b d²)``
    root         ``exp(b √d)``
    lognormal    ``exp(b ln(d + 1)²)``
    power        ``(d + 1)^b``
    ============ ===========================

    Parameters
    ----------
    form
        One of :data:`FORMS`.
    half_m
        Metres at which half is left; b follows from it.
    calibration
        ``half_life``: half of the area under the curve lies before ``half_m``, as a median
        length of journeys means it. ``half_weight``: the weight is ½ there. They are one for the
        exponential; the area under the power form has no half, so it takes ``half_weight`` only.

    Raises
    ------
    InvalidSetting
        If a name is no choice or the distance is not positive.

    References
    ----------
    Östh, Lyhagen & Reggiani (2016), *A new way of determining distance decay parameters in
    spatial interaction models*, EJTIR 16(2); the lognormal half-life solved anew, since its
    published root is that of the three-quarter point.

    Examples
    --------
    >>> Decay(half_m=500.0).weights(np.array([0.0, 500.0, 1_000.0])).round(6).tolist()
    [1.0, 0.5, 0.25]
    """

    half_m: float
    form: Form = "exponential"
    calibration: Calibration = "half_weight"

    def __post_init__(self) -> None:
        """Refuse what is no choice."""
        if self.form not in FORMS:
            raise InvalidSetting(f"form is {self.form!r}; choose one of {', '.join(FORMS)}.")
        if self.calibration not in ("half_life", "half_weight"):
            raise InvalidSetting(
                f"calibration is {self.calibration!r}; choose half_life or half_weight."
            )
        if not 0 < self.half_m < math.inf:
            raise InvalidSetting(f"half_m is {self.half_m}; give metres above 0.")
        if self.form == "power" and self.calibration == "half_life":
            raise InvalidSetting(
                "The area under the power form has no half; use calibration='half_weight'."
            )

    @property
    def rate(self) -> float:
        """Return b, below 0."""
        h = self.half_m
        if self.calibration == "half_life" and self.form != "exponential":
            if self.form == "normal":
                return -((_ERFINV_HALF / h) ** 2)
            if self.form == "root":
                return -_ROOT_HALF / math.sqrt(h)
            return _lognormal_half_life(h)
        scale = {
            "exponential": h, "normal": h * h, "root": math.sqrt(h),
            "lognormal": math.log(h + 1) ** 2, "power": math.log(h + 1),
        }[self.form]  # fmt: skip
        return math.log(0.5) / scale

    def weights(self, distances_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight at each distance, 0 to 1."""
        b, d = self.rate, distances_m
        found: NDArray[np.float64]
        if self.form == "exponential":
            found = np.exp(d * b)
        elif self.form == "normal":
            found = np.exp(d * d * b)
        elif self.form == "root":
            found = np.exp(np.sqrt(d) * b)
        elif self.form == "lognormal":
            found = np.exp(np.log(d + 1.0) ** 2 * b)
        else:
            found = (d + 1.0) ** b
        return found


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DecayedContexts:
    """The k nearest people, each by the weight of their distance.

    Parameters
    ----------
    k, groups
        As :class:`bybalance.atlas.contexts.PeopleContexts`.
    people
        Sum of weights, shape ``(n_k, n_cells)``; never above k.
    counts
        Sum of weights of each group, shape ``(n_groups, n_k, n_cells)``.
    decay
        The weights.
    """

    k: tuple[int, ...]
    groups: tuple[str, ...]
    people: NDArray[np.float64]
    counts: NDArray[np.float64]
    decay: Decay

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return the weighted share of each group, 0 to 1; ``nan`` where nobody is."""
        people = np.where(self.people > 0, self.people, np.nan)
        shares: NDArray[np.float64] = self.counts / people
        return shares


def decayed_contexts(
    grid: PopulationGrid,
    *,
    decay: Decay,
    k: Sequence[int] | int = DEFAULT_K,
    groups: Sequence[str] | None = None,
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> DecayedContexts:
    """Weight the k nearest people around each cell by their distance.

    Who belongs to a context does not depend on the decay: it is that of
    :func:`bybalance.atlas.contexts.people_contexts`. Every cell of a ring has the weight of its
    distance, middle to middle. People of the own cell are at the mean distance from the middle
    of a square to a point in it (``own_cell="equal_area"``), or at none (``point``).

    Each cell of each context is read, so this costs about twenty times as much as contexts
    without decay.

    Parameters
    ----------
    grid
        With whole people, none missing or suppressed.
    decay
        The weights.
    k, groups, settings, pace
        As :func:`bybalance.atlas.contexts.people_contexts`.

    Raises
    ------
    UnknownCount, UnknownGroup, InvalidSetting, RunCancelled
        As :func:`bybalance.atlas.contexts.people_contexts`.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 500], northings_m=[0, 0], totals=[10, 10], counts={"a": [10, 0]}
    ... )
    >>> rule = ContextSettings(own_cell="point")
    >>> found = decayed_contexts(grid, decay=Decay(half_m=500), k=20, settings=rule)
    >>> found.people.tolist(), found.shares[0].round(4).tolist()
    ([[15.0, 15.0]], [[0.6667, 0.3333]])
    """
    settings, wanted, pace = settings or ContextSettings(), checked_k(k), pace or Pace()
    names = grid.groups if groups is None else tuple(groups)
    if grid.is_fractional:
        raise InvalidSetting("Weights are of whole people; round the estimated grid first.")
    totals = whole_numbers(grid.totals, "total")
    layers = [totals, *(whole_numbers(grid.group_counts(name), name) for name in names)]
    found = np.zeros((len(layers), len(wanted), len(grid)))
    if len(grid):
        no_groups = np.zeros((0, len(grid)), np.int64)
        cells = np.arange(len(grid))
        rings = cross(grid, totals, no_groups, cells, wanted, settings, pace)
        lattice = Lattice(grid.rows, grid.columns)
        height, width = lattice.shape
        furthest = int(rings.ring_d2.max(initial=0))
        if rings.is_short.any():
            furthest = height * height + width * width
        table = build_rings(
            math.isqrt(furthest) + 1, longest=max(height, width), shortest=min(height, width)
        )
        rasters = np.zeros((len(layers), height, width), np.int64)
        for at, layer in enumerate(layers):
            rasters[at, grid.rows, grid.columns] = layer
        distances = np.sqrt(table.squared_distances.astype(np.float64)) * grid.cell_size_m
        if settings.own_cell == "equal_area":
            distances[0] = MEAN_WITHIN_CELL * grid.cell_size_m
        weights = decay.weights(distances)
        fractions = rings.fractions(np.array(wanted), settings)
        rows, columns = grid.rows, grid.columns

        def work(batch: NDArray[np.int64]) -> None:
            decay_kernel.weigh_rings(
                batch, rows, columns, rasters, rings.ring_d2, fractions, weights, table.far,
                table.near, table.starts, table.squared_distances,
                settings.self_rule == "exclude", found,
            )  # fmt: skip

        run_batches(work, lattice.tour(cells), pace=pace, batch_size=1_024)
    return DecayedContexts(k=wanted, groups=names, people=found[0], counts=found[1:], decay=decay)


def _lognormal_half_life(half_m: float) -> float:
    """Solve for b where half of the area under ``exp(b ln(d + 1)²)`` lies before ``half_m``.

    With u = ln(d + 1) and a = √-b the part of the area before m is
    ``(erf(a ln(m + 1) - 1/2a) + erf(1/2a)) / (1 + erf(1/2a))``, which grows with a.
    """
    reach = math.log(half_m + 1)
    low, high = 1e-6, 50.0
    for _ in range(_BISECTIONS):
        a = (low + high) / 2
        shift = 1 / (2 * a)
        part = (math.erf(a * reach - shift) + math.erf(shift)) / (1 + math.erf(shift))
        low, high = (a, high) if part < 0.5 else (low, a)
    return -(((low + high) / 2) ** 2)
