from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from bybalance.cli import demo_jobs, site


def test_the_lists_job_shows_what_it_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")  # a narrower terminal breaks the names
    demo_jobs.run_lists_job()

    shown = capsys.readouterr().out
    assert "Gellerupparken" in shown
    assert "27 rows classified." in shown


def test_a_port_in_use_is_refused_before_any_work() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(typer.BadParameter, match="--port"):
            site.check_address("127.0.0.1", taken.getsockname()[1])


@pytest.mark.slow
def test_the_demo_prepares_itself_twice_over(tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
    } | {"BYBALANCE_DATA": str(tmp_path)}
    command = [sys.executable, "-c", "from bybalance.cli import main; main()", "demo", "--no-serve"]

    runs = [
        subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        for _ in range(2)
    ]

    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr
    assert "27 rows classified." in runs[1].stdout
