"""Take out of a table what is never exported: free text, photographs, few named residents (D15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import polars as pl

from bybalance.atlas.disclosure.rules import DisclosureRules, disclosure_rules
from bybalance.model.errors import InvalidSetting

ContentKind = Literal["figure", "name", "choice", "free_text", "photograph", "residents_named"]
CONTENT_KINDS: Final = ("figure", "name", "choice", "free_text", "photograph", "residents_named")
"""A number or date; a name of an area, body or thing; one of a few fixed words; what residents
wrote; a picture or its address; how many residents a row names."""

_NEVER: Final = ("free_text", "photograph")
_MOST_CHOICES: Final = 200


def without_private(
    records: pl.DataFrame,
    *,
    kinds: Mapping[str, ContentKind],
    rules: DisclosureRules | None = None,
) -> pl.DataFrame:
    """Return records as they may be exported.

    Columns of free text and photographs are left out. Rows that name residents, but fewer than
    may be, are left out; unknown numbers count as few. A row that names nobody stays.

    Parameters
    ----------
    records
        One row per application or other record.
    kinds
        What each column holds; every column must be told.

    Raises
    ------
    InvalidSetting
        If a column is not told or unknown, or does not look like what it is said to hold.

    Examples
    --------
    >>> records = pl.DataFrame({"title": ["a", "b"], "why": ["x", "y"], "named": [2, 7]})
    >>> kinds = {"title": "name", "why": "free_text", "named": "residents_named"}
    >>> without_private(records, kinds=kinds)["title"].to_list()
    ['b']
    """
    rules = rules or disclosure_rules()
    odd = sorted(set(records.columns) ^ set(kinds))
    if odd:
        raise InvalidSetting(
            f"Say what the column {odd[0]!r} holds, and of no other: one of "
            f"{', '.join(CONTENT_KINDS)} (D15)."
        )
    for name, kind in kinds.items():
        _check(records[name], kind)
    kept = records
    for name, kind in kinds.items():
        if kind == "residents_named":
            least = rules.count("D15", "residents_named_min")
            kept = kept.filter((pl.col(name) == 0) | (pl.col(name) >= least))
    return kept.select([name for name, kind in kinds.items() if kind not in _NEVER])


def _check(values: pl.Series, kind: str) -> None:
    """Refuse a column that is something else than it is said to be."""
    if kind not in CONTENT_KINDS:
        raise InvalidSetting(f"{kind!r} is no kind; choose one of {', '.join(CONTENT_KINDS)}.")
    dtype = values.dtype
    is_plain = dtype.is_numeric() or dtype.is_temporal() or dtype == pl.Boolean
    is_text = dtype == pl.String
    fits = {
        "figure": is_plain, "residents_named": dtype.is_integer(), "name": is_text,
        "choice": is_text, "free_text": True, "photograph": True,
    }[kind]  # fmt: skip
    if kind == "choice" and is_text:
        fits = values.n_unique() <= _MOST_CHOICES
    if kind in ("name", "choice") and is_text:
        fits = fits and not values.drop_nulls().str.contains(r"[\r\n]").any()
    if not fits:
        raise InvalidSetting(
            f"The column {values.name!r} is said to hold a {kind}, but holds {dtype} that is none. "
            "What residents wrote is free_text."
        )
