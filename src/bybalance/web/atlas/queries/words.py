"""Names, numbers and sentences of the atlas, in the language of the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.model.formatting import Language
from bybalance.pipelines.atlas_build import Manifest

NONE: Final = "–"
MEASURES: Final[dict[str, Promise]] = {
    "dissimilarity": gettext_lazy("Dissimilarity"),
    "isolation": gettext_lazy("Isolation"),
    "theil_h": gettext_lazy("Theil's H"),
}
KINDS: Final[dict[str, Promise]] = {
    "housing_area": gettext_lazy("Housing area"),
    "district": gettext_lazy("District"),
}
STEPS: Final[dict[str, Promise]] = {
    "reading": gettext_lazy("Reading the files"),
    "protecting": gettext_lazy("Protecting the numbers"),
    "contexts": gettext_lazy("Finding the nearest people"),
    "profiles": gettext_lazy("Making the profiles of areas"),
    "measures": gettext_lazy("Measuring the whole city"),
    "writing": gettext_lazy("Writing the files"),
    "done": gettext_lazy("Taking the build in"),
}


def language() -> Language:
    """The language of the page."""
    return formatting.language_of(get_language() or "da")


def group_name(manifest: Manifest, key: str) -> str:
    """A group as the city names it."""
    named = next(one for one in manifest.groups if one.key == key)
    return named.da if language() == "da" else named.en


def note(manifest: Manifest) -> str:
    """The sentence that stands wherever something of the city is shown."""
    return manifest.note_da if language() == "da" else manifest.note_en


def source(manifest: Manifest) -> str:
    """Where the city's numbers are from."""
    return manifest.source_da if language() == "da" else manifest.source_en


def kind(key: str) -> str:
    """What sort of place an area is."""
    return str(KINDS.get(key, key))


def measure(key: str) -> str:
    """The name of a measure."""
    return str(MEASURES.get(key, key))


def number(value: float) -> str:
    """A whole number in groups of three."""
    return formatting.number(round(value), language=language())


def people(value: float) -> str:
    """A number of people, or a dash."""
    return NONE if math.isnan(value) else number(value)


def exact(value: float | None) -> Fraction | None:
    """A share as per cent, exact to the four decimals that are published."""
    if value is None or math.isnan(value):
        return None
    return Fraction(Decimal(str(round(value, 4)))) * 100


def percent(value: float | None, edge: str | None = None) -> str:
    """A share as the table says it: ``under 5 %`` where only a bound is told."""
    known = exact(value)
    if known is None:
        return str(_("protected"))
    written = formatting.percent(known, decimals=0, language=language())
    if edge == "<":
        return _("under %(share)s") % {"share": written}
    if edge == ">":
        return _("over %(share)s") % {"share": written}
    return written


def points(value: float | None) -> str:
    """A difference of shares in percentage points."""
    known = exact(value)
    if known is None:
        return str(_("protected"))
    return formatting.points(known, decimals=0, language=language())


def index(value: float | None) -> str:
    """A measure with two decimals."""
    if value is None or math.isnan(value):
        return NONE
    return formatting.number(
        Fraction(Decimal(str(round(value, 4)))), decimals=2, language=language()
    )


def class_words(manifest: Manifest, group: str) -> tuple[str, ...]:
    """The five colours of a group's maps in words, then protected and no figure."""
    breaks = next(one.map_breaks for one in manifest.groups if one.key == group)
    ends = [round(code * manifest.class_step * 100) for code in breaks]
    return (*_range_words(ends), _("Protected"), _("Nobody lives there, or no figure"))


def _range_words(ends: Sequence[int]) -> list[str]:
    first, last = ends[0], ends[-1]
    between = [
        _("%(low)d to under %(high)s") % {"low": low, "high": _pct(high)}
        for low, high in pairwise(ends)
    ]
    return [
        _("Under %(share)s") % {"share": _pct(first)},
        *between,
        _("%(share)s and more") % {"share": _pct(last)},
    ]


def _pct(value: int) -> str:
    return formatting.percent(value, decimals=0, language=language())


def layer_title(manifest: Manifest, *, group: str, k: int, year: int) -> str:
    """What one map shows."""
    return _("%(group)s among the %(k)s nearest residents, %(year)d") % {
        "group": group_name(manifest, group),
        "k": number(k),
        "year": year,
    }
