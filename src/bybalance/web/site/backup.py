"""Copies of all the site keeps: made while it runs, verified before they replace anything.

A backup is a folder: ``databases/``, ``files/`` and ``manifest.json``, which has the hash of every
file and the number of rows of every table.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, connections

import bybalance
from bybalance.web.site import environment, postgres_dump, sqlite

FORMAT = 1
MANIFEST = "manifest.json"
MIGRATIONS_TABLE = "django_migrations"

#: What the data folder holds that is made anew, or belongs to one machine.
LEFT_OUT = frozenset({"static", "migrate.lock", environment.SECRET_KEY_FILE})


class BackupRefused(Exception):
    """The backup or the place for it is not as it must be; nothing has been changed."""


#: All that can go wrong with a copy and is told in words.
FAULTS = (BackupRefused, OSError, subprocess.CalledProcessError, postgres_dump.ProgramMissing)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds, as written beside it."""

    format: int
    made_at: str
    bybalance: str
    django: str
    engine: str
    engine_version: str
    files: dict[str, str]
    rows: dict[str, dict[str, int]]

    @property
    def row_count(self) -> int:
        return sum(sum(counts.values()) for counts in self.rows.values())


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore put in place, and where it left what was there before."""

    manifest: Manifest
    kept_aside: Path | None


def write_backup(folder: Path, *, now: datetime) -> Manifest:
    """Copy the databases, then the files; ``folder`` appears only when all is in it."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(f"{folder} is not empty. Name a new folder.")
    if folder.resolve().is_relative_to(settings.DATA_FOLDER):
        raise BackupRefused(f"{folder} lies in the data folder itself. Name one outside it.")
    making = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(making, ignore_errors=True)
    (making / "databases").mkdir(parents=True, mode=0o700)
    (making / "files").mkdir()
    try:
        rows = _copy_databases(making / "databases")
        _copy_files(settings.DATA_FOLDER, making / "files")
        manifest = Manifest(
            format=FORMAT,
            made_at=now.isoformat(),
            bybalance=bybalance.__version__,
            django=django.get_version(),
            engine=connection.vendor,
            engine_version=_engine_version(),
            files={name: _sha256(making / name) for name in _files_of(making)},
            rows=rows,
        )
        text = json.dumps(asdict(manifest), indent=2, sort_keys=True)
        (making / MANIFEST).write_text(text, encoding="utf-8")
        making.replace(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return manifest


def verify(folder: Path) -> Manifest:
    """Read the manifest and check everything against it, or raise with all that is wrong."""
    manifest = _read_manifest(folder)
    links = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink())
    if links:
        raise BackupRefused(f"The backup {folder} holds links, as no backup does: {links[0]}")
    present = set(_files_of(folder)) - {MANIFEST}
    problems = [f"{name} is missing" for name in sorted(manifest.files.keys() - present)]
    problems += [f"{name} is not in the manifest" for name in sorted(present - set(manifest.files))]
    problems += [
        f"{name} has been changed"
        for name in sorted(present & manifest.files.keys())
        if _sha256(folder / name) != manifest.files[name]
    ]
    if not problems:
        problems = _database_problems(folder, manifest)
    if problems:
        raise BackupRefused(f"The backup {folder} is not sound:\n- " + "\n- ".join(problems))
    return manifest


def restore_backup(folder: Path, *, now: datetime, force: bool = False) -> Restored:
    """Put a verified backup in the place of the site's data; stop the site first.

    With ``force``, data already there is moved aside, never deleted.
    """
    manifest = verify(folder)
    if manifest.engine != connection.vendor:
        raise BackupRefused(
            f"The backup is of {manifest.engine}; the site is set to use {connection.vendor}."
        )
    if _has_data() and not force:
        raise BackupRefused(
            f"{settings.DATA_FOLDER} or its database holds data already. "
            "Restore with --force; what is there is kept aside."
        )
    aside = _free_name(settings.DATA_FOLDER, f"before-{now:%Y%m%dT%H%M%S}")
    connections.close_all()
    if manifest.engine == "postgresql":
        return _restore_postgres(folder, manifest, aside=aside)
    return _restore_sqlite(folder, manifest, aside=aside)


def _restore_sqlite(folder: Path, manifest: Manifest, *, aside: Path) -> Restored:
    with _staged_data(folder) as staged:
        for alias, path in _sqlite_files().items():
            shutil.copy2(folder / "databases" / f"{alias}.sqlite3", staged / path.name)
        return Restored(manifest=manifest, kept_aside=_swap(staged, aside=aside))


def _restore_postgres(folder: Path, manifest: Manifest, *, aside: Path) -> Restored:
    with _staged_data(folder) as staged:
        if _has_data():
            postgres_dump.dump(staged / "database-before-restore.dump")
        postgres_dump.restore(folder / "databases" / "default.dump")
        return Restored(manifest=manifest, kept_aside=_swap(staged, aside=aside))


