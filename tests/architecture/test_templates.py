"""What every template must do: say what it uses, and leave all words to the catalogues."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

FIRST_LINE = re.compile(r"{# [^#]+[.)] #}|{% comment %}")
WORD = re.compile(r"[^\W\d_]{2,}")
#: Names that are the same in every language.
NAMES = {
    "Bybalance",
    "CSV",
    "RSS",
    "Atom",
    "XLSX",
    "JSON",
    "HTML",
    "OpenAPI",
    "MIT",
    "Dansk",
    "English",
}
SPOKEN_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder", "aria-description"}
UNSPOKEN_ELEMENTS = {"script", "style", "code"}


def test_every_template_states_its_variables_on_line_1(templates: list[Path]) -> None:
    silent = [
        path.name
        for path in templates
        if not FIRST_LINE.match(path.read_text(encoding="utf-8").split("\n", 1)[0])
    ]

    assert silent == []


def test_no_template_has_words_outside_the_catalogues(templates: list[Path]) -> None:
    untranslated = {
        str(path.relative_to(path.parents[2])): words
        for path in templates
        if (words := _untranslated_words(path.read_text(encoding="utf-8")))
    }

    assert untranslated == {}


def test_words_outside_the_catalogues_are_found() -> None:
    page = '<p title="Hello">{% translate "Fine" %} left {{ name }}</p>{# A comment. #}'

    assert _untranslated_words(page) == ["Hello", "left"]


def _untranslated_words(template: str) -> list[str]:
    found = _SpokenText()
    found.feed(_outside_tags(template))
    found.close()
    words = [word for text in found.spoken for word in WORD.findall(text)]
    return [word for word in words if word not in NAMES]


def _outside_tags(template: str) -> str:
    """The text of a template without tags, variables, comments and translated blocks.

    A block whose name ends in ``_class`` fills a class attribute.
    """
    parts = []
    end = None
    for token in Lexer(template).tokenize():
        tag = token.contents if token.token_type is TokenType.BLOCK else ""
        name = tag.split(" ")[0]
        if end is not None:
            end = None if name == end else end
        elif name in {"blocktranslate", "comment"} or re.fullmatch(r"block \w+_class", tag):
            end = f"end{name}"
        elif token.token_type is TokenType.TEXT:
            parts.append(token.contents)
    return "".join(parts)


class _SpokenText(HTMLParser):
    """Collects what a reader sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.spoken: list[str] = []
        self._unspoken_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unspoken_depth += tag in UNSPOKEN_ELEMENTS
        self.spoken += [value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self._unspoken_depth -= tag in UNSPOKEN_ELEMENTS

    def handle_data(self, data: str) -> None:
        if not self._unspoken_depth:
            self.spoken.append(data)
