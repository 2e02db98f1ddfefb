"""Choosing the settings of the mode, and starting Django with them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core import management
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from bybalance.web.site import databases, environment

_CHOSEN = "DJANGO_SETTINGS_MODULE"


def choose_settings() -> None:
    """Point Django at the settings of ``BYBALANCE_MODE``, unless it has been told already."""
    mode = environment.read_environment().mode
    os.environ.setdefault(_CHOSEN, f"bybalance.web.site.settings.{mode}")


def prepare() -> None:
    """Choose the settings, and make the data folder and the key that they need.

    Whoever has chosen other settings, such as the tests, has their own place for these.
    """
    is_told_already = _CHOSEN in os.environ
    choose_settings()
    if not is_told_already:
        environment.prepare(environment.read_environment())


def start_django(*, changes_nothing: bool = False) -> None:
    """Make models and services usable in this process; by default also what they need on disk."""
    if changes_nothing:
        choose_settings()
    else:
        prepare()
    django.setup()


def migrate(*, verbosity: int = 0) -> None:
    """Bring every database of the site to the newest shape, one process at a time.

    The first editorial pages and the rights of editors are made with it.
    """
    environment.make_data_folder(settings.DATA_FOLDER)
    with _alone(settings.DATA_FOLDER / "migrate.lock"):
        _migrate(databases.DEFAULT, verbosity=verbosity)
        if databases.OPERATIONS in connections:
            # Walking all other migrations there too would double the time and change nothing.
            for app in databases.APPS_WITH_OPERATIONS_TABLES:
                _migrate(databases.OPERATIONS, app, verbosity=verbosity)
        _lay_out_editorial_pages()


def _migrate(alias: str, *app: str, verbosity: int) -> None:
    management.call_command("migrate", *app, database=alias, interactive=False, verbosity=verbosity)


def _lay_out_editorial_pages() -> None:
    from bybalance.web.pages import services  # models cannot be named before Django has started

    services.lay_out_site()


def migrate_and_leave(*, verbosity: int) -> None:
    """Migrate, and close the databases: SQLite then puts its log back into each file."""
    migrate(verbosity=verbosity)
    connections.close_all()


def check() -> list[str]:
    """Run every check, also those that open the databases; an Error ends the program.

    Returns the databases that are not made yet: to open one would make it.
    """
    missing = [one.alias for one in connections.all() if not _is_made(one)]
    made = [alias for alias in connections if alias not in missing]
    management.call_command("check", databases=made, fail_level="ERROR")
    return missing


def make_ready() -> None:
    """What comes before serving or working: checks, migrations, static files in one place."""
    was_missing = check()
    migrate()
    if was_missing:
        check()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    if not getattr(settings, "WHITENOISE_USE_FINDERS", False):
        management.call_command("collectstatic", interactive=False, verbosity=0)


def _is_made(database: BaseDatabaseWrapper) -> bool:
    return database.vendor != "sqlite" or Path(database.settings_dict["NAME"]).exists()


@contextmanager
def _alone(lock_file: Path) -> Iterator[None]:
    """Wait until no other process of this machine is inside; a dead one is not inside."""
    with lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
