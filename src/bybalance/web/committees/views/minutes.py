from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bybalance.web.committees import permissions
from bybalance.web.committees.forms import meetings as forms
from bybalance.web.committees.models import Decision
from bybalance.web.committees.queries import minutes as queries
from bybalance.web.committees.services import minutes as services
from bybalance.web.committees.services.meetings import NotPossible
from bybalance.web.committees.views.common import (
    SignedInRequest,
    editors,
    form_page,
    path_of,
    the_item,
    the_meeting,
)
from bybalance.web.shared import access

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@editors
@GET_AND_POST
def minutes(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Write the minutes, item by item."""
    found = the_meeting(request, key, meeting_id)
    page = queries.minutes_page(found)
    form = forms.MinutesForm(request.POST or None, items=page.items)
    if request.method == "POST" and form.is_valid():
        try:
            services.write_minutes(found, form.texts(), by=request.user, now=timezone.now())
        except NotPossible:
            form.add_error(None, _("The minutes are approved. Open them again to change them."))
        else:
            messages.success(request, _("The minutes have been saved."))
            return redirect(path_of(found, "minutes"))
    return render(
        request,
        "committees/minutes.html",
        {"form": form, "meeting": found, "page": page, "today": timezone.localdate()},
        status=400 if form.errors else 200,
    )


@editors
@GET_AND_POST
def attendance(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Who took part, and how."""
    found = the_meeting(request, key, meeting_id)
    people, modes = queries.people_at(found)
    form = forms.AttendanceForm(request.POST or None, people=people, modes=modes)
    if request.method == "POST" and form.is_valid():
        services.record_attendance(found, form.modes(), by=request.user, now=timezone.now())
        messages.success(request, _("The attendance has been saved."))
        return redirect(path_of(found, "minutes"))
    return form_page(
        request,
        form,
        heading=_("Who took part"),
        kicker=found.full_name,
        submit_label=_("Save the attendance"),
        back_url=path_of(found, "minutes"),
    )


@editors
@GET_AND_POST
def add_decision(request: SignedInRequest, item_id: int) -> HttpResponse:
    """Record a decision on an item."""
    item = the_item(request, item_id)
    form = forms.DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_decision(item, form.values(), by=request.user, now=timezone.now())
        except NotPossible:
            form.add_error(None, _("The minutes are approved. Open them again to change them."))
        else:
            messages.success(request, _("The decision has been recorded."))
            return redirect(path_of(item, "minutes"))
    return form_page(
        request,
        form,
        heading=_("Record a decision"),
        kicker=item.title,
        submit_label=_("Record the decision"),
        back_url=path_of(item, "minutes"),
    )


@editors
@require_POST
def remove_decision(request: SignedInRequest, decision_id: int) -> HttpResponse:
    """Take back a decision that was recorded by mistake."""
    found = get_object_or_404(Decision.objects.select_related("item__meeting"), pk=decision_id)
    try:
        services.remove_decision(found, by=request.user, now=timezone.now())
    except NotPossible:
        messages.error(request, _("The minutes are approved. Open them again to change them."))
    else:
        messages.success(request, _("The decision has been taken back."))
    return redirect(path_of(found.item, "minutes"))


@editors
@GET_AND_POST
def add_follow_up(request: SignedInRequest, item_id: int) -> HttpResponse:
    """Record who does what after the meeting."""
    item = the_item(request, item_id)
    form = forms.FollowUpForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        services.add_follow_up(item, form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("The follow-up has been recorded."))
        return redirect(path_of(item, "minutes"))
    return form_page(
        request,
        form,
        heading=_("Record a follow-up"),
        kicker=item.title,
        submit_label=_("Record the follow-up"),
        back_url=path_of(item, "minutes"),
    )


@access.signed_in
@GET_AND_POST
def report_follow_up(request: SignedInRequest, follow_up_id: int) -> HttpResponse:
    """Say how far a follow-up is; its owner and editors may."""
    found = permissions.follow_ups.get_to_report(request.user, follow_up_id)
    form = forms.ReportForm(
        request.POST or None, initial={"state": found.state, "note": found.state_note}
    )
    back_url = queries.way_back(found, request.user)
    if request.method == "POST" and form.is_valid():
        services.report_follow_up(found, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("The state has been saved."))
        return redirect(back_url)
    return form_page(
        request,
        form,
        heading=_("How far is it?"),
        kicker=_("Follow-up"),
        lead=found.text,
        submit_label=_("Save the state"),
        back_url=back_url,
    )


@editors
@require_POST
def approve_minutes(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Say on which day the group approved the minutes."""
    found = the_meeting(request, key, meeting_id)
    form = forms.ApproveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say on which day the group approved the minutes."))
        return redirect(path_of(found, "minutes"))
    try:
        services.approve_minutes(
            found, approved_on=form.cleaned_data["approved_on"], by=request.user, now=timezone.now()
        )
    except NotPossible:
        messages.error(request, _("Only a draft can be approved."))
    else:
        messages.success(request, _("The minutes are approved."))
    return redirect(path_of(found, "minutes"))


@editors
@require_POST
def reopen_minutes(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Take back the approval, so that minutes can be mended."""
    found = the_meeting(request, key, meeting_id)
    services.reopen_minutes(found, by=request.user, now=timezone.now())
    messages.success(request, _("The minutes can be changed again, and are hidden meanwhile."))
    return redirect(path_of(found, "minutes"))


@editors
@require_POST
def publish_minutes(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Show approved minutes to everyone who may know of the meeting, or hide them again."""
    found = the_meeting(request, key, meeting_id)
    is_published = request.POST.get("is_published") == "yes"
    try:
        services.publish_minutes(
            found, is_published=is_published, by=request.user, now=timezone.now()
        )
    except NotPossible:
        messages.error(request, _("Minutes can be published when the group has approved them."))
    else:
        told = _("The minutes are published.") if is_published else _("The minutes are hidden.")
        messages.success(request, told)
    return redirect(path_of(found, "minutes"))
