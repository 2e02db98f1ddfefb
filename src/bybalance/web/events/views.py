from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.model.formatting import language_of
from bybalance.web.accounts.models import User
from bybalance.web.events import exports, forms, permissions, services
from bybalance.web.events.models import Event
from bybalance.web.events.permissions import EDITING_ROLES
from bybalance.web.events.queries import attendance as attendance_queries
from bybalance.web.events.queries import calendar as calendar_queries
from bybalance.web.events.queries import event_page, events_page
from bybalance.web.shared import access, calendars, limits

#: How often one visitor, and one e-mail address, may register in an hour.
VISITS_PER_HOUR = 30
LETTERS_PER_HOUR = 6


class OfficerRequest(HttpRequest):
    """What ``access.role`` guarantees: a programme officer or administrator has signed in."""

    user: User


@access.public
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """What is coming, or what has been."""
    form = forms.EventFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    found = events_page.events_page(
        request.user,
        period=given.get("period", ""),
        kind=given.get("kind", ""),
        area=given.get("area", ""),
        page_number=request.GET.get("page", ""),
        now=timezone.now(),
    )
    context = {
        "form": form,
        "found": found,
        "can_edit": permissions.events.may_edit(request.user).allowed,
    }
    return render(request, "events/events.html", context)


@access.public
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Every public event, to subscribe to."""
    content = calendar_queries.feed(now=timezone.now())
    return calendars.answer(content, file_name="events.ics")


@access.public
@require_safe
def event(request: HttpRequest, event_key: str) -> HttpResponse:
    """One event: when, where, what, and whether one can register."""
    page = event_page.event_page(request.user, event_key=event_key, now=timezone.now())
    context = {
        "page": page,
        "event": page.event,
        "crumbs": _crumbs(),
        "can_edit": permissions.events.may_edit(request.user).allowed,
    }
    return render(request, "events/event.html", context)


@access.public
@require_safe
def calendar(request: HttpRequest, event_key: str) -> HttpResponse:
    """One event for the reader's own calendar."""
    found = permissions.events.get(request.user, key=event_key)
    content = calendar_queries.one(found, now=timezone.now())
    return calendars.answer(content, file_name=f"{found.key}.ics")


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, event_key: str) -> HttpResponse:
    """Ask for seats at an event."""
    now = timezone.now()
    page = event_page.event_page(request.user, event_key=event_key, now=now)
    form = forms.RegistrationForm(request.POST or None, event=page.event)
    status = 200
    if request.method == "POST" and not page.can_register:
        status = 409
    elif request.method == "POST" and form.is_valid():
        if form.is_trapped:  # a program; it need not know that nothing was written
            return redirect("events:registered", event_key)
        if not _may_send(request, form.cleaned_data["email"]):
            text = _("Too many registrations were sent from here. Wait an hour and try again.")
            form.add_error(None, text)
            status = 429
        else:
            try:
                services.register(page.event, **_asked_for(form), now=now)
            except services.NotOpen:
                status = 409  # closed while the form was being filled in
                page = event_page.event_page(request.user, event_key=event_key, now=now)
            else:
                return redirect("events:registered", event_key)
    elif form.errors:
        status = 400
    context = {
        "page": page,
        "event": page.event,
        "form": form,
        "crumbs": _crumbs(page.event),
    }
    response = render(request, "events/register.html", context, status=status)
    add_never_cache_headers(response)  # each form has a key of its own
    return response


@access.public
@require_safe
def registered(request: HttpRequest, event_key: str) -> HttpResponse:
    """What happens next; the same for everyone, so that it tells nothing of who has registered."""
    page = event_page.event_page(request.user, event_key=event_key, now=timezone.now())
    context = {"page": page, "event": page.event, "crumbs": _crumbs(page.event)}
    return render(request, "events/registered.html", context)


@access.public
@require_safe
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """One's own registration, by its secret address; reading it changes nothing."""
    page = event_page.registration_page(token, now=timezone.now())
    context = {"page": page, "event": page.event, "token": token}
    response = render(request, "events/registration.html", context)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


@access.public
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm one's own seats."""
    services.confirm(event_page.registration_by(token), now=timezone.now())
    return redirect("events:registration", token)


@access.public
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Give one's own seats back."""
    services.cancel_registration(event_page.registration_by(token), now=timezone.now())
    return redirect("events:registration", token)