@contextmanager
def _staged_data(folder: Path) -> Iterator[Path]:
    """A complete new data folder beside the present one, but for the databases; gone on a fault."""
    data: Path = settings.DATA_FOLDER
    staged = _free_name(data, "restoring")
    try:
        staged.mkdir(mode=0o700)
        if (folder / "files").is_dir():  # some copiers leave empty folders out
            shutil.copytree(folder / "files", staged, dirs_exist_ok=True)
            staged.chmod(0o700)
        if (data / environment.SECRET_KEY_FILE).exists():
            shutil.copy2(data / environment.SECRET_KEY_FILE, staged)
        yield staged
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def _swap(staged: Path, *, aside: Path) -> Path | None:
    data: Path = settings.DATA_FOLDER
    if not data.exists():
        staged.rename(data)
        return None
    data.rename(aside)
    try:
        staged.rename(data)
    except OSError:
        aside.rename(data)
        raise
    return aside


def _copy_databases(target: Path) -> dict[str, dict[str, int]]:
    if connection.vendor == "postgresql":
        return {"default": postgres_dump.dump(target / "default.dump")}
    rows = {}
    for alias, path in _sqlite_files().items():
        copy = target / f"{alias}.sqlite3"
        try:
            sqlite.copy_database(path, copy)
            rows[alias] = sqlite.row_counts(copy)
        except sqlite.library_error() as fault:
            raise BackupRefused(f"The database {path} cannot be copied: {fault}.") from fault
    return rows


def _database_problems(folder: Path, manifest: Manifest) -> list[str]:
    databases = folder / "databases"
    if manifest.engine == "postgresql":
        return postgres_dump.faults(databases / "default.dump")
    if manifest.rows.keys() != _sqlite_files().keys():
        return ["the manifest does not count the rows of every database"]
    problems = []
    for alias, counts in manifest.rows.items():
        path = databases / f"{alias}.sqlite3"
        faults = sqlite.faults(path) if path.is_file() else ["the database is missing"]
        problems += [f"{alias}: {fault}" for fault in faults]
        if faults:
            continue
        found = sqlite.row_counts(path)
        if found != counts:
            problems.append(f"{alias}: the number of rows differs from the manifest")
        if MIGRATIONS_TABLE not in found:
            problems.append(f"{alias}: this is no database of Bybalance")
    return problems


def _copy_files(source: Path, target: Path) -> None:
    databases = {path.name for path in _sqlite_files().values()}

    def left_out(folder: str, names: list[str]) -> set[str]:
        if Path(folder) != source:
            return set()
        belongs_to_database = {
            name for name in names if name.removesuffix("-wal").removesuffix("-shm") in databases
        }
        return belongs_to_database | (LEFT_OUT & set(names))

    shutil.copytree(source, target, ignore=left_out, dirs_exist_ok=True)


def _sqlite_files() -> dict[str, Path]:
    return {
        one.alias: Path(one.settings_dict["NAME"])
        for one in connections.all()
        if one.vendor == "sqlite"
    }


def _has_data() -> bool:
    if connection.vendor == "postgresql":
        return bool(postgres_dump.row_counts())
    return any(path.exists() for path in _sqlite_files().values())


def _read_manifest(folder: Path) -> Manifest:
    try:
        given: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**given)
        _check_shape(manifest)
    except (OSError, ValueError, TypeError) as fault:
        raise BackupRefused(f"{folder} has no readable {MANIFEST}.") from fault
    if manifest.format != FORMAT:
        raise BackupRefused(
            f"The backup has format {manifest.format}; this version reads format {FORMAT}."
        )
    return manifest


def _check_shape(manifest: Manifest) -> None:
    """Raise ``TypeError`` where the manifest is JSON of the right names and the wrong kinds."""
    hashes: Any = manifest.files
    counts: Any = manifest.rows
    is_right = (
        isinstance(hashes, dict)
        and all(isinstance(item, str) for item in hashes.values())
        and isinstance(counts, dict)
        and all(isinstance(item, dict) for item in counts.values())
        and all(isinstance(count, int) for item in counts.values() for count in item.values())
    )
    if not is_right:
        raise TypeError("files or rows")


def _engine_version() -> str:
    if connection.vendor == "sqlite":
        return ".".join(str(part) for part in sqlite.library_version())
    return str(connection.get_database_version())


def _files_of(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _free_name(folder: Path, ending: str) -> Path:
    """A name beside ``folder`` that nothing has yet."""
    suffixes = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    names = (f"{folder.name}.{ending}{suffix}" for suffix in suffixes)
    return next(path for path in map(folder.with_name, names) if not path.exists())
