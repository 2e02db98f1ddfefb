"""Fuzz the readers.

    python -m tools.fuzzing [--seconds 10] [--seed 1] [--findings FOLDER] [READER ...]

Each reader gets damaged files for so many seconds, in a process of its own. It may read a file or
refuse it with an error of ours; anything else, a crash of the process or more than ten seconds for
one file included, is a finding: its file is kept, and the run fails.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.fuzzing.run import fuzzed
from tools.fuzzing.seeds import readers


def main() -> int:
    """Fuzz each reader in turn; return 1 if there is a finding."""
    names = list(readers())
    parser = argparse.ArgumentParser(prog="python -m tools.fuzzing")
    parser.add_argument("names", nargs="*", metavar="READER", help=", ".join(names))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(names))
    if unknown:
        parser.error(f"there is no reader {unknown[0]!r}; choose from {', '.join(names)}")
    total = sum(
        fuzzed(name, arguments.seconds, arguments.seed, arguments.findings)
        for name in arguments.names or names
    )
    print(f"findings: {total}")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
