"""How a sign is written where the output knows fewer: ``LC_ALL=C``, old terminals, old pipes."""

from __future__ import annotations

import codecs
import unicodedata
from typing import Final

ERRORS: Final = "bybalance-plain"
"""Name of the handler, as ``open`` and ``reconfigure`` take it."""

_PLAIN: Final = {
    "æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa",
    "–": "-", "—": "-", "−": "-", "‑": "-", "…": "...", "»": '"', "«": '"', "“": '"', "”": '"',
    "’": "'", "‘": "'", "§": "par. ", "·": "-", "→": "->", "≥": ">=", "≤": "<=", "×": "x",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ",
}  # fmt: skip
_LINES: Final = {"─": "-", "━": "-", "│": "|", "┃": "|"}
_CORNERS: Final = range(0x2500, 0x2580)


def plain(sign: str) -> str:
    """Return a sign in ASCII, as a Dane would write it by hand; a question mark where none is near.

    Examples
    --------
    >>> "".join(map(plain, "Høje-Taastrup – 40 %é"))
    'Hoeje-Taastrup - 40 %e'
    """
    if sign.isascii():
        return sign
    known = _PLAIN.get(sign) or _LINES.get(sign)
    if known:
        return known
    if ord(sign) in _CORNERS:
        return "+"
    base = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return base or "?"


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(plain, error.object[error.start : error.end])), error.end


codecs.register_error(ERRORS, _handle)
