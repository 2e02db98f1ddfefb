"""SQLite as the site needs it: a sound version, and the options that make it safe.

The bug that can corrupt a database in WAL mode is in 3.7.0 to 3.51.2 (docs/decisions/0021).
"""

from __future__ import annotations

import importlib
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

SOUND_VERSION = (3, 51, 3)
BUSY_TIMEOUT_S = 20
INIT_COMMAND = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"

#: What each PRAGMA reads back as when the options have truly been applied.
EXPECTED_PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_S * 1000,
}


def use_newest_library() -> None:
    """Let Django find ``pysqlite3``, which carries a newer SQLite, under the name ``sqlite3``."""
    try:
        newer = importlib.import_module("pysqlite3")
    except ImportError:
        return
    importlib.import_module("pysqlite3.dbapi2")
    sys.modules["sqlite3"] = newer
    sys.modules["sqlite3.dbapi2"] = newer.dbapi2


def library_version() -> tuple[int, int, int]:
    """Version of the SQLite library that ``import sqlite3`` now gives."""
    return tuple(importlib.import_module("sqlite3").sqlite_version_info)


def is_sound() -> bool:
    """Whether several processes may write at the same time."""
    return library_version() >= SOUND_VERSION


def database(path: Path) -> dict[str, Any]:
    """Django's description of one SQLite file, with the options every file gets."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_TIMEOUT_S,
            "init_command": INIT_COMMAND,
        },
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
    }


def copy_database(source: Path, target: Path) -> None:
    """Write a consistent copy of ``source`` to ``target`` while others write to ``source``.

    All pages go in one step: smaller steps begin again at each foreign write and never end.
    """
    with closing(_open(source, read_only=True)) as reader, closing(_open(target)) as writer:
        reader.backup(writer, pages=-1)
        writer.execute("PRAGMA journal_mode=DELETE")


def row_counts(path: Path) -> dict[str, int]:
    """Rows of each table."""
    with closing(_open(path, read_only=True)) as reader:
        names = [
            name
            for (name,) in reader.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        return {
            name: reader.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in sorted(names)
        }


def faults(path: Path) -> list[str]:
    """What SQLite itself finds wrong with a database file; empty when it is sound."""
    try:
        with closing(_open(path, read_only=True)) as reader:
            found = [line for (line,) in reader.execute("PRAGMA integrity_check") if line != "ok"]
            broken = reader.execute("PRAGMA foreign_key_check").fetchall()
            found += [f"{table}: row {row} points to nothing" for table, row, *_ in broken]
            return found
    except library_error() as fault:
        return [str(fault)]


def library_error() -> type[Exception]:
    """Every error of the SQLite library in use."""
    error: type[Exception] = importlib.import_module("sqlite3").Error
    return error


def _open(path: Path, *, read_only: bool = False) -> Any:
    library = importlib.import_module("sqlite3")
    mode = "ro" if read_only else "rwc"
    return library.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)
