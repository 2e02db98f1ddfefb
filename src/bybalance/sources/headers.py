"""The columns of a table of area figures, by the headings that name them.

The closed table :data:`HEADERS` is the one authority: the readers match against it, the exports
write its Danish and English headings, and the reference page is generated from it.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final


class HeaderKind(Enum):
    """What the cells of a column hold."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    PERCENT_OF_PERSONS = "percent_of_persons"
    PERCENT_OF_REFERENCE = "percent_of_reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One column: its id in files, the figure it fills, and the headings that are understood.

    Percentages are written as printed on the lists (40.1), never as shares (0.401).
    """

    id: str
    field: str
    kind: HeaderKind
    da: str
    en: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every heading that is understood, the id first."""
        return (self.id, self.da, self.en, *self.also)


HEADERS: Final = (
    Header(
        id="area",
        field="area",
        kind=HeaderKind.TEXT,
        da="Område",
        en="Area",
        also=("boligområde", "housing area", "navn", "name", "omraade_navn"),
    ),
    Header(
        id="municipality",
        field="municipality",
        kind=HeaderKind.TEXT,
        da="Kommune",
        en="Municipality",
        also=("kommunenavn", "kommunekode", "municipality_code"),
    ),
    Header(
        id="list_date",
        field="list_date",
        kind=HeaderKind.DATE,
        da="Listedato",
        en="List date",
        also=("liste", "dato", "date"),
    ),
    Header(
        id="resident_count",
        field="resident_count",
        kind=HeaderKind.COUNT,
        da="Beboere",
        en="Residents",
        also=("antal beboere", "beboertal", "population"),
    ),
    Header(
        id="outside_labour_market_pct",
        field="outside_labour_market_share",
        kind=HeaderKind.PERCENT_OF_PERSONS,
        da="Uden for arbejdsmarkedet (pct.)",
        en="Outside the labour market (%)",
        also=("uden for arbejdsmarkedet og uddannelse", "outside labour market", "udenfor"),
    ),
    Header(
        id="non_western_pct",
        field="non_western_share",
        kind=HeaderKind.PERCENT_OF_PERSONS,
        da="Ikke-vestlige (pct.)",
        en="Non-western origin (%)",
        also=("ikke-vestlig oprindelse", "ikke-vestlig baggrund", "non-western"),
    ),
    Header(
        id="convicted_pct",
        field="convicted_share",
        kind=HeaderKind.PERCENT_OF_PERSONS,
        da="Dømte (pct.)",
        en="Convicted (%)",
        also=("domfældte", "convictions"),
    ),
    Header(
        id="basic_education_pct",
        field="basic_education_share",
        kind=HeaderKind.PERCENT_OF_PERSONS,
        da="Grundskole (pct.)",
        en="Basic education (%)",
        also=("kun grundskole", "grundskole som højeste uddannelse", "basic school"),
    ),
    Header(
        id="income_pct",
        field="income_ratio",
        kind=HeaderKind.PERCENT_OF_REFERENCE,
        da="Indkomst (pct. af regionens)",
        en="Income (% of the region's)",
        also=("indkomst", "income", "bruttoindkomst", "pct_income_of_region"),
    ),
    Header(
        id="outside_labour_market_latest_pct",
        field="outside_labour_market_latest_share",
        kind=HeaderKind.PERCENT_OF_PERSONS,
        da="Uden for arbejdsmarkedet, seneste år (pct.)",
        en="Outside the labour market, latest year (%)",
        also=("outside labour market latest",),
    ),
    Header(
        id="aged_18_64_count",
        field="aged_18_64_count",
        kind=HeaderKind.COUNT,
        da="18-64-årige",
        en="Aged 18-64",
        also=("18-64", "aged_18_64"),
    ),
    Header(
        id="aged_18_plus_count",
        field="aged_18_plus_count",
        kind=HeaderKind.COUNT,
        da="18-årige og ældre",
        en="Aged 18 and over",
        also=("18+", "18 plus", "aged_18_plus", "aged 18+"),
    ),
    Header(
        id="aged_30_59_count",
        field="aged_30_59_count",
        kind=HeaderKind.COUNT,
        da="30-59-årige",
        en="Aged 30-59",
        also=("30-59", "aged_30_59"),
    ),
)

