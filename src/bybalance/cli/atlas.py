"""``bybalance atlas ...``: build what a city publishes, check it, print it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bybalance.cli.lists import LanguageChoice

app = typer.Typer(
    no_args_is_help=True,
    help="The atlas of a city: who lives near whom, at every scale, with nobody given away.",
)

Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]
Language = Annotated[
    LanguageChoice,
    typer.Option("--lang", envvar="BYBALANCE_LANG", help="Language of what is written."),
]


@app.command()
def balby(
    folder: Annotated[Path, typer.Argument(help="A folder for the files of the invented city.")],
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Another city.")] = 1848,
    lang: Language = LanguageChoice.EN,
) -> None:
    """Write Balby, an invented city of about 60,000 people, as files to build from."""
    from bybalance.cli import atlas_jobs

    atlas_jobs.balby(folder, seed=seed, language_code=lang.value)


@app.command()
def build(
    city: Annotated[Path, typer.Argument(metavar="CITY.toml", help="Settings of the city.")],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="A new folder; the city's key beside CITY.toml if none."),
    ] = None,
    force: Force = False,
    lang: Language = LanguageChoice.EN,
) -> None:
    """Build the atlas of a city: protected tables, map layers and a manifest in one folder."""
    from bybalance.cli import atlas_jobs

    atlas_jobs.build(city, out=out, overwrite=force, language_code=lang.value)


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A built atlas.")],
    lang: Language = LanguageChoice.EN,
) -> None:
    """Check that a built atlas is whole and holds nothing that may not be published."""
    from bybalance.cli import atlas_jobs

    atlas_jobs.check(folder, language_code=lang.value)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="A built atlas.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="A file: .html or .pdf.")],
    year: Annotated[int | None, typer.Option(help="Year of the maps; the last if none.")] = None,
    force: Force = False,
    lang: Language = LanguageChoice.EN,
) -> None:
    """Write the printable report of a city, with maps, charts and tables."""
    from bybalance.cli import atlas_jobs

    atlas_jobs.report(folder, out=out, year=year, overwrite=force, language_code=lang.value)
