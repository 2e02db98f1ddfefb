"""Weights from pairwise comparisons (the analytic hierarchy process), and how consistent they are.

Only the weighting is taken from AHP. Candidates are never compared with each other here: they
stand on fixed scales, so that one more or less moves nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bybalance.model.errors import InvalidSelection
from bybalance.selection.values import Floats

RANDOM_INDEX: Final = (
    *(0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41),
    *(1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
)
"""Mean consistency index of random matrices of 1 to 15 criteria (Saaty 1980)."""

MAX_CONSISTENCY_RATIO: Final = 0.10
"""Above this the comparisons contradict each other so much that they should be made again."""

_RECIPROCAL_TOLERANCE: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairwiseWeights:
    """Weights from comparisons: shape ``(n_criteria,)``, sum 1; ``consistency_ratio`` 0 is best."""

    weights: Floats
    largest_eigenvalue: float
    consistency_index: float
    consistency_ratio: float

    @property
    def is_consistent(self) -> bool:
        """Tell whether the comparisons hang together well enough to be used."""
        return self.consistency_ratio <= MAX_CONSISTENCY_RATIO


def pairwise_weights(comparisons: Floats) -> PairwiseWeights:
    """Principal eigenvector of a matrix of comparisons.

    Parameters
    ----------
    comparisons
        Shape ``(n_criteria, n_criteria)``: entry ``[i, j]`` says how many times as important
        criterion i is as j, 1/9 to 9; ``[j, i]`` is its reciprocal and the diagonal is 1.

    Returns
    -------
    The weights with the consistency index ``(largest eigenvalue - n) / (n - 1)`` and its ratio to
    the index of random matrices; both 0 for one or two criteria.

    Raises
    ------
    InvalidSelection
        If the matrix is not square, not reciprocal, off the scale or larger than 15 criteria.

    References
    ----------
    Saaty (2008), *Decision making with the analytic hierarchy process*, International Journal of
    Services Sciences 1(1).

    Examples
    --------
    >>> pairwise_weights(np.array([[1, 3], [1 / 3, 1]])).weights.round(12).tolist()
    [0.75, 0.25]
    """
    matrix = np.asarray(comparisons, dtype=np.float64)
    _check(matrix)
    count = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    position = int(np.argmax(values.real))
    largest = float(values[position].real)
    principal = np.abs(vectors[:, position].real)
    index = max(0.0, (largest - count) / (count - 1)) if count > 1 else 0.0
    random_index = RANDOM_INDEX[count - 1]
    return PairwiseWeights(
        weights=principal / principal.sum(),
        largest_eigenvalue=largest,
        consistency_index=index,
        consistency_ratio=index / random_index if random_index else 0.0,
    )


def _check(matrix: Floats) -> None:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise InvalidSelection(f"comparisons have the shape {matrix.shape}, but must be square.")
    if len(matrix) > len(RANDOM_INDEX):
        raise InvalidSelection(
            f"{len(matrix)} criteria are too many to compare in pairs; the limit is "
            f"{len(RANDOM_INDEX)}. Weigh them by swing or rank order instead."
        )
    for row, column in np.ndindex(*matrix.shape):
        value, back = matrix[row, column], matrix[column, row]
        if not 1 / 9 - 1e-9 <= value <= 9 + 1e-9:
            raise InvalidSelection(
                f"comparison of criterion {row} with {column} is {value:g}, but the scale runs "
                "from 1/9 to 9."
            )
        if abs(value * back - 1) > _RECIPROCAL_TOLERANCE:
            raise InvalidSelection(
                f"comparison of criterion {row} with {column} is {value:g}, but the other way "
                f"round it is {back:g} and not {1 / value:g}. Give one of the two."
            )
