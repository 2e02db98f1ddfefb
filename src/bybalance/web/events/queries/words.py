"""Times and states in the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bybalance.model import formatting
from bybalance.seating import Occupancy, Opening
from bybalance.web.events.models import Event


def moment(at: datetime | None) -> str:
    """A day and an hour in Denmark; empty for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return _("%(day)s at %(clock)s") % {"day": _day(local), "clock": _clock(local)}


def period(event: Event) -> str:
    """When an event is: a day with two hours, or two days with one each."""
    start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    if start.date() != end.date():
        return f"{moment(start)} – {moment(end)}"
    return _("%(day)s at %(clock)s") % {
        "day": _day(start),
        "clock": f"{_clock(start)}–{_clock(end)}",
    }


def seats(count: int) -> str:
    """A number of seats, with the word."""
    return ngettext("%(count)s seat", "%(count)s seats", count) % {"count": _number(count)}


def registration_state(event: Event, opening: Opening, occupancy: Occupancy) -> str:
    """In a few words whether one can register: for a row of a table."""
    if opening is Opening.CANCELLED:
        return _("Cancelled")
    if opening is Opening.PAST:
        return _("Has taken place")
    if not event.has_registration:
        return _("Just come")
    if opening is Opening.NOT_YET:
        return _("Opens %(moment)s") % {"moment": moment(event.opens_at)}
    if opening is Opening.CLOSED:
        return _("Registration is closed")
    if occupancy.free is None:
        return _("Open")
    if occupancy.has_queue or occupancy.free == 0:
        return _("Full, waiting list")
    return _("%(seats)s left") % {"seats": seats(occupancy.free)}


def explanation(event: Event, opening: Opening, occupancy: Occupancy) -> str:
    """Whether one can register, and why not, in a sentence or two: for the event's page."""
    if opening is Opening.CANCELLED:
        return _("The event has been cancelled.")
    if opening is Opening.PAST:
        return _("The event has taken place. One can no longer register.")
    if not event.has_registration:
        return _("You need not register. Just come.")
    if opening is Opening.NOT_YET:
        return _("Registration opens %(moment)s.") % {"moment": moment(event.opens_at)}
    if opening is Opening.CLOSED:
        closed_at = min(event.starts_at, event.closes_at or event.starts_at)
        return _("Registration closed %(moment)s.") % {"moment": moment(closed_at)}
    if occupancy.free is None:
        return _("There is room for everyone who registers.")
    if occupancy.has_queue or occupancy.free == 0:
        return _(
            "All seats are taken. You can join the waiting list: when a seat is free, it goes to "
            "the one who has waited longest, and we write to you."
        )
    return _("%(seats)s left.") % {"seats": seats(occupancy.free)}


def _day(local: datetime) -> str:
    language = formatting.language_of(get_language() or "da")
    return formatting.long_date(local.date(), language=language)


def _clock(local: datetime) -> str:
    """Hours and minutes: 16.00 in Danish, 16:00 in English."""
    mark = "." if formatting.language_of(get_language() or "da") == "da" else ":"
    return f"{local:%H}{mark}{local:%M}"


def _number(count: int) -> str:
    return formatting.number(count, language=formatting.language_of(get_language() or "da"))