NEVER_ALL_BELOW_ONE: Final = frozenset(
    {
        "outside_labour_market_share",
        "outside_labour_market_latest_share",
        "basic_education_share",
        "income_ratio",
    }
)
"""Figures that no table of housing areas has at or below one per cent in every row."""
"""Every column that is read, in the order in which exports write them."""

HEADER_BY_FIELD: Final = {header.field: header for header in HEADERS}

IGNORED: Final = (
    "year", "år", "category", "kategori", "categories", "not_categories", "source_url", "kilde",
    "source", "basis", "note", "area_id", "område-id", "area id", "rule_version", "regelversion",
    "rule version", "stated_met", "stated_not_met", "position",
)  # fmt: skip
"""Known columns that hold no figure: those of the published lists and of our own exports."""

VERDICT_HEADING: Final = {"da": "Afgørelse", "en": "Verdict"}
MARGIN_POINTS_HEADING: Final = {"da": "Margin i procentpoint", "en": "Margin in points"}
MARGIN_PERSONS_HEADING: Final = {"da": "Margin i personer", "en": "Margin in persons"}
"""What the headings of computed columns start with; the readers skip such columns."""

_COMPUTED_IDS: Final = ("_verdict", "_margin_points", "_margin_persons")
SOURCE_SHEETS: Final = {"da": "Kilder", "en": "Sources"}
"""Name of the sheet that our own workbooks keep sources on; never taken for figures."""

_BARE_LETTERS: Final = str.maketrans("æøå", "aoa")
_UNIT_WORDS: Final = ("pct", "procent", "percent")


def find_header(heading: str) -> Header | None:
    """Return the column that a heading names; case, spaces, signs and æ, ø, å do not matter.

    Examples
    --------
    >>> find_header("UDEN FOR ARBEJDSMARKEDET, i pct.").id
    'outside_labour_market_pct'
    """
    return _header_by_name().get(_folded(heading))


def is_ignored(heading: str) -> bool:
    """Tell whether a heading names a known column that holds no figure."""
    if heading.strip().endswith(_COMPUTED_IDS):
        return True
    starts = (VERDICT_HEADING, MARGIN_POINTS_HEADING, MARGIN_PERSONS_HEADING)
    computed = tuple(f"{text}:" for start in starts for text in start.values())
    return heading.strip().startswith(computed) or _folded(heading) in _ignored_names()


def is_share_heading(heading: str) -> bool:
    """Tell whether a heading promises shares (0.401), as our library has them, not percentages."""
    return heading.strip().casefold().endswith(("_share", "_ratio"))


def nearest_heading(heading: str) -> str | None:
    """Return the understood heading that looks most like the given one, or ``None``."""
    near = difflib.get_close_matches(_folded(heading), _header_by_name(), n=1, cutoff=0.6)
    if not near:
        return None
    header = _header_by_name()[near[0]]
    return next((name for name in header.names if _folded(name) == near[0]), header.id)


@cache
def _header_by_name() -> dict[str, Header]:
    return {
        _folded(spelling): header
        for header in HEADERS
        for name in header.names
        for spelling in (name, name.casefold().translate(_BARE_LETTERS))
    }


@cache
def _ignored_names() -> frozenset[str]:
    return frozenset(_folded(name) for name in IGNORED)


def _folded(heading: str) -> str:
    folded = heading.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    folded = unicodedata.normalize("NFKD", folded)
    plain = "".join(letter for letter in folded if letter.isascii() and letter.isalnum())
    for word in _UNIT_WORDS:
        if plain != word:
            plain = plain.removeprefix(word).removesuffix(f"i{word}").removesuffix(word)
    return plain
