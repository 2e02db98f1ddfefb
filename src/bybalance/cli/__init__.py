"""The command line: ``bybalance ...``. Everything heavy is imported when a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from bybalance import __version__
from bybalance.cli import demo, lists, site

app = typer.Typer(
    name="bybalance",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Turn vulnerable housing areas into living parts of the city.",
)
app.add_typer(lists.app, name="lists")
app.command(name="demo")(demo.demo)
site.register(app)


def main() -> None:
    """Run the command line."""
    app()


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
