"""A whole programme as one zip: tables of rows and files, under a manifest that vouches for both.

The manifest names the version of the format, and for each table and file its fingerprint, its size
and how many rows it has. Reading trusts nothing: names, sizes, counts and fingerprints are checked
before a row is looked at, and a zip that would unpack to more than its limits is left packed.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bybalance import __version__

FORMAT: Final = "bybalance-programme"
FORMAT_VERSION: Final = 1
MANIFEST: Final = "manifest.json"

MIB: Final = 1024 * 1024
MAX_ENTRIES: Final = 5_000
MAX_ENTRY_BYTES: Final = 64 * MIB
MAX_TOTAL_BYTES: Final = 256 * MIB

_TABLE_NAME = re.compile(r"tables/([a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,59})\.json")
_FILE_NAME = re.compile(r"files/([0-9a-f]{64})")
#: All entries carry this time, so that the same content gives the same zip.
_ENTRY_TIME = (2000, 1, 1, 0, 0, 0)


class BadArchive(Exception):
    """A zip that is not taken in: ``rule`` says why, ``params`` which entry or value."""

    def __init__(self, rule: str, **params: object) -> None:
        super().__init__(rule, params)
        self.rule = rule
        self.params = params


@dataclass(frozen=True, kw_only=True)
class ProgrammeArchive:
    """What a zip holds, unpacked.

    Parameters
    ----------
    root
        Key of the part of the programme that the archive begins at.
    made_at
        When it was made, with a time zone.
    has_personal_data
        Whether e-mail addresses and registrations were taken along.
    tables
        Rows by table, such as ``"programme.node"``; each row maps names of fields to plain values.
    files
        Content by its SHA-256 fingerprint in hexadecimal.
    code_version
        Version of the program that wrote it.
    """

    root: str
    made_at: datetime
    has_personal_data: bool
    tables: Mapping[str, list[dict[str, Any]]]
    files: Mapping[str, bytes] = field(default_factory=dict)
    code_version: str = __version__

    @property
    def row_count(self) -> int:
        """Rows of all tables."""
        return sum(len(rows) for rows in self.tables.values())


def archive_bytes(archive: ProgrammeArchive) -> bytes:
    """Return the archive as a zip; the same archive always gives the same bytes."""
    entries: dict[str, bytes] = {}
    described_tables = {}
    for name, rows in sorted(archive.tables.items()):
        content = _json_bytes(rows)
        entries[f"tables/{name}.json"] = content
        described_tables[name] = {"rows": len(rows), **_described(content)}
    for digest, content in sorted(archive.files.items()):
        entries[f"files/{digest}"] = content
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "code_version": archive.code_version,
        "made_at": archive.made_at.isoformat(),
        "root": archive.root,
        "has_personal_data": archive.has_personal_data,
        "tables": described_tables,
        "files": {digest: _described(content) for digest, content in sorted(archive.files.items())},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {MANIFEST: _json_bytes(manifest), **entries}.items():
            packed.writestr(
                zipfile.ZipInfo(name, _ENTRY_TIME), content, compress_type=zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()


def read_archive(content: bytes) -> ProgrammeArchive:
    """Read a zip, or refuse all of it.

    Raises
    ------
    BadArchive
        If it is no zip or a damaged one, would unpack to more than is allowed, names a place
        outside itself, is of a newer format, or holds other than what its manifest says.
    """
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, OSError) as fault:
        raise BadArchive("no_zip") from fault
    with packed:
        _check_entries(packed.infolist())
        manifest = _manifest(packed)
        tables = {
            name: _table(packed, name, described)
            for name, described in _section(manifest, "tables").items()
        }
        files = {
            digest: _checked(packed, f"files/{digest}", described)
            for digest, described in _section(manifest, "files").items()
        }
        _check_nothing_else(packed, tables, files)
    return ProgrammeArchive(
        root=str(manifest.get("root", "")),
        made_at=_moment(manifest.get("made_at")),
        has_personal_data=manifest.get("has_personal_data") is True,
        tables=tables,
        files=files,
        code_version=str(manifest.get("code_version", "")),
    )


def fingerprint(content: bytes) -> str:
    """Return the SHA-256 of some content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the zip says of its entries, before any is unpacked."""
    if len(entries) > MAX_ENTRIES:
        raise BadArchive("too_many_entries", count=len(entries), most=MAX_ENTRIES)
    names = [entry.filename for entry in entries]
    for entry in entries:
        name = entry.filename
        if not (name == MANIFEST or _TABLE_NAME.fullmatch(name) or _FILE_NAME.fullmatch(name)):
            raise BadArchive("strange_entry", entry=name[:100])
        if entry.flag_bits & 0x1:
            raise BadArchive("encrypted", entry=name)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadArchive("damaged", entry=name)
        if entry.file_size > MAX_ENTRY_BYTES:
            raise BadArchive("too_large", entry=name, most_mib=MAX_ENTRY_BYTES // MIB)
    if len(set(names)) != len(names):
        raise BadArchive("entry_twice", entry=next(one for one in names if names.count(one) > 1))
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise BadArchive("too_large", entry="", most_mib=MAX_TOTAL_BYTES // MIB)


def _manifest(packed: zipfile.ZipFile) -> dict[str, Any]:
    if MANIFEST not in packed.namelist():
        raise BadArchive("no_manifest")
    manifest = _parsed(_unpacked(packed, MANIFEST), MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadArchive("other_format")
    version = manifest.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadArchive("other_format")
    if version > FORMAT_VERSION:
        raise BadArchive("newer_format", version=version, known=FORMAT_VERSION)
    return manifest


def _section(manifest: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    section = manifest.get(name)
    if not isinstance(section, dict) or not all(isinstance(one, dict) for one in section.values()):
        raise BadArchive("bad_manifest", part=name)
    return section


def _table(packed: zipfile.ZipFile, name: str, described: dict[str, Any]) -> list[dict[str, Any]]:
    entry = f"tables/{name}.json"
    rows = _parsed(_checked(packed, entry, described), entry)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadArchive("no_rows", entry=entry)
    if len(rows) != described.get("rows"):
        raise BadArchive("wrong_count", entry=entry, stated=described.get("rows"), found=len(rows))
    return rows


def _checked(packed: zipfile.ZipFile, entry: str, described: dict[str, Any]) -> bytes:
    """Return the content of an entry whose size and fingerprint are those of the manifest."""
    if entry not in packed.namelist():
        raise BadArchive("missing_entry", entry=entry)
    content = _unpacked(packed, entry)
    if described != {**described, **_described(content)}:
        raise BadArchive("wrong_fingerprint", entry=entry)
    if entry.startswith("files/") and entry != f"files/{fingerprint(content)}":
        raise BadArchive("wrong_fingerprint", entry=entry)
    return content


def _unpacked(packed: zipfile.ZipFile, entry: str) -> bytes:
    """Return the content, never more of it than the entry said and than is allowed."""
    limit = packed.getinfo(entry).file_size
    try:
        with packed.open(entry) as stream:
            content = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as fault:
        raise BadArchive("damaged", entry=entry) from fault
    if len(content) != limit:
        raise BadArchive("damaged", entry=entry)
    return content


def _check_nothing_else(
    packed: zipfile.ZipFile, tables: Mapping[str, object], files: Mapping[str, object]
) -> None:
    stated = {
        MANIFEST,
        *(f"tables/{name}.json" for name in tables),
        *(f"files/{one}" for one in files),
    }
    extra = sorted(set(packed.namelist()) - stated)
    if extra:
        raise BadArchive("unstated_entry", entry=extra[0])


def _parsed(content: bytes, entry: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise BadArchive("no_json", entry=entry) from fault


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as fault:
        raise BadArchive("bad_manifest", part="made_at") from fault
    if moment.tzinfo is None:
        raise BadArchive("bad_manifest", part="made_at")
    return moment


def _json_bytes(thing: object) -> bytes:
    return json.dumps(thing, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")


def _described(content: bytes) -> dict[str, object]:
    return {"bytes": len(content), "sha256": fingerprint(content)}
