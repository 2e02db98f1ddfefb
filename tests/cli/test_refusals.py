"""What is set or kept wrongly ends in a sentence and exit code 2, and leaves nothing behind."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BYBALANCE = [sys.executable, "-c", "from bybalance.cli import main; main()"]
SQLITE_MARK = b"SQLite format 3"


def bybalance(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    ours = {name: text for name, text in os.environ.items() if not name.startswith("BYBALANCE_")}
    ours.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [*BYBALANCE, *map(str, arguments)],
        env={**ours, **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_refused(done: subprocess.CompletedProcess[str], *said: str) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert all(words in done.stderr for words in said), done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with migrated databases, to be copied."""
    folder = tmp_path_factory.mktemp("made") / "data"
    assert bybalance("migrate", BYBALANCE_DATA=str(folder)).returncode == 0
    return folder


@pytest.fixture(scope="module")
def backup(made: Path) -> Path:
    folder = made.with_name("backup")
    assert bybalance("backup", folder, BYBALANCE_DATA=str(made)).returncode == 0
    return folder


@pytest.fixture
def copy(backup: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the backup, to be spoilt."""
    folder = tmp_path / "backup"
    for name, content in everything_in(backup).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    yield folder


class TestSettings:
    @pytest.mark.parametrize(
        ("variable", "value", "rule"),
        [
            ("BYBALANCE_SMTP_PORT", "99999", "from 1 to 65535"),
            ("BYBALANCE_LOG_LEVEL", "loud", "DEBUG, INFO, WARNING, ERROR"),
            ("BYBALANCE_WEB_WORKERS", "-3", "from 1 to 64"),
        ],
    )
    @pytest.mark.parametrize("command", [("check",), ("manage", "check")])
    def test_an_absurd_one_is_named_with_value_rule_and_remedy(
        self, tmp_path: Path, command: tuple[str, ...], variable: str, value: str, rule: str
    ) -> None:
        done = bybalance(*command, **{variable: value, "BYBALANCE_DATA": str(tmp_path / "data")})

        assert_refused(done, f"{variable} is {value!r}", rule, "without the variable")
        assert list(tmp_path.iterdir()) == []

    def test_an_address_of_a_database_is_refused_without_showing_it(self, tmp_path: Path) -> None:
        address = "postgresql://ane:secret@db:99999x/by"

        done = bybalance("migrate", BYBALANCE_DATABASE_URL=address, BYBALANCE_DATA=str(tmp_path))

        assert_refused(done, "BYBALANCE_DATABASE_URL", "postgresql://user:password@host:port/name")
        assert "secret" not in done.stderr

    def test_a_database_that_nobody_serves_is_told_in_words(self, tmp_path: Path) -> None:
        address = f"postgresql://ane@/by?host={tmp_path}"

        done = bybalance("migrate", BYBALANCE_DATABASE_URL=address, BYBALANCE_DATA=str(tmp_path))

        assert_refused(done, "The database cannot be used", "BYBALANCE_DATABASE_URL")

    def test_a_data_folder_that_is_a_file_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "data"
        file.write_text("mine")

        done = bybalance("migrate", BYBALANCE_DATA=str(file))

        assert_refused(done, "BYBALANCE_DATA", str(file), "Name a folder")
        assert file.read_text() == "mine"

    @pytest.mark.parametrize("folder", ["/proc", "/proc/bybalance", "/dev/null/data"])
    def test_a_data_folder_that_cannot_be_written_is_refused(self, folder: str) -> None:
        assert_refused(bybalance("migrate", BYBALANCE_DATA=folder), "BYBALANCE_DATA", folder)

    def test_a_port_in_use_is_refused_before_any_work(self, tmp_path: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])

            done = bybalance("serve", "--port", port, BYBALANCE_DATA=str(tmp_path / "data"))

        assert_refused(done, port, "--port")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("port", ["0", "-1", "70000", "http"])
    def test_a_port_that_is_none_is_refused(self, tmp_path: Path, port: str) -> None:
        done = bybalance("serve", "--port", port, BYBALANCE_DATA=str(tmp_path / "data"))

        assert_refused(done, "--port")

    def test_a_damaged_database_is_told_in_words(self, made: Path, tmp_path: Path) -> None:
        data = tmp_path / "data"
        data.mkdir()
        (data / "bybalance.sqlite3").write_bytes(b"no database at all, but long enough" * 100)

        for command in (["check"], ["migrate"], ["backup", str(tmp_path / "copy")]):
            done = bybalance(*command, BYBALANCE_DATA=str(data))
            assert_refused(done, "database")
        assert not (tmp_path / "copy").exists()


def test_the_demo_is_refused_in_production(tmp_path: Path) -> None:
    done = bybalance(
        "demo", "--no-serve", BYBALANCE_MODE="production", BYBALANCE_DATA=str(tmp_path / "data")
    )

    assert_refused(done, "anyone can use")
    assert list(tmp_path.iterdir()) == []


class TestCheck:
    def test_it_changes_nothing_where_nothing_is(self, tmp_path: Path) -> None:
        done = bybalance("check", BYBALANCE_DATA=str(tmp_path / "data"))

        assert done.returncode == 0, done.stderr
        assert "not made yet" in done.stdout
        assert list(tmp_path.iterdir()) == []

    def test_it_changes_nothing_where_all_is(self, made: Path, tmp_path: Path) -> None:
        data = tmp_path / "data"
        # Other tests read the databases where they lie, and leave SQLite's own notes beside them.
        shutil.copytree(made, data, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
        before = everything_in(data)

        done = bybalance("check", BYBALANCE_DATA=str(data))

        assert done.returncode == 0, done.stderr
        assert "not made yet" not in done.stdout
        assert everything_in(data) == before


class TestBackup:
    def test_without_a_database_there_is_nothing_to_copy(self, tmp_path: Path) -> None:
        done = bybalance("backup", tmp_path / "copy", BYBALANCE_DATA=str(tmp_path / "data"))

        assert_refused(done, "cannot be copied", "bybalance.sqlite3")
        assert list(tmp_path.iterdir()) == []


class TestRestore:
    @pytest.mark.parametrize("alias", ["default", "operations"])
    @pytest.mark.parametrize(
        "content", [b"", b"no database", SQLITE_MARK + b"\0" * 5000], ids=["empty", "text", "mark"]
    )
    def test_a_damaged_database_with_a_matching_hash_is_refused(
        self, copy: Path, tmp_path: Path, alias: str, content: bytes
    ) -> None:
        replace_database(copy, alias, content)

        done = bybalance("restore", copy, BYBALANCE_DATA=str(tmp_path / "data"))

        assert_refused(done, "is not sound", alias)
        assert [path.name for path in tmp_path.iterdir()] == ["backup"]

    def test_a_page_spoilt_in_the_middle_is_refused(self, copy: Path, tmp_path: Path) -> None:
        content = bytearray((copy / "databases" / "default.sqlite3").read_bytes())
        content[8192:16384] = b"\xff" * 8192
        replace_database(copy, "default", bytes(content))

        done = bybalance("restore", copy, BYBALANCE_DATA=str(tmp_path / "data"))

        assert_refused(done, "is not sound", "default")
        assert [path.name for path in tmp_path.iterdir()] == ["backup"]

    def test_a_database_that_is_left_out_is_refused(self, copy: Path, tmp_path: Path) -> None:
        (copy / "databases" / "operations.sqlite3").unlink()
        change_manifest(copy, lambda it: it["files"].pop("databases/operations.sqlite3"))

        done = bybalance("restore", copy, BYBALANCE_DATA=str(tmp_path / "data"))

        assert_refused(done, "operations: the database is missing")
        assert [path.name for path in tmp_path.iterdir()] == ["backup"]

    @pytest.mark.parametrize("part", ["files", "rows"])
    @pytest.mark.parametrize("value", [[], 7, {"default": 3}, {"default": {"a": []}}])
    def test_a_manifest_of_wrong_kinds_is_refused(
        self, copy: Path, tmp_path: Path, part: str, value: object
    ) -> None:
        change_manifest(copy, lambda it: it.update({part: value}))

        done = bybalance("restore", copy, BYBALANCE_DATA=str(tmp_path / "data"))

        assert_refused(done, "manifest.json")

    def test_a_sound_backup_is_restored_and_leaves_nothing_beside(
        self, copy: Path, tmp_path: Path
    ) -> None:
        done = bybalance("restore", copy, BYBALANCE_DATA=str(tmp_path / "data"))

        assert done.returncode == 0, done.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "data"]


def replace_database(folder: Path, alias: str, content: bytes) -> None:
    (folder / "databases" / f"{alias}.sqlite3").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    change_manifest(folder, lambda it: it["files"].update({f"databases/{alias}.sqlite3": digest}))


def change_manifest(folder: Path, change: object) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)  # type: ignore[operator]
    path.write_text(json.dumps(manifest))
