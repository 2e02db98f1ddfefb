"""Printed sheets: a description in plain data goes in, a tagged PDF (PDF/UA-1) comes out.

An app says what stands on a sheet with the blocks below; how it looks is in ``sheet.typ``, once.
The sheet reaches Typst as JSON, so that nothing a person wrote is ever read as markup.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from bybalance.model.formatting import Language

FOLDER = Path(__file__).resolve().parent
FONTS = "vendor/dkfds-11.2.0/fonts"

#: Letters and signs that our fonts are known to have; a test prints every one of them.
KNOWN_SIGNS = re.compile(
    r"[^\n\t\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f"
    r"\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac"
    r"\u2190-\u2193\u2212\u2264\u2265]"
)
SUBSTITUTE = "¿"


@dataclass(frozen=True)
class Heading:
    """A heading; levels are 1 and 2 below the title, and none may be skipped."""

    text: str
    level: int = 1
    note: str = ""


@dataclass(frozen=True)
class Prose:
    """Text as somebody wrote it: an empty line parts paragraphs, a line end stays one."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list; with ``numbered`` its points are counted."""

    items: tuple[str, ...]
    label: str = ""
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Short facts, each with its name."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A table with a heading row; ``figure_columns`` (from 0) are set to the right.

    In a cell, what stands after the first line is a note to it.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figure_columns: tuple[int, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A sentence that must be seen, such as that something is invented or confidential."""

    text: str


Block = Heading | Prose | Bullets | Facts | Grid | Notice


@dataclass(frozen=True)
class Sheet:
    """What is printed. ``source`` stands at the end; web addresses in it are written out."""

    title: str
    language: Language
    blocks: tuple[Block, ...]
    kicker: str = ""
    lead: str = ""
    source: str = ""


def pdf(sheet: Sheet, *, made_at: datetime) -> bytes:
    """The sheet as a tagged PDF/UA-1.

    The standard refuses a file with a sign that no font has. Such signs (emoji, say) are then
    replaced by ``¿``, and the sheet says so; they never cost the reader the rest.
    """
    try:
        return _compiled(sheet, made_at=made_at, has_substitutes=False)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _compiled(sheet, made_at=made_at, has_substitutes=True)


def png(picture: str) -> bytes:
    """A drawing (SVG, with our fonts in it) as a picture of 144 dots to the inch."""
    content: bytes = typst.compile(
        str(FOLDER / "picture.typ"),
        root=str(FOLDER),
        font_paths=_fonts(),
        sys_inputs={"picture": picture},
        format="png",
        ppi=144,
    )
    return content


def answer(content: bytes, *, file_name: str) -> HttpResponse:
    """A printed sheet as a page's answer; kept by nobody on the way, as it may be for few."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _compiled(sheet: Sheet, *, made_at: datetime, has_substitutes: bool) -> bytes:
    data = _as_data(sheet, has_substitutes=has_substitutes)
    content: bytes = typst.compile(
        str(FOLDER / "sheet.typ"),
        root=str(FOLDER),
        font_paths=_fonts(),
        sys_inputs={"sheet": json.dumps(_known(data) if has_substitutes else data)},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    return content


def _as_data(sheet: Sheet, *, has_substitutes: bool) -> dict[str, Any]:
    with translation.override(sheet.language):
        words = {
            "page": _("Page"),
            "of": _("of"),
            "substituted": _("Signs that could not be printed are shown as ¿.")
            if has_substitutes
            else "",
        }
    return {
        **asdict(sheet),
        "blocks": [{"block": type(one).__name__.lower(), **asdict(one)} for one in sheet.blocks],
        "words": words,
    }


def _known(data: Any) -> Any:
    """The same data with every sign that the fonts may lack replaced."""
    if isinstance(data, str):
        return KNOWN_SIGNS.sub(SUBSTITUTE, data)
    if isinstance(data, dict):
        return {key: _known(value) for key, value in data.items()}
    if isinstance(data, Sequence):
        return [_known(value) for value in data]
    return data


@functools.cache
def _fonts() -> typst.Fonts:
    folder = finders.find(FONTS)
    if not folder:
        raise FileNotFoundError(f"the fonts for printing are not in static/{FONTS}")
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
