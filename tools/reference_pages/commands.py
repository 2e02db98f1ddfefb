"""``command-line.md``: every command with its arguments and options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer.main
from tools.reference_pages import markdown

from bybalance import cli

INTRODUCTION = """
Exit codes: 0 done, 2 bad input; nothing is written when the input is bad.
"""


def page() -> str:
    """Return the page."""
    root = typer.main.get_command(cli.app)
    return markdown.page(
        "Command line",
        INTRODUCTION,
        *(_command(name, command) for name, command in walk(root, "bybalance")),
    )


def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield every command that can be run, with its full name."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, child in inner.items():
        yield from walk(child, f"{name} {word}")


def _command(name: str, command: Any) -> str:
    rows = [
        [
            markdown.code(parameter_name(parameter)),
            parameter.help or "",
            _default(parameter),
        ]
        for parameter in command.params
        if parameter.name != "help"
    ]
    parameters = markdown.table(["Parameter", "What it does", "Default"], rows) if rows else ""
    return f"## {name}\n\n{_text(command.help)}\n\n{parameters}"


def _text(help_text: str | None) -> str:
    return " ".join((help_text or "").replace("\b", "").split())


def parameter_name(parameter: Any) -> str:
    """Return an option's spellings, or an argument's name in capitals."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return ", ".join([*parameter.opts, *parameter.secondary_opts])


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    default = parameter.default
    if default is None or default is False or callable(default) or default == ():
        return ""
    return markdown.code(str(getattr(default, "value", default)))
