"""What may not be in any file that is kept."""

from __future__ import annotations

import re
from pathlib import Path

MACHINE_PATH = re.compile(r"(?<![\w.:/<>-])/(?:home|root|work|Users|opt)/\w")
REGISTRY_HOST = re.compile(
    r"pypi\.(?:org|python\.org)|pythonhosted\.org|registry\.npmjs|npmjs\.(?:org|com)"
    r"|deb\.debian\.org|security\.debian\.org"
)
# Put together from parts, so that this file does not hold them itself.
LEFT_OVER = re.compile(
    "|".join(["TO" + "DO", "FIX" + "ME", "pragma: no" + " cover", "NotImplemented" + "Error"])
)
FRAGMENT = re.compile(r"\d+\.(?:results|feature|fix|docs|internal)(?:\.[a-z0-9-]+)?\.md")


def test_no_file_names_a_machine_or_a_package_registry(kept_files: list[Path], root: Path) -> None:
    found = {
        str(path.relative_to(root)): match.group()
        for path, text in _texts(kept_files)
        for pattern in (MACHINE_PATH, REGISTRY_HOST)
        if (match := pattern.search(text))
    }

    assert found == {}


def test_nothing_is_left_for_later(kept_files: list[Path], root: Path) -> None:
    found = {
        str(path.relative_to(root)): match.group()
        for path, text in _texts(kept_files)
        if path.suffix in {".py", ".html", ".js", ".css", ".toml"}
        if (match := LEFT_OVER.search(text))
    }

    assert found == {}


def test_changelog_fragments_are_named_for_issue_and_kind(root: Path) -> None:
    strange = [
        path.name
        for path in (root / "changelog.d").iterdir()
        if path.name != "README.md" and not FRAGMENT.fullmatch(path.name)
    ]

    assert strange == []


def _texts(paths: list[Path]) -> list[tuple[Path, str]]:
    return [(path, path.read_bytes().decode("utf-8", errors="replace")) for path in paths]
