"""``python -m benchmarks [NAME …] [--json FILE]``: measure, print, and fail beyond a limit."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

import benchmarks
from benchmarks.measurement import Measurement

NOT_BENCHMARKS = {"__main__", "measurement", "programme_town"}


def main() -> int:
    names = sorted({item.name for item in pkgutil.iter_modules(benchmarks.__path__)})
    names = [name for name in names if name not in NOT_BENCHMARKS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measurements too")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(names))
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; choose from {', '.join(names)}")

    measurements = [
        measurement
        for name in arguments.names or names
        for measurement in importlib.import_module(f"benchmarks.{name}").run()
    ]
    Console().print(as_table(measurements))
    if arguments.json:
        records = [asdict(measurement) for measurement in measurements]
        arguments.json.write_text(json.dumps(records, indent=2) + "\n", encoding="utf-8")
    return 0 if all(measurement.is_within_limit for measurement in measurements) else 1


def as_table(measurements: Iterable[Measurement]) -> Table:
    table = Table("benchmark", "what", Column("value", justify="right"), "limit", "")
    for item in measurements:
        limit = "" if item.limit is None else f"{item.limit:,g}"
        verdict = "" if item.limit is None else "ok" if item.is_within_limit else "too slow"
        value = f"{item.value:,.3g}" if item.value < 1000 else f"{item.value:,.0f}"
        table.add_row(item.benchmark, item.name, f"{value} {item.unit}", limit, verdict)
    return table


if __name__ == "__main__":
    sys.exit(main())
