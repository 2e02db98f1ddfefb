"""What each ``bybalance atlas`` command does: one pipeline, and a few lines about it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bybalance.cli import console
from bybalance.model import formatting
from bybalance.model.errors import RunCancelled
from bybalance.model.formatting import language_of
from bybalance.pipelines import atlas_build, atlas_report
from bybalance.pipelines.balby import people, write
from bybalance.pipelines.wording import Wording

STOPPED_EXIT = 130


def balby(folder: Path, *, seed: int, language_code: str) -> None:
    """Write the invented city's files."""
    wording = Wording(language_of(language_code))
    with console.refusing(wording):
        path = write.write_balby(people.make_balby(seed=seed), folder)
    console.say(wording.text("atlas_build.invented"))
    console.say(wording.text("cli.written", path=str(path)))


def build(city: Path, *, out: Path | None, overwrite: bool, language_code: str) -> None:
    """Build, with progress; an interrupt ends it with nothing half-written."""
    wording = Wording(language_of(language_code))
    with console.refusing(wording):
        settings = atlas_build.read_city_settings(city)
        folder = out or city.parent / settings.key
        atlas_build.check_out(folder, overwrite=overwrite)
        with _stoppable() as should_stop, _progress(wording) as told:
            try:
                manifest = atlas_build.build_atlas(
                    settings, folder, overwrite=overwrite, told=told, should_stop=should_stop
                )
            except RunCancelled as stopped:
                console.warn(wording.text("atlas_build.stopped"))
                raise typer.Exit(STOPPED_EXIT) from stopped
    _show(manifest, wording)
    console.say(wording.text("cli.written", path=str(folder)))


def check(folder: Path, *, language_code: str) -> None:
    """Open a built atlas, which checks all of it, and say what it is."""
    wording = Wording(language_of(language_code))
    with console.refusing(wording):
        artefact = atlas_build.open_artefact(folder)
    _show(artefact.manifest, wording)
    console.say(wording.text("atlas_build.checked"))


def report(
    folder: Path, *, out: Path, year: int | None, overwrite: bool, language_code: str
) -> None:
    """Write the report of a built atlas."""
    language = language_of(language_code)
    wording = Wording(language)
    with console.refusing(wording):
        atlas_report.check_report_out(out, overwrite=overwrite)
        artefact = atlas_build.open_artefact(folder)
        with console.working(wording.text("cli.writing", path=str(out))):
            atlas_report.write_report(
                artefact, out, year=year, language=language, overwrite=overwrite
            )
    console.say(wording.text("cli.written", path=str(out)))


def _show(manifest: atlas_build.Manifest, wording: Wording) -> None:
    if manifest.is_invented:
        console.say(manifest.note_da if wording.language == "da" else manifest.note_en)
    told_count = sum(area.is_told for area in manifest.areas)
    console.say(
        wording.text(
            "atlas_build.summary", name=manifest.name, first=str(manifest.years[0]),
            last=str(manifest.years[-1]), groups=len(manifest.groups), scales=len(manifest.k),
            areas=formatting.out_of(told_count, len(manifest.areas), language=wording.language),
        ),
        wording.text("atlas_build.run", run=manifest.run_id, rules=manifest.rules_id),
    )  # fmt: skip


@contextmanager
def _progress(wording: Wording) -> Iterator[Callable[[str, float], None]]:
    """Show the step and the share that is done, on a terminal only."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    )  # fmt: skip
    with Progress(*columns, console=console.errors(), transient=True) as progress:
        task = progress.add_task("", total=1.0)

        def told(step: str, share: float) -> None:
            progress.update(
                task, description=wording.text(f"atlas_build.step_{step}"), completed=share
            )

        yield told


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Turn the first interrupt into a request to stop; a second one interrupts as usual."""
    asked: list[int] = []

    def note(number: int, _frame: object) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)
