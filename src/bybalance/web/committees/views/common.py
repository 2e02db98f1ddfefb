"""What the views share: finding the rows of an address, and the page of a plain form."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from bybalance.web.accounts.models import User
from bybalance.web.committees import permissions
from bybalance.web.committees.models import AgendaItem, Committee, Meeting
from bybalance.web.committees.queries.groups import meeting_path
from bybalance.web.shared import access

#: For the decorator of everything that changes groups and meetings.
editors = access.role(*permissions.EDITORS)


class SignedInRequest(HttpRequest):
    """What ``access.signed_in`` and ``access.role`` guarantee: someone has signed in."""

    user: User


def the_committee(request: HttpRequest, key: str) -> Committee:
    """The group of an address; 404 when it is absent or hidden."""
    return permissions.committees.get(request.user, key=key)


def the_meeting(request: HttpRequest, key: str, meeting_id: int) -> Meeting:
    """The meeting of an address; 404 when it is absent or hidden."""
    seen = permissions.meetings.visible_to(request.user)
    return get_object_or_404(
        seen.select_related("committee", "area", "series"), pk=meeting_id, committee__key=key
    )


def the_item(request: HttpRequest, item_id: int) -> AgendaItem:
    """The agenda item of an address; 404 when it is absent or hidden."""
    seen = permissions.items.visible_to(request.user)
    return get_object_or_404(seen.select_related("meeting__committee"), pk=item_id)


def path_of(thing: Committee | Meeting | AgendaItem, route: str = "") -> str:
    """The page of a thing, or the page ``route`` below it."""
    if isinstance(thing, AgendaItem):
        thing = thing.meeting
    if isinstance(thing, Meeting):
        if not route:
            return meeting_path(thing, thing.committee)
        kwargs = {"key": thing.committee.key, "meeting_id": thing.pk}
        return reverse(f"committees:{route}", kwargs=kwargs)
    return reverse(f"committees:{route or 'committee'}", kwargs={"key": thing.key})


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    heading: str,
    kicker: object,
    submit_label: str,
    back_url: str,
    lead: str = "",
    is_warning: bool = False,
) -> HttpResponse:
    """One form on a page; with status 400 when it was sent and cannot be used."""
    return render(
        request,
        "committees/form.html",
        {
            "form": form,
            "heading": heading,
            "kicker": kicker,
            "lead": lead,
            "submit_label": submit_label,
            "back_url": back_url,
            "is_warning": is_warning,
        },
        status=400 if form.errors else 200,
    )
