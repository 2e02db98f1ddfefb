"""An issue as it is mailed: the one place where a letter is made, for readers and for previews."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bybalance.web.newsletter.models import Issue, IssueItem, Subscriber
from bybalance.web.newsletter.queries import things
from bybalance.web.newsletter.queries.things import Told
from bybalance.web.shared.bilingual import shown_language

#: The answer that mail programs send to the unsubscribing address (RFC 8058).
ONE_CLICK: Final = "List-Unsubscribe=One-Click"


@dataclass(frozen=True)
class Links:
    """The addresses that stand at the end of a letter; each reader has their own."""

    preferences_url: str
    unsubscribe_url: str


@dataclass(frozen=True)
class Letter:
    """A mail without its recipient."""

    subject: str
    body_text: str
    body_html: str
    headers: dict[str, str]


def letter(issue: Issue, *, language: str, told: Iterable[Told], links: Links) -> Letter:
    """The issue in one language, with one reader's links."""
    with translation.override(language):
        context = {
            "issue": issue,
            "language": language,
            "title_language": shown_language(issue, "title"),
            "intro_language": shown_language(issue, "intro"),
            "items": list(told),
            "links": links,
            "archive_url": settings.PUBLIC_URL + reverse("newsletter:archive"),
        }
        return Letter(
            subject=_subject(issue),
            body_text=render_to_string("newsletter/mail/issue.txt", context).strip() + "\n",
            body_html=render_to_string("newsletter/mail/issue.html", context),
            headers=_headers(language, links),
        )


def links_of(subscriber: Subscriber) -> Links:
    """A reader's own links."""
    with translation.override(subscriber.language):
        return Links(
            preferences_url=settings.PUBLIC_URL + subscriber.own_path(),
            unsubscribe_url=settings.PUBLIC_URL + subscriber.unsubscribe_path(),
        )


def sample_links(language: str) -> Links:
    """What stands in a preview, which no reader's address may be in."""
    with translation.override(language):
        address = settings.PUBLIC_URL + reverse("newsletter:sign_up")
    return Links(preferences_url=address, unsubscribe_url=address)


def told_now(issue: Issue, *, language: str) -> list[Told]:
    """What the letters would say if they were sent now: public things only, in order."""
    keys = [(item.kind, item.thing_id) for item in issue.items.all()]
    told = things.told_in(language, keys)
    return [told[key] for key in keys if key in told]


def told_frozen(items: Iterable[IssueItem], *, language: str) -> list[Told]:
    """What the letters say once sending has begun."""
    return [Told.from_frozen(said) for item in items if (said := item.frozen_in(language))]


def preview(issue: Issue, *, language: str) -> Letter:
    """The letter exactly as it would be mailed, but for the reader's own links."""
    told = (
        told_now(issue, language=language)
        if issue.number is None
        else told_frozen(issue.items.all(), language=language)
    )
    return letter(issue, language=language, told=told, links=sample_links(language))


def _subject(issue: Issue) -> str:
    return f"{issue.title} ({_('invented')})" if issue.is_invented else issue.title


def _headers(language: str, links: Links) -> dict[str, str]:
    """What tells mail programs that this is a list, and how to leave it (RFC 2369, 2919, 8058)."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    archive = settings.PUBLIC_URL + reverse("newsletter:archive")
    return {
        "List-Id": f"Bybalance <newsletter.{host}>",
        "List-Unsubscribe": f"<{links.unsubscribe_url}>",
        "List-Unsubscribe-Post": ONE_CLICK,
        "List-Archive": f"<{archive}>",
        "Precedence": "bulk",
        "Content-Language": language,
    }
