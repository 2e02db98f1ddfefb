"""Compile a kernel: cached on disk, free of the interpreter lock, with exact arithmetic.

Kernels are single-threaded on purpose. Callers split the work into batches and run them on their
own threads, so progress, cancellation and use from several threads at once need no runtime of
the compiler, and no result depends on how many threads there are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the compiled kernel; ``fastmath`` stays off, so that no sum is reordered."""
    kernel = numba.njit(cache=True, nogil=True, fastmath=False)(function)
    return cast(Callable[..., Any], kernel)
