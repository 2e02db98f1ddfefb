"""What is found, kind by kind, with the words marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.search.queries import folding, marking
from bybalance.web.search.queries.marking import Part
from bybalance.web.search.queries.sources import SOURCES, Source, source_of
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.together import Questions

SHOWN_OF_EACH = 5
HITS_ON_A_PAGE = 50
#: More than this of one kind are not counted, only said to be many.
MOST_COUNTED = 50


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    title: tuple[Part, ...]
    url: str
    note: str
    snippet: tuple[Part, ...]
    is_invented: bool


@dataclass(frozen=True)
class Group:
    """What was found of one kind; ``count`` is in words, ``has_more`` than is shown here."""

    kind: str
    name: str | Promise
    count: str
    hits: tuple[Hit, ...]
    has_more: bool


@dataclass(frozen=True)
class SearchPage:
    """The answer to a search; ``page`` is there when one kind was asked for."""

    terms: tuple[str, ...]
    sentence: str
    groups: tuple[Group, ...]
    page: Page[Any] | None


def search_page(viewer: Viewer, *, text: str, kind: str, page_number: str) -> SearchPage:
    """All that ``viewer`` may see and that holds every word of ``text``."""
    terms = folding.analyse(text)
    if not terms:
        return SearchPage(terms=(), sentence="", groups=(), page=None)
    asked = source_of(kind)
    if asked is not None:
        return _of_one_kind(viewer, asked, terms, page_number=page_number)
    questions = Questions()
    asked_of_each = [
        (one, questions.add(found(viewer, one, terms)[: MOST_COUNTED + 1])) for one in SOURCES
    ]
    groups = tuple(_group(one, answer.rows, terms) for one, answer in asked_of_each if answer.rows)
    return SearchPage(
        terms=tuple(terms),
        sentence="" if groups else _("Nothing was found."),
        groups=groups,
        page=None,
    )


def _of_one_kind(
    viewer: Viewer, source: Source, terms: list[str], *, page_number: str
) -> SearchPage:
    page = Paginator(found(viewer, source, terms), HITS_ON_A_PAGE).get_page(page_number)
    count = page.paginator.count
    hits = tuple(_hit(source, row, terms) for row in page)
    group = Group(source.kind, source.name, _count(count), hits, has_more=False)
    return SearchPage(
        terms=tuple(terms),
        sentence=_count(count) if count else _("Nothing was found."),
        groups=(group,) if count else (),
        page=page,
    )


def _group(source: Source, rows: list[Any], terms: list[str]) -> Group:
    """The first few, and how many there are."""
    count = len(rows)
    many = _("more than %(count)d") % {"count": MOST_COUNTED}
    words = many if count > MOST_COUNTED else str(count)
    return Group(
        kind=source.kind,
        name=source.name,
        count=words,
        hits=tuple(_hit(source, row, terms) for row in rows[:SHOWN_OF_EACH]),
        has_more=count > SHOWN_OF_EACH,
    )


def found(viewer: Viewer, source: Source, terms: Sequence[str]) -> QuerySet[Any]:
    """Rows that hold every term, those with a term in the title first."""
    rows = source.rows(viewer)
    matching = Q()
    for term in terms:
        matching &= _holds(viewer, source, term)
    in_title = Q()
    for term in terms:
        in_title &= Q(folding.stands_in(source.titles, term))
    rank = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    # A policy may join and so repeat a row: the keys are found first, the rows read by key.
    keys = rows.filter(matching).order_by().values("pk")
    everything = rows.model._default_manager.filter(pk__in=keys)
    joined = everything.select_related(*source.joined) if source.joined else everything
    ranked: QuerySet[Any] = joined.annotate(search_rank=rank, **source.computed)
    return ranked.order_by("search_rank", *source.order)


def _holds(viewer: Viewer, source: Source, term: str) -> Q:
    """That ``term`` stands anywhere in a row, or in what belongs to it."""
    condition = Q(folding.stands_in((*source.titles, *source.texts), term))
    for related in source.related:
        owners = related.rows(viewer).filter(folding.stands_in(related.fields, term)).order_by()
        condition |= Q(pk__in=owners.values(related.owner))
    return condition


def _hit(source: Source, row: Any, terms: Sequence[str]) -> Hit:
    return Hit(
        title=marking.marked(source.label(row), terms),
        url=source.url(row),
        note=source.note(row),
        snippet=marking.snippet((getattr(row, name) for name in source.shown_texts), terms),
        is_invented=source.is_invented(row),
    )


def _count(count: int) -> str:
    return ngettext("%(count)d was found.", "%(count)d were found.", count) % {"count": count}
