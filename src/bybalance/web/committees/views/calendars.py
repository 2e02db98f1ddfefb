from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bybalance.web.committees import permissions
from bybalance.web.committees.models import CalendarSubscription
from bybalance.web.committees.queries import calendar_files
from bybalance.web.committees.services import subscriptions
from bybalance.web.committees.views.common import (
    SignedInRequest,
    the_committee,
    the_meeting,
)
from bybalance.web.shared import access, calendars


@access.public
@require_safe
def committee_feed(request: HttpRequest, key: str) -> HttpResponse:
    """The open meetings of a group; the same for everyone, so that no calendar leaks more."""
    found = permissions.committees.get(permissions.STRANGER, key=the_committee(request, key).key)
    content = calendar_files.public_feed(found, now=timezone.now())
    return calendars.answer(content, file_name=f"{found.key}.ics")


@access.public
@require_safe
def meeting_file(request: HttpRequest, key: str, meeting_id: int) -> HttpResponse:
    """One meeting, to put into a calendar."""
    found = the_meeting(request, key, meeting_id)
    is_inside = permissions.sees_inside(request.user, found.committee)
    content = calendar_files.one_meeting(found, is_inside=is_inside, now=timezone.now())
    answer = calendars.answer(content, file_name=f"{key}-{found.held_on.isoformat()}.ics")
    answer["Cache-Control"] = "private, no-store"
    return answer


@access.public
@require_safe
def personal_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own meetings, by their secret address."""
    owner = subscriptions.owner_of(token)
    if owner is None:
        raise Http404
    content = calendar_files.personal_feed(owner, now=timezone.now())
    answer = calendars.answer(content, file_name="bybalance.ics")
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@access.signed_in
@require_safe
def subscription(request: SignedInRequest) -> HttpResponse:
    """One's own calendar address, and how to end it."""
    row = CalendarSubscription.objects.filter(user=request.user).first()
    address = ""
    if row is not None:
        path = reverse("committees:personal_feed", kwargs={"token": subscriptions.token_of(row)})
        address = f"{settings.PUBLIC_URL}{path}"
    return render(
        request, "committees/subscription.html", {"subscription": row, "address": address}
    )


@access.signed_in
@require_POST
def make_address(request: SignedInRequest) -> HttpResponse:
    """Make a new address; the one before ends."""
    subscriptions.make_address(request.user, now=timezone.now())
    messages.success(request, _("Your calendar address has been made."))
    return redirect("committees:subscription")


@access.signed_in
@require_POST
def revoke_address(request: SignedInRequest) -> HttpResponse:
    """End one's address."""
    subscriptions.revoke_address(request.user, now=timezone.now())
    messages.success(request, _("The address has been ended."))
    return redirect("committees:subscription")
