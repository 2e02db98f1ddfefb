"""One measure over many scales: by number of people and by distance.

p_i is the share of the group in the context of cell i, x_i and t_i the members and people of the
cell itself, P the share of the group in all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bybalance.atlas.batches import Pace
from bybalance.atlas.contexts import ContextSettings, people_contexts, radius_contexts
from bybalance.atlas.segregation import inference, many_groups, units
from bybalance.model.errors import InvalidSetting, UnknownCount
from bybalance.model.grid import PopulationGrid

Scale = Literal["k", "radius_m"]
Weights = Literal["residents", "contexts"]
LAYERS_AT_ONCE: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRow:
    """The measure at one scale.

    Parameters
    ----------
    scale, reach
        ``k`` and a number of people, or ``radius_m`` and a distance in metres.
    estimate
        The measure; ``nan`` where it cannot be measured.
    expected, low, high
        Mean and 95 % interval when residents are dealt out by chance; ``nan`` without draws.
    unit_count
        Cells with people.
    """

    scale: Scale
    reach: float
    estimate: float
    expected: float
    low: float
    high: float
    unit_count: int


def spatial_isolation(members: ArrayLike, totals: ArrayLike, context_shares: ArrayLike) -> float:
    """Share of the group in the context of its average member: ``Σ (x_i / X) p_i``.

    References
    ----------
    Reardon & O'Sullivan (2004), *Measures of spatial segregation*, Sociological Methodology 34.

    Examples
    --------
    >>> spatial_isolation([10, 0], [10, 10], [0.75, 0.25])
    0.75
    """
    x, _, p = _with_context(members, totals, context_shares)
    return float((x * p).sum() / x.sum()) if x.sum() > 0 else float("nan")


def spatial_dissimilarity(
    members: ArrayLike, totals: ArrayLike, context_shares: ArrayLike
) -> float:
    """How far contexts differ from the whole: ``Σ t_i |p_i - P| / (2 T P (1 - P))``, 0 to 1.

    References
    ----------
    Reardon & O'Sullivan (2004).

    Examples
    --------
    >>> spatial_dissimilarity([10, 0], [10, 10], [0.5, 0.5])
    0.0
    """
    x, t, p = _with_context(members, totals, context_shares)
    overall = x.sum() / t.sum() if t.sum() > 0 else 0.0
    if not 0 < overall < 1:
        return float("nan")
    apart = (t * np.abs(p - overall)).sum()
    return float(apart / (2 * t.sum() * overall * (1 - overall)))


def spatial_theil_h(members: ArrayLike, totals: ArrayLike, context_shares: ArrayLike) -> float:
    """How much less mixed contexts are than the whole: ``1 - Σ t_i E(p_i) / (T E(P))``.

    References
    ----------
    Reardon & O'Sullivan (2004).

    Examples
    --------
    >>> spatial_theil_h([10, 0], [10, 10], [0.5, 0.5])
    0.0
    """
    x, t, p = _with_context(members, totals, context_shares)
    overall = x.sum() / t.sum() if t.sum() > 0 else 0.0
    if not 0 < overall < 1:
        return float("nan")
    mixed = many_groups.entropies(np.column_stack([p, 1 - p]))
    return float(1 - (t * mixed).sum() / (t.sum() * many_groups.entropy([overall, 1 - overall])))


SPATIAL: Final[dict[str, Callable[[ArrayLike, ArrayLike, ArrayLike], float]]] = {
    "isolation": spatial_isolation,
    "dissimilarity": spatial_dissimilarity,
    "theil_h": spatial_theil_h,
}
"""Measures that a profile may show with contexts weighted by the residents of their cell."""


def segregation_profile(
    grid: PopulationGrid,
    *,
    group: str,
    measure: str = "dissimilarity",
    k: Sequence[int] = (),
    radius_m: Sequence[float] = (),
    weights: Weights = "residents",
    draw_count: int = 0,
    seed: int = 1,
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> list[ProfileRow]:
    """Measure one group against the rest at every scale.

    Parameters
    ----------
    grid
        Without missing or suppressed numbers.
    group
        One of ``grid.groups``.
    measure
        With residents as weights one of :data:`SPATIAL`, otherwise one of
        :data:`bybalance.atlas.segregation.inference.MEASURES`.
    k, radius_m
        Scales; at least one of either.
    weights
        ``residents``: each context counts as often as people live in its cell (Reardon &
        O'Sullivan). ``contexts``: every context is a unit with its own people, as the
        multiscalar profiles of PySAL have it.
    draw_count, seed
        Cities in which the residents are dealt out by chance, cells keeping their number; their
        contexts are measured in the same way.
    settings, pace
        As :func:`bybalance.atlas.contexts.people_contexts`.

    Returns
    -------
    One row per k, then one per radius.

    Raises
    ------
    InvalidSetting
        If a name is no choice, or there is no scale.
    """
    found = segregation_profiles(
        grid, group=group, measures=(measure,), k=k, radius_m=radius_m, weights=weights,
        draw_count=draw_count, seed=seed, settings=settings, pace=pace,
    )  # fmt: skip
    return found[measure]


def segregation_profiles(
    grid: PopulationGrid,
    *,
    group: str,
    measures: Sequence[str],
    k: Sequence[int] = (),
    radius_m: Sequence[float] = (),
    weights: Weights = "residents",
    draw_count: int = 0,
    seed: int = 1,
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> dict[str, list[ProfileRow]]:
    """Measure one group in several ways at every scale; contexts are computed once.

    Parameters and errors are those of :func:`segregation_profile`.

    Returns
    -------
    By measure, one row per k, then one per radius.
    """
    known = SPATIAL if weights == "residents" else inference.MEASURES
    for measure in measures:
        if measure not in known:
            raise InvalidSetting(
                f"There is no measure {measure!r}; choose one of {', '.join(known)}."
            )
    if not k and not radius_m:
        raise InvalidSetting("Name a scale: numbers of people (k), or distances (radius_m).")
    members, totals = grid.group_counts(group), grid.totals
    if np.isnan(members).any() or np.isnan(totals).any():
        raise UnknownCount("The profile needs every number; see grid.with_unknown_as.")
    settings, pace = settings or ContextSettings(), pace or Pace()
    layers = [members, *_dealt(members, totals, draw_count=draw_count, seed=seed)]
    rows: dict[str, list[list[float]]] = {measure: [] for measure in measures}
    for start in range(0, len(layers), LAYERS_AT_ONCE):
        part = layers[start : start + LAYERS_AT_ONCE]
        many = replace(
            grid,
            counts=np.column_stack(part),
            groups=tuple(map(str, range(len(part)))),
            is_suppressed=np.zeros((len(grid), len(part)), bool),
        )
        parts = _contexts(many, k, radius_m, settings, pace)
        for measure, measured in rows.items():
            measured += _measured(many, parts, measure, weights)
    scales: list[tuple[Scale, float]] = [("k", float(number)) for number in sorted(set(k))]
    scales += [("radius_m", radius) for radius in sorted({float(each) for each in radius_m})]
    unit_count = int((totals > 0).sum())
    return {
        measure: [
            _row(scale, reach, np.array(measured)[:, at], unit_count)
            for at, (scale, reach) in enumerate(scales)
        ]
        for measure, measured in rows.items()
    }


def context_quantiles(
    context_shares: ArrayLike, totals: ArrayLike, *, quantiles: Sequence[float]
) -> units.Floats:
    """Return quantiles of the contexts' shares over people, not over cells.

    The quantile q is the smallest share below or at which at least the part q of people lives.

    Examples
    --------
    >>> context_quantiles([0.1, 0.5], [90, 10], quantiles=[0.5, 0.95])
    array([0.1, 0.5])
    """
    p = np.asarray(context_shares, np.float64).reshape(-1)
    t = np.asarray(totals, np.float64).reshape(-1)
    is_known = ~np.isnan(p) & (t > 0)
    if not is_known.any():
        return np.full(len(quantiles), np.nan)
    order = np.argsort(p[is_known], kind="stable")
    below = np.cumsum(t[is_known][order])
    at = np.searchsorted(below, np.asarray(quantiles) * below[-1])
    found: units.Floats = p[is_known][order][np.minimum(at, len(order) - 1)]
    return found


def _dealt(
    members: NDArray[np.float64], totals: NDArray[np.float64], *, draw_count: int, seed: int
) -> list[NDArray[np.float64]]:
    free, people = totals.astype(np.int64), int(members.sum())
    dealt = []
    for draw in range(draw_count):
        rng = np.random.default_rng(seed + draw)
        one = rng.multivariate_hypergeometric(free, people, method="marginals")
        dealt.append(one.astype(np.float64))
    return dealt


Parts = list[tuple[NDArray[np.float64], NDArray[np.float64]]]


def _contexts(
    grid: PopulationGrid,
    k: Sequence[int],
    radius_m: Sequence[float],
    settings: ContextSettings,
    pace: Pace,
) -> Parts:
    """Return counts and people of the contexts, by k and by radius."""
    parts: Parts = []
    if k:
        near = people_contexts(grid, k=k, settings=settings, pace=pace)
        parts.append((near.counts, near.people))
    if radius_m:
        within = radius_contexts(grid, radius_m=radius_m, self_rule=settings.self_rule, pace=pace)
        parts.append((within.counts, within.people))
    return parts


def _measured(
    grid: PopulationGrid, parts: Parts, measure: str, weights: Weights
) -> list[list[float]]:
    """Return one list of estimates over all scales for each layer of the grid."""
    rows = []
    for layer in range(len(grid.groups)):
        row = []
        for counts, people in parts:
            for at in range(len(people)):
                inside, everybody = np.minimum(counts[layer, at], people[at]), people[at]
                if weights == "contexts":
                    pair = np.column_stack([inside, everybody - inside])
                    row.append(inference.measure_by_name(pair, measure))
                else:
                    shares = inside / np.where(everybody > 0, everybody, np.nan)
                    row.append(SPATIAL[measure](grid.counts[:, layer], grid.totals, shares))
        rows.append(row)
    return rows


def _row(scale: Scale, reach: float, found: NDArray[np.float64], unit_count: int) -> ProfileRow:
    draws = found[1:]
    expected, low, high = float("nan"), float("nan"), float("nan")
    if len(draws):
        expected = float(draws.mean())
        low, high = (float(value) for value in np.quantile(draws, [0.025, 0.975]))
    return ProfileRow(
        scale=scale, reach=reach, estimate=float(found[0]), expected=expected, low=low, high=high,
        unit_count=unit_count,
    )  # fmt: skip


def _with_context(
    members: ArrayLike, totals: ArrayLike, context_shares: ArrayLike
) -> tuple[units.Floats, units.Floats, units.Floats]:
    """Return the three for cells with people; a cell alone under "exclude" has no context."""
    x = np.asarray(members, np.float64).reshape(-1)
    t = np.asarray(totals, np.float64).reshape(-1)
    p = np.asarray(context_shares, np.float64).reshape(-1)
    if not len(x) == len(t) == len(p):
        raise InvalidSetting(
            f"There are {len(x)} members, {len(t)} totals and {len(p)} shares; give one per cell."
        )
    is_kept = (t > 0) & ~np.isnan(p)
    return x[is_kept], t[is_kept], np.clip(p[is_kept], 0, 1)
