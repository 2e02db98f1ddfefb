"""Run a kernel over many origins in batches, on threads, with progress and cancellation."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bybalance.model.errors import RunCancelled

BATCH_SIZE = 8_192

Progress = Callable[[float], None]
"""Called with the share that is done, from the thread that started the work."""

ShouldStop = Callable[[], bool]
"""Asked between batches; when it says yes, the work ends with :class:`RunCancelled`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a long calculation runs; none of it changes a result.

    Parameters
    ----------
    thread_count
        Threads; ``None`` takes one per processor that this process may use.
    progress
        Called with a share from 0 to 1.
    should_stop
        Asked between batches.
    """

    thread_count: int | None = None
    progress: Progress | None = None
    should_stop: ShouldStop | None = None

    @property
    def threads(self) -> int:
        """Return how many threads to use."""
        return self.thread_count or len(os.sched_getaffinity(0))


def run_batches(
    work: Callable[[NDArray[np.int64]], object],
    origins: NDArray[np.int64],
    *,
    pace: Pace,
    batch_size: int = BATCH_SIZE,
    done_share: tuple[float, float] = (0.0, 1.0),
) -> None:
    """Call ``work`` with each batch of origins.

    ``done_share`` is the part of the whole run that this call stands for.

    Raises
    ------
    RunCancelled
        If ``pace.should_stop`` said yes; batches that had begun are finished first.
    """
    batches = [origins[at : at + batch_size] for at in range(0, len(origins), batch_size)]
    start, end = done_share
    with ThreadPoolExecutor(max_workers=pace.threads) as pool:
        waiting: set[Future[object]] = {pool.submit(work, batch) for batch in batches}
        try:
            while waiting:
                if pace.should_stop is not None and pace.should_stop():
                    raise RunCancelled("The calculation was asked to stop; nothing was kept.")
                done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
                if pace.progress is not None and batches:
                    finished = 1 - len(waiting) / len(batches)
                    pace.progress(start + (end - start) * finished)
        finally:
            for future in waiting:
                future.cancel()
