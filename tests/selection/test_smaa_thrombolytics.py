"""The printed example of the R package smaa, to every digit, where its tables are at hand.

The tables are GPL-3 and never committed; ``tests/selection/golden/README.md`` says where to put
them. Without them this test is skipped, and ``test_smaa.py`` stands alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from bybalance.selection.smaa import acceptability

FOLDER = Path(__file__).parents[2] / "data" / "realdata" / "rsmaa"
NUMBERS = re.compile(r"c\((.*?)\), \.Dim", re.DOTALL)
SHAPE = re.compile(r"\.Dim = c\(([^)]*)\)")


def read_table(text: str) -> np.ndarray:
    """Read what R's ``dput`` wrote: numbers column by column, and the shape."""
    numbers = [float(number) for number in NUMBERS.search(text)[1].split(",")]  # type: ignore[index]
    shape = [int(size.strip(" L\n")) for size in SHAPE.search(text)[1].split(",")]  # type: ignore[index]
    return np.array(numbers).reshape(shape, order="F")


def test_the_reader_takes_what_r_writes() -> None:
    text = (
        "structure(c(1, 2, 3, \n-0.04, 5e-2, 6), .Dim = c(3L, 2L\n), .Dimnames = list(NULL, NULL))"
    )

    assert read_table(text).tolist() == [[1, -0.04], [2, 0.05], [3, 6]]


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the GPL tables are not in {FOLDER.name}")
def test_the_printed_example_comes_out_to_every_digit() -> None:
    values = read_table((FOLDER / "thrombo-meas.txt").read_text(encoding="utf-8"))
    weights = read_table((FOLDER / "thrombo-weights-nopref.txt").read_text(encoding="utf-8"))

    found = acceptability(values, weights=weights)

    assert found.ranks.round(4).tolist() == [[0.3504, 0.6496], [0.6496, 0.3504]]
    assert found.central_weights.round(7).tolist() == [
        [0.1865097, 0.2772205, 0.5362698],
        [0.4073100, 0.3641477, 0.2285423],
    ]
    assert found.confidence_factors.round(4).tolist() == [0.6682, 0.8956]


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the GPL tables are not in {FOLDER.name}")
def test_the_printed_example_with_fixed_weights_comes_out_to_every_digit() -> None:
    values = read_table((FOLDER / "thrombo-meas.txt").read_text(encoding="utf-8"))
    weights = np.tile([0.5, 0.2, 0.3], (len(values), 1))

    found = acceptability(values, weights=weights)

    assert found.ranks.round(4).tolist() == [[0.1279, 0.8721], [0.8721, 0.1279]]
