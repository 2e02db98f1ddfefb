from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, connections
from pytest_django.fixtures import Settings
from tests.web import factories

from bybalance.web.accounts.models import User
from bybalance.web.shared.models import OutboxMessage
from bybalance.web.site import backup

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def data_folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A data folder with databases, an uploaded file and a secret key of its own."""
    folder = tmp_path / "data"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "plan.txt").write_text("Balby 2030", encoding="utf-8")
    (folder / "private").mkdir()
    (folder / "private" / "paper.txt").write_text("Bilag", encoding="utf-8")
    (folder / "secret.key").write_text("of this machine", encoding="ascii")
    settings.DATA_FOLDER = folder
    usual = {one.alias: one.settings_dict["NAME"] for one in connections.all()}
    if connection.vendor == "sqlite":
        connections.close_all()
        for alias, name in usual.items():
            copy = folder / Path(name).name
            copy.write_bytes(Path(name).read_bytes())
            connections[alias].settings_dict["NAME"] = str(copy)
    yield folder
    connections.close_all()
    for alias, name in usual.items():
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture
def copy(data_folder: Path, tmp_path: Path) -> Path:
    """A backup made when Balby had one person."""
    factories.UserFactory.create(name="Asta")
    folder = tmp_path / "backup"
    backup.write_backup(folder, now=NOW)
    return folder


def test_a_restored_backup_has_the_people_and_the_files(copy: Path, data_folder: Path) -> None:
    User.objects.update(name="Changed since")
    (data_folder / "media" / "plan.txt").write_text("spoilt", encoding="utf-8")

    restored = backup.restore_backup(copy, now=NOW, force=True)

    assert User.objects.get().name == "Asta"
    assert (data_folder / "media" / "plan.txt").read_text(encoding="utf-8") == "Balby 2030"
    assert (data_folder / "private" / "paper.txt").read_text(encoding="utf-8") == "Bilag"
    assert restored.manifest.made_at == NOW.isoformat()


def test_what_was_there_before_is_kept_aside_with_the_secret_key_in_both(
    copy: Path, data_folder: Path
) -> None:
    restored = backup.restore_backup(copy, now=NOW, force=True)

    assert restored.kept_aside is not None
    for folder in (restored.kept_aside, data_folder):
        assert (folder / "secret.key").read_text(encoding="ascii") == "of this machine"
    assert not (copy / "files" / "secret.key").exists()


def test_data_already_there_is_not_replaced_without_force(copy: Path) -> None:
    User.objects.update(name="Changed since")

    with pytest.raises(backup.BackupRefused, match="--force"):
        backup.restore_backup(copy, now=NOW)

    assert User.objects.get().name == "Changed since"


@pytest.mark.parametrize("part", ["databases", "files"])
def test_one_changed_byte_is_refused_and_nothing_is_replaced(copy: Path, part: str) -> None:
    User.objects.update(name="Changed since")
    victim = next(path for path in sorted((copy / part).rglob("*")) if path.is_file())
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)

    with pytest.raises(backup.BackupRefused, match="has been changed"):
        backup.restore_backup(copy, now=NOW, force=True)

    assert User.objects.get().name == "Changed since"


def test_a_missing_and_a_smuggled_file_are_both_named(copy: Path) -> None:
    (copy / "files" / "media" / "plan.txt").rename(copy / "files" / "media" / "other.txt")

    with pytest.raises(backup.BackupRefused) as caught:
        backup.verify(copy)

    assert "plan.txt is missing" in str(caught.value)
    assert "other.txt is not in the manifest" in str(caught.value)


def test_a_link_in_a_backup_is_refused(copy: Path, tmp_path: Path) -> None:
    (copy / "files" / "elsewhere").symlink_to(tmp_path)

    with pytest.raises(backup.BackupRefused, match="holds links"):
        backup.verify(copy)


@pytest.mark.skipif("operations" not in connections.settings, reason="pg_restore counts its own")
def test_a_backup_that_leaves_a_database_uncounted_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / backup.MANIFEST).read_text())
    (copy / backup.MANIFEST).write_text(json.dumps({**manifest, "rows": {}}))

    with pytest.raises(backup.BackupRefused, match="every database"):
        backup.verify(copy)


def test_a_backup_does_not_go_into_the_data_folder_itself(data_folder: Path) -> None:
    with pytest.raises(backup.BackupRefused, match="lies in the data folder"):
        backup.write_backup(data_folder / "copy", now=NOW)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}'])
def test_a_folder_without_a_readable_manifest_is_refused(copy: Path, text: str) -> None:
    (copy / "manifest.json").write_text(text, encoding="utf-8")

    with pytest.raises(backup.BackupRefused, match=r"manifest\.json"):
        backup.verify(copy)


def test_a_backup_of_a_later_format_is_refused(copy: Path) -> None:
    path = copy / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format": 2}), "utf-8")

    with pytest.raises(backup.BackupRefused, match="format 2"):
        backup.verify(copy)


@pytest.mark.skipif("operations" not in connections.settings, reason="pg_restore counts its own")
def test_a_number_of_rows_that_differs_from_the_manifest_is_refused(copy: Path) -> None:
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["rows"]["default"]["accounts_user"] = 2
    path.write_text(json.dumps(manifest), "utf-8")

    with pytest.raises(backup.BackupRefused, match="number of rows"):
        backup.verify(copy)


def test_a_backup_does_not_go_into_a_folder_that_holds_something(
    data_folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(backup.BackupRefused, match="not empty"):
        backup.write_backup(data_folder, now=NOW)


def test_a_backup_that_fails_leaves_no_folder(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(source: Path, target: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(backup, "_copy_files", full_disk)

    with pytest.raises(OSError, match="no space"):
        backup.write_backup(tmp_path / "backup", now=NOW)

    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_nothing_acknowledged_before_the_backup_is_missing_while_others_write(
    data_folder: Path, tmp_path: Path
) -> None:
    stopping = threading.Event()
    has_written = threading.Event()
    written: list[int] = []

    def write_all_the_time() -> None:
        while not stopping.is_set():
            written.append(factories.OutboxMessageFactory.create().pk)
            has_written.set()
        connections.close_all()

    writer = threading.Thread(target=write_all_the_time)
    writer.start()
    has_written.wait(timeout=30)
    acknowledged = list(written)
    backup.write_backup(tmp_path / "backup", now=NOW)
    stopping.set()
    writer.join(timeout=30)

    backup.restore_backup(tmp_path / "backup", now=NOW, force=True)

    assert set(acknowledged) <= set(OutboxMessage.objects.values_list("pk", flat=True))


def test_a_restore_that_fails_half_way_leaves_nothing_beside_the_data(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(staged: Path, *, aside: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(backup, "_swap", full_disk)

    with pytest.raises(OSError, match="no space"):
        backup.restore_backup(copy, now=NOW, force=True)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "data"]
