"""What can be searched: each kind of thing says who may see it and where its words are.

A kind is one :class:`Source` in :data:`SOURCES`. Rows come from the same ``visible_to`` as the
pages themselves, at the moment of asking: the search shows nothing that a page would hide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from bybalance.web.areas.models import AreaName
from bybalance.web.areas.permissions import areas
from bybalance.web.committees import permissions as committee_permissions
from bybalance.web.committees.models import AgendaItem, TalkSpeaker
from bybalance.web.directory.permissions import organisations
from bybalance.web.events import permissions as event_permissions
from bybalance.web.events.queries import words as event_words
from bybalance.web.newsletter.permissions import issues
from bybalance.web.pages import permissions as page_permissions
from bybalance.web.pages.models import AreaTextPage, PodcastSeriesPage
from bybalance.web.pages.queries import TIED_KINDS, address_of
from bybalance.web.plans.permissions import plans
from bybalance.web.programme.permissions import nodes
from bybalance.web.selection import permissions as selection_permissions
from bybalance.web.selection.models import Candidate
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.templatetags.figures import long_date

#: Kinds of pages that can say that they are made up.
KINDS_FOUND: tuple[type[Page], ...] = (*TIED_KINDS, AreaTextPage, PodcastSeriesPage)


@dataclass(frozen=True)
class Related:
    """Words that stand in rows of another table: which, by which column, and in which fields."""

    rows: Callable[[Viewer], models.QuerySet[Any]]
    owner: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One kind of thing.

    ``titles`` and ``texts`` name fields whose words count; a title found comes first. ``joined``
    are the relations, and ``computed`` the columns, that ``label``, ``note`` and ``is_invented``
    read.
    """

    kind: str
    name: str | Promise
    rows: Callable[[Viewer], models.QuerySet[Any]]
    titles: tuple[str, ...]
    texts: tuple[str, ...] = ()
    shown_texts: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    order: tuple[str | OrderBy, ...] = ("pk",)
    related: tuple[Related, ...] = ()
    computed: Mapping[str, Any] = field(default_factory=dict)
    label: Callable[[Any], str] = str
    note: Callable[[Any], str] = lambda _row: ""
    is_invented: Callable[[Any], bool] = lambda row: bool(getattr(row, "is_invented", False))
    address: Callable[[Any], str] = lambda row: row.get_absolute_url()

    def url(self, row: Any) -> str:
        """The page of a row; empty where a part of the site that shows it is not installed."""
        try:
            return self.address(row)
        except NoReverseMatch:
            return ""


def _area_names(viewer: Viewer) -> models.QuerySet[AreaName]:
    return AreaName.objects.all()


def _meeting_items(viewer: Viewer) -> models.QuerySet[AgendaItem]:
    return committee_permissions.items.visible_to(viewer)


def _talk_speakers(viewer: Viewer) -> models.QuerySet[TalkSpeaker]:
    return TalkSpeaker.objects.all()


def _chosen_candidates(viewer: Viewer) -> models.QuerySet[Candidate]:
    return Candidate.objects.filter(is_selected=True)


def _pages(viewer: Viewer) -> models.QuerySet[Any]:
    """Published pages in the reader's language; drafts are found where they are written."""
    published: models.QuerySet[Any] = Page.objects.live().filter(page_permissions.is_open_to_all())
    return published.filter(locale__language_code=get_language(), depth__gt=1)


def _page_texts(kind: type[Page]) -> Callable[[Viewer], models.QuerySet[Any]]:
    return lambda _viewer: kind.objects.live()


def _of_any_kind(**columns: str) -> Coalesce:
    """What stands in the column of a page's own kind, by the name of the kind."""
    *some, last = (models.F(f"{kind}__{column}") for kind, column in columns.items())
    return Coalesce(*some, last) if some else Coalesce(last, models.Value(None))


def _page_note(page: Any) -> str:
    """The date that the page itself shows, or else the year of the work."""
    if page.dated_on:
        return long_date(page.dated_on)
    return str(page.work_year or "")


