"""What an issue can tell of: each kind says which rows are public, and what is said of one.

Rows always come from what a stranger may see, at the moment of asking: an editor's own rights open
nothing here, so no letter can hold what its readers could not open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from wagtail.models import Page

from bybalance.model import formatting
from bybalance.web.committees import permissions as committee_permissions
from bybalance.web.committees.models import Meeting
from bybalance.web.committees.queries import words as meeting_words
from bybalance.web.events import permissions as event_permissions
from bybalance.web.events.models import Event
from bybalance.web.events.queries import words as event_words
from bybalance.web.newsletter.models import IssueItem
from bybalance.web.pages import queries as page_queries
from bybalance.web.pages.models import NewsPage, PodcastEpisodePage, PublicationPage
from bybalance.web.shared.bilingual import shown_language

Kind = IssueItem.Kind
STRANGER: Final = AnonymousUser()
LANGUAGES: Final = ("da", "en")
#: No letter says more of one thing; the rest is on its page.
MOST_CHARACTERS: Final = 320

PAGE_KINDS: Final[Mapping[str, type[Page]]] = {
    Kind.NEWS: NewsPage,
    Kind.PUBLICATION: PublicationPage,
    Kind.EPISODE: PodcastEpisodePage,
}


@dataclass(frozen=True)
class Told:
    """What is said of one thing; ``language`` is the one it is written in."""

    kind: str
    thing_id: int
    title: str
    text: str
    when: str
    url: str
    language: str
    is_invented: bool = False

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return str(Kind(self.kind).label)

    def as_frozen(self) -> dict[str, Any]:
        """What is kept of it."""
        return asdict(self)

    @classmethod
    def from_frozen(cls, kept: Mapping[str, Any]) -> Told:
        """What was kept of it."""
        return cls(**kept)


def public_rows(kind: str) -> models.QuerySet[Any]:
    """Every thing of a kind that a stranger may see."""
    if kind == Kind.EVENT:
        return event_permissions.events.visible_to(STRANGER)
    if kind == Kind.MEETING:
        return committee_permissions.meetings.visible_to(STRANGER).select_related("committee")
    pages: models.QuerySet[Any] = PAGE_KINDS[kind].objects.live().public()
    return pages.select_related("locale")


def public_keys(keys: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of ``keys`` that a stranger may see now."""
    found: set[tuple[str, int]] = set()
    for kind, ids in _by_kind(keys).items():
        visible = public_rows(kind).filter(pk__in=ids).order_by().values_list("pk", flat=True)
        found.update((kind, pk) for pk in visible)
    return found


def told_in(language: str, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Told]:
    """What is said in ``language`` of each thing that is public; others are left out."""
    found: dict[tuple[str, int], Told] = {}
    with translation.override(language):
        for kind, ids in _by_kind(keys).items():
            rows = list(public_rows(kind).filter(pk__in=ids).order_by("pk"))
            found.update({(kind, pk): told for pk, told in _told(kind, rows, language)})
    return found


def _told(kind: str, rows: list[Any], language: str) -> list[tuple[int, Told]]:
    if kind in PAGE_KINDS:
        translated = _translations(kind, rows, language)
        return [
            (row.pk, _page_told(kind, row.pk, translated.get(row.translation_key, row)))
            for row in rows
        ]
    tell: Callable[[Any], Told] = _event_told if kind == Kind.EVENT else _meeting_told
    return [(row.pk, tell(row)) for row in rows]


def _translations(kind: str, rows: list[Any], language: str) -> dict[Any, Any]:
    """Published translations of pages, by what the translations of one page share."""
    others = public_rows(kind).filter(
        translation_key__in=[row.translation_key for row in rows], locale__language_code=language
    )
    return {page.translation_key: page for page in others}


def _page_told(kind: str, thing_id: int, page: Any) -> Told:
    return Told(
        kind=kind,
        thing_id=thing_id,
        title=page.title,
        text=_short(page.intro),
        when=_page_when(page),
        url=settings.PUBLIC_URL + page_queries.address_of(page),
        language=page.locale.language_code,
        is_invented=page.is_invented,
    )


def _page_when(page: Any) -> str:
    if isinstance(page, NewsPage):
        return _day(page.published_on)
    if isinstance(page, PublicationPage):
        return str(page.year or "")
    return _day(timezone.localtime(page.aired_at).date()) if page.aired_at else ""


def _event_told(event: Event) -> Told:
    return Told(
        kind=Kind.EVENT,
        thing_id=event.pk,
        title=event.title,
        text=_short(event.text),
        when=". ".join(filter(None, (event_words.period(event), event.place))),
        url=settings.PUBLIC_URL + event.get_absolute_url(),
        language=shown_language(event, "title"),
        is_invented=event.is_invented,
    )


def _meeting_told(meeting: Meeting) -> Told:
    address = reverse("committees:meeting", args=[meeting.committee.key, meeting.pk])
    return Told(
        kind=Kind.MEETING,
        thing_id=meeting.pk,
        title=meeting.full_name,
        text=_short(meeting.summary),
        when=". ".join(filter(None, (meeting_words.day_and_time(meeting), meeting.place))),
        url=settings.PUBLIC_URL + address,
        language=shown_language(meeting, "title"),
        is_invented=meeting.committee.is_invented,
    )


def _by_kind(keys: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for kind, thing_id in keys:
        found[kind].append(thing_id)
    return found


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(MOST_CHARACTERS, truncate=" …")


def _day(day: date | datetime) -> str:
    language = formatting.language_of(translation.get_language() or "da")
    return formatting.long_date(day, language=language)
