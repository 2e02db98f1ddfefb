"""Whether assessors see the same thing: Krippendorff's alpha, and ranks without each of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np

from bybalance.model.errors import InvalidSelection
from bybalance.selection.values import Floats


class Metric(StrEnum):
    """How far apart two ratings are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


GOOD_ALPHA: Final = 0.800
"""Krippendorff: rely on data with alpha at or above this."""

TENTATIVE_ALPHA: Final = 0.667
"""Krippendorff: from here up, draw tentative conclusions only; below, none."""


def krippendorff_alpha(ratings: Floats, *, metric: Metric) -> float:
    """Agreement beyond chance among any number of assessors, with scores missing.

    Parameters
    ----------
    ratings
        Shape ``(n_assessors, n_units)``; ``nan`` where an assessor gave no rating. A unit rated by
        fewer than two cannot be compared and is left out.
    metric
        ``ordinal`` for levels 0 to 4; the others are for comparison.

    Returns
    -------
    1 for perfect agreement, 0 for what chance would give, below 0 for systematic disagreement;
    ``nan`` if nothing can be compared or all ratings are the same, since chance agreement is then
    perfect too and says nothing.

    Raises
    ------
    InvalidSelection
        If ``ratings`` is not a table, or the ratio metric meets a negative rating.

    References
    ----------
    Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*, University of Pennsylvania,
    repository.upenn.edu/asc_papers/43.

    Examples
    --------
    >>> two = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], float)
    >>> round(krippendorff_alpha(two, metric=Metric.NOMINAL), 3)
    0.095
    """
    if ratings.ndim != 2:
        raise InvalidSelection(f"ratings have the shape {ratings.shape}, not (assessors, units).")
    scale = np.unique(ratings[~np.isnan(ratings)])
    if metric is Metric.RATIO and scale.size and scale[0] < 0:
        raise InvalidSelection(f"rating {scale[0]:g}: the ratio metric needs 0 or more.")
    coincidences = _coincidences(ratings, scale)
    marginals = coincidences.sum(axis=0)
    total = float(marginals.sum())
    if total < 2:
        return float("nan")
    distances = _distances(scale, marginals, metric)
    observed = float((coincidences * distances).sum()) / total
    expected = float(marginals @ distances @ marginals) / (total * (total - 1))
    return 1 - observed / expected if expected > 0 else float("nan")


def _coincidences(ratings: Floats, scale: Floats) -> Floats:
    """How often two ratings meet in one unit, each unit weighing as much as it has ratings."""
    counts = np.array([(ratings == level).sum(axis=0) for level in scale], dtype=np.float64)
    counts = counts.reshape(len(scale), ratings.shape[1])
    per_unit = counts.sum(axis=0)
    counts, per_unit = counts[:, per_unit > 1], per_unit[per_unit > 1]
    meetings = (counts / (per_unit - 1)) @ counts.T
    return np.asarray(meetings - np.diag((counts / (per_unit - 1)).sum(axis=1)), dtype=np.float64)


def _distances(scale: Floats, marginals: Floats, metric: Metric) -> Floats:
    """Squared distance between any two levels of the scale."""
    left, right = scale[:, None], scale[None, :]
    if metric is Metric.NOMINAL:
        return np.asarray(left != right, dtype=np.float64)
    if metric is Metric.INTERVAL:
        return np.asarray((left - right) ** 2, dtype=np.float64)
    if metric is Metric.RATIO:
        sums = left + right
        safe = np.where(sums == 0, 1.0, sums)
        return np.asarray(((left - right) / safe) ** 2, dtype=np.float64)
    # Ordinal: the number of ratings between the two, each end counted half.
    middles = np.cumsum(marginals) - marginals / 2
    return np.asarray((middles[:, None] - middles[None, :]) ** 2, dtype=np.float64)
