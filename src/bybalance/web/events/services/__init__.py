"""Everything that changes events and registrations; each step is one transaction."""

from __future__ import annotations

from bybalance.web.events.services.announcing import (
    announce_event,
    cancel_event,
    change_event,
    reinstate_event,
)
from bybalance.web.events.services.demo import load_demo_events
from bybalance.web.events.services.forgetting import forget_participants
from bybalance.web.events.services.seats import (
    NotOpen,
    cancel_registration,
    confirm,
    register,
    release_lapsed,
)

__all__ = [
    "NotOpen",
    "announce_event",
    "cancel_event",
    "cancel_registration",
    "change_event",
    "confirm",
    "forget_participants",
    "load_demo_events",
    "register",
    "reinstate_event",
    "release_lapsed",
]
