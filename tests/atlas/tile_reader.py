"""A slow reader of vector tiles, written from the specification and not from our writer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class ReadFeature:
    """One feature: its kind, its paths in steps of the tile, and its tags in words."""

    kind: int
    paths: list[list[tuple[int, int]]]
    tags: dict[str, Any]


@dataclass
class ReadLayer:
    """One layer of a tile."""

    name: str = ""
    extent: int = 0
    version: int = 0
    keys: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    features: list[ReadFeature] = field(default_factory=list)


def read_tile(content: bytes) -> dict[str, ReadLayer]:
    """Return the layers of a tile by name."""
    layers = [_layer(part) for number, part in _fields(content) if number == 3]
    return {each.name: each for each in layers}


def _layer(content: bytes) -> ReadLayer:
    found = ReadLayer()
    raw = []
    for number, part in _fields(content):
        if number == 1:
            found.name = part.decode()
        elif number == 2:
            raw.append(part)
        elif number == 3:
            found.keys.append(part.decode())
        elif number == 4:
            ((kind, value),) = _fields(part)
            found.values.append(value.decode() if kind == 1 else value)
        elif number == 5:
            found.extent = part
        elif number == 15:
            found.version = part
        else:
            raise AssertionError(f"a layer has no field {number}")
    found.features = [_feature(part, found) for part in raw]
    return found


def _feature(content: bytes, layer: ReadLayer) -> ReadFeature:
    tags: dict[str, Any] = {}
    kind, paths = 0, []
    for number, part in _fields(content):
        if number == 2:
            numbers = _numbers(part)
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            tags = {layer.keys[key]: layer.values[value] for key, value in pairs}
        elif number == 3:
            kind = part
        elif number == 4:
            paths = _paths(_numbers(part))
        else:
            raise AssertionError(f"a feature has no field {number} of ours")
    return ReadFeature(kind, paths, tags)


def _paths(numbers: list[int]) -> list[list[tuple[int, int]]]:
    paths: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == 7:
            continue
        for _ in range(count):
            x += (numbers[at] >> 1) ^ -(numbers[at] & 1)
            y += (numbers[at + 1] >> 1) ^ -(numbers[at + 1] & 1)
            at += 2
            if command == 1:
                paths.append([])
            paths[-1].append((x, y))
    return paths


def _fields(content: bytes) -> list[tuple[int, Any]]:
    found: list[tuple[int, Any]] = []
    at = 0
    while at < len(content):
        key, at = _number(content, at)
        if key & 7 == 0:
            value, at = _number(content, at)
            found.append((key >> 3, value))
        else:
            assert key & 7 == 2, "only numbers and parts with a length"
            length, at = _number(content, at)
            assert at + length <= len(content)
            found.append((key >> 3, content[at : at + length]))
            at += length
    return found


def _numbers(content: bytes) -> list[int]:
    found, at = [], 0
    while at < len(content):
        number, at = _number(content, at)
        found.append(number)
    return found


def _number(content: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = content[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at
