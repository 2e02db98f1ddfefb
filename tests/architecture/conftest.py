"""Where things lie, for the tests that read the source instead of running it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def source(root: Path) -> Path:
    return root / "src" / "bybalance"


@pytest.fixture(scope="session")
def apps(source: Path) -> list[Path]:
    """The folders of the Django apps of the web half."""
    return sorted(path.parent for path in source.glob("web/*/apps.py"))


@pytest.fixture(scope="session")
def templates(source: Path) -> list[Path]:
    return sorted(source.glob("web/*/templates/**/*.*"))


@pytest.fixture(scope="session")
def kept_files(root: Path) -> list[Path]:
    """Every file that is committed, or would be: what git does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    names = [name for name in listed.decode("utf-8").split("\0") if name]
    return [root / name for name in names if (root / name).is_file()]
