"""Read a Parquet file once in a process that may die, before it is read in this one.

The library that reads Parquet ends the whole process on some damaged files, when it asks for more
memory than there can be. No check of ours sees all of them beforehand; a trial does.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Final

TRIAL: Final = """
import io, os, resource, sys
content = sys.stdin.buffer.read()
most, hard = 8 * 2**30 + 64 * len(content), resource.getrlimit(resource.RLIMIT_AS)[1]
if hard == resource.RLIM_INFINITY or most < hard:
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
import polars
polars.read_parquet(io.BytesIO(content))
"""
TRIAL_S: Final = 600
_ENVIRONMENT: Final = {"LC_ALL": "C.UTF-8", "POLARS_MAX_THREADS": "1"}


def survives(content: bytes) -> bool:
    """Tell whether a process that reads the file lives to tell; costs about half a second."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, by the interpreter that runs
            [sys.executable, "-I", "-c", TRIAL], input=content, env=_ENVIRONMENT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=TRIAL_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
