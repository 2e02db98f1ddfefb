"""What must hold before the site may start: settings that took effect, nothing unsafe left on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import DatabaseError, connections

from bybalance.web.site import sqlite

MIN_SECRET_LENGTH = 50


def register() -> None:
    """Make Django run these at every start; those that open a database only on request."""
    checks.register(sqlite_version, checks.Tags.compatibility)
    checks.register(production_settings, checks.Tags.security)
    checks.register(sqlite_pragmas, checks.Tags.database)
    checks.register(demo_accounts, checks.Tags.database)


def sqlite_version(**_: Any) -> list[checks.CheckMessage]:
    """Warn when SQLite has the bug that can corrupt a database with several writers."""
    uses_sqlite = any(one.vendor == "sqlite" for one in connections.all())
    if not uses_sqlite or sqlite.is_sound():
        return []
    version = ".".join(str(part) for part in sqlite.library_version())
    return [
        checks.Warning(
            f"SQLite {version} can corrupt a database that several processes write to.",
            hint="Install pysqlite3 0.6 or newer. Until then the site runs one web process.",
            id="bybalance.W001",
        )
    ]


def sqlite_pragmas(databases: Iterable[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """Refuse to start when an option of a SQLite file has not truly been applied."""
    problems: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        found = _pragmas(connection)
        found["transaction_mode"] = getattr(connection, "transaction_mode", None) or "DEFERRED"
        wanted = {**sqlite.EXPECTED_PRAGMAS, "transaction_mode": "IMMEDIATE"}
        problems += [
            checks.Error(
                f"The database {alias!r} has {name} = {found[name]!r}; it must be {right!r}.",
                hint="Set it in OPTIONS of the database, as bybalance.web.site.sqlite does. "
                "The data folder must lie on a local disk.",
                id="bybalance.E001",
            )
            for name, right in wanted.items()
            if found[name] != right
        ]
    return problems


def production_settings(**_: Any) -> list[checks.CheckMessage]:
    """Refuse a public server without a key of its own, or with a demo's openness."""
    if settings.ENVIRONMENT.mode != "production":
        return []
    problems = {
        f"BYBALANCE_SECRET_KEY is missing or shorter than {MIN_SECRET_LENGTH} characters.": len(
            settings.ENVIRONMENT.secret_key
        )
        < MIN_SECRET_LENGTH,
        "BYBALANCE_ALLOWED_HOSTS is empty.": not settings.ALLOWED_HOSTS,
        "BYBALANCE_ALLOWED_HOSTS allows every host.": "*" in settings.ALLOWED_HOSTS,
        "BYBALANCE_DEBUG is on.": settings.ENVIRONMENT.debug,
        "BYBALANCE_DEMO is on.": settings.DEMO,
        "BYBALANCE_PUBLIC_URL does not begin with https://.": not settings.PUBLIC_URL.startswith(
            "https://"
        ),
    }
    return [
        checks.Error(
            f"In production: {problem}",
            hint="See docs/reference/settings.md.",
            id="bybalance.E002",
        )
        for problem, is_so in problems.items()
        if is_so
    ]


def demo_accounts(databases: Iterable[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """Refuse a public server whose database holds the demo's accounts."""
    if settings.ENVIRONMENT.mode != "production" or "default" not in (databases or ()):
        return []
    try:
        demo_count = get_user_model().objects.filter(is_demo=True).count()
    except DatabaseError:  # before the first migrate there is no table, and no account either
        return []
    if not demo_count:
        return []
    return [
        checks.Error(
            f"The database holds {demo_count} demo accounts, whose password is public.",
            hint="Use a fresh data folder or database in production.",
            id="bybalance.E003",
        )
    ]


def _pragmas(connection: Any) -> dict[str, str | int]:
    found = {}
    with connection.cursor() as cursor:
        for name in sqlite.EXPECTED_PRAGMAS:
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    return found
