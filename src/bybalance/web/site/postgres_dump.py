"""Backup and restore of PostgreSQL by its own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection, transaction


class ProgramMissing(RuntimeError):
    """PostgreSQL's client programs are not installed on this machine."""


def dump(target: Path) -> dict[str, int]:
    """Write the whole database to ``target``; return the rows of each table at that moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        counts = row_counts()
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
    return counts


def restore(source: Path) -> None:
    """Put the dumped tables in place of those there, all in one transaction or not at all."""
    connection.close()
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        "--exit-on-error",
        f"--dbname={connection.settings_dict['NAME']}",
        str(source),
    )


def faults(source: Path) -> list[str]:
    """What pg_restore finds wrong with a dump before anything is restored."""
    done = subprocess.run(  # noqa: S603
        [_program("pg_restore"), "--list", str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [done.stderr.strip()] if done.returncode else []


def row_counts() -> dict[str, int]:
    """Rows of each table."""
    with connection.cursor() as cursor:
        counts = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            counts[name] = cursor.fetchone()[0]
    return counts


def _run(program: str, *arguments: str) -> None:
    target = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": str(target["HOST"]),
        "PGPORT": str(target["PORT"]),
        "PGUSER": str(target["USER"]),
        "PGPASSWORD": str(target["PASSWORD"]),
        "PGDATABASE": str(target["NAME"]),
    }
    known = {name: text for name, text in environment.items() if text}
    subprocess.run([_program(program), *arguments], env=known, check=True)  # noqa: S603


def _program(name: str) -> str:
    newest_first = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: float(path.parts[-3]),
        reverse=True,
    )
    found = shutil.which(name) or (str(newest_first[0]) if newest_first else None)
    if found is None:
        raise ProgramMissing(f"{name} is not installed. Debian: apt-get install postgresql-client.")
    return found
