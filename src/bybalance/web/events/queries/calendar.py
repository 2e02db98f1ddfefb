"""Events as other people's calendars read them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.web.events import permissions
from bybalance.web.events.models import Event
from bybalance.web.shared import calendars

#: How far back a subscribed calendar reaches.
KEPT_IN_FEED = timedelta(days=365)


def feed(*, now: datetime) -> bytes:
    """Every public event of the last year and of the time to come."""
    public = permissions.events.visible_to(AnonymousUser()).filter(ends_at__gte=now - KEPT_IN_FEED)
    return _calendar([calendar_event(one) for one in public], name=_("Events"), now=now)


def one(event: Event, *, shows_online_link: bool = False, now: datetime) -> bytes:
    """One event as a file; with the link for taking part only to who has a seat."""
    entry = calendar_event(event, shows_online_link=shows_online_link)
    return _calendar([entry], name=event.title, now=now)


def calendar_event(event: Event, *, shows_online_link: bool = False) -> calendars.CalendarEvent:
    """An event as a calendar keeps it."""
    told = [event.text]
    if event.is_invented:
        told.insert(0, _("This event is invented."))
    if shows_online_link and event.online_url:
        told.append(_("Take part online: %(url)s") % {"url": event.online_url})
    return calendars.CalendarEvent(
        uid=event.uid,
        sequence=event.sequence,
        title=event.title,
        changed_at=event.updated_at,
        day=event.day,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        place=event.place or _("Online"),
        description="\n\n".join(filter(None, told)),
        url=settings.PUBLIC_URL + event.get_absolute_url(),
        status="CANCELLED" if event.is_cancelled else "CONFIRMED",
    )


def _calendar(entries: list[calendars.CalendarEvent], *, name: str, now: datetime) -> bytes:
    return calendars.calendar(
        entries,
        name=name,
        language=formatting.language_of(get_language() or "da"),
        stamped_at=now,
    )
