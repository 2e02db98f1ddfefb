"""The bytes of a vector tile, as far as our tiles need the format.

Mapbox Vector Tile specification 2.1: a tile is a protobuf message of layers, a layer one of
features with a geometry in whole steps of the tile and tags that point to keys and values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bybalance.atlas.tiles.pyramid import EXTENT

POINT, LINE, POLYGON = 1, 2, 3
Path = NDArray[np.int64]
"""Corners of a line or ring in steps of the tile, shape ``(n_corners, 2)``; rings do not repeat
their first corner."""

_MOVE, _LINE, _CLOSE = 1, 2, 7
_MOVE_ONE: Final = _MOVE | 1 << 3
_CLOSE_ONE: Final = _CLOSE | 1 << 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TileFeature:
    """A thing on a tile: lines, or the rings of polygons (outer rings clockwise on the screen)."""

    kind: int
    paths: tuple[Path, ...]
    tags: Mapping[str, str | int]


def layer(name: str, features: Sequence[TileFeature]) -> bytes:
    """Return a layer; empty bytes where it has no feature."""
    keys: dict[str, int] = {}
    values: dict[str | int, int] = {}
    written = []
    for feature in features:
        tags = []
        for key, value in feature.tags.items():
            tags += [keys.setdefault(key, len(keys)), values.setdefault(value, len(values))]
        geometry = _geometry(feature.kind, feature.paths)
        written.append(
            _field(2, _packed(tags)) + b"\x18" + varint(feature.kind) + _field(4, geometry)
        )
    return layer_of(name, written, keys=keys, values=values) if written else b""


def layer_of(
    name: str, features: Iterable[bytes], *, keys: Iterable[str], values: Iterable[str | int]
) -> bytes:
    """Return a layer of features whose messages are written already."""
    return framed_layer(
        name, b"".join(_field(2, each) for each in features), keys=keys, values=values
    )


def framed_layer(
    name: str, features: bytes, *, keys: Iterable[str], values: Iterable[str | int]
) -> bytes:
    """Return a layer of features that also have their frames: field number and length."""
    content = _field(1, name.encode()) + features
    content += b"".join(_field(3, key.encode()) for key in keys)
    content += b"".join(_field(4, _value(value)) for value in values)
    content += b"\x28" + varint(EXTENT) + b"\x78\x02"
    return _field(3, content)


def varint(number: int) -> bytes:
    r"""Return a whole number from 0 in groups of seven bits, the lowest first.

    Examples
    --------
    >>> varint(300)
    b'\xac\x02'
    """
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def varints(numbers: NDArray[np.integer]) -> bytes:
    """Return many numbers below 2**28 one after the other; the fast form of :func:`varint`.

    Examples
    --------
    >>> varints(np.array([1, 300])) == varint(1) + varint(300)
    True
    """
    flat = numbers.reshape(-1).astype(np.int32)
    groups = np.empty((len(flat), 4), np.uint8)
    is_written = np.ones((len(flat), 4), np.bool_)
    for at in range(4):
        is_more = flat >= 1 << 7 * (at + 1)
        groups[:, at] = flat >> 7 * at & 0x7F | is_more * np.int32(0x80)
        if at < 3:
            is_written[:, at + 1] = is_more
    return groups[is_written].tobytes()


def zigzag(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return whole numbers as numbers from 0: 0, -1, 1, -2 become 0, 1, 2, 3."""
    folded: NDArray[np.int64] = (numbers << 1) ^ (numbers >> 63)
    return folded


def _geometry(kind: int, paths: Iterable[Path]) -> bytes:
    parts = []
    at = np.zeros(2, np.int64)
    for path in paths:
        steps = zigzag(np.diff(np.vstack([at, path]), axis=0))
        parts.append(varint(_MOVE_ONE) + varints(steps[0]))
        if len(path) > 1:
            parts.append(varint(_LINE | (len(path) - 1) << 3) + varints(steps[1:]))
        if kind == POLYGON:
            parts.append(varint(_CLOSE_ONE))
        at = path[-1]
    return b"".join(parts)


def _packed(numbers: Iterable[int]) -> bytes:
    return b"".join(varint(number) for number in numbers)


def _value(value: str | int) -> bytes:
    return b"\x28" + varint(value) if isinstance(value, int) else _field(1, value.encode())


def _field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content
