"""Choosing the settings of the mode, and starting Django with them."""

from __future__ import annotations

import os

import django
from django.core import management

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
    """Bring every database of the site to the newest shape."""
    from django.db import connections

    for alias in connections:
        management.call_command("migrate", database=alias, interactive=False, verbosity=verbosity)
