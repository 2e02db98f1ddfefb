"""What a report is made of: plain blocks that HTML and PDF set in their own way."""

from __future__ import annotations

from dataclasses import dataclass

from bybalance.model.formatting import Language


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title; level 1 begins a new page."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that must be seen, such as that something is invented."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its title, what it shows in words, and the source below it.

    ``caption`` is empty where a heading just above has said it.
    """

    svg: str
    title: str
    alt: str
    source: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row; ``number_columns`` (from 0) are set to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    number_columns: tuple[int, ...] = ()


Block = Heading | Prose | Notice | Picture | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report: ``running`` stands at the foot of every page, with its number."""

    language: Language
    kicker: str
    title: str
    lead: str
    running: str
    blocks: tuple[Block, ...]
    page_word: str
    of_word: str
