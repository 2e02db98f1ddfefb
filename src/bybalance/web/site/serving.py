"""Which server serves the site, and with how many processes."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import connection

from bybalance.web.site import sqlite

#: More writers than this only wait for each other on SQLite.
MOST_ON_SQLITE = 2


def worker_count() -> int:
    """Web processes: as set, but on SQLite at most two, and one when its version is unsound."""
    wanted: int = max(1, settings.ENVIRONMENT.web_workers)
    if connection.vendor != "sqlite":
        return wanted
    return min(wanted, MOST_ON_SQLITE) if sqlite.is_sound() else 1


def server_command(*, host: str, port: int) -> list[str]:
    """The command that serves the site."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "bybalance.web.site.wsgi:application",
        f"--bind={host}:{port}",
        f"--workers={worker_count()}",
        "--log-level=warning",
        "--max-requests=2000",
        "--max-requests-jitter=200",
    ]
