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

from bybalance.web.site import environment


def choose_settings() -> None:
    """Point Django at the settings of ``BYBALANCE_MODE``, unless it has been told already."""
    mode = environment.read_environment().mode
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"bybalance.web.site.settings.{mode}")


def start_django() -> None:
    """Make models and services usable in this process."""
    choose_settings()
    django.setup()


def migrate(*, verbosity: int = 0) -> None:
    """Bring every database of the site to the newest shape, one process at a time."""
    environment.make_data_folder(settings.DATA_FOLDER)
    with _alone(settings.DATA_FOLDER / "migrate.lock"):
        for alias in connections:
            management.call_command(
                "migrate", database=alias, interactive=False, verbosity=verbosity
            )


def check() -> None:
    """Run every check, also those that open the databases; an Error ends the program."""
    management.call_command("check", databases=list(connections), fail_level="ERROR")


def make_ready() -> None:
    """What comes before serving or working: checks, migrations, static files in one place."""
    check()
    migrate()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    if not getattr(settings, "WHITENOISE_USE_FINDERS", False):
        management.call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def _alone(lock_file: Path) -> Iterator[None]:
    """Wait until no other process of this machine is inside; a dead one is not inside."""
    with lock_file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