@access.public
@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The event for the calendar of somebody who has registered."""
    now = timezone.now()
    page = event_page.registration_page(token, now=now)
    content = calendar_queries.one(page.event, shows_online_link=page.shows_online_link, now=now)
    response = calendars.answer(content, file_name=f"{page.event.key}.ics")
    add_never_cache_headers(response)
    return response


@access.role(*EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: OfficerRequest) -> HttpResponse:
    """Write a new event."""
    form = forms.EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.announce_event(form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("The event has been saved."))
        return redirect(made)
    context = {"form": form, "event": None, "crumbs": _crumbs()}
    return render(request, "events/edit.html", context, status=400 if form.errors else 200)


@access.role(*EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficerRequest, event_key: str) -> HttpResponse:
    """Change an event."""
    chosen = permissions.events.get(request.user, key=event_key)
    form = forms.EventForm(request.POST or None, instance=permissions.events.get(
        request.user, key=event_key
    ))  # fmt: skip
    if request.method == "POST" and form.is_valid():
        services.change_event(chosen, form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("The event has been saved."))
        return redirect(chosen)
    context = {"form": form, "event": chosen, "crumbs": _crumbs(chosen)}
    return render(request, "events/edit.html", context, status=400 if form.errors else 200)


@access.role(*EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: OfficerRequest, event_key: str) -> HttpResponse:
    """Call an event off, after saying why."""
    chosen = permissions.events.get(request.user, key=event_key)
    form = forms.CancelEventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.cancel_event(
            chosen, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
        messages.success(request, _("The event has been cancelled, and everyone told."))
        return redirect(chosen)
    context = {
        "form": form,
        "event": chosen,
        "told_count": chosen.registrations.in_force().count(),
        "crumbs": _crumbs(chosen),
    }
    return render(request, "events/cancel.html", context, status=400 if form.errors else 200)


@access.role(*EDITING_ROLES)
@require_POST
def reinstate(request: OfficerRequest, event_key: str) -> HttpResponse:
    """Take the calling off back."""
    chosen = permissions.events.get(request.user, key=event_key)
    services.reinstate_event(chosen, by=request.user, now=timezone.now())
    messages.success(request, _("The event takes place again, and everyone has been told."))
    return redirect(chosen)


@access.role(*EDITING_ROLES)
@require_safe
def attendance(request: OfficerRequest, event_key: str) -> HttpResponse:
    """Who is coming."""
    form = forms.StateFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = attendance_queries.attendance_page(
        request.user,
        event_key=event_key,
        state=state,
        page_number=request.GET.get("page", ""),
    )
    context = {
        "form": form,
        "found": found,
        "event": found.event,
        "downloads": exports.downloads(found.event, state=state),
        "crumbs": _crumbs(found.event),
    }
    return render(request, "events/attendance.html", context)


@access.role(*EDITING_ROLES)
@require_safe
def download_attendance(request: OfficerRequest, event_key: str, file_format: str) -> HttpResponse:
    """Who is coming, as a file."""
    chosen = permissions.events.get(request.user, key=event_key)
    form = forms.StateFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    return exports.attendance_file(
        request.user, chosen, state=state, file_format=file_format, now=timezone.now()
    )


@access.role(*EDITING_ROLES)
@require_POST
def cancel_participant(
    request: OfficerRequest, event_key: str, registration_id: int
) -> HttpResponse:
    """Cancel somebody's registration, as when they call."""
    chosen = permissions.events.get(request.user, key=event_key)
    found = permissions.registrations.get(request.user, event=chosen, pk=registration_id)
    services.cancel_registration(found, by=request.user, now=timezone.now())
    messages.success(request, _("The registration has been cancelled, and they have been told."))
    return redirect("events:attendance", event_key)


def _may_send(request: HttpRequest, email: str) -> bool:
    now = timezone.now()
    return limits.allows(
        limits.address_of(request), scope="event-visit", per_hour=VISITS_PER_HOUR, now=now
    ) and limits.allows(email.casefold(), scope="event-letter", per_hour=LETTERS_PER_HOUR, now=now)


def _asked_for(form: forms.RegistrationForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "name": given["name"],
        "email": given["email"],
        "seats": given["seats"],
        "language": language_of(get_language() or "da"),
        "form_key": form.key,
    }


def _crumbs(event: Event | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Front page"), reverse("front")), (_("Events"), reverse("events:events"))]
    return [*crumbs, (event.title, event.get_absolute_url())] if event else crumbs
