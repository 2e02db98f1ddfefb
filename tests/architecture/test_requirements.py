"""What is installed is pinned: every package once, with hashes, from no named place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

FILES = ("run", "dev", "docs", "browser")
NAME = re.compile(r"^[A-Za-z0-9._-]+")
ENTRY = re.compile(
    r"^([a-z0-9._-]+)(?:\[[\w,-]+\])?==(\S+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def pinned(root: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Version and the rest of the entry, by file and package."""
    return {
        file: {
            name: (version, rest)
            for name, version, rest in ENTRY.findall(
                (root / "requirements" / f"{file}.txt").read_text(encoding="utf-8")
            )
        }
        for file in FILES
    }


def test_every_package_has_hashes(pinned: dict[str, dict[str, tuple[str, str]]]) -> None:
    bare = [
        f"{file}: {name}"
        for file, entries in pinned.items()
        for name, (_version, rest) in entries.items()
        if "--hash=sha256:" not in rest
    ]

    assert bare == []


def test_a_package_has_one_version_in_all_files(
    pinned: dict[str, dict[str, tuple[str, str]]],
) -> None:
    versions: dict[str, set[str]] = {}
    for entries in pinned.values():
        for name, (version, _rest) in entries.items():
            versions.setdefault(name, set()).add(version)

    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_everything_we_ask_for_is_pinned(
    root: Path, pinned: dict[str, dict[str, tuple[str, str]]]
) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {
        "run": [
            *project["dependencies"],
            *project["optional-dependencies"]["web"],
            *_lines(root / "requirements" / "build.in"),
        ],
        **{file: _lines(root / "requirements" / f"{file}.in") for file in FILES[1:]},
    }
    missing = [
        f"{file}: {name}"
        for file, requirements in asked.items()
        for name in map(_name, requirements)
        if name not in pinned[file]
    ]

    assert missing == [], "run `make pin`"


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def _name(requirement: str) -> str:
    found = NAME.match(requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found.group()).lower()
