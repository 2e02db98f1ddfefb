"""Check what was published by what may be published; shares no code with what protects.

A frame that comes back from disk is a :class:`ProtectedFrame` again only after this check.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from bybalance.atlas.disclosure import protected
from bybalance.atlas.disclosure.protected import ProtectedFrame
from bybalance.atlas.disclosure.rules import DisclosureRules, disclosure_rules
from bybalance.model.errors import InvalidArtefact

CONTEXT_COLUMN: Final = re.compile(r"ctx_(?P<group>[a-z][a-z0-9_-]*)_k(?P<k>[1-9][0-9]*)_class")
_EDGES: Final = ("<", ">")

_PLACES: Final = {"easting_m": pl.Int64, "northing_m": pl.Int64}
_TOTALS: Final = {
    **_PLACES, "people": pl.Int64, "people_reason": pl.String,
    "households": pl.Int64, "households_reason": pl.String,
}  # fmt: skip
_AREA_PROFILES: Final = {
    "area_id": pl.String, "city": pl.String, "group": pl.String, "year": pl.Int32,
    "scale": pl.String, "reach": pl.Float64, "figure": pl.String, "people": pl.Float64,
    "value": pl.Float64, "value_edge": pl.String, "value_reason": pl.String,
}  # fmt: skip
_WHOLE_FIGURES: Final = ("rank", "rank_count", "people_within")
_LEVEL: Final = r"^(area|surroundings|city|region)_(mean|p10|p50|p90)$"
_OTHER_FIGURE: Final = (
    r"^(noise_(low|high)|chance_(mean|low|high)|gap(_low|_high)?|rank|rank_count|city_percentile"
    r"|people_within|share_within)$"
)
_MEASURES: Final = {
    "year": pl.Int32, "group": pl.String, "measure": pl.String, "k": pl.Int64,
    "estimate": pl.Float64, "expected": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "unit_count": pl.Int64,
}  # fmt: skip
_AREAS: Final = {
    "area_id": pl.String, "year": pl.Int32, "figure": pl.String, "share": pl.Float64,
    "share_edge": pl.String, "share_reason": pl.String,
}  # fmt: skip
_CHANGES: Final = {
    "area_id": pl.String, "figure": pl.String, "year": pl.Int32, "change": pl.Float64,
    "change_reason": pl.String,
}  # fmt: skip


def read_protected(
    content: bytes, *, kind: str, rules_id: str, note: str, frame_id: str
) -> ProtectedFrame:
    """Return a published Parquet file as the protected frame that it was.

    Parameters
    ----------
    content
        The file.
    kind
        What it is to hold: ``totals``, ``contexts``, ``area_profiles``,
        ``measures``, ``areas`` or ``changes``.
    rules_id, note, frame_id
        What the manifest says of it.

    Raises
    ------
    InvalidArtefact
        If it is damaged, holds anything that may not be published, or is another frame.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InvalidArtefact(f"The {kind} cannot be read: {type(error).__name__}.") from None
    rules = disclosure_rules(rules_id)
    check_published(frame, kind=kind, rules=rules)
    if hashlib.sha256((frame.write_csv() + rules_id).encode()).hexdigest()[:16] != frame_id:
        raise InvalidArtefact(f"The {kind} are not the frame {frame_id}. Build the atlas anew.")
    return protected.made_here(frame, rules=rules, note=note)


def check_published(frame: pl.DataFrame, *, kind: str, rules: DisclosureRules) -> None:
    """Refuse a table that holds anything but what its kind may publish.

    Raises
    ------
    InvalidArtefact
        With the first column and value that may not be there.
    """
    checks: Mapping[str, Callable[[pl.DataFrame, DisclosureRules], None]] = {
        "totals": _check_totals, "contexts": _check_contexts,
        "area_profiles": _check_area_profiles, "measures": _check_measures, "areas": _check_areas,
        "changes": _check_changes,
    }  # fmt: skip
    if kind not in checks:
        raise InvalidArtefact(f"There is nothing published that is called {kind!r}.")
    for name in frame.columns:
        reason = f"{name}_reason"
        if reason in frame.columns:
            odd = frame.filter(pl.col(name).is_null() == pl.col(reason).is_null())
            _refuse_any(odd, name, "has a number and a reason for none, or neither (D14)")
            known = pl.col(reason).is_null() | pl.col(reason).is_in(["c", "n", "z"])
            _refuse_any(frame.filter(~known), reason, "is no reason (D14)")
    checks[kind](frame, rules)


def _check_totals(frame: pl.DataFrame, _rules: DisclosureRules) -> None:
    _check_schema(frame, _TOTALS)
    for name in ("people", "households"):
        _refuse_any(frame.filter(pl.col(name) < 0), name, "is no count")


