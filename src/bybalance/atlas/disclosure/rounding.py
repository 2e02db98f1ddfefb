"""Round counts at random, the same way each time the same question is asked."""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

MIN_SECRET_BYTES: Final = 16


def round_at_random(
    grid: PopulationGrid, group: str, *, base: int, secret: bytes, year: int
) -> NDArray[np.float64]:
    """Round the people of a group in each cell up or down to a multiple of ``base``.

    A count c is rounded up with the probability (c mod base) / base, so the mean is right. Chance
    comes from a keyed hash of cell, group and year: nobody without the secret can foresee it,
    and asking again gives no second look. A count that would be rounded above the people of its
    cell is rounded down.

    Parameters
    ----------
    grid
        ``nan`` stays ``nan``.
    base
        At least 1.
    secret
        At least 16 bytes that only the installation knows.

    Raises
    ------
    InvalidSetting
        If the secret is too short or the base below 1.
    """
    if len(secret) < MIN_SECRET_BYTES:
        raise InvalidSetting(
            f"The secret has {len(secret)} bytes; rounding needs at least {MIN_SECRET_BYTES}, "
            "random and kept by the installation."
        )
    if base < 1:
        raise InvalidSetting(f"Counts are rounded to a multiple of {base}; give 1 or more.")
    counts = grid.group_counts(group)
    known = ~np.isnan(counts)
    whole = np.where(known, counts, 0)
    left_over = whole % base
    rounded = whole - left_over
    label = f"{grid.crs}|{grid.cell_size_m}|{group}|{year}|".encode()
    key = hashlib.blake2b(secret, digest_size=32).digest()
    for cell in np.flatnonzero(known & (left_over > 0)):
        place = f"{grid.eastings_m[cell]}|{grid.northings_m[cell]}".encode()
        bits = hashlib.blake2b(label + place, digest_size=8, key=key).digest()
        is_up = int.from_bytes(bits, "big") < left_over[cell] / base * 2.0**64
        if is_up and (np.isnan(grid.totals[cell]) or rounded[cell] + base <= grid.totals[cell]):
            rounded[cell] += base
    return np.where(known, rounded, np.nan)
