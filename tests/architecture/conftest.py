"""Where things lie, for the tests that read the source instead of running it."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT_FOLDERS = (
    ".ci", "benchmarks", "changelog.d", "docs", "requirements", "src", "tests", "tools",
)  # fmt: skip
#: Folders and endings of what is made anew, or comes from others.
MADE = {".git", "__pycache__", "_build", "vendor", ".mo", ".png", ".woff2"}


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
    """Every file of the project that somebody wrote, as in a clone or an unpacked archive."""
    folders = [root / name for name in KEPT_FOLDERS]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    top = [path for path in root.iterdir() if path.is_file()]
    return [path for path in [*top, *found] if not MADE & {*path.parts, path.suffix}]
