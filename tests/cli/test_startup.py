from __future__ import annotations

import subprocess
import sys

from typer.testing import CliRunner

import bybalance
from bybalance.cli import app

HEAVY = ("polars", "django", "openpyxl", "xlsxwriter", "jinja2", "bybalance.rules")


def test_help_imports_nothing_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import bybalance.cli, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert not set(HEAVY) & set(loaded)


def test_it_prints_its_version() -> None:
    result = CliRunner().invoke(app, ["--version"])

    assert result.output == f"bybalance {bybalance.__version__}\n"


def test_help_names_every_command() -> None:
    output = CliRunner().invoke(app, ["--help"]).output

    assert all(name in output for name in ("lists", "demo", "serve", "worker", "backup"))
