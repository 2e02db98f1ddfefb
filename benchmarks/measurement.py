"""One thing measured, and the clock that measures it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One number with its unit; ``limit`` is the target that it must not exceed, if any."""

    benchmark: str
    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def is_within_limit(self) -> bool:
        return self.limit is None or self.value <= self.limit


@dataclass(slots=True)
class Stopwatch:
    wall_s: float = 0.0
    cpu_s: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Measure what happens inside: wall-clock time, and processor time over all threads."""
    watch = Stopwatch()
    wall, cpu = time.perf_counter(), time.process_time()
    yield watch
    watch.wall_s, watch.cpu_s = time.perf_counter() - wall, time.process_time() - cpu
