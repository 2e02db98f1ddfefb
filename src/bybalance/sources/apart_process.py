"""The process that :mod:`bybalance.sources.apart` starts: limits first, then one file."""

from __future__ import annotations

import resource
import sys
from datetime import date

from bybalance.model.errors import BadInput
from bybalance.sources import apart, area_figures


def main() -> int:
    """Read the request and the file from standard input, and answer on standard output."""
    request = apart.Request.from_line(sys.stdin.buffer.readline())
    _limit(request.limits)
    try:
        table = area_figures.read_area_figures_bytes(
            sys.stdin.buffer.read(),
            name=request.name,
            list_date=_day(request.list_date),
            sheet=request.sheet,
            earliest=_day(request.earliest),
        )
        answer = apart.answer_of_table(table)
    except BadInput as refusal:
        answer = apart.answer_of_refusal(refusal)
    except MemoryError:
        return apart.OUT_OF_MEMORY_EXIT
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


def _limit(limits: apart.Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.processor_s),
        (resource.RLIMIT_FSIZE, apart.ANSWER_LIMIT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


if __name__ == "__main__":
    sys.exit(main())
