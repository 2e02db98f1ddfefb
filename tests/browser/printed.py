"""The words of a printed sheet, read back from its PDF as a reader's search would find them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
#: A choice of font, a string of glyphs, or the end of a piece of text.
_STEP = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\)|(\bET\b)", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(content: bytes) -> str:
    """Every word of a PDF that Typst made, parted by single spaces.

    What a glyph means stands in a table of its font, by which readers search and copy. Only
    what those tables tell is read, so a sheet whose text could not be searched has no words.
    """
    objects = {int(number): body for number, body in _OBJECT.findall(content)}
    shown = []
    for page in objects.values():
        if not re.search(rb"/Type/Page\b", page):
            continue
        resources = objects[_number(page, rb"/Resources")]
        fonts = {
            name: _letters(_unpacked(objects[_number(objects[int(font)], rb"/ToUnicode")]))
            for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
        }
        shown.append(_text(_unpacked(objects[_number(page, rb"/Contents")]), fonts))
    return " ".join(" ".join(shown).split())


def _number(body: bytes, name: bytes) -> int:
    found = re.search(name + rb" (\d+) 0 R", body)
    assert found is not None, f"no {name.decode()} in {body[:200]!r}"
    return int(found[1])


def _unpacked(body: bytes) -> bytes:
    stream = _STREAM.search(body)
    assert stream is not None
    return zlib.decompress(stream[1])


def _letters(table: bytes) -> dict[bytes, str]:
    """What each glyph means: from ``<0001> <0053>`` that glyph 1 is an S."""
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for glyph, letters in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
    }


def _text(drawn: bytes, fonts: Mapping[bytes, Mapping[bytes, str]]) -> str:
    letters: Mapping[bytes, str] = {}
    parts = []
    for font, glyphs, end in _STEP.findall(drawn):
        if font:
            letters = fonts[font]
        elif end:
            parts.append(" ")
        else:
            codes = _ESCAPED.sub(_plain, glyphs)
            parts += [letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2)]
    return "".join(parts)


def _plain(escaped: re.Match[bytes]) -> bytes:
    written = escaped[1]
    if written.isdigit():
        return bytes([int(written, 8)])
    return _CONTROLS.get(written, written)
