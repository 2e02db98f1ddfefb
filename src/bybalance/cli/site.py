"""Running the site: serve, worker, migrate, manage, check, backup, restore.

Everything that needs Django is imported when a command runs, so that ``--help`` stays quick.
"""

from __future__ import annotations

import os
import sys
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
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the site, after checking that it may start and migrating its databases."""
    from bybalance.web.site import start

    start.start_django()
    from bybalance.web.site import serving

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
    start.make_ready()
    working.run()


def migrate() -> None:
    """Bring the databases to the newest shape."""
    from bybalance.web.site import start

    start.start_django()
    start.migrate(verbosity=1)


def check() -> None:
    """Check settings and databases, and refuse what is not safe; changes nothing."""
    from bybalance.web.site import start

    start.start_django()
    start.check()


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
) -> None:
    """Copy databases and files to FOLDER while the site runs."""
    from bybalance.web.site import start

    start.start_django()
    from bybalance.web.site import backup as copies

    try:
        manifest = copies.write_backup(folder, now=datetime.now(UTC))
    except (copies.BackupRefused, OSError) as fault:
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

    start.start_django()
    from bybalance.web.site import backup as copies

    try:
        restored = copies.restore_backup(folder, now=datetime.now(UTC), force=force)
    except (copies.BackupRefused, OSError) as fault:
        raise _refused(fault) from fault
    typer.echo(f"Restored {restored.manifest.row_count} rows from {restored.manifest.made_at}.")
    if restored.kept_aside:
        typer.echo(f"What was there before is in {restored.kept_aside}.")


def manage(context: typer.Context) -> None:
    """Run one of Django's own commands: bybalance manage migrate --plan."""
    from django.core import management

    from bybalance.web.site import start

    start.choose_settings()
    management.execute_from_command_line(["bybalance manage", *context.args])


def _refused(fault: Exception) -> typer.Exit:
    typer.echo(str(fault), err=True)
    return typer.Exit(code=2)
