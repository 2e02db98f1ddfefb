"""What has been sent, for everyone."""

from __future__ import annotations

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bybalance.web.newsletter.models import Issue
from bybalance.web.newsletter.queries import archive as archive_queries
from bybalance.web.shared import access


@access.public
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Every issue that has been sent."""
    page = archive_queries.sent_issues(page_number=request.GET.get("page", ""))
    context = {"page": page, "crumbs": _crumbs()[:-1]}
    return render(request, "newsletter/archive.html", context)


@access.public
@require_safe
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """One issue, as far as what it tells of is still public."""
    page = archive_queries.issue_page(number)
    context = {"page": page, "issue": page.issue, "crumbs": _crumbs()}
    return render(request, "newsletter/issue.html", context)


class ArchiveFeed(Feed):  # type: ignore[type-arg]
    """The newest issues in the language of the address."""

    def title(self) -> str:
        return _("Newsletter from Bybalance")

    def description(self) -> str:
        return _("Every issue of the newsletter.")

    def link(self) -> str:
        return reverse("newsletter:archive")

    def feed_url(self) -> str:
        return reverse("newsletter:archive_rss")

    def items(self) -> list[Issue]:
        return archive_queries.newest_issues()

    def item_title(self, item: Issue) -> str:
        return f"{item.title} ({_('invented')})" if item.is_invented else item.title

    def item_description(self, item: Issue) -> str:
        return item.intro

    def item_link(self, item: Issue) -> str:
        return item.get_absolute_url()

    def item_pubdate(self, item: Issue) -> datetime | None:
        return item.sent_at


@access.public
@require_safe
def archive_rss(request: HttpRequest) -> HttpResponse:
    """What has been sent, as RSS."""
    return ArchiveFeed()(request)


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("Front page"), reverse("front")),
        (_("Newsletter"), reverse("newsletter:sign_up")),
        (_("Earlier issues"), reverse("newsletter:archive")),
    ]
