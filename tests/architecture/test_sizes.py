"""Functions and modules stay readable. An exception is named here, with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

MAX_FUNCTION_LINES = 60
MAX_MODULE_LINES = 500
LONG_FUNCTIONS: set[str] = set()
LONG_MODULES: set[str] = set()


def test_no_function_is_longer_than_a_screen(source: Path) -> None:
    long = {
        f"{path.relative_to(source)}:{function.name}"
        for path in _modules(source)
        for function in _functions(path)
        if _line_count(function) > MAX_FUNCTION_LINES
    }

    assert long == LONG_FUNCTIONS


def test_no_module_is_longer_than_it_can_be_read_in_one_go(source: Path) -> None:
    long = {
        str(path.relative_to(source))
        for path in _modules(source)
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_MODULE_LINES
    }

    assert long == LONG_MODULES


def _modules(source: Path) -> list[Path]:
    return [path for path in source.rglob("*.py") if "migrations" not in path.parts]


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _line_count(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = function.body[1] if ast.get_docstring(function) and function.body[1:] else function
    return (function.end_lineno or 0) - first.lineno + 1
