"""One word per thing: the glossary is the authority, and the code keeps to it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

WORD_OF_CLASS = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")
NAMED_PARTS = ("model/*.py", "rules/*.py", "lists/*.py", "web/*/models.py", "web/*/models/*.py")


@pytest.fixture(scope="module")
def glossary(root: Path) -> str:
    return (root / "docs" / "glossary.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def code_names(glossary: str) -> list[str]:
    """The names in the third column of every table."""
    rows = [line.split("|") for line in glossary.splitlines() if line.startswith("| ")]
    return [name for row in rows for name in re.findall(r"`([a-z_]+)`", row[3])]


def test_every_public_class_is_named_with_words_of_the_glossary(
    source: Path, glossary: str, code_names: list[str]
) -> None:
    plain = re.findall(r"`([a-z]+)`", glossary.split("## Plain words")[1])
    words = {_singular(word) for name in [*code_names, *plain] for word in name.split("_")}

    strange = {
        name: unknown
        for name in _public_classes(source)
        if (unknown := {_singular(word.lower()) for word in WORD_OF_CLASS.findall(name)} - words)
    }

    assert strange == {}, "add the noun to docs/glossary.md, or use the one that is there"


def test_every_name_in_the_glossary_is_in_use(source: Path, code_names: list[str]) -> None:
    files = [*source.rglob("*.py"), *source.rglob("*.toml"), *source.rglob("*.csv")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files).lower()
    squeezed = text.replace("_", "")

    unused = [name for name in code_names if name.replace("_", "") not in squeezed]

    assert unused == []


def test_an_app_has_one_name_in_glossary_addresses_templates_and_tests(
    root: Path, apps: list[Path], code_names: list[str]
) -> None:
    for app in apps:
        folders = [path.name for path in (app / "templates").glob("*")]

        assert app.name in code_names
        assert (root / "tests" / "web" / app.name).is_dir(), app.name
        assert not folders or app.name in folders or app.name == "site", app.name


def _public_classes(source: Path) -> list[str]:
    return [
        node.name
        for pattern in NAMED_PARTS
        for path in source.glob(pattern)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def _singular(word: str) -> str:
    return word.removesuffix("s")
