"""One event, as everybody sees it and as the one who registered does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.seating import Occupancy, Opening
from bybalance.web.areas.models import Area
from bybalance.web.committees.models import Talk
from bybalance.web.committees.permissions import talks
from bybalance.web.events import permissions
from bybalance.web.events.models import Event, Registration
from bybalance.web.events.queries import words
from bybalance.web.programme.models import Node
from bybalance.web.programme.permissions import nodes
from bybalance.web.shared import secret_links
from bybalance.web.shared.access import Viewer


@dataclass(frozen=True)
class EventPage:
    """What the page of one event shows."""

    event: Event
    when: str
    opening: Opening
    occupancy: Occupancy
    explanation: str
    areas: tuple[Area, ...]
    node: Node | None
    talks: tuple[Talk, ...]

    @property
    def can_register(self) -> bool:
        """Whether the form is open, be it for a seat or for the waiting list."""
        return self.event.has_registration and self.opening is Opening.OPEN


def event_page(viewer: Viewer, *, event_key: str, now: datetime) -> EventPage:
    """The event with what ``viewer`` may see of what it is tied to; 404 where it is hidden."""
    event = permissions.events.get(viewer, key=event_key)
    opening, occupancy = event.window().opening(now=now), event.occupancy()
    return EventPage(
        event=event,
        when=words.period(event),
        opening=opening,
        occupancy=occupancy,
        explanation=words.explanation(event, opening, occupancy),
        areas=tuple(event.areas.select_related("municipality")),
        node=None
        if event.node_id is None
        else nodes.visible_to(viewer).filter(pk=event.node_id).first(),
        talks=tuple(visible_talks(viewer, event)),
    )


def visible_talks(viewer: Viewer, event: Event) -> models.QuerySet[Talk]:
    """Talks of the event that ``viewer`` may see, with their speakers."""
    shown = talks.visible_to(viewer).filter(events=event)
    return shown.prefetch_related("speakers").order_by("position", "id")


@dataclass(frozen=True)
class RegistrationPage:
    """What the secret page of a registration shows."""

    registration: Registration
    event: Event
    when: str
    seats: str
    heading: str
    explanation: str
    can_confirm: bool
    can_cancel: bool
    shows_online_link: bool


def registration_by(token: str) -> Registration:
    """The registration that a secret address opens, or 404."""
    secret = secret_links.read(Registration.LINK_PURPOSE, token)
    if secret is None:
        raise Http404
    found = (
        Registration.objects.select_related("event")
        .filter(pk=secret.pk, nonce=secret.nonce, erased_at=None)
        .first()
    )
    if found is None:
        raise Http404
    return found


def registration_page(token: str, *, now: datetime) -> RegistrationPage:
    """How a registration stands, and what its holder can do."""
    registration = registration_by(token)
    event = registration.event
    heading, explanation = _standing(registration, now=now)
    is_live = not event.is_cancelled and now < event.ends_at
    is_held = registration.state == Registration.State.HELD
    has_lapsed = is_held and registration.held_until is not None and registration.held_until <= now
    is_confirmed = registration.state == Registration.State.CONFIRMED
    return RegistrationPage(
        registration=registration,
        event=event,
        when=words.period(event),
        seats=words.seats(registration.seats),
        heading=heading,
        explanation=explanation,
        can_confirm=is_live and is_held and not has_lapsed,
        can_cancel=is_live and registration.state != Registration.State.CANCELLED,
        shows_online_link=is_live and is_confirmed and bool(event.online_url),
    )


def _standing(registration: Registration, *, now: datetime) -> tuple[str, str]:
    """How it stands, in a few words and in a sentence."""
    event, state = registration.event, Registration.State(registration.state)
    if event.is_cancelled:
        return _("The event has been cancelled"), event.cancelled_because
    if state == Registration.State.CANCELLED:
        return _ended(registration)
    if now >= event.ends_at:
        return _("The event has taken place"), ""
    if state == Registration.State.CONFIRMED:
        return _("You have a seat"), _("Should you not be able to come, please give it back here.")
    if state == Registration.State.WAITING:
        return _("You are on the waiting list"), _queue_sentence(registration)
    if registration.held_until is not None and registration.held_until <= now:
        return _("The time to confirm has run out"), _("You can register again.")
    return (
        _("Your seat waits for you to confirm"),
        _("Confirm before %(moment)s. After that the seat goes to somebody else.")
        % {"moment": words.moment(registration.held_until)},
    )


def _ended(registration: Registration) -> tuple[str, str]:
    if registration.cancelled_by == Registration.CancelledBy.TIME:
        return _("The time to confirm has run out"), _("You can register again.")
    return _("The registration has been cancelled"), _("You can register again if there is room.")


def _queue_sentence(registration: Registration) -> str:
    ahead = registration.event.registrations.waiting().filter(pk__lt=registration.pk).count()
    if not ahead:
        return _("You are the first in line. We write to you when there is room.")
    return ngettext(
        "%(count)d registration is before yours. We write to you when there is room.",
        "%(count)d registrations are before yours. We write to you when there is room.",
        ahead,
    ) % {"count": ahead}
