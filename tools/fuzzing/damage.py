"""Damage bytes in the ways in which files are damaged, and in ways in which nobody would."""

from __future__ import annotations

import io
import random
import re
import zipfile

WORDS = (
    b"",
    b"0",
    b"-1",
    b"-0",
    b"nan",
    b"NaN",
    b"inf",
    b"-inf",
    b"1e999",
    b"1e-999",
    b"null",
    b"None",
    b"..",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"9" * 30,
    b"1.5",
    b"1,5",
    b"1 000",
    b"true",
    b"{}",
    b"[]",
    b'"',
    b";",
    b",",
    b"\t",
    b"\r\n",
    b"\n\n",
    "æøå".encode(),
    "æøå".encode("latin-1"),
    b"=1+1",
    b"\xf0\x9f\x8f\xa0",
    b"100m_61756_7195",
    b"100m_99999999_1",
    b"1kmN6175E719",
    b"2147483648",
    b"-9223372036854775809",
    b"18446744073709551616",
    b"EPSG:4326",
    b"EPSG:0",
    b"0" * 400,
    b"[" * 2_000,
    b"a" * 70_000,
)
NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")


def damaged(seed: bytes, rng: random.Random) -> bytes:
    """Return a damaged copy; of a workbook one of its parts is damaged half of the time."""
    if seed[:2] == b"PK" and rng.random() < 0.7:
        return _damaged_zip(seed, rng)
    return _damaged_bytes(seed, rng)


def _damaged_bytes(seed: bytes, rng: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((1, 4, 16, 200)))
        kind = rng.randrange(8)
        if kind == 0 and data:
            at = min(at, len(data) - 1)
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            data[at:end] = rng.choice(WORDS)
        elif kind == 2:
            del data[at:end]
        elif kind == 3:
            data[at:at] = data[at:end] * rng.choice((1, 2, 50))
        elif kind == 4:
            del data[at:]
        elif kind == 5:
            data[at:end] = rng.randbytes(end - at)
        elif kind == 6:
            found = list(NUMBER.finditer(data))
            if found:
                hit = rng.choice(found)
                data[hit.start() : hit.end()] = rng.choice(WORDS)
        else:
            lines = bytes(data).split(b"\n")
            rng.shuffle(lines)
            data = bytearray(b"\n".join(lines[: rng.randrange(len(lines) + 1)]))
    return bytes(data)


def _damaged_zip(seed: bytes, rng: random.Random) -> bytes:
    parts = zipfile.ZipFile(io.BytesIO(seed))
    names = parts.namelist()
    hit = rng.choice(names)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as out:
        for name in names:
            part = parts.read(name)
            if name == hit:
                if rng.random() < 0.1:
                    continue
                part = _damaged_bytes(part, rng)
            out.writestr(name, part)
    return content.getvalue()
