from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bybalance.pipelines import programme_archive
from bybalance.pipelines.programme_archive import BadArchive, ProgrammeArchive

MADE_AT = datetime(2030, 3, 14, 12, tzinfo=UTC)
PICTURE = b"\x89PNG picture"
DIGEST = programme_archive.fingerprint(PICTURE)
ROWS = {"programme.node": [{"id": 1, "name_da": "Balby i balance"}], "areas.area": []}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
tables = st.dictionaries(
    st.from_regex(r"[a-z][a-z_]{0,9}\.[a-z][a-z_]{0,9}", fullmatch=True),
    st.lists(st.dictionaries(st.text(), values, max_size=4), max_size=4),
    max_size=4,
)


def archive(**changed: Any) -> ProgrammeArchive:
    given_fields = {
        "root": "balby",
        "made_at": MADE_AT,
        "has_personal_data": False,
        "tables": ROWS,
        "files": {DIGEST: PICTURE},
        **changed,
    }
    return ProgrammeArchive(**given_fields)


def repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A good zip whose entries somebody has changed."""
    with zipfile.ZipFile(io.BytesIO(programme_archive.archive_bytes(archive()))) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    change(entries)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return stream.getvalue()


def with_manifest(**changed: Any) -> bytes:
    def change(entries: dict[str, bytes]) -> None:
        manifest = json.loads(entries["manifest.json"])
        entries["manifest.json"] = json.dumps({**manifest, **changed}).encode()

    return repacked(change)


def refusal(content: bytes) -> str:
    with pytest.raises(BadArchive) as refused:
        programme_archive.read_archive(content)
    return refused.value.rule


@given(tables, st.booleans(), st.lists(st.binary(max_size=50), max_size=3))
def test_what_was_packed_is_unpacked(
    tables: dict[str, list[dict[str, Any]]], has_personal_data: bool, contents: list[bytes]
) -> None:
    files = {programme_archive.fingerprint(content): content for content in contents}
    packed = archive(tables=tables, has_personal_data=has_personal_data, files=files)

    assert programme_archive.read_archive(programme_archive.archive_bytes(packed)) == packed


def test_the_same_archive_gives_the_same_bytes() -> None:
    assert programme_archive.archive_bytes(archive()) == programme_archive.archive_bytes(archive())


@given(st.binary(max_size=300))
def test_anything_else_is_refused(content: bytes) -> None:
    assert refusal(content)


@given(st.data())
def test_one_changed_byte_is_noticed_or_changes_nothing(data: st.DataObject) -> None:
    good = programme_archive.archive_bytes(archive())
    place = data.draw(st.integers(0, len(good) - 1))
    value = data.draw(st.integers(0, 255))
    changed = good[:place] + bytes([value]) + good[place + 1 :]

    try:
        read = programme_archive.read_archive(changed)
    except BadArchive:
        return
    assert read == archive()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "tables/../x.json",
        "files/short",
        "tables/Node.json",
        "C:\\x",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert refusal(repacked(lambda entries: entries.update({name: b"x"}))) == "strange_entry"


def test_a_zip_bomb_stays_packed() -> None:
    def bomb(entries: dict[str, bytes]) -> None:
        entries[f"files/{'0' * 64}"] = b"\0" * (programme_archive.MAX_ENTRY_BYTES + 1)

    assert refusal(repacked(bomb)) == "too_large"


def test_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme_archive, "MAX_ENTRIES", 2)

    assert refusal(programme_archive.archive_bytes(archive())) == "too_many_entries"


def test_all_entries_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme_archive, "MAX_TOTAL_BYTES", 20)

    assert refusal(programme_archive.archive_bytes(archive())) == "too_large"


def test_a_newer_format_is_not_guessed_at() -> None:
    assert refusal(with_manifest(format_version=2)) == "newer_format"


@pytest.mark.parametrize(
    ("manifest", "rule"),
    [
        ({"format": "other"}, "other_format"),
        ({"format_version": "1"}, "other_format"),
        ({"tables": []}, "bad_manifest"),
        ({"files": {DIGEST: 3}}, "bad_manifest"),
        ({"made_at": "yesterday"}, "bad_manifest"),
        ({"made_at": "2030-03-14T12:00:00"}, "bad_manifest"),
        ({"tables": {}}, "unstated_entry"),
    ],
)
def test_a_manifest_that_says_otherwise_is_refused(manifest: dict[str, Any], rule: str) -> None:
    assert refusal(with_manifest(**manifest)) == rule


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda entries: entries.pop("manifest.json"), "no_manifest"),
        (lambda entries: entries.pop("tables/programme.node.json"), "missing_entry"),
        (lambda entries: entries.pop(f"files/{DIGEST}"), "missing_entry"),
        (
            lambda entries: entries.update({"tables/programme.node.json": b"[]"}),
            "wrong_fingerprint",
        ),
        (lambda entries: entries.update({f"files/{DIGEST}": b"other"}), "wrong_fingerprint"),
        (lambda entries: entries.update({f"files/{'0' * 64}": b"more"}), "unstated_entry"),
        (lambda entries: entries.update({"manifest.json": b"{"}), "no_json"),
        (lambda entries: entries.update({"manifest.json": b"[" * 100_000}), "no_json"),
    ],
)
def test_a_zip_that_is_not_as_stated_is_refused(
    change: Callable[[dict[str, bytes]], None], rule: str
) -> None:
    assert refusal(repacked(change)) == rule


def test_a_table_must_have_the_rows_it_states() -> None:
    def change(entries: dict[str, bytes]) -> None:
        manifest = json.loads(entries["manifest.json"])
        manifest["tables"]["programme.node"]["rows"] = 2
        entries["manifest.json"] = json.dumps(manifest).encode()

    assert refusal(repacked(change)) == "wrong_count"


def test_an_entry_that_comes_twice_is_refused() -> None:
    stream = io.BytesIO()
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("manifest.json", "{}")
        packed.writestr("manifest.json", "{}")

    assert refusal(stream.getvalue()) == "entry_twice"
