"""Which databases the site has: two SQLite files, or one PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from bybalance.web.site import environment, sqlite

DEFAULT = "default"
OPERATIONS = "operations"

#: Apps whose rows are about running the site, not about the city.
OPERATIONS_APPS = frozenset({"sessions", "django_tasks_database", "django_cache"})

#: Apps whose migrations make something there; the cache's table comes with ``shared``.
APPS_WITH_OPERATIONS_TABLES = ("sessions", "django_tasks_database", "shared")

_ADDRESS_RULE = (
    "BYBALANCE_DATABASE_URL (not shown, as it may hold a password) is not "
    "postgresql://user:password@host:port/name. Correct it; without the variable the site uses two "
    "SQLite files in the data folder."
)

POSTGRES_LIMITS = (
    "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
)


def databases(database_url: str, *, data_folder: Path) -> dict[str, dict[str, Any]]:
    """Django's ``DATABASES``."""
    if database_url:
        return {"default": postgres(database_url)}
    return {
        "default": sqlite.database(data_folder / "bybalance.sqlite3"),
        OPERATIONS: sqlite.database(data_folder / "operations.sqlite3"),
    }


def postgres(database_url: str) -> dict[str, Any]:
    """Django's description of the PostgreSQL database at ``database_url``."""
    try:
        url = urlsplit(database_url)
        port = url.port
    except ValueError as fault:  # the text itself is a secret
        raise environment.BadSetting(_ADDRESS_RULE) from fault
    name = unquote(url.path.removeprefix("/"))
    if url.scheme not in {"postgresql", "postgres"} or not name:
        raise environment.BadSetting(_ADDRESS_RULE)
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", "") or unquote(url.hostname or ""),
        "PORT": str(port or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {**options, "options": POSTGRES_LIMITS},
    }


class OperationsRouter:
    """Keep sessions, the cache and background jobs in the file beside the truth.

    Only in use on SQLite: the file of the truth then has one writer less to wait for.
    """

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return OPERATIONS if model._meta.app_label in OPERATIONS_APPS else "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return self.db_for_read(model, **hints)

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return self.db_for_read(one) == self.db_for_read(other)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        home: str = OPERATIONS if app_label in OPERATIONS_APPS else "default"
        wanted: str = hints.get("database", home)
        return db == wanted
