"""Text that is kept in Danish and in English: neither language is forced on who writes."""

from __future__ import annotations

from typing import Any, overload

from django.utils.translation import get_language

from bybalance.model.formatting import Language, language_of


class Bilingual:
    """Reads ``<field>_da`` or ``<field>_en`` of a row, by the language that is active.

    Where the reader's language has no text the other one is shown; :func:`shown_language` tells
    which it is, so that a template can mark it for screen readers.

    Examples
    --------
    >>> class Post:
    ...     name = Bilingual("name")
    ...     name_da, name_en = "Byrum", ""
    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     Post().name
    'Byrum'
    """

    def __init__(self, field: str) -> None:
        self.field = field

    @overload
    def __get__(self, row: None, kind: type) -> Bilingual: ...

    @overload
    def __get__(self, row: object, kind: type) -> str: ...

    def __get__(self, row: object | None, kind: type) -> Bilingual | str:
        if row is None:
            return self
        language = shown_language(row, self.field)
        text: str = getattr(row, f"{self.field}_{language}")
        return text


def shown_language(row: Any, field: str) -> Language:
    """The language in which ``field`` of ``row`` is shown to the reader."""
    wanted = language_of(get_language() or "da")
    other: Language = "da" if wanted == "en" else "en"
    return (
        wanted
        if getattr(row, f"{field}_{wanted}") or not getattr(row, f"{field}_{other}")
        else other
    )
