"""The one seam of the search: how words are made comparable.

:func:`analyse` is all that the rest of the search knows. A fuller Danish analyser takes its place
here; its twin in the database, :class:`Folded`, must then change with it (docs/decisions/0088).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import CharField, F, Func, IntegerField, Value
from django.db.models.functions import Concat
from django.db.models.lookups import GreaterThan

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


class Folded(Func):
    """As :func:`fold`, in the database: the same words match there as are marked on the page."""

    output_field = CharField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite calls :func:`fold` itself."""
        return self.as_sql(compiler, connection, function="bybalance_fold", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL has the parts of it built in."""
        template = "lower(normalize(%(expressions)s, NFC))"
        for spelling, letter in (("ß", "ss"), *SPELLINGS):
            template = f"replace({template}, '{spelling}', '{letter}')"
        return self.as_sql(compiler, connection, template=template, **extra)


class Position(Func):
    """Where a word stands in a folded text, from 1; 0 where it does not."""

    arity = 2
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="INSTR", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRPOS", **extra)


def stands_in(fields: Sequence[str], term: str) -> GreaterThan:
    """The condition that ``term`` stands in one of ``fields``, folded once for all of them."""
    expression: Any = F(fields[0])
    if len(fields) > 1:
        spaced = [part for field in fields for part in (F(field), Value(" "))]
        expression = Concat(*spaced, output_field=CharField())
    return GreaterThan(Position(Folded(expression), Value(term)), Value(0))


def teach_sqlite(*, connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the function that :class:`Folded` calls."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "bybalance_fold", 1, lambda text: None if text is None else _remembered(text)
        )


#: SQLite asks for the same texts at every search; a worker then folds each but once.
_remembered = lru_cache(maxsize=2**15)(fold)
