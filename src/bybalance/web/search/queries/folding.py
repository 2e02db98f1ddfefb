"""The one seam of the search: how words are made comparable.

:func:`analyse` is all that the rest of the search knows. A fuller Danish analyser takes its place
here; its twin in the database, :class:`Holds`, must then change with it (docs/decisions/0088).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Func

#: Older and foreign spellings of the Danish letters, in the order in which they are replaced.
SPELLINGS = (("aa", "å"), ("oe", "ø"), ("ae", "æ"), ("ö", "ø"), ("ä", "æ"))
MOST_TERMS = 6

_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Text in which spellings of one word look the same.

    Examples
    --------
    >>> fold("Gladsaxe, AALBORG, Oester")
    'gladsaxe, ålborg, øster'
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    for spelling, letter in SPELLINGS:
        folded = folded.replace(spelling, letter)
    return folded


def analyse(text: str) -> list[str]:
    """The words to look for, each once, in the order in which they were written.

    Examples
    --------
    >>> analyse("Grønne gårde, og GAARDE!")
    ['grønne', 'gårde', 'og']
    """
    return list(dict.fromkeys(_WORD.findall(fold(text))))[:MOST_TERMS]


class Holds(Func):
    """Whether ``term`` stands in the texts of some fields, folded as :func:`fold` does.

    One expression for all of the fields: a search asks for many, and what Django spends on each
    part of an expression is more than what the database spends on the text.
    """

    output_field = BooleanField()

    def __init__(self, *fields: Any, term: str, **extra: Any) -> None:
        super().__init__(*fields, term=term, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite calls :func:`fold` itself."""
        text, params = self._text("COALESCE({}, '')", compiler)
        return f"(INSTR(bybalance_fold({text}), %s) > 0)", [*params, self.extra["term"]]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL has the parts of it built in."""
        text, params = self._text("COALESCE({}::text, '')", compiler)
        folded = f"lower(normalize({text}, NFC))"
        for spelling, letter in (("ß", "ss"), *SPELLINGS):
            folded = f"replace({folded}, '{spelling}', '{letter}')"
        return f"(STRPOS({folded}, %s) > 0)", [*params, self.extra["term"]]

    def _text(self, part: str, compiler: Any) -> tuple[str, list[Any]]:
        """The texts with a space between."""
        compiled = [compiler.compile(source) for source in self.get_source_expressions()]
        text = " || ' ' || ".join(part.format(sql) for sql, _params in compiled)
        return text, [value for _sql, params in compiled for value in params]


def stands_in(fields: Sequence[str], term: str) -> Holds:
    """The condition that ``term`` stands in one of ``fields``."""
    return Holds(*fields, term=term)


def teach_sqlite(*, connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the function that :class:`Holds` calls."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "bybalance_fold", 1, lambda text: None if text is None else _remembered(text)
        )


#: SQLite asks for the same texts at every search; a worker then folds each but once.
_remembered = lru_cache(maxsize=2**15)(fold)
