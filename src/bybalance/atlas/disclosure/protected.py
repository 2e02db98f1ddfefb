"""The only things that may leave: a protected grid, and frames made from one.

Neither can be built by hand: a raw table is not turned into a protected one by calling it so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bybalance.atlas.batches import Pace
from bybalance.atlas.contexts import ContextSettings, people_contexts
from bybalance.atlas.disclosure import formats, rounding
from bybalance.atlas.disclosure.rules import DisclosureRules, disclosure_rules
from bybalance.model.errors import InvalidSetting
from bybalance.model.grid import PopulationGrid

CONFIDENTIAL: Final = "c"
NOT_AVAILABLE: Final = "n"
NOBODY_THERE: Final = "z"
REASONS: Final = (CONFIDENTIAL, NOT_AVAILABLE, NOBODY_THERE)
"""Why there is no number: withheld, not known here, or nobody lives there."""

TEXT_COLUMNS: Final = (
    "area_id", "city", "figure", "group", "level", "measure", "parent_id", "scale", "unit_id",
)  # fmt: skip
"""Columns that may hold text, beside reasons and edges: names, and words of ours."""

_KEY: Final = object()


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedGrid:
    """A grid whose groups are rounded at random; totals are public (D1).

    Make one with :func:`protect_grid`.
    """

    grid: PopulationGrid
    rules: DisclosureRules
    year: int
    key: object

    def __post_init__(self) -> None:
        """Refuse a grid that nobody protected."""
        _check_key(self.key)

    def __repr__(self) -> str:
        """Tell what it is without a number from it."""
        return f"ProtectedGrid({len(self.grid)} cells, {self.year}, {self.rules.id})"


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedFrame:
    """A table that may be published.

    Parameters
    ----------
    frame
        Numbers, class codes and reasons; each column ``x`` that may be withheld has a column
        ``x_reason`` of :data:`REASONS`, null where there is a number (D14).
    rules_id
        The version of the rules it was made by.
    note
        What a reader must know, as a message key for the wording catalogues.
    """

    frame: pl.DataFrame
    rules_id: str
    note: str
    key: object

    def __post_init__(self) -> None:
        """Refuse a frame that nobody protected, or that tells a number with a reason for none."""
        _check_key(self.key)
        _refuse_free_text(self.frame)
        for name in self.frame.columns:
            reason = f"{name}_reason"
            if reason in self.frame.columns:
                agrees = self.frame[name].is_null() == self.frame[reason].is_not_null()
                if not agrees.all():
                    raise ValueError(f"{name} has a number and a reason for none, or neither.")

    @property
    def frame_id(self) -> str:
        """Return a name that changes with any published value: figures refer to it."""
        text = self.frame.write_csv() + self.rules_id
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def protect_grid(
    grid: PopulationGrid, *, secret: bytes, year: int, rules: DisclosureRules | None = None
) -> ProtectedGrid:
    """Round the groups of a grid at random (D7), before anything is computed from them (D12).

    Raises
    ------
    InvalidSetting
        If the secret is too short, or counts are not whole.

    Examples
    --------
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0], northings_m=[0], totals=[30], counts={"tenants": [12]}
    ... )
    >>> safe = protect_grid(grid, secret=b"sixteen bytes ..", year=2026)
    >>> float(safe.grid.group_counts("tenants")[0]) in (10.0, 15.0)
    True
    """
    rules = rules or disclosure_rules()
    if grid.is_fractional:
        raise InvalidSetting("An estimated grid has parts of people; round it before protecting.")
    base = rules.count("D7", "rounding_base")
    columns = [
        rounding.round_at_random(grid, group, base=base, secret=secret, year=year)
        for group in grid.groups
    ]
    counts = np.column_stack(columns) if columns else grid.counts
    return ProtectedGrid(replace(grid, counts=counts), rules, year, _KEY)


def protected_cells(safe: ProtectedGrid) -> ProtectedFrame:
    """Return cells with their people, and groups where they may be told (D1, D2).

    A rounded count below the smallest that may be told is withheld, so that the zeros of
    rounding never say that there is nobody; where nobody lives at all, that is the reason.
    """
    _check_type(safe, ProtectedGrid)
    grid, least = safe.grid, safe.rules.count("D2", "hidden_below")
    frame = _places(grid).with_columns(
        total=_nullable(grid.totals),
        total_reason=_reason(np.isnan(grid.totals), grid.totals == -1, grid.is_total_suppressed),
    )
    for at, group in enumerate(grid.groups):
        counts = grid.counts[:, at]
        is_empty, is_hidden = grid.totals == 0, ~(counts >= least)
        shown = np.where(is_hidden | is_empty, np.nan, counts)
        reasons = _reason(np.isnan(shown), is_empty, ~grid.is_missing[:, at])
        frame = frame.with_columns(_nullable(shown).alias(group), reasons.alias(f"{group}_reason"))
    return ProtectedFrame(frame, safe.rules.id, "atlas.note.cells", _KEY)


def protected_contexts(
    safe: ProtectedGrid,
    *,
    k: Sequence[int],
    settings: ContextSettings | None = None,
    pace: Pace | None = None,
) -> ProtectedFrame:
    """Return the class of each group's share among the k nearest people, around each cell.

    Class 0 is a share from 0 to below 5 percent, and so on; the first and the last also stand for
    nobody and everybody (D6). Contexts are computed from the protected layer (D12).

    Raises
    ------
    InvalidSetting
        If a k is smaller than may be shown.
    TypeError
        If the grid is not protected.
    """
    _check_type(safe, ProtectedGrid)
    check_public_k(k, rules=safe.rules)
    found = people_contexts(safe.grid, k=k, settings=settings, pace=pace)
    step = safe.rules.share("D7", "map_step")
    frame = _places(safe.grid)
    for at_k, number in enumerate(found.k):
        for group in found.groups:
            name = f"ctx_{group}_k{number}_class"
            codes = share_classes(found.share(group, number), step=float(step))
            codes[found.is_short[at_k]] = -1
            is_known = codes >= 0
            reasons = [None if known else NOT_AVAILABLE for known in is_known]
            frame = frame.with_columns(
                pl.Series(name, np.maximum(codes, 0), dtype=pl.Int16).set(
                    pl.Series(~is_known), None
                ),
                pl.Series(f"{name}_reason", reasons, dtype=pl.String),
            )
    return ProtectedFrame(frame, safe.rules.id, "atlas.note.contexts", _KEY)


def share_classes(shares: NDArray[np.float64], *, step: float) -> NDArray[np.int64]:
    """Return the class of each share, from 0; the last holds 1; -1 where there is no share.

    Examples
    --------
    >>> share_classes(np.array([0.0, 0.049, 0.05, 1.0, np.nan]), step=0.05).tolist()
    [0, 0, 1, 19, -1]
    """
    count = round(1 / step)
    # A share that is a class border but for the last bit belongs to the upper class.
    codes = np.floor(np.nan_to_num(shares) / step + 1e-9)
    return np.where(np.isnan(shares), -1, np.clip(codes, 0, count - 1)).astype(np.int64)


def write_protected(
    frame: ProtectedFrame,
    path: Path,
    *,
    shapes: formats.Shapes | None = None,
    about: Sequence[tuple[str, str]] = (),
) -> None:
    """Write a protected frame as CSV, Parquet, GeoParquet or XLSX, by the ending of the name.

    Parameters
    ----------
    path
        Ending in ``.csv``, ``.parquet`` or ``.xlsx``.
    shapes
        Where the rows lie; with them a ``.parquet`` is GeoParquet.
    about
        Lines for the second sheet of a workbook, after the version of the rules and the name of
        the frame.

    Raises
    ------
    TypeError
        If the frame is not protected: raw numbers do not leave.
    InvalidSetting
        If the ending is none of these, or shapes are given for another; nothing is written.
    """
    _check_type(frame, ProtectedFrame)
    if shapes is not None and path.suffix != ".parquet":
        raise InvalidSetting(f"{path.name}: shapes go into a .parquet, not a {path.suffix}.")
    if path.suffix == ".csv":
        frame.frame.write_csv(path)
    elif path.suffix == ".parquet" and shapes is not None:
        path.write_bytes(formats.geoparquet_bytes(frame.frame, shapes))
    elif path.suffix == ".parquet":
        frame.frame.write_parquet(path)
    elif path.suffix == ".xlsx":
        head = [("rules", frame.rules_id), ("frame", frame.frame_id)]
        path.write_bytes(formats.xlsx_bytes(frame.frame, [*head, *about]))
    else:
        raise InvalidSetting(f"{path.name} ends in {path.suffix!r}; use .csv, .parquet or .xlsx.")


def made_here(frame: pl.DataFrame, *, rules: DisclosureRules, note: str) -> ProtectedFrame:
    """Return the frame as protected; for the modules of this package that apply the rules."""
    return ProtectedFrame(frame, rules.id, note, _KEY)


def check_public_k(k: Sequence[int], *, rules: DisclosureRules) -> None:
    """Refuse a k that is smaller than may be shown (D12).

    Raises
    ------
    InvalidSetting
        If there is one; the message names it and the smallest.
    """
    least = rules.count("D12", "public_k_min")
    if any(number < least for number in k):
        raise InvalidSetting(f"k is {min(k)}; what is published starts at k = {least} (D12).")


def require_protected(frame: ProtectedFrame) -> None:
    """Refuse anything but a protected frame, with a ``TypeError``."""
    _check_type(frame, ProtectedFrame)


def require_protected_grid(grid: ProtectedGrid) -> None:
    """Refuse anything but a protected grid, with a ``TypeError``."""
    _check_type(grid, ProtectedGrid)


def _refuse_free_text(frame: pl.DataFrame) -> None:
    """Refuse what may be words of residents or a picture (D15): text outside the known columns."""
    for name, dtype in frame.schema.items():
        if dtype.is_numeric() or dtype.is_temporal() or dtype in (pl.Boolean, pl.Null):
            continue
        is_known = name in TEXT_COLUMNS or name.endswith(("_reason", "_edge"))
        if dtype != pl.String or not is_known:
            raise ValueError(f"{name} holds {dtype}; free text and pictures do not leave (D15).")
        odd = frame[name].drop_nulls().str.contains(r"[\r\n]|^.{121}")
        if odd.any():
            raise ValueError(f"{name} holds a long text; names have a line of 120 letters (D15).")


def _check_key(key: object) -> None:
    if key is not _KEY:
        raise TypeError("Only the functions of bybalance.atlas.disclosure make protected things.")


def _check_type(thing: object, wanted: type) -> None:
    if type(thing) is not wanted:
        raise TypeError(
            f"A {type(thing).__name__} is not protected; what is published is a {wanted.__name__}, "
            "made by bybalance.atlas.disclosure."
        )


def _places(grid: PopulationGrid) -> pl.DataFrame:
    return pl.DataFrame({"easting_m": grid.eastings_m, "northing_m": grid.northings_m})


def _nullable(values: NDArray[np.float64]) -> pl.Series:
    is_known = ~np.isnan(values)
    whole = pl.Series(np.where(is_known, values, 0)).cast(pl.Int64)
    return whole.set(pl.Series(~is_known), None)


def _reason(
    is_absent: NDArray[np.bool_], is_empty: NDArray[np.bool_], is_hidden: NDArray[np.bool_]
) -> pl.Series:
    reasons = [
        None if not absent else NOBODY_THERE if empty else CONFIDENTIAL if hidden else NOT_AVAILABLE
        for absent, empty, hidden in zip(is_absent, is_empty, is_hidden, strict=True)
    ]
    return pl.Series(reasons, dtype=pl.String)
