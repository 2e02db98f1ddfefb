"""Say in one sentence what a profile shows; the words belong to the page."""

from __future__ import annotations

import math
from typing import Final

from bybalance.atlas.profile.figures import AreaProfile, ProfilePoint
from bybalance.model.messages import Message

SMALLEST_DIFFERENCE: Final = 0.02
"""Below two points an area counts as like its city."""

KEYS: Final = (
    "atlas.profile.unknown",
    "atlas.profile.like_city",
    "atlas.profile.higher_fades",
    "atlas.profile.higher_stays",
    "atlas.profile.lower_fades",
    "atlas.profile.lower_stays",
)
"""Every key that :func:`summarise` can return."""


def summarise(profile: AreaProfile) -> Message:
    """Return a key and the figures of the sentence.

    The area is compared with its city, or with the region where it has none. *Fades* means that
    at some larger k no more than half of the difference is left; ``half_k`` is the first such k.
    *Like* means that the difference at the smallest k is below two points, or within what random
    rounding may have done.

    Parameters of the message: ``area_id``, ``group``, ``year``, ``compared`` (``city`` or
    ``region``), ``k_first``, ``k_last``, ``share_first``, ``share_last``, ``other_first``,
    ``other_last``, ``difference_first``, ``half_k``, ``rank``, ``rank_count``; what is not known
    is ``None``. ``is_bound_first`` and ``is_bound_last`` say ``<`` or ``>`` where a share of the
    area is a bound (D6).

    Examples
    --------
    >>> from bybalance.atlas.profile import area_profiles, ProfileArea
    >>> from bybalance.model.grid import PopulationGrid
    >>> grid = PopulationGrid.from_cells(
    ...     eastings_m=[0, 100, 200, 300], northings_m=[0] * 4, totals=[10] * 4,
    ...     counts={"tenants": [8, 6, 2, 0]},
    ... )
    >>> profile, = area_profiles({2026: grid}, [ProfileArea.of_cells("w", [(0, 0)])], k=[10, 40])
    >>> summarise(profile).key
    'atlas.profile.higher_fades'
    """
    known = [point for point in profile.points if not math.isnan(point.area.mean)]
    params: dict[str, object] = {
        "area_id": profile.area_id, "group": profile.group, "year": profile.year,
    }  # fmt: skip
    compared = "region" if profile.city is None else "city"
    known = [point for point in known if not math.isnan(_other(point, compared))]
    if not known:
        return Message("atlas.profile.unknown", params)
    first, last = known[0], known[-1]
    difference = first.area.mean - _other(first, compared)
    half_k = next(
        (
            point.k
            for point in known[1:]
            if abs(point.area.mean - _other(point, compared)) <= abs(difference) / 2
        ),
        None,
    )
    params |= {
        "compared": compared,
        "k_first": first.k,
        "k_last": last.k,
        "share_first": first.area.mean,
        "share_last": last.area.mean,
        "other_first": _other(first, compared),
        "other_last": _other(last, compared),
        "difference_first": difference,
        "half_k": half_k,
        "rank": first.rank,
        "rank_count": first.rank_count,
        "is_bound_first": first.edges.get("area_mean"),
        "is_bound_last": last.edges.get("area_mean"),
    }
    noise = first.noise.half_around(first.area.mean)
    if abs(difference) < max(SMALLEST_DIFFERENCE, 0.0 if math.isnan(noise) else noise):
        return Message("atlas.profile.like_city", params | {"half_k": None})
    side = "higher" if difference > 0 else "lower"
    return Message(f"atlas.profile.{side}_{'stays' if half_k is None else 'fades'}", params)


def _other(point: ProfilePoint, compared: str) -> float:
    return point.region.mean if compared == "region" else point.city.mean
