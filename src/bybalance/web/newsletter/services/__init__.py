"""Everything that changes the newsletter; each step is one transaction."""

from __future__ import annotations

from bybalance.web.newsletter.services.composing import (
    NotADraft,
    add_items,
    change_issue,
    delete_issue,
    make_issue,
    move_item,
    remove_item,
)
from bybalance.web.newsletter.services.demo import load_demo_newsletter
from bybalance.web.newsletter.services.sending import (
    NothingToSend,
    cancel_sending,
    queue_letters,
    schedule_issue,
    send_test,
)
from bybalance.web.newsletter.services.subscribing import (
    ask_to_subscribe,
    change_language,
    confirm,
    forget,
    log_export,
    unsubscribe,
)

__all__ = [
    "NotADraft",
    "NothingToSend",
    "add_items",
    "ask_to_subscribe",
    "cancel_sending",
    "change_issue",
    "change_language",
    "confirm",
    "delete_issue",
    "forget",
    "load_demo_newsletter",
    "log_export",
    "make_issue",
    "move_item",
    "queue_letters",
    "remove_item",
    "schedule_issue",
    "send_test",
    "unsubscribe",
]
