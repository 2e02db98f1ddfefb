"""A terminal that knows ASCII alone gets every table and every refusal, in plain signs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BYBALANCE = [sys.executable, "-c", "from bybalance.cli import main; main()"]
PLAIN = (
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
)


def bybalance(*arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: text for name, text in os.environ.items() if name not in ("LANG", "LC_ALL")}
    return subprocess.run(
        [*BYBALANCE, *arguments],
        env={**kept, "COLUMNS": "160", **variables},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("variables", PLAIN, ids=["encoding", "locale"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("lists", "show", "2019", "--lang", "da"),
        ("lists", "rules", "--doubts", "--lang", "da"),
        ("lists", "--help"),
    ],
    ids=" ".join,
)
def test_every_table_is_shown(variables: dict[str, str], arguments: tuple[str, ...]) -> None:
    done = bybalance(*arguments, **variables)

    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.isascii()


def test_danish_letters_are_written_as_a_dane_would() -> None:
    done = bybalance("lists", "show", "2019", PYTHONIOENCODING="ascii")

    assert b"Hoeje-Taastrup" in done.stdout


def test_a_refusal_is_shown_too(tmp_path: Path) -> None:
    path = tmp_path / "tal.csv"
    path.write_text("Område;Beboere\nSønderbro;mange æbler\n", encoding="utf-8")

    done = bybalance("lists", "classify", str(path), "--lang", "da", PYTHONIOENCODING="ascii")

    assert done.returncode == 2
    assert b"mange aebler" in done.stderr
    assert b"Traceback" not in done.stderr
