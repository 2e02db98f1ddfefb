"""How long the atlas of Balby takes to build and to print, with and without compiled kernels."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measurement import Measurement

COLD_LIMIT_S = 45.0
WARM_LIMIT_S = 25.0
BUILD = """
import sys
from pathlib import Path
from bybalance.pipelines import atlas_build
from bybalance.pipelines.balby import people, write
folder = Path(sys.argv[1])
path = write.write_balby(people.make_balby(), folder / "in")
atlas_build.build_atlas(atlas_build.read_city_settings(path), folder / "out", overwrite=True)
"""
REPORT = """
import sys
from pathlib import Path
from bybalance.pipelines import atlas_build, atlas_report
folder = Path(sys.argv[1])
artefact = atlas_build.open_artefact(folder / "out")
atlas_report.write_report(artefact, folder / "report.pdf", overwrite=True)
"""


def run() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "kernels")}
        cold_s = cpu_s(BUILD, folder, environ)
        warm_s = min(cpu_s(BUILD, folder, environ) for _ in range(2))
        report_s = min(cpu_s(REPORT, folder, environ) for _ in range(2))
        size = sum(path.stat().st_size for path in (folder / "out").iterdir()) / 1024
    for what, value, unit, limit in (
        ("Balby, kernels not compiled yet", cold_s, "CPU s", COLD_LIMIT_S),
        ("Balby, kernels compiled", warm_s, "CPU s", WARM_LIMIT_S),
        ("its report as PDF", report_s, "CPU s", 15.0),
        ("its folder", size, "KiB", 1024.0),
    ):
        yield Measurement(benchmark="atlas_build", name=what, value=value, unit=unit, limit=limit)


def cpu_s(code: str, folder: Path, environ: dict[str, str]) -> float:
    """Processor time of a process of its own, with all its threads and its start."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, env=environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
