"""Keys made of names: short, readable and safe in an address."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FOLDED: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def key_of(name: str, *, max_length: int = 80) -> str:
    """Make a key of a name; empty where the name holds neither letter nor digit.

    Parameters
    ----------
    name
        As people write it; Danish letters become two.
    max_length
        Characters a key may have.

    Examples
    --------
    >>> key_of("Hans Kjær"), key_of("Fælles Rum: 2018"), key_of("– –")
    ('hans-kjaer', 'faelles-rum-2018', '')
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_FOLDED))
    key = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode())
    return key[:max_length].strip("-")
