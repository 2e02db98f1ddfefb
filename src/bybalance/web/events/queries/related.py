"""Events of an area or of a part of the programme, for the pages that put them together."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from bybalance.web.areas.models import Area
from bybalance.web.events import permissions
from bybalance.web.events.models import Event
from bybalance.web.events.queries import events_page, words
from bybalance.web.programme.models import Node
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import Awaited, RelatedLink, RelatedSection
from bybalance.web.shared.together import Questions

#: More than this is for the page of events itself.
SHOWN = 10


def area_section(area: Area, viewer: Viewer, questions: Questions) -> Awaited:
    """Events in or about ``area``."""
    return _section(permissions.events.visible_to(viewer).filter(areas=area), questions)


def node_section(node: Node, viewer: Viewer, questions: Questions) -> Awaited:
    """Events of ``node``."""
    return _section(permissions.events.visible_to(viewer).filter(node=node), questions)


def _section(found: models.QuerySet[Event], questions: Questions) -> Awaited:
    """What is coming first, then the latest of what has been."""
    now: datetime = timezone.now()
    coming = questions.add(found.filter(ends_at__gte=now)[:SHOWN])
    been = questions.add(found.filter(ends_at__lt=now).order_by("-starts_at")[:SHOWN])
    return lambda: RelatedSection(
        key="events",
        heading=_("Events"),
        links=tuple(
            RelatedLink(
                label=event.title,
                url=event.get_absolute_url(),
                note=f"{words.period(event)}. {events_page.note(event)}",
                is_invented=event.is_invented,
            )
            for event in [*coming, *been][:SHOWN]
        ),
    )
