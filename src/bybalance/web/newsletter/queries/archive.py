"""What has been sent, as everyone reads it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import models
from django.utils.translation import get_language

from bybalance.web.newsletter import permissions
from bybalance.web.newsletter.models import Issue
from bybalance.web.newsletter.queries import letters, things
from bybalance.web.newsletter.queries.things import STRANGER, Told

ISSUES_ON_A_PAGE = 24
ISSUES_IN_FEED = 20


@dataclass(frozen=True)
class IssuePage:
    """A sent issue; ``gone_count`` things in it have been taken down since."""

    issue: Issue
    items: tuple[Told, ...]
    gone_count: int


def sent_issues(*, page_number: str) -> Page[Issue]:
    """What has been sent, newest first."""
    return Paginator(_sent(), ISSUES_ON_A_PAGE).get_page(page_number)


def newest_issues() -> list[Issue]:
    """What the feed holds."""
    return list(_sent()[:ISSUES_IN_FEED])


def issue_page(number: int) -> IssuePage:
    """One sent issue. What has been taken down since is left out, whatever the letters said."""
    issue = permissions.issues.get(STRANGER, number=number)
    items = list(issue.items.all())
    public = things.public_keys((item.kind, item.thing_id) for item in items)
    kept = [item for item in items if (item.kind, item.thing_id) in public]
    told = letters.told_frozen(kept, language=get_language() or "da")
    return IssuePage(issue=issue, items=tuple(told), gone_count=len(items) - len(kept))


def _sent() -> models.QuerySet[Issue]:
    return permissions.issues.visible_to(STRANGER).order_by("-number")
