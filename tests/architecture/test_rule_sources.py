"""Every dated fact has a source that somebody has looked at not too long ago.

There is no clock here: ages count from the newest check in the rule book.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta

from bybalance.rules.load import rule_book
from bybalance.rules.rule_version import Source

YEAR = timedelta(days=365)


def test_no_source_is_two_years_behind_the_newest_check() -> None:
    sources = set(_sources(rule_book()))
    newest = max(source.checked_on for source in sources)

    too_old = [source for source in sources if source.checked_on < newest - 2 * YEAR]

    assert too_old == [], _report(sources, before=newest - YEAR)


def test_every_source_has_title_address_and_section() -> None:
    vague = [
        source
        for source in _sources(rule_book())
        if not (source.title and source.url.startswith("http") and source.section)
    ]

    assert vague == []


def _report(sources: set[Source], *, before: date) -> str:
    old = sorted((source.checked_on, source.title) for source in sources)
    lines = [f"{checked_on} {title}" for checked_on, title in old if checked_on < before]
    return "\n".join(["Sources that nobody has checked for a year:", *(lines or ["none"])])


def _sources(thing: object) -> Iterator[Source]:
    """Find every source in a tree of dataclasses."""
    if isinstance(thing, Source):
        yield thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from _sources(getattr(thing, field.name))
    elif isinstance(thing, tuple):
        for item in thing:
            yield from _sources(item)
    elif isinstance(thing, dict):
        for item in thing.values():
            yield from _sources(item)