def _check_contexts(frame: pl.DataFrame, rules: DisclosureRules) -> None:
    classes = [name for name in frame.columns if CONTEXT_COLUMN.fullmatch(name)]
    expected: dict[str, type[pl.DataType]] = dict(_PLACES)
    for name in classes:
        expected |= {name: pl.Int16, f"{name}_reason": pl.String}
    _check_schema(frame, expected)
    count = round(1 / rules.share("D7", "map_step"))
    for name in classes:
        found = CONTEXT_COLUMN.fullmatch(name)
        if found is None or int(found["k"]) < rules.count("D12", "public_k_min"):
            raise InvalidArtefact(f"The column {name} is of fewer people than may be shown (D12).")
        _refuse_any(frame.filter(~pl.col(name).is_between(0, count - 1)), name, "is no class (D7)")


def _check_area_profiles(frame: pl.DataFrame, rules: DisclosureRules) -> None:
    _check_schema(frame, _AREA_PROFILES)
    figure, value = pl.col("figure"), pl.col("value")
    is_level = figure.str.contains(_LEVEL)
    known = is_level | figure.str.contains(_OTHER_FIGURE)
    _refuse_any(frame.filter(~known), "figure", "is nothing that may be published")
    _refuse_any(
        frame.filter(~pl.col("scale").is_in(["k", "distance_m"])), "scale", "is neither scale"
    )
    least = rules.count("D12", "public_k_min")
    near = (pl.col("scale") == "k") & (pl.col("reach") < least)
    _refuse_any(frame.filter(near), "reach", "is fewer people than may be shown (D12)")
    whole = figure.is_in(_WHOLE_FIGURES)
    _refuse_any(frame.filter(whole & ((value < 0) | (value != value.round()))), "value",
                "is no count")  # fmt: skip
    _check_step(frame.filter(~whole), "value", float(rules.share("D7", "table_step")))
    _check_shares(frame.filter(is_level | (figure == "share_within")), "value", rules)
    odd = (pl.col("people") < 0) | (pl.col("people") != pl.col("people").round())
    _refuse_any(frame.filter(odd), "people", "is no count")


def _check_measures(frame: pl.DataFrame, rules: DisclosureRules) -> None:
    _check_schema(frame, _MEASURES)
    _check_k(frame, rules)
    for name in ("estimate", "expected", "low", "high"):
        _check_step(frame, name, 0.0001)


def _check_areas(frame: pl.DataFrame, rules: DisclosureRules) -> None:
    _check_schema(frame, _AREAS)
    _check_shares(frame, "share", rules)


def _check_changes(frame: pl.DataFrame, rules: DisclosureRules) -> None:
    _check_schema(frame, _CHANGES)
    _check_step(frame, "change", float(rules.share("D7", "table_step")))


def _check_schema(frame: pl.DataFrame, expected: Mapping[str, type[pl.DataType]]) -> None:
    for name, kind in frame.schema.items():
        if name not in expected:
            raise InvalidArtefact(f"The column {name!r} is nothing that may be published.")
        if kind != expected[name]:
            raise InvalidArtefact(f"The column {name!r} holds {kind}, not {expected[name]}.")
    missing = [name for name in expected if name not in frame.columns]
    if missing:
        raise InvalidArtefact(f"The column {missing[0]!r} is missing.")


def _check_k(frame: pl.DataFrame, rules: DisclosureRules) -> None:
    least = rules.count("D12", "public_k_min")
    _refuse_any(frame.filter(pl.col("k") < least), "k", "is fewer people than may be shown (D12)")


def _check_shares(frame: pl.DataFrame, name: str, rules: DisclosureRules) -> None:
    """Refuse shares that are too precise, or that tell of none or all (D6, D7)."""
    edge = float(rules.share("D6", "edge_share"))
    beyond = frame.filter((pl.col(name) < edge - 1e-9) | (pl.col(name) > 1 - edge + 1e-9))
    _refuse_any(beyond, name, "tells of none or all (D6)")
    known = pl.col(f"{name}_edge").is_null() | pl.col(f"{name}_edge").is_in(_EDGES)
    _refuse_any(frame.filter(~known), f"{name}_edge", "is neither < nor >")
    _check_step(frame, name, float(rules.share("D7", "table_step")))


def _check_step(frame: pl.DataFrame, name: str, step: float) -> None:
    off = ((pl.col(name) / step).round() * step - pl.col(name)).abs() > 1e-9
    _refuse_any(frame.filter(off), name, "is more precise than may be published (D7)")


def _refuse_any(wrong: pl.DataFrame, name: str, why: str) -> None:
    if wrong.height:
        raise InvalidArtefact(f"The column {name!r} has {wrong[name][0]!r}, which {why}.")
