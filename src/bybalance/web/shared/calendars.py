"""Events as other people's calendars read them: iCalendar (RFC 5545), sent or subscribed to.

Many programs do not show the property ``URL``, so the link stands in the description as well.
Times carry ``TZID=Europe/Copenhagen`` and the file says what that zone is, so that an event stays
at its Danish hour when clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vText,
)

from bybalance.model.formatting import Language

#: ``PUBLISH`` is for feeds and downloads, ``REQUEST`` invites, ``CANCEL`` takes back.
Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

ZONE_NAME = "Europe/Copenhagen"
ZONE = ZoneInfo(ZONE_NAME)
PRODUCT = "-//Bybalance//Bybalance//DA"
REFRESH = timedelta(hours=6)


@dataclass(frozen=True)
class CalendarEvent:
    """One event: at ``starts_at`` until ``ends_at``, or all ``day`` when these are unknown.

    ``uid`` never changes and ``sequence`` grows with each change, or calendars keep the old event.
    """

    uid: str
    sequence: int
    title: str
    changed_at: datetime
    day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    description: str = ""
    url: str = ""
    status: Status = "CONFIRMED"


@dataclass(frozen=True)
class Party:
    """Who invites or is invited, by e-mail address."""

    email: str
    name: str = ""


def calendar(
    events: Iterable[CalendarEvent],
    *,
    name: str,
    language: Language,
    stamped_at: datetime,
    method: Method = "PUBLISH",
    organiser: Party | None = None,
    attendee: Party | None = None,
) -> bytes:
    """The events as one iCalendar file, lines folded and ended as RFC 5545 has them.

    An invitation or its cancelling needs an ``organiser`` and an ``attendee``.
    """
    if method != "PUBLISH" and (organiser is None or attendee is None):
        raise ValueError(f"{method} needs an organiser and an attendee (RFC 5546, section 3.2)")
    listed = list(events)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    if method == "PUBLISH":
        made.add("x-wr-calname", name)
        made.add("x-wr-timezone", ZONE_NAME)
        made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", vText("PT6H"))
    if any(event.starts_at for event in listed):
        made.add_component(_zone())
    for event in listed:
        component = _component(event, language=language, stamped_at=stamped_at)
        if organiser:
            component.add("organizer", _address(organiser))
        if attendee and method != "PUBLISH":
            component.add("attendee", _attendee(attendee, asks_answer=method == "REQUEST"))
        made.add_component(component)
    return bytes(made.to_ical())


def answer(content: bytes, *, file_name: str) -> HttpResponse:
    """A calendar file as a page's answer."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file_name}"'
    return response


def _component(event: CalendarEvent, *, language: Language, stamped_at: datetime) -> Event:
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", stamped_at)
    component.add("last-modified", event.changed_at)
    component.add("summary", event.title, parameters={"LANGUAGE": language})
    if event.starts_at is not None and event.ends_at is not None:
        component.add("dtstart", event.starts_at.astimezone(ZONE))
        component.add("dtend", event.ends_at.astimezone(ZONE))
    else:
        component.add("dtstart", event.day)
        component.add("dtend", event.day + timedelta(days=1))
        component.add("transp", "TRANSPARENT")
    component.add("status", event.status)
    described = "\n\n".join(filter(None, (event.description, event.url)))
    if described:
        component.add("description", described, parameters={"LANGUAGE": language})
    if event.place:
        component.add("location", event.place)
    if event.url:
        component.add("url", event.url)
    return component


def _zone() -> Timezone:
    """Danish time since 1996, by rule: summer time from and to the last Sundays of two months.

    Written out here because icalendar 7.3 makes summer time begin an hour late.
    """
    zone = Timezone()
    zone.add("tzid", ZONE_NAME)
    zone.add_component(
        _zone_part(
            TimezoneDaylight(),
            name="CEST",
            first=datetime(1996, 3, 31, 2),  # noqa: DTZ001 - a clock in Denmark
            month=3,
            from_h=1,
            to_h=2,
        )
    )
    zone.add_component(
        _zone_part(
            TimezoneStandard(),
            name="CET",
            first=datetime(1996, 10, 27, 3),  # noqa: DTZ001 - as above
            month=10,
            from_h=2,
            to_h=1,
        )
    )
    return zone


def _zone_part(
    part: TimezoneDaylight | TimezoneStandard,
    *,
    name: str,
    first: datetime,
    month: int,
    from_h: int,
    to_h: int,
) -> TimezoneDaylight | TimezoneStandard:
    """One half of the year; ``first`` is on the clock that is left (RFC 5545, section 3.6.5)."""
    part.add("dtstart", first)
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
    part.add("tzoffsetfrom", timedelta(hours=from_h))
    part.add("tzoffsetto", timedelta(hours=to_h))
    part.add("tzname", name)
    return part


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    if party.name:
        address.params["CN"] = vText(party.name)
    return address


def _attendee(party: Party, *, asks_answer: bool) -> vCalAddress:
    address = _address(party)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    address.params["RSVP"] = vText("TRUE" if asks_answer else "FALSE")
    return address
