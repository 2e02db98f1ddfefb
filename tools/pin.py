"""Pin every requirement with its hashes, for each Python we support on each platform.

    python tools/pin.py

Reads ``pyproject.toml`` and ``requirements/*.in``; writes ``requirements/*.txt``. Later files are
constrained by ``run.txt``, so that the tests run on what the product runs on.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.11"
OPTIONS = (
    "--universal",
    f"--python-version={OLDEST_PYTHON}",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--upgrade",
    "--override=requirements/overrides.txt",
    "--quiet",
)
#: What each file is made of, in the order in which they constrain each other.
INPUTS = {
    "run": ("pyproject.toml", "requirements/build.in", "--extra=web"),
    "dev": ("requirements/dev.in",),
    "docs": ("requirements/docs.in",),
    "browser": ("requirements/browser.in",),
}


def main() -> int:
    """Compile each file in turn and stop at the first that cannot be."""
    for name, inputs in INPUTS.items():
        target = f"requirements/{name}.txt"
        command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *inputs]
        done = subprocess.run([*command, f"--output-file={target}"], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
        print(f"pinned {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
