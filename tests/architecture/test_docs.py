"""Documentation that is tested: generated pages are fresh, examples run, what is named exists."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import typer.main
from tools.reference_pages import commands, routes

from bybalance import cli
from bybalance.rules.load import rule_book
from bybalance.web.site import environment
from tools import generate_docs

GENERATED = generate_docs.pages()
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
KEPT_PATH = re.compile(r"`((?:docs|src|tests|tools|changelog\.d|requirements)/[^`<>*\s]+)`")
VARIABLE = re.compile(r"BYBALANCE_[A-Z]+(?:_[A-Z]+)*")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
DECISION_PARTS = ["Context", "Decision", "Consequences", "Revisit when"]
#: Read by the command line, not by the site.
OTHER_VARIABLES = {"BYBALANCE_LANG"}
TERMINAL_WIDTH = "100"
TUTORIAL = "docs/tutorials/classify-your-own-table.md"


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, str]:
    """Every page of documentation by its path."""
    files = [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in files
        if "_build" not in path.parts
    }


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_fresh(root: Path, name: str) -> None:
    kept = (root / "docs" / "reference" / name).read_text(encoding="utf-8")

    assert kept == GENERATED[name](), "run `make reference`"


def test_every_python_example_runs(pages: dict[str, str]) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    for page, text in pages.items():
        examples = "\n".join(block for kind, block in _blocks(text) if kind == "pycon")
        runner.run(doctest.DocTestParser().get_doctest(examples, {}, page, page, 0))

    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("page", ["README.md", TUTORIAL])
def test_every_command_of_the_first_pages_runs_and_prints_what_is_shown(
    pages: dict[str, str], tmp_path: Path, page: str
) -> None:
    figures = next(block for _, block in _blocks(pages[page]) if block.startswith("area,"))
    (tmp_path / "figures.csv").write_text(figures, encoding="utf-8")

    for command, shown in _sessions(pages[page]):
        printed = _run(command, folder=tmp_path)
        assert not shown or printed == shown


def test_every_command_that_is_shown_exists_with_its_options(pages: dict[str, str]) -> None:
    known = dict(commands.walk(typer.main.get_command(cli.app), "bybalance"))
    strange = [
        f"{page}: {command}"
        for page, text in pages.items()
        for command, _shown in _sessions(text)
        if not _is_known(shlex.split(command), known)
    ]

    assert strange == []


def test_every_variable_that_is_named_is_a_setting(pages: dict[str, str]) -> None:
    settings = {row.variable for row in environment.describe_settings()}
    named = {variable for text in pages.values() for variable in VARIABLE.findall(text)}

    assert named - OTHER_VARIABLES <= settings


def test_every_file_that_is_named_or_linked_exists(root: Path, pages: dict[str, str]) -> None:
    missing = [
        f"{page}: {target}"
        for page, text in pages.items()
        for folder, target in [
            *((root, path) for path in KEPT_PATH.findall(text)),
            *(((root / page).parent, path) for path in LINK.findall(text)),
        ]
        if not (folder / target).exists()
    ]

    assert missing == []


def test_every_decision_has_a_number_of_its_own_and_four_parts(pages: dict[str, str]) -> None:
    notes = {page: text for page, text in pages.items() if page.startswith("docs/decisions/")}
    numbers = Counter(Path(page).name[:4] for page in notes)

    assert [number for number, count in numbers.items() if count > 1] == []
    for page, text in notes.items():
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == DECISION_PARTS, page
        assert text.startswith(f"# {Path(page).name[:4]} "), page


def test_every_doubt_is_explained(pages: dict[str, str]) -> None:
    explained = re.findall(r"^([a-z0-9-]+)\n: ", pages["docs/explanation/legal-doubts.md"], re.M)

    assert sorted(explained) == sorted(rule_book().doubts)


def test_every_address_of_ours_has_a_test_that_asks_for_it() -> None:
    assert [place.danish for place in routes.places() if not place.tests] == []


def _blocks(text: str) -> list[tuple[str, str]]:
    """The kind and content of every fenced block."""
    return [
        (kind, "".join(line.removeprefix(indent) for line in block.splitlines(keepends=True)))
        for indent, kind, block in FENCE.findall(text)
    ]


def _sessions(text: str) -> list[tuple[str, str]]:
    """Each ``$ bybalance …`` in a console block, with the output shown below it."""
    return [
        (command, shown.rstrip())
        for kind, block in _blocks(text)
        if kind == "console"
        for command, shown in re.findall(r"^\$ (bybalance .*)\n((?:(?!\$ ).*\n)*)", block, re.M)
    ]


def _run(command: str, *, folder: Path) -> str:
    """What a command prints on a terminal of a fixed width."""
    program = [sys.executable, "-c", "from bybalance import cli; cli.main()"]
    done = subprocess.run(
        [*program, *shlex.split(command)[1:]],
        cwd=folder,
        env={**os.environ, "COLUMNS": TERMINAL_WIDTH, "BYBALANCE_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.rstrip().splitlines())


def _is_known(words: list[str], known: dict[str, object]) -> bool:
    name = next((name for name in known if words[: len(name.split())] == name.split()), None)
    if name is None:
        return False
    parameters = known[name].params  # type: ignore[attr-defined]
    options = {option for parameter in parameters for option in parameter.opts}
    return all(word in options for word in words if word.startswith("-"))
