"""What the terminal shows: tables that fit its width, problems in one panel, exit codes."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import typer
from rich import markup
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from bybalance.model.errors import BadInput, BybalanceError
from bybalance.pipelines.export_table import ExportTable, Kind
from bybalance.pipelines.wording import Wording
from bybalance.pipelines.write_html import shown_row

MAX_ROWS: Final = 100
"""How many rows the terminal shows; a file holds them all."""

BAD_INPUT_EXIT: Final = 2
_PLAIN_WIDTH: Final = 160
_OBEYED: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_ONLY_IN_FILES: Final = ("source", "note")


def escape(text: str) -> str:
    """Text as the terminal may have it: no markup, and no sign that the terminal would obey."""
    return markup.escape(harmless(text))


def harmless(text: str) -> str:
    r"""Replace control signs, and those that turn the direction of a line, by a visible one.

    Examples
    --------
    >>> harmless("Balby\x1b[2J")
    'Balby�[2J'
    """
    return "".join(
        sign if sign == "\n" or unicodedata.category(sign) not in _OBEYED else _REPLACEMENT
        for sign in text
    )


def console() -> Console:
    """Return the console; where the output is no terminal, it is plain and wide."""
    shown = Console(highlight=False)
    if shown.is_terminal or "COLUMNS" in os.environ:
        return shown
    return Console(highlight=False, width=_PLAIN_WIDTH)


def errors() -> Console:
    """Return the console of standard error."""
    return Console(stderr=True, highlight=False)


def show_table(table: ExportTable, wording: Wording) -> None:
    """Print a table without columns that hold nothing, and without sources and notes."""
    rows = [shown_row(table, row) for row in table.rows[:MAX_ROWS]]
    positions = [
        position
        for position, column in enumerate(table.columns)
        if column.id not in _ONLY_IN_FILES and any(row[position] for row in rows)
    ]
    grid = Table(title=escape(table.title), title_justify="left", box=SIMPLE_HEAD)
    for position in positions:
        column = table.columns[position]
        grid.add_column(
            escape(column.heading),
            justify="right" if column.kind.is_number else "left",
            overflow="fold",
            no_wrap=column.kind is Kind.DATE,
        )
    for row in rows:
        grid.add_row(*(escape(row[position]) for position in positions))
    console().print(grid)
    if len(table.rows) > len(rows):
        say(wording.text("cli.shown_rows", shown=len(rows), count=len(table.rows)))


@contextmanager
def working(on: str) -> Iterator[None]:
    """Show that work goes on, on a terminal only; a file of output stays clean."""
    with Console(stderr=True).status(escape(on)):
        yield


def say(*lines: str) -> None:
    """Print lines as they are."""
    for line in lines:
        console().print(harmless(line), markup=False)


def warn(*lines: str) -> None:
    """Print lines on standard error, so that they stand apart from what is given."""
    for line in lines:
        Console(stderr=True, highlight=False).print(harmless(line), markup=False)


@contextmanager
def refusing(wording: Wording) -> Iterator[None]:
    """Show what is wrong with the input in one panel, and end with the code for bad input."""
    try:
        yield
    except BadInput as refusal:
        _show_panel(wording.text("cli.nothing_written"), list(wording.problems(refusal)))
        raise typer.Exit(BAD_INPUT_EXIT) from refusal
    except BybalanceError as refusal:
        _show_panel(wording.text("cli.refused"), [wording.refusal(refusal)])
        raise typer.Exit(BAD_INPUT_EXIT) from refusal


def _show_panel(title: str, lines: Sequence[str]) -> None:
    Console(stderr=True, highlight=False).print(
        Panel("\n".join(map(escape, lines)), title=escape(title), title_align="left")
    )
