"""The attack that rebuilds cells from contexts: it must work on raw numbers and fail on ours.

The attacker knows how many live in each cell, the rule of contexts, and every published number;
takes each cell for a draw around the town's share, and solves for what fits best.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from bybalance.atlas.contexts import ContextSettings, PeopleContexts, people_contexts
from bybalance.atlas.disclosure import protected
from bybalance.model.grid import PopulationGrid

K = (400, 800, 1_600)
SECRET = b"a secret of the installation"
ALLOWED_ABOVE_GUESSING = 0.10


def town(seed: int = 30) -> PopulationGrid:
    """Thirty by thirty cells, most of them lived in, a group that clusters."""
    rng = np.random.default_rng(seed)
    rows, columns = np.divmod(np.arange(900), 30)
    is_lived_in = rng.random(900) < 0.74
    totals = np.where(is_lived_in, rng.geometric(1 / 18, 900), 0)
    near = np.exp(-np.hypot(rows - 10, columns - 20) / 8)
    members = rng.binomial(totals, np.clip(0.05 + 0.35 * near, 0, 1))
    return PopulationGrid.from_cells(
        eastings_m=columns[is_lived_in] * 100,
        northings_m=rows[is_lived_in] * 100,
        totals=totals[is_lived_in],
        counts={"a": members[is_lived_in]},
    )


def parts_of_contexts(grid: PopulationGrid, rule: ContextSettings) -> list[NDArray[np.float64]]:
    """The part of each cell's people in each context: what the attacker works out from totals."""
    everyone = PopulationGrid.from_cells(
        eastings_m=grid.eastings_m,
        northings_m=grid.northings_m,
        totals=grid.totals,
        counts={str(cell): np.where(np.arange(len(grid)) == cell, grid.totals, 0)
                for cell in range(len(grid))},
    )  # fmt: skip
    found = people_contexts(everyone, k=K, settings=rule)
    return [
        found.counts[:, at].T / grid.totals / found.people[at][:, np.newaxis] for at in range(3)
    ]


def solved(
    shares: list[NDArray[np.float64]], parts: list[NDArray[np.float64]], grid: PopulationGrid,
    *, error: float,
) -> NDArray[np.float64]:  # fmt: skip
    """The most likely members of each cell, given shares known up to ``error``."""
    known, rule = np.concatenate(shares), np.vstack(parts)
    totals = grid.totals
    overall = float(np.average(shares[-1], weights=totals))
    prior = overall * totals
    spread = totals * overall * (1 - overall)
    noise = np.maximum(error, 1e-9) ** 2 * np.eye(len(known))
    gain = (rule * spread).T @ np.linalg.solve(
        (rule * spread) @ rule.T + noise, known - rule @ prior
    )
    return np.clip(np.rint(prior + gain), 0, totals)


def guesses(grid: PopulationGrid) -> list[NDArray[np.float64]]:
    """What can be said without any context."""
    share = grid.counts.sum() / grid.totals.sum()
    return [np.rint(share * grid.totals), np.floor(share * grid.totals), np.ones(len(grid))]


def recovered(found: NDArray[np.float64], grid: PopulationGrid) -> tuple[float, float]:
    """Part of all cells, and of those with one to four members, that is told exactly."""
    truth = grid.group_counts("a")
    is_sensitive = (truth > 0) & (truth < 5)
    hit = found == truth
    return float(hit.mean()), float(hit[is_sensitive].mean())


@pytest.mark.parametrize("overshoot", ["whole", "proportional"])
def test_raw_contexts_give_every_cell_away_and_published_ones_hardly_more_than_a_guess(
    overshoot: str, tmp_path: Path
) -> None:
    grid = town()
    rule = ContextSettings(overshoot=overshoot)  # type: ignore[arg-type]
    parts = parts_of_contexts(grid, rule)
    raw: PeopleContexts = people_contexts(grid, k=K, settings=rule)
    guessed = np.max([recovered(guess, grid) for guess in guesses(grid)], axis=0)

    open_shares = [raw.share("a", k) for k in K]
    everything = recovered(solved(open_shares, parts, grid, error=0), grid)

    safe = protected.protect_grid(grid, secret=SECRET, year=2026)
    frame = protected.protected_contexts(safe, k=K, settings=rule)
    protected.write_protected(frame, tmp_path / "contexts.csv")
    published = pl.read_csv(tmp_path / "contexts.csv")
    middles = [published[f"ctx_a_k{k}_class"].to_numpy() * 0.05 + 0.025 for k in K]
    told = recovered(solved(middles, parts, grid, error=0.05 / 12**0.5), grid)

    assert min(everything) > 0.95, "the attacker is broken"
    assert told[0] <= guessed[0] + ALLOWED_ABOVE_GUESSING
    assert told[1] <= guessed[1] + ALLOWED_ABOVE_GUESSING


def test_the_protected_layer_itself_hardly_helps_at_full_precision() -> None:
    grid = town()
    rule = ContextSettings()
    safe = protected.protect_grid(grid, secret=SECRET, year=2026)
    shares = [people_contexts(safe.grid, k=K, settings=rule).share("a", k) for k in K]
    guessed = np.max([recovered(guess, grid) for guess in guesses(grid)], axis=0)

    told = recovered(solved(shares, parts_of_contexts(grid, rule), grid, error=0), grid)

    assert told[0] <= guessed[0] + ALLOWED_ABOVE_GUESSING
    assert told[1] <= guessed[1] + ALLOWED_ABOVE_GUESSING


def test_one_more_person_moves_no_published_class_by_more_than_rounding() -> None:
    """A resident with a unique trait changes the layer in one cell by at most one step."""
    grid = town()
    counts = grid.group_counts("a").copy()
    counts[100] += 1 if counts[100] < grid.totals[100] else -1
    other = PopulationGrid.from_cells(
        eastings_m=grid.eastings_m, northings_m=grid.northings_m, totals=grid.totals,
        counts={"a": counts},
    )  # fmt: skip

    here, there = (
        protected.protect_grid(each, secret=SECRET, year=2026).grid.group_counts("a")
        for each in (grid, other)
    )

    assert np.flatnonzero(here != there).tolist() in ([], [100])
    assert abs(here[100] - there[100]) <= 5
