"""The newsletter's pages: for its readers, for editors, for programme officers."""

from __future__ import annotations

from bybalance.web.newsletter.views.archive import archive, archive_rss, issue
from bybalance.web.newsletter.views.composing import (
    add,
    change,
    compose,
    delete,
    issues,
    make,
    move,
    remove,
)
from bybalance.web.newsletter.views.readers import download_readers, readers, unsubscribe_reader
from bybalance.web.newsletter.views.sending import letter, preview, send, take_back, test
from bybalance.web.newsletter.views.subscribing import (
    asked,
    confirm,
    preferences,
    sign_up,
    unsubscribe,
    unsubscribed,
)

__all__ = [
    "add",
    "archive",
    "archive_rss",
    "asked",
    "change",
    "compose",
    "confirm",
    "delete",
    "download_readers",
    "issue",
    "issues",
    "letter",
    "make",
    "move",
    "preferences",
    "preview",
    "readers",
    "remove",
    "send",
    "sign_up",
    "take_back",
    "test",
    "unsubscribe",
    "unsubscribe_reader",
    "unsubscribed",
]
