"""What can be searched: each kind of thing says who may see it and where its words are.

A kind is one :class:`Source` in :data:`SOURCES`. Rows come from the same ``visible_to`` as the
pages themselves, at the moment of asking: the search shows nothing that a page would hide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bybalance.web.areas.models import AreaName
from bybalance.web.areas.permissions import areas
from bybalance.web.directory.permissions import organisations
from bybalance.web.events import permissions as event_permissions
from bybalance.web.events.queries import words as event_words
from bybalance.web.programme.permissions import nodes
from bybalance.web.shared.access import Viewer


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
    are the relations that ``label`` and ``note`` read.
    """

    kind: str
    name: str | Promise
    rows: Callable[[Viewer], models.QuerySet[Any]]
    titles: tuple[str, ...]
    texts: tuple[str, ...] = ()
    shown_texts: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    related: tuple[Related, ...] = ()
    note: Callable[[Any], str] = lambda _row: ""
    address: Callable[[Any], str] = lambda row: row.get_absolute_url()

    def url(self, row: Any) -> str:
        """The page of a row; empty where a part of the site that shows it is not installed."""
        try:
            return self.address(row)
        except NoReverseMatch:
            return ""


def _area_names(viewer: Viewer) -> models.QuerySet[AreaName]:
    return AreaName.objects.all()


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
        kind="organisation",
        name=_("Organisations"),
        rows=organisations.visible_to,
        titles=("name", "short_name"),
        order=("name", "pk"),
        note=lambda organisation: str(organisation.get_kind_display()),
        address=lambda organisation: reverse("organisation", args=[organisation.key]),
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
)


def source_of(kind: str) -> Source | None:
    """The source of that kind, if there is one."""
    return next((source for source in SOURCES if source.kind == kind), None)
