"""Look into a workbook's archive before anything opens it: size, encryption, merged cells."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO, Final
from xml.etree import ElementTree

from bybalance.sources.problem_log import ProblemLog

MAX_MEMBERS: Final = 1_000
MAX_UNPACKED_BYTES: Final = 200 * 1024 * 1024
MAX_RATIO: Final = 100
_SMALL_BYTES: Final = 1024 * 1024
"""Below this a member may pack any number of times: a sheet of equal rows packs very well."""

_CHUNK_BYTES: Final = 1024 * 1024
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORBIDDEN: Final = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
"""As they look in UTF-16 and in every other encoding that the XML reader takes."""

_MERGED: Final = b"<mergeCell "

UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What the zip and workbook libraries raise on a damaged file; a fuzz test keeps it complete."""


def check_archive(content: bytes, *, log: ProblemLog) -> None:
    """Refuse an archive that is damaged, encrypted, far larger inside than outside, or unsafe.

    The unpacked size is the one that the archive declares; the zip reader never yields more.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                log.refuse("xlsx_encrypted")
            _check_sizes(members, log)
            if "xl/workbook.xml" not in archive.namelist():
                log.refuse("xlsx_unreadable")
            for member in members:  # whatever their names: a sheet may be kept under any
                _check_markup(archive, member, log)
    except UNREADABLE:
        log.refuse("xlsx_unreadable")


def has_merged_cells(content: bytes, sheet: str) -> bool:
    """Tell whether a sheet merges cells; the streaming workbook reader does not say."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part_of(archive, sheet)
        if part not in archive.namelist():
            return False
        with archive.open(part) as stream:
            return _contains(stream, (_MERGED,))


def _check_sizes(members: list[zipfile.ZipInfo], log: ProblemLog) -> None:
    unpacked = sum(member.file_size for member in members)
    is_dense = any(
        member.file_size > max(_SMALL_BYTES, MAX_RATIO * member.compress_size) for member in members
    )
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES or is_dense:
        log.refuse("xlsx_bomb", megabytes=unpacked // (1024 * 1024), members=len(members))


def _check_markup(archive: zipfile.ZipFile, member: zipfile.ZipInfo, log: ProblemLog) -> None:
    with archive.open(member) as stream:
        if _contains(stream, _FORBIDDEN):
            log.refuse("xlsx_unreadable")


def _contains(stream: IO[bytes], marks: tuple[bytes, ...]) -> bool:
    overlap = max(map(len, marks)) - 1
    tail = b""
    while chunk := stream.read(_CHUNK_BYTES):
        if any(mark in tail + chunk for mark in marks):
            return True
        tail = chunk[-overlap:]
    return False


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the archive's name of the part that holds a sheet, or an empty text."""
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - no DOCTYPE
    relations = ElementTree.fromstring(  # noqa: S314 - check_archive refuses a DOCTYPE
        archive.read("xl/_rels/workbook.xml.rels")
    )
    target_by_id = {item.get("Id"): item.get("Target", "") for item in relations}
    for item in workbook.iter():
        if item.tag.endswith("}sheet") and item.get("name") == sheet:
            target = target_by_id.get(item.get(_RELATIONSHIP), "")
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return ""
