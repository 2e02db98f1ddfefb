"""Mail to those who registered, in the language they registered in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from bybalance.web.events.models import Registration
from bybalance.web.events.queries import calendar, words
from bybalance.web.shared import outbox

SUBJECTS: Final = {
    "held": gettext_noop("Confirm your registration: %(event)s"),
    "waiting": gettext_noop("You are on the waiting list: %(event)s"),
    "promoted": gettext_noop("There is a seat for you: %(event)s"),
    "confirmed": gettext_noop("You have a seat: %(event)s"),
    "left": gettext_noop("Your registration has been cancelled: %(event)s"),
    "lapsed": gettext_noop("Your registration was not confirmed: %(event)s"),
    "event_changed": gettext_noop("Changed: %(event)s"),
    "event_cancelled": gettext_noop("Cancelled: %(event)s"),
    "event_reinstated": gettext_noop("Takes place after all: %(event)s"),
}

#: The letter that says how things stand, for each state.
STANDING: Final = {
    Registration.State.HELD: "held",
    Registration.State.WAITING: "waiting",
    Registration.State.CONFIRMED: "confirmed",
}

#: Letters that bring the event, as it now is, to the calendar of somebody who has a seat.
WITH_CALENDAR: Final = {"confirmed", "event_changed", "event_cancelled", "event_reinstated"}


def send(letter: str, registration: Registration, *, now: datetime) -> None:
    """Put a letter in the outbox; nobody is written to whose address has been erased."""
    if not registration.email:
        return
    event = registration.event
    with translation.override(registration.language):
        subject = gettext(SUBJECTS[letter]) % {"event": event.title}
        body_text = render_to_string(
            f"events/mail/{letter}.txt",
            {
                "registration": registration,
                "event": event,
                "when": words.period(event),
                "held_until": words.moment(registration.held_until),
                "own_url": settings.PUBLIC_URL + registration.own_path(),
                "event_url": settings.PUBLIC_URL + event.get_absolute_url(),
            },
        )
        attachments = _calendar_files(letter, registration, now=now)
    outbox.put(
        registration.email,
        subject=subject,
        body_text=body_text,
        attachments=attachments,
        at=now,
    )


def send_standing(registration: Registration, *, now: datetime) -> None:
    """Send the letter that says how the registration stands, once more."""
    send(STANDING[Registration.State(registration.state)], registration, now=now)


def _calendar_files(
    letter: str, registration: Registration, *, now: datetime
) -> list[outbox.Attachment]:
    if letter not in WITH_CALENDAR or registration.state != Registration.State.CONFIRMED:
        return []
    event = registration.event
    content = calendar.one(event, shows_online_link=not event.is_cancelled, now=now)
    kind = "text/calendar; charset=utf-8; method=PUBLISH"
    return [outbox.Attachment(f"{event.key}.ics", kind, content)]
