"""Figures about areas: shares and medians that may be told, and reasons where they may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from bybalance.atlas.disclosure import protected
from bybalance.atlas.disclosure.protected import ProtectedFrame
from bybalance.atlas.disclosure.rules import DisclosureRules, disclosure_rules
from bybalance.model.errors import InvalidSetting

Kind = Literal["social", "conviction"]
BELOW: Final = "<"
ABOVE: Final = ">"


def protect_area_shares(
    members: Mapping[str, ArrayLike],
    *,
    area_ids: Sequence[str],
    years: Sequence[int],
    persons: ArrayLike,
    households: ArrayLike,
    kind: Kind = "social",
    rules: DisclosureRules | None = None,
) -> ProtectedFrame:
    """Return shares by area, year and figure that may be told.

    An area too small in one year has no figure in any (D3, D5). Within a year a share needs
    enough people below the line and enough, or none, above it and beside it (D2). Shares are
    rounded (D7); near none and near all only that is said, in ``share_edge`` (D6).

    Parameters
    ----------
    members
        People per figure, area and year, each of shape ``(n_areas, n_years)``; ``nan`` where not
        known.
    persons, households
        All people and households per area and year, shape ``(n_areas, n_years)``.
    kind
        ``conviction`` needs the larger area.

    Raises
    ------
    InvalidSetting
        If a shape is wrong or members exceed persons.
    """
    rules = rules or disclosure_rules()
    shape = (len(area_ids), len(years))
    people = _shaped(persons, shape, "persons")
    homes = _shaped(households, shape, "households")
    rule = "D5" if kind == "conviction" else "D3"
    is_large = np.asarray((people >= rules.count(rule, "persons_min")).all(axis=1), np.bool_)
    is_large &= (people >= rules.count("D3", "persons_min")).all(axis=1)
    is_large &= (homes >= rules.count("D3", "households_min")).all(axis=1)
    records: list[dict[str, Any]] = []
    for name, values in members.items():
        counts = _shaped(values, shape, name)
        if (counts > people).any():
            raise InvalidSetting(f"{name} has more members than an area has people.")
        for area, year in np.ndindex(*shape):
            share, edge, reason = _told(
                float(counts[area, year]),
                float(people[area, year]),
                rules=rules,
                is_large=bool(is_large[area]),
            )
            records.append(
                {"area_id": area_ids[area], "year": years[year], "figure": name, "share": share,
                 "share_edge": edge, "share_reason": reason}
            )  # fmt: skip
    schema = {
        "area_id": pl.String, "year": pl.Int32, "figure": pl.String, "share": pl.Float64,
        "share_edge": pl.String, "share_reason": pl.String,
    }  # fmt: skip
    frame = pl.DataFrame(records, schema=schema)
    return protected.made_here(frame, rules=rules, note="atlas.note.areas")


def protected_changes(shares: ProtectedFrame) -> ProtectedFrame:
    """Return the change of each share from the year before, where both are told (D10).

    Raises
    ------
    TypeError
        If the shares are not protected.
    """
    protected.require_protected(shares)
    frame = shares.frame.sort("area_id", "figure", "year")
    is_plain = pl.col("share_edge").is_null() & pl.col("share").is_not_null()
    value = pl.when(is_plain).then(pl.col("share"))
    changes = frame.select(
        "area_id", "figure", "year",
        (value - value.shift(1)).over("area_id", "figure").round(4).alias("change"),
        pl.int_range(pl.len()).over("area_id", "figure").alias("place"),
    ).filter(pl.col("place") > 0).drop("place")  # fmt: skip
    reason = pl.when(pl.col("change").is_null()).then(pl.lit(protected.CONFIDENTIAL))
    return protected.made_here(
        changes.with_columns(reason.alias("change_reason")),
        rules=disclosure_rules(shares.rules_id),
        note="atlas.note.changes",
    )


def protect_area_medians(
    amounts: Mapping[str, ArrayLike],
    *,
    persons: Mapping[str, int],
    rules: DisclosureRules | None = None,
) -> ProtectedFrame:
    """Return the rounded median of an amount per household, by area, where it may be told (D4).

    Parameters
    ----------
    amounts
        One amount in kroner per household, by area.
    persons
        People by area.
    """
    rules = rules or disclosure_rules()
    step = rules.count("D4", "rounded_to_dkk")
    records: list[dict[str, Any]] = []
    for area, values in amounts.items():
        each = np.asarray(values, np.float64)
        if np.isnan(each).any():
            raise InvalidSetting(f"{area} has amounts that are not known; leave them out first.")
        is_told = (
            persons[area] >= rules.count("D3", "persons_min")
            and len(each) >= rules.count("D4", "households_min")
            and not _is_dominated(each, rules)
        )
        median = int(np.rint(np.median(each) / step)) * step if is_told else None
        reason = None if is_told else protected.CONFIDENTIAL
        records.append({"area_id": area, "median_dkk": median, "median_dkk_reason": reason})
    schema = {"area_id": pl.String, "median_dkk": pl.Int64, "median_dkk_reason": pl.String}
    frame = pl.DataFrame(records, schema=schema)
    return protected.made_here(frame, rules=rules, note="atlas.note.amounts")


def _told(
    count: float, people: float, *, rules: DisclosureRules, is_large: bool
) -> tuple[float | None, str | None, str | None]:
    if np.isnan(count) or np.isnan(people):
        return None, None, protected.NOT_AVAILABLE
    if people == 0:
        return None, None, protected.NOBODY_THERE
    least = rules.count("D2", "hidden_below")
    is_fine = all(part == 0 or part >= least for part in (count, people - count))
    if not is_large or people < rules.count("D2", "share_persons_min") or not is_fine:
        return None, None, protected.CONFIDENTIAL
    edge, step = rules.share("D6", "edge_share"), rules.share("D7", "table_step")
    share = count / people
    if share < edge:
        return float(edge), BELOW, None
    if share > 1 - edge:
        return float(1 - edge), ABOVE, None
    return float(round(share / float(step)) * step), None, None


def _is_dominated(amounts: NDArray[np.float64], rules: DisclosureRules) -> bool:
    """Tell whether the few largest make up more than may be of the sum."""
    largest = np.sort(np.abs(amounts))[::-1][: rules.count("D4", "dominant_count")]
    total = np.abs(amounts).sum()
    return bool(total > 0 and largest.sum() > float(rules.share("D4", "dominant_share")) * total)


def _shaped(values: ArrayLike, shape: tuple[int, int], name: str) -> NDArray[np.float64]:
    array = np.asarray(values, np.float64)
    if array.shape != shape:
        raise InvalidSetting(
            f"{name} has the shape {array.shape}; with {shape[0]} areas and {shape[1]} years it "
            f"must be {shape}."
        )
    return array
