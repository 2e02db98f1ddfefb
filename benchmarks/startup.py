"""How long ``bybalance --help`` takes, beside an empty Python in the same run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measurement import Measurement, stopwatch

REPEATS = 5
LIMIT_S = 0.5
HELP = "import sys; sys.argv = ['bybalance', '--help']; from bybalance.cli import main; main()"


def run() -> Iterator[Measurement]:
    empty_s, help_s = best_s("pass"), best_s(HELP)
    for name, value, unit, limit in (
        ("bybalance --help", help_s, "s", LIMIT_S),
        ("times as long as an empty Python", help_s / empty_s, "×", None),
    ):
        yield Measurement(benchmark="startup", name=name, value=value, unit=unit, limit=limit)


def best_s(code: str) -> float:
    """Return the fastest of several runs; the slower ones measure other programs."""
    return min(once_s(code) for _ in range(REPEATS))


def once_s(code: str) -> float:
    with stopwatch() as watch:
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    return watch.wall_s
