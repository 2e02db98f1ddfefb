"""Running the site: serve, worker, migrate, manage, check, backup, restore.

Everything that needs Django is imported when a command runs, so that ``--help`` stays quick.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the site's commands to ``app``."""
    app.command()(serve)
    app.command()(worker)
    app.command()(migrate)
    app.command()(check)
    app.command()(backup)
    app.command()(restore)
    app.command(
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        add_help_option=False,
    )(manage)


def serve(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the site, after checking that it may start and migrating its databases."""
    from bybalance.web.site import start

    check_address(host, port)
    start.start_django()
    from bybalance.web.site import serving

    with _database_faults_in_words():
        start.make_ready()
    typer.echo(f"http://{host}:{port}/")
    sys.stdout.flush()
    command = serving.server_command(host=host, port=port)
    os.execv(command[0], command)  # noqa: S606 - the arguments are our own


def worker() -> None:
    """Do background work until stopped."""
    from bybalance.web.site import start

    start.start_django()
    from bybalance.web.shared import tasks
    from bybalance.web.site import working

    if not tasks.need_worker():
        typer.echo("In this mode work is done at once where it is asked for; no worker is needed.")
        return
    with _database_faults_in_words():
        start.make_ready()
    working.run()


def migrate() -> None:
    """Bring the databases to the newest shape."""
    from bybalance.web.site import start

    start.start_django()
    with _database_faults_in_words():
        start.migrate_and_leave(verbosity=1)


def check() -> None:
    """Check settings and databases, and refuse what is not safe; changes nothing."""
    from bybalance.web.site import start

    start.start_django(changes_nothing=True)
    with _database_faults_in_words():
        missing = start.check()
    for alias in missing:
        typer.echo(f"The database {alias!r} is not made yet; bybalance migrate makes it.")


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
) -> None:
    """Copy databases and files to FOLDER while the site runs."""
    from bybalance.web.site import start

    start.start_django(changes_nothing=True)
    from bybalance.web.site import backup as copies

    with _database_faults_in_words():
        try:
            manifest = copies.write_backup(folder, now=datetime.now(UTC))
        except copies.FAULTS as fault:
            raise _refused(fault) from fault
    typer.echo(
        f"Backup in {folder}: {manifest.row_count} rows, {len(manifest.files)} files, verified by "
        "their hashes when restored."
    )


def restore(
    folder: Annotated[Path, typer.Argument(help="A folder made by bybalance backup.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace data already there; it is kept aside.")
    ] = False,
) -> None:
    """Verify a backup, then put it in the place of the site's data. Stop the site first."""
    from bybalance.web.site import start

    start.start_django(changes_nothing=True)
    from bybalance.web.site import backup as copies

    with _database_faults_in_words():
        try:
            restored = copies.restore_backup(folder, now=datetime.now(UTC), force=force)
        except copies.FAULTS as fault:
            raise _refused(fault) from fault
    typer.echo(f"Restored {restored.manifest.row_count} rows from {restored.manifest.made_at}.")
    if restored.kept_aside:
        typer.echo(f"What was there before is in {restored.kept_aside}.")


def manage(context: typer.Context) -> None:
    """Run one of Django's own commands: bybalance manage migrate --plan."""
    from django.core import management

    from bybalance.web.site import start

    start.prepare()
    management.execute_from_command_line(["bybalance manage", *context.args])


def check_address(host: str, port: int) -> None:
    """Refuse an address that another program listens on, or that is none here, before any work."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as fault:
        reason = getattr(fault, "strerror", None) or type(fault).__name__
        raise typer.BadParameter(
            f"Port {port} of {host} cannot be used ({reason}); choose others with --port or --host."
        ) from fault


@contextmanager
def _database_faults_in_words() -> Iterator[None]:
    """End in a sentence, not in a traceback, when a database cannot be opened or is damaged."""
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as fault:
        typer.echo(
            f"The database cannot be used: {str(fault).strip()}. Look at BYBALANCE_DATA and "
            "BYBALANCE_DATABASE_URL, or restore a backup.",
            err=True,
        )
        raise typer.Exit(code=2) from fault


def _refused(fault: Exception) -> typer.Exit:
    typer.echo(str(fault), err=True)
    return typer.Exit(code=2)
