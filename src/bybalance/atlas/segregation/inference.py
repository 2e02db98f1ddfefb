"""Tell how uneven a city is beyond what chance alone would make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from bybalance.atlas.batches import Pace, run_batches
from bybalance.atlas.segregation import kernel, many_groups, two_groups, units
from bybalance.model.errors import InvalidSetting

DEFAULT_DRAWS: Final = 999
DRAWS_PER_BATCH: Final = 16
LOG_TABLE: Final = 65_536

_COMPILED: Final = {
    "dissimilarity": kernel.DISSIMILARITY,
    "theil_h": kernel.THEIL_H,
    "mutual_information": kernel.MUTUAL_INFORMATION,
    "isolation": kernel.ISOLATION,
}
Measure = Callable[[NDArray[np.float64]], float]

_PLAIN: Final[dict[str, Measure]] = {
    "dissimilarity": many_groups.dissimilarity,
    "theil_h": many_groups.theil_h,
    "mutual_information": many_groups.mutual_information,
    "gini": many_groups.gini,
    "isolation": lambda counts: two_groups.isolation(counts[:, 0], counts.sum(axis=1)),
    "interaction": lambda counts: two_groups.interaction(counts[:, 0], counts.sum(axis=1)),
    "eta_squared": lambda counts: two_groups.eta_squared(counts[:, 0], counts.sum(axis=1)),
}
MEASURES: Final = tuple(_PLAIN)
"""Measures by name; those of one group take the first column for it."""

NULLS: Final = ("systematic", "residents")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AgainstChance:
    """A measure beside its values in cities made by chance.

    Parameters
    ----------
    observed
        The measure of the city as it is.
    draws
        The measure of each drawn city, in order of the draws.
    null, seed
        How the cities were drawn; the same seed gives the same draws.
    """

    observed: float
    draws: NDArray[np.float64]
    null: str
    seed: int

    @property
    def expected(self) -> float:
        """Return the mean over the draws: what chance alone makes."""
        return float(self.draws.mean())

    @property
    def excess(self) -> float:
        """Return the measure beyond chance: observed less expected."""
        return self.observed - self.expected

    @property
    def p_value(self) -> float:
        """Return ``(1 + draws at least as large) / (1 + draws)``, never 0."""
        larger = int((self.draws >= self.observed).sum())
        return (1 + larger) / (1 + len(self.draws))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the middle part of the draws that holds ``level`` of them."""
        low, high = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)


def measure_by_name(counts: ArrayLike, measure: str) -> float:
    """Measure people per unit and group, shape ``(n_units, n_groups)``, by the measure's name.

    Examples
    --------
    >>> measure_by_name([[10, 0], [0, 10]], "gini")
    1.0
    """
    if measure not in _PLAIN:
        raise InvalidSetting(f"There is no measure {measure!r}; choose one of {', '.join(_PLAIN)}.")
    return _PLAIN[measure](units.many_groups(counts))


def against_chance(
    counts: ArrayLike,
    *,
    measure: str = "dissimilarity",
    draw_count: int = DEFAULT_DRAWS,
    seed: int = 1,
    null: str = "systematic",
    pace: Pace | None = None,
) -> AgainstChance:
    """Measure a city and many cities where the same people live by chance.

    Parameters
    ----------
    counts
        Whole people per unit and group, shape ``(n_units, n_groups)``. For one group against the
        rest give two columns.
    measure
        One of :data:`MEASURES`.
    draw_count
        Number of drawn cities.
    seed
        Draw i depends on ``seed + i`` only, on any number of threads.
    null
        ``systematic``: each group falls on the units by their share of all people, so the size
        of a unit varies as well; the null of PySAL's "systematic". ``residents``: units keep
        their number of people, and who they are is dealt out like cards.
    pace
        Threads, progress, cancellation.

    Raises
    ------
    InvalidSetting
        If a name is no choice, counts are not whole, or there is nobody.

    Examples
    --------
    >>> tested = against_chance([[9, 1], [1, 9]], draw_count=99)
    >>> tested.observed, tested.p_value < 0.1
    (0.8, True)
    """
    table = units.many_groups(counts)
    observed = measure_by_name(table, measure)
    if null not in NULLS:
        raise InvalidSetting(f"There is no null {null!r}; choose one of {', '.join(NULLS)}.")
    if draw_count < 1 or not 0 <= seed < 2**62:
        raise InvalidSetting(
            f"{draw_count} draws with seed {seed}: at least 1 draw, and a seed from 0 to 2**62."
        )
    if (table != np.floor(table)).any() or table.sum() == 0:
        raise InvalidSetting("Chance deals out whole people, at least one; round the counts first.")
    found = np.empty(draw_count)
    if null == "systematic" and measure in _COMPILED:
        work = _compiled_draws(table, code=_COMPILED[measure], seed=seed, found=found)
    else:
        draw = _systematic if null == "systematic" else _residents

        def work(batch: NDArray[np.int64]) -> None:
            for index in batch:
                rng = np.random.default_rng(seed + int(index))
                found[index] = _PLAIN[measure](draw(table, rng))

    run_batches(work, np.arange(draw_count), pace=pace or Pace(), batch_size=DRAWS_PER_BATCH)
    return AgainstChance(observed=observed, draws=found, null=null, seed=seed)


