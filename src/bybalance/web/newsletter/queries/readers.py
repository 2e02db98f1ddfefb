"""Who gets the newsletter: for programme officers, and for each by their own link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404

from bybalance.web.newsletter import permissions
from bybalance.web.newsletter.models import SignUp, Subscriber, Unsubscription
from bybalance.web.shared import secret_links
from bybalance.web.shared.access import Viewer

READERS_ON_A_PAGE = 100


@dataclass(frozen=True)
class ReadersPage:
    """Those who get the newsletter, and how many asked or left."""

    page: Page[Subscriber]
    count: int
    danish_count: int
    english_count: int
    asked_count: int
    left_count: int


def readers_page(viewer: Viewer, *, page_number: str) -> ReadersPage:
    """Subscribers by address."""
    rows = listed(viewer)
    by_language = dict(rows.order_by().values_list("language").annotate(count=models.Count("pk")))
    page = Paginator(rows, READERS_ON_A_PAGE).get_page(page_number)
    return ReadersPage(
        page=page,
        count=page.paginator.count,
        danish_count=by_language.get("da", 0),
        english_count=by_language.get("en", 0),
        asked_count=SignUp.objects.count(),
        left_count=Unsubscription.objects.count(),
    )


def listed(viewer: Viewer) -> models.QuerySet[Subscriber]:
    """The rows of the list and of the file."""
    return permissions.subscribers.visible_to(viewer).order_by("email", "pk")


def subscriber_by(token: str) -> Subscriber | None:
    """Whose secret address it is; ``None`` when they have left. 404 where it was not made here."""
    key = secret_links.read(Subscriber.LINK_PURPOSE, token)
    if key is None:
        raise Http404
    return Subscriber.objects.filter(pk=key.pk, nonce=key.nonce).first()


def sign_up_by(token: str, *, now: datetime) -> SignUp | None:
    """What waits to be confirmed; ``None`` when it was, or is too old. 404 as above."""
    key = secret_links.read(SignUp.LINK_PURPOSE, token)
    if key is None:
        raise Http404
    return SignUp.objects.filter(pk=key.pk, nonce=key.nonce, expires_at__gt=now).first()
