from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

from bybalance.web.site import sqlite

PROGRAM = """
from bybalance.web.site import start
start.start_django()
start.make_ready()
"""


def started(data_folder: Path) -> subprocess.Popen[str]:
    ours = {name: text for name, text in os.environ.items() if not name.startswith("BYBALANCE_")}
    ours.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**ours, "BYBALANCE_DATA": str(data_folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.skipif("operations" not in connections.settings, reason="about the SQLite files")
def test_server_and_worker_can_start_together_on_an_empty_folder(tmp_path: Path) -> None:
    both = [started(tmp_path / "data") for _ in range(2)]

    faults = [process.communicate(timeout=120)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], faults
    counts = sqlite.row_counts(tmp_path / "data" / "bybalance.sqlite3")
    assert counts["django_migrations"] > 0


def test_the_start_is_refused_when_a_variable_makes_no_sense(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "BYBALANCE_DATA": str(tmp_path), "BYBALANCE_DEBUG": "maybe"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "BYBALANCE_DEBUG is 'maybe'. Write 1 or 0;" in done.stderr
