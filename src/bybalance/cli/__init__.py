"""The command line: ``bybalance ...``. Everything heavy is imported when a command runs."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from bybalance import __version__
from bybalance.cli import atlas, demo, lists, plain_signs, site
from bybalance.model.errors import BybalanceError

BAD_INPUT_EXIT = 2

app = typer.Typer(
    name="bybalance",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Turn vulnerable housing areas into living parts of the city.",
)
app.add_typer(lists.app, name="lists")
app.add_typer(atlas.app, name="atlas")
app.command(name="demo")(demo.demo)
site.register(app)


def main() -> None:
    """Run the command line; what is refused on purpose ends in its sentence, not in a traceback."""
    _write_what_the_terminal_can_show()
    try:
        app()
    except BybalanceError as refusal:
        typer.echo(str(refusal), err=True)
        sys.exit(BAD_INPUT_EXIT)


def _write_what_the_terminal_can_show() -> None:
    """Write a sign that the output cannot take as a plain one, instead of ending there."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=plain_signs.ERRORS)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"bybalance {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Turn vulnerable housing areas into living parts of the city."""