SOURCES = (
    Source(
        kind="area",
        name=_("Housing areas"),
        rows=areas.visible_to,
        titles=("name",),
        texts=("town", "municipality__name"),
        joined=("municipality",),
        order=("name", "pk"),
        related=(Related(rows=_area_names, owner="area", fields=("name",)),),
        note=lambda area: str(area.municipality),
    ),
    Source(
        kind="node",
        name=_("Parts of the programme"),
        rows=nodes.visible_to,
        titles=("name_da", "name_en"),
        texts=("summary_da", "summary_en"),
        shown_texts=("summary",),
        order=("name_da", "pk"),
        note=lambda node: str(node.get_kind_display()),
    ),
    Source(
        kind="plan",
        name=_("Development plans"),
        rows=plans.visible_to,
        titles=("node__name_da", "node__name_en"),
        joined=("node",),
        order=("node__name_da", "pk"),
        note=lambda plan: str(plan.get_kind_display()),
        is_invented=lambda plan: bool(plan.node.is_invented),
    ),
    Source(
        kind="organisation",
        name=_("Organisations"),
        rows=organisations.visible_to,
        titles=("name", "short_name"),
        order=("name", "pk"),
        note=lambda organisation: str(organisation.get_kind_display()),
        address=lambda organisation: reverse("organisation", args=[organisation.key]),
    ),
    Source(
        kind="committee",
        name=_("Committees and expert groups"),
        rows=committee_permissions.committees.visible_to,
        titles=("name_da", "name_en"),
        texts=("purpose_da", "purpose_en"),
        shown_texts=("purpose",),
        order=("name_da", "pk"),
        note=lambda committee: str(committee.get_kind_display()),
        address=lambda committee: reverse("committees:committee", args=[committee.key]),
    ),
    Source(
        kind="meeting",
        name=_("Meetings"),
        rows=committee_permissions.meetings.visible_to,
        titles=("title_da", "title_en", "committee__name_da", "committee__name_en"),
        texts=("place",),
        shown_texts=("place",),
        joined=("committee",),
        order=("-held_on", "-pk"),
        related=(
            Related(
                rows=_meeting_items,
                owner="meeting",
                fields=("title_da", "title_en", "text_da", "text_en"),
            ),
        ),
        label=lambda meeting: str(meeting.full_name),
        note=lambda meeting: long_date(meeting.held_on),
        is_invented=lambda meeting: bool(meeting.committee.is_invented),
        address=lambda meeting: reverse(
            "committees:meeting", args=[meeting.committee.key, meeting.pk]
        ),
    ),
    Source(
        kind="talk",
        name=_("Talks"),
        rows=committee_permissions.talks.visible_to,
        titles=("subject_da", "subject_en"),
        texts=("summary_da", "summary_en"),
        shown_texts=("summary",),
        order=("-given_on", "-pk"),
        related=(
            Related(rows=_talk_speakers, owner="talk", fields=("person__name", "affiliation_text")),
        ),
        note=lambda talk: long_date(talk.given_on) if talk.given_on else "",
        address=lambda talk: reverse("committees:talk", args=[talk.pk]),
    ),
    Source(
        kind="selection",
        name=_("Selections of areas"),
        rows=lambda _viewer: selection_permissions.selections.published(),
        titles=("title_da", "title_en"),
        texts=("purpose_da", "purpose_en", "reasons_da", "reasons_en"),
        shown_texts=("purpose", "reasons"),
        joined=("node",),
        order=("-published_at", "-pk"),
        related=(
            Related(rows=_chosen_candidates, owner="selection", fields=("name", "area__name")),
        ),
        note=lambda selection: selection.node.name,
        address=lambda selection: reverse("selection:outcome", args=[selection.pk]),
    ),
    Source(
        kind="event",
        name=_("Events"),
        rows=event_permissions.events.visible_to,
        titles=("title_da", "title_en"),
        texts=("text_da", "text_en", "place"),
        shown_texts=("text", "place"),
        order=("-starts_at", "-pk"),
        note=event_words.period,
    ),
    Source(
        kind="issue",
        name=_("Issues of the newsletter"),
        rows=lambda _viewer: issues.visible_to(AnonymousUser()),
        titles=("title_da", "title_en"),
        texts=("intro_da", "intro_en"),
        shown_texts=("intro",),
        order=("-number", "-pk"),
        note=lambda issue: long_date(localtime(issue.sent_at)),
    ),
    Source(
        kind="page",
        name=_("News, articles, publications and podcast"),
        rows=_pages,
        titles=("title",),
        texts=("search_description",),
        shown_texts=("search_description",),
        joined=("locale",),
        order=(models.F("dated_on").desc(nulls_last=True), "-first_published_at", "-pk"),
        related=tuple(
            Related(rows=_page_texts(kind), owner="pk", fields=("intro", "body"))
            for kind in TIED_KINDS
        ),
        computed={
            "is_invented_page": _of_any_kind(
                **{kind._meta.model_name or "": "is_invented" for kind in KINDS_FOUND}
            ),
            "dated_on": _of_any_kind(articlepage="written_on", newspage="published_on"),
            "work_year": models.F("publicationpage__year"),
        },
        note=_page_note,
        is_invented=lambda page: bool(page.is_invented_page),
        address=address_of,
    ),
)


def source_of(kind: str) -> Source | None:
    """The source of that kind, if there is one."""
    return next((source for source in SOURCES if source.kind == kind), None)
