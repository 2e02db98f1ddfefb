"""Compile every .po of the web half to the .mo that Django reads."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hatch_build import compile_catalogues  # noqa: E402

if __name__ == "__main__":
    for written in compile_catalogues(ROOT):
        print(f"compiled {written.relative_to(ROOT)}")
