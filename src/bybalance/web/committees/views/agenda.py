from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bybalance.web.committees import permissions
from bybalance.web.committees.forms import meetings as forms
from bybalance.web.committees.queries import meeting as queries
from bybalance.web.committees.services import agenda as services
from bybalance.web.committees.views.common import (
    SignedInRequest,
    editors,
    form_page,
    path_of,
    the_item,
    the_meeting,
)
from bybalance.web.shared import private_files

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@editors
@GET_AND_POST
def agenda(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """The agenda editor: items in order, and one more."""
    found = the_meeting(request, key, meeting_id)
    form = forms.ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_item(found, form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("The item has been added."))
        return redirect(path_of(found, "agenda"))
    return render(
        request,
        "committees/agenda.html",
        {"form": form, "meeting": found, "page": queries.meeting_page(found, request.user)},
        status=400 if form.errors else 200,
    )


@editors
@GET_AND_POST
def change_item(request: SignedInRequest, item_id: int) -> HttpResponse:
    """Change an item."""
    item = the_item(request, item_id)
    form = forms.ItemForm(request.POST or None, instance=item)
    if request.method == "POST" and form.is_valid():
        services.change_item(item, form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("The item has been changed."))
        return redirect(path_of(item, "agenda"))
    return form_page(
        request,
        form,
        heading=_("Change the item"),
        kicker=item.meeting.full_name,
        submit_label=_("Save the item"),
        back_url=path_of(item, "agenda"),
    )


@editors
@require_POST
def move_item(request: SignedInRequest, item_id: int, direction: str) -> HttpResponse:
    """Move an item one place up or down."""
    item = the_item(request, item_id)
    services.move_item(
        item, "up" if direction == "up" else "down", by=request.user, now=timezone.now()
    )
    return redirect(f"{path_of(item, 'agenda')}#item-{item.pk}")


@editors
@require_POST
def remove_item(request: SignedInRequest, item_id: int) -> HttpResponse:
    """Take an item off the agenda."""
    item = the_item(request, item_id)
    services.remove_item(item, by=request.user, now=timezone.now())
    messages.success(request, _("The item “%(title)s” is off the agenda.") % {"title": item.title})
    return redirect(path_of(item, "agenda"))


@editors
@GET_AND_POST
def add_paper(request: SignedInRequest, item_id: int) -> HttpResponse:
    """Upload a paper for an item."""
    item = the_item(request, item_id)
    form = forms.PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.add_paper(
                item,
                given["file"],
                title=given["title"],
                is_public=given["is_public"],
                by=request.user,
                now=timezone.now(),
            )
        except private_files.BadUpload as fault:
            form.add_error("file", str(fault))
        else:
            messages.success(request, _("The paper has been added."))
            return redirect(path_of(item, "agenda"))
    return form_page(
        request,
        form,
        heading=_("Add a paper"),
        kicker=item.title,
        submit_label=_("Add the paper"),
        back_url=path_of(item, "agenda"),
    )


@editors
@require_POST
def remove_paper(request: SignedInRequest, paper_id: int) -> HttpResponse:
    """Delete a paper and its file."""
    found = permissions.papers.get(request.user, pk=paper_id)
    item = get_object_or_404(permissions.items.visible_to(request.user), pk=found.item_id)
    services.remove_paper(found, by=request.user, now=timezone.now())
    messages.success(request, _("The paper “%(title)s” has been deleted.") % {"title": found.title})
    return redirect(path_of(item, "agenda"))
