"""Read a stranger's file in a process of its own, with limits that the system itself enforces.

The readers' own checks refuse what is known to be dangerous; this is for what is not known. The
process has no secrets in its environment, can write nothing but its answer, and is killed when it
takes too much memory or time. Its answer is a table or problems in formats that run no code.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import PurePath
from typing import IO, Any, Final

import polars as pl

from bybalance.model.area_figures_table import AreaFiguresTable
from bybalance.model.errors import BadInput, Problem
from bybalance.sources import area_figures

ANSWER_LIMIT_BYTES: Final = 256 * 1024 * 1024
AT_ONCE_BYTES: Final = 1024 * 1024
"""A text file this small is read at once: it unpacks to nothing larger than itself."""

OUT_OF_MEMORY_EXIT: Final = 3
_STOPPED_BY: Final = (
    signal.SIGKILL,
    signal.SIGXCPU,
    signal.SIGXFSZ,
    signal.SIGABRT,
    signal.SIGSEGV,
)
_IS_DATE: Final = "date"
_ENVIRONMENT: Final = {
    "LC_ALL": "C.UTF-8",
    "POLARS_MAX_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",  # otherwise each thread sets address space aside that counts
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one file may take: address space, time of the processor, time on the clock."""

    memory_bytes: int = 1024 * 1024 * 1024
    processor_s: int = 60
    clock_s: float = 25.0  # a web server gives up on its own process after 30


USUAL: Final = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the process is asked to read: the file itself follows."""

    name: str
    list_date: str | None
    sheet: str | None
    earliest: str | None
    limits: Limits

    def to_line(self) -> bytes:
        """Return the request as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Request:
        """Return the request that a line holds."""
        given = json.loads(line)
        return cls(**{**given, "limits": Limits(**given["limits"])})


def read_area_figures_apart(
    content: bytes,
    *,
    name: str,
    list_date: date | None = None,
    sheet: str | None = None,
    earliest: date | None = None,
    limits: Limits = USUAL,
) -> AreaFiguresTable:
    """Read area figures as :func:`bybalance.sources.area_figures.read_area_figures_bytes` does.

    Raises
    ------
    BadInput
        With everything that is wrong with the file; or that reading it took too much.
    """
    kind = area_figures.FORMATS.get(PurePath(name).suffix.lower())
    if len(content) > area_figures.MAX_FILE_BYTES or (
        kind in (None, "csv") and len(content) <= AT_ONCE_BYTES
    ):
        return area_figures.read_area_figures_bytes(
            content, name=name, list_date=list_date, sheet=sheet, earliest=earliest
        )
    request = Request(
        name=PurePath(name).name,
        list_date=_iso(list_date),
        sheet=sheet,
        earliest=_iso(earliest),
        limits=limits,
    )
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(request.to_line() + content)
        question.seek(0)
        _run(question, answer, request)
        answer.seek(0)
        return table_of(answer.read())


def _run(question: IO[bytes], answer: IO[bytes], request: Request) -> None:
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "bybalance.sources.apart_process"],
        stdin=question,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        start_new_session=True,
    )
    try:
        code = process.wait(timeout=request.limits.clock_s)
    except subprocess.TimeoutExpired:
        code = -signal.SIGKILL
    finally:
        _end(process)
    if code == OUT_OF_MEMORY_EXIT or -code in _STOPPED_BY:
        raise BadInput([_took_too_much(request)])
    if code:
        raise RuntimeError(f"the process that reads files ended with {code}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and whatever it started, and wait until it is gone."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _took_too_much(request: Request) -> Problem:
    return Problem(
        rule="reading_took_too_much",
        file=request.name,
        params={
            "megabytes": request.limits.memory_bytes // (1024 * 1024),
            "seconds": int(request.limits.clock_s),
        },
    )


# --- the answer ----------------------------------------------------------------------------


def answer_of_table(table: AreaFiguresTable) -> bytes:
    """Return a table as the process sends it."""
    stream = io.BytesIO()
    table.frame.write_ipc(stream)
    return b"T" + stream.getvalue()


def answer_of_refusal(refusal: BadInput) -> bytes:
    """Return the problems as the process sends them."""
    problems = [{**asdict(item), "params": _sent(item.params)} for item in refusal.problems]
    return b"P" + json.dumps({"problems": problems, "count": refusal.total_count}).encode()


def table_of(answer: bytes) -> AreaFiguresTable:
    """Return the table that an answer holds.

    Raises
    ------
    BadInput
        With the problems that the answer holds instead.
    """
    if answer.startswith(b"T"):
        return AreaFiguresTable(pl.read_ipc(io.BytesIO(answer[1:])))
    given = json.loads(answer[1:])
    problems = [
        Problem(**{**item, "params": _received(item["params"])}) for item in given["problems"]
    ]
    raise BadInput(problems, total_count=given["count"])


def _sent(params: Any) -> dict[str, Any]:
    return {
        name: {_IS_DATE: value.isoformat()} if isinstance(value, date) else value
        for name, value in params.items()
    }


def _received(params: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value[_IS_DATE]) if isinstance(value, dict) else value
        for name, value in params.items()
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
