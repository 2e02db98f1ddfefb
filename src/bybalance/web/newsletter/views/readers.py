"""Who gets the newsletter: for programme officers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bybalance.web.accounts.models import User
from bybalance.web.newsletter import exports, permissions, services
from bybalance.web.newsletter.permissions import READER_ROLES
from bybalance.web.newsletter.queries import readers as reader_queries
from bybalance.web.shared import access


class OfficerRequest(HttpRequest):
    """What ``access.role`` guarantees: a programme officer or administrator has signed in."""

    user: User


@access.role(*READER_ROLES)
@require_safe
def readers(request: OfficerRequest) -> HttpResponse:
    """Those who get the newsletter."""
    found = reader_queries.readers_page(request.user, page_number=request.GET.get("page", ""))
    context = {
        "found": found,
        "downloads": exports.downloads(),
        "crumbs": [
            (_("Front page"), reverse("front")),
            (_("Newsletter"), reverse("newsletter:sign_up")),
        ],
    }
    return render(request, "newsletter/readers.html", context)


@access.role(*READER_ROLES)
@require_safe
def download_readers(request: OfficerRequest, file_format: str) -> HttpResponse:
    """Those who get the newsletter, as a file."""
    return exports.readers_file(request.user, file_format=file_format, now=timezone.now())


@access.role(*READER_ROLES)
@require_POST
def unsubscribe_reader(request: OfficerRequest, subscriber_id: int) -> HttpResponse:
    """Unsubscribe somebody who asks us to, as when they call."""
    found = permissions.subscribers.get(request.user, pk=subscriber_id)
    services.unsubscribe(found, by=request.user, now=timezone.now())
    messages.success(request, _("The address has been deleted."))
    return redirect("newsletter:readers")
