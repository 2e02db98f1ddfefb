"""The words that were looked for, marked where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bybalance.web.search.queries import folding

SNIPPET_CHARACTERS = 180
_LEAD_CHARACTERS = 60
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Part:
    """A run of text, and whether it holds a word that was looked for."""

    text: str
    is_found: bool


def marked(text: str, terms: Sequence[str]) -> tuple[Part, ...]:
    """All of ``text``, cut where a marked word begins and ends."""
    parts: list[Part] = []
    end = 0
    for start, stop in found_words(text, terms):
        if start > end:
            parts.append(Part(text[end:start], is_found=False))
        parts.append(Part(text[start:stop], is_found=True))
        end = stop
    if end < len(text):
        parts.append(Part(text[end:], is_found=False))
    return tuple(parts)


def snippet(texts: Iterable[str], terms: Sequence[str]) -> tuple[Part, ...]:
    """The piece of the first text that holds a word, from a little before it; else nothing."""
    for text in texts:
        plain = " ".join(text.split())
        found = next(found_words(plain, terms), None)
        if found is None:
            continue
        start = _word_start(plain, max(0, found[0] - _LEAD_CHARACTERS))
        piece = plain[start : start + SNIPPET_CHARACTERS]
        before = "… " if start else ""
        after = " …" if start + SNIPPET_CHARACTERS < len(plain) else ""
        return marked(f"{before}{piece}{after}", terms)
    return ()


def found_words(text: str, terms: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where words that hold a term begin and end."""
    return iter(
        [
            word.span()
            for word in _WORD.finditer(text)
            if any(term in folding.fold(word.group()) for term in terms)
        ]
    )


def _word_start(text: str, position: int) -> int:
    """The beginning of the first whole word from ``position`` on."""
    if position == 0:
        return 0
    space = text.find(" ", position)
    return position if space < 0 else space + 1