def _compiled_draws(
    table: units.Floats, *, code: int, seed: int, found: NDArray[np.float64]
) -> Callable[[NDArray[np.int64]], None]:
    people, totals = table.sum(axis=0), table.sum(axis=1)
    tables = _PoissonTables.build(people, totals)
    unit_keep, unit_alias = np.empty(len(totals)), np.empty(len(totals), np.int64)
    kernel.build_alias(totals / totals.sum(), unit_keep, unit_alias)
    numbers = np.arange(LOG_TABLE, dtype=np.float64)
    logs = numbers * np.log(np.maximum(numbers, 1))

    def work(batch: NDArray[np.int64]) -> None:
        kernel.measure_draws(
            batch, seed, people, tables.kinds, tables.starts, tables.lows, tables.keep,
            tables.alias, unit_keep, unit_alias, code, logs, found,
        )  # fmt: skip

    return work


@dataclass(frozen=True, slots=True, eq=False)
class _PoissonTables:
    """One table per mean that occurs; units of one size share theirs."""

    kinds: NDArray[np.int32]
    starts: NDArray[np.int64]
    lows: NDArray[np.int64]
    keep: NDArray[np.float64]
    alias: NDArray[np.int32]

    @classmethod
    def build(cls, people: units.Floats, totals: units.Floats) -> _PoissonTables:
        """Tabulate the Poisson numbers of every group and size of unit, to 1e-17 of the tails."""
        sizes, size_of_unit = np.unique(totals, return_inverse=True)
        # Four standard deviations below N, a draw is made again once in 30,000.
        means = np.maximum(people - 4 * np.sqrt(people), 0)[:, np.newaxis] * sizes / totals.sum()
        lows, parts = [], []
        for mean in means.reshape(-1):
            spread = 9 * np.sqrt(mean) + 20
            low = max(int(mean - spread), 0)
            lows.append(low)
            parts.append(stats.poisson.pmf(np.arange(low, int(mean + spread) + 1), mean))
        starts = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
        keep, alias = np.empty(starts[-1]), np.empty(starts[-1], np.int32)
        for start, end, part in zip(starts[:-1], starts[1:], parts, strict=True):
            kernel.build_alias(part, keep[start:end], alias[start:end])
        shift = np.arange(len(people))[:, np.newaxis] * len(sizes)
        kinds = (size_of_unit.reshape(1, -1) + shift).astype(np.int32)
        return cls(kinds, starts.astype(np.int64), np.array(lows, np.int64), keep, alias)


def _systematic(table: units.Floats, rng: np.random.Generator) -> units.Floats:
    totals = table.sum(axis=1)
    chances = totals / totals.sum()
    groups = [rng.multinomial(int(people), chances) for people in table.sum(axis=0)]
    return np.column_stack(groups).astype(np.float64)


def _residents(table: units.Floats, rng: np.random.Generator) -> units.Floats:
    free = table.sum(axis=1).astype(np.int64)
    groups = []
    for people in table.sum(axis=0)[:-1].astype(np.int64):
        dealt = rng.multivariate_hypergeometric(free, people, method="marginals")
        groups.append(dealt)
        free = free - dealt
    return np.column_stack([*groups, free]).astype(np.float64)
