"""Profiles as one long table with fixed columns, and back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from bybalance.atlas.profile.figures import (
    FIGURES,
    LEVELS,
    AreaProfile,
    Interval,
    ProfilePoint,
    ProfileProvenance,
    Reach,
    Shares,
)

SCHEMA: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "area_id": pl.String,
        "city": pl.String,
        "group": pl.String,
        "year": pl.Int32,
        "scale": pl.String,
        "reach": pl.Float64,
        "figure": pl.String,
        "people": pl.Float64,
        "value": pl.Float64,
        "value_edge": pl.String,
    }
)
COLUMNS: Final = tuple(SCHEMA)
"""One row per area, group, year, scale (``k`` or ``distance_m``), reach and figure. ``people`` is
how many live in the place that the figure is about, or null; ``value`` is null where not known;
``value_edge`` is ``<`` or ``>`` where the value is a bound. Protected tables add
``value_reason``."""

_LEVEL_FIELDS: Final = ("mean", "p10", "p50", "p90")


def table_of(profiles: Sequence[AreaProfile]) -> pl.DataFrame:
    """Return profiles as rows with :data:`COLUMNS`; figures are those of :data:`FIGURES`."""
    rows = [row for profile in profiles for row in _rows(profile)]
    return pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")


def read_profiles(frame: pl.DataFrame, provenance: ProfileProvenance) -> tuple[AreaProfile, ...]:
    """Return the profiles of a table made by :func:`table_of`, in the order of its rows.

    What is null in the table is ``nan``, or ``None`` for a rank.
    """
    found = []
    keys = ["area_id", "city", "group", "year"]
    for key, part in frame.group_by(keys, maintain_order=True):
        area_id, city, group, year = key
        by_scale: dict[tuple[str, float], dict[str, dict[str, Any]]] = {}
        people = float("nan")
        for row in part.iter_rows(named=True):
            by_scale.setdefault((row["scale"], row["reach"]), {})[row["figure"]] = row
            if row["figure"] == "area_mean" and row["people"] is not None:
                people = row["people"]
        found.append(
            AreaProfile(
                area_id=str(area_id),
                city=None if city is None else str(city),
                group=str(group),
                year=int(str(year)),
                people=people,
                points=tuple(
                    _point(int(reach), figures)
                    for (scale, reach), figures in by_scale.items()
                    if scale == "k"
                ),
                reach=tuple(
                    _reach(reach, figures)
                    for (scale, reach), figures in by_scale.items()
                    if scale == "distance_m"
                ),
                provenance=provenance,
            )
        )
    return tuple(found)


def _rows(profile: AreaProfile) -> Iterator[tuple[Any, ...]]:
    head = (profile.area_id, profile.city, profile.group, profile.year)
    for point in profile.points:
        for figure, (value, people) in _figures(point, profile.people).items():
            edge = point.edges.get(figure)
            yield (*head, "k", float(point.k), figure, _null(people), _null(value), edge)
    for reach in profile.reach:
        place = (*head, "distance_m", reach.distance_m)
        yield (*place, "people_within", None, _null(reach.people), None)
        yield (*place, "share_within", _null(reach.people), _null(reach.share), reach.edge)


def _figures(point: ProfilePoint, people: float) -> dict[str, tuple[float, float]]:
    values: dict[str, tuple[float, float]] = {}
    for level in LEVELS:
        shares: Shares = getattr(point, level)
        for field in _LEVEL_FIELDS:
            values[f"{level}_{field}"] = (getattr(shares, field), shares.people)
    plain = {
        "noise_low": point.noise.low, "noise_high": point.noise.high,
        "chance_mean": point.chance_mean, "chance_low": point.chance.low,
        "chance_high": point.chance.high, "gap": point.gap, "gap_low": point.gap_noise.low,
        "gap_high": point.gap_noise.high,
        "rank": float("nan") if point.rank is None else float(point.rank),
        "rank_count": float("nan") if point.rank_count is None else float(point.rank_count),
        "city_percentile": point.city_percentile,
    }  # fmt: skip
    values |= {figure: (value, people) for figure, value in plain.items()}
    return {figure: values[figure] for figure in FIGURES if figure in values}


def _point(k: int, figures: Mapping[str, Mapping[str, Any]]) -> ProfilePoint:
    def value(figure: str) -> float:
        found = figures[figure]["value"] if figure in figures else None
        return float("nan") if found is None else float(found)

    def level(name: str) -> Shares:
        people = figures[f"{name}_mean"]["people"] if f"{name}_mean" in figures else None
        return Shares(
            **{field: value(f"{name}_{field}") for field in _LEVEL_FIELDS},
            people=float("nan") if people is None else float(people),
        )

    def whole(figure: str) -> int | None:
        return None if math.isnan(value(figure)) else int(value(figure))

    edges = {name: row["value_edge"] for name, row in figures.items() if row["value_edge"]}
    return ProfilePoint(
        k=k, area=level("area"), surroundings=level("surroundings"), city=level("city"),
        region=level("region"), noise=Interval(low=value("noise_low"), high=value("noise_high")),
        chance_mean=value("chance_mean"),
        chance=Interval(low=value("chance_low"), high=value("chance_high")), gap=value("gap"),
        gap_noise=Interval(low=value("gap_low"), high=value("gap_high")), rank=whole("rank"),
        rank_count=whole("rank_count"), city_percentile=value("city_percentile"),
        edges=MappingProxyType(edges),
    )  # fmt: skip


def _reach(distance_m: float, figures: Mapping[str, Mapping[str, Any]]) -> Reach:
    people, share = figures["people_within"]["value"], figures["share_within"]["value"]
    return Reach(
        distance_m=distance_m,
        people=float("nan") if people is None else float(people),
        share=float("nan") if share is None else float(share),
        edge=figures["share_within"]["value_edge"],
    )


def _null(value: float) -> float | None:
    return None if math.isnan(value) else value
