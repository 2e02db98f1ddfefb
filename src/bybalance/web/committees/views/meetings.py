from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.committees import permissions
from bybalance.web.committees.forms import meetings as forms
from bybalance.web.committees.queries import meeting as queries
from bybalance.web.committees.queries import sheets
from bybalance.web.committees.services import invitations
from bybalance.web.committees.services import meetings as services
from bybalance.web.committees.views.common import (
    SignedInRequest,
    editors,
    form_page,
    path_of,
    the_committee,
    the_meeting,
)
from bybalance.web.shared import access, printing, private_files

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@access.public
@require_safe
def meeting(request: HttpRequest, key: str, meeting_id: int) -> HttpResponse:
    """One meeting: when and where, agenda, minutes, talks."""
    found = the_meeting(request, key, meeting_id)
    page = queries.meeting_page(found, request.user)
    return render(
        request,
        "committees/meeting.html",
        {"page": page, "meeting": found, "today": timezone.localdate()},
    )


@access.public
@require_safe
def agenda_pdf(request: HttpRequest, key: str, meeting_id: int) -> HttpResponse:
    """The agenda, printed, with what the reader may see."""
    page = queries.meeting_page(the_meeting(request, key, meeting_id), request.user)
    sheet = sheets.agenda_sheet(page, today=timezone.localdate())
    content = printing.pdf(sheet, made_at=timezone.now())
    return printing.answer(content, file_name=sheets.file_name(page, _("agenda-file")))


@access.public
@require_safe
def minutes_pdf(request: HttpRequest, key: str, meeting_id: int) -> HttpResponse:
    """The minutes, printed, with what the reader may see."""
    page = queries.meeting_page(the_meeting(request, key, meeting_id), request.user)
    permissions.require_minutes(page.shows_minutes)
    sheet = sheets.minutes_sheet(page, today=timezone.localdate())
    content = printing.pdf(sheet, made_at=timezone.now())
    return printing.answer(content, file_name=sheets.file_name(page, _("minutes-file")))


@access.public
@require_safe
def paper(request: HttpRequest, paper_id: int) -> FileResponse:
    """A paper, as a file to keep."""
    found = permissions.papers.get(request.user, pk=paper_id)
    return private_files.download(
        found.file, file_name=found.file_name, content_type=found.content_type
    )


@editors
@GET_AND_POST
def create_meeting(request: SignedInRequest, key: str) -> HttpResponse:
    """Add a meeting whose time is settled."""
    found = the_committee(request, key)
    form = forms.MeetingForm(request.POST or None, committee=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_meeting(
                found, form.values(), by=request.user, now=timezone.now()
            )
        except services.NumberTaken:
            form.add_error("number", _("The group has a meeting with this number already."))
        else:
            messages.success(request, _("The meeting has been added. Now write its agenda."))
            return redirect(path_of(made))
    return form_page(
        request,
        form,
        heading=_("Add a meeting"),
        kicker=found,
        submit_label=_("Add the meeting"),
        back_url=path_of(found),
    )


@editors
@GET_AND_POST
def change_meeting(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Change a meeting; those who were invited are told."""
    found = the_meeting(request, key, meeting_id)
    form = forms.MeetingForm(request.POST or None, instance=found, committee=found.committee)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_meeting(found, form.values(), by=request.user, now=timezone.now())
        except services.NumberTaken:
            form.add_error("number", _("The group has a meeting with this number already."))
        else:
            messages.success(request, _("The meeting has been changed."))
            return redirect(path_of(found))
    lead = _("The members were invited: when time or place changes, they get a mail.")
    return form_page(
        request,
        form,
        heading=_("Change the meeting"),
        kicker=found.full_name,
        lead=lead if found.invited_at else "",
        submit_label=_("Save the meeting"),
        back_url=path_of(found),
    )


@editors
@GET_AND_POST
def cancel_meeting(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Cancel a meeting, with the reason."""
    found = the_meeting(request, key, meeting_id)
    form = forms.CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_meeting(
                found, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
        except services.NotPossible:
            form.add_error(None, _("Only a planned meeting can be cancelled."))
        else:
            messages.success(request, _("The meeting is cancelled."))
            return redirect(path_of(found))
    lead = _("The members were invited: they get a mail, and the meeting leaves their calendars.")
    return form_page(
        request,
        form,
        heading=_("Cancel the meeting"),
        kicker=found.full_name,
        lead=lead if found.invited_at else "",
        submit_label=_("Cancel the meeting"),
        back_url=path_of(found),
        is_warning=True,
    )


@editors
@require_POST
def reopen_meeting(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Undo a cancelling, or that a meeting was called held."""
    found = the_meeting(request, key, meeting_id)
    services.reopen_meeting(found, by=request.user, now=timezone.now())
    messages.success(request, _("The meeting is planned again."))
    return redirect(path_of(found))


@editors
@require_POST
def hold_meeting(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Say that the meeting took place."""
    found = the_meeting(request, key, meeting_id)
    try:
        services.hold_meeting(found, by=request.user, now=timezone.now())
    except services.NotPossible:
        messages.error(request, _("Only a planned meeting can be called held."))
    else:
        messages.success(request, _("The meeting has been held. Now write the minutes."))
    return redirect(path_of(found))


@editors
@require_POST
def show_meeting(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Show or hide the meeting and its agenda."""
    found = the_meeting(request, key, meeting_id)
    form = forms.ShowForm(request.POST)
    form.full_clean()
    services.show_meeting(found, **form.cleaned_data, by=request.user, now=timezone.now())
    messages.success(request, _("Who sees the meeting has been saved."))
    return redirect(path_of(found))


@editors
@require_POST
def send_invitations(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Mail the invitation to every member."""
    found = the_meeting(request, key, meeting_id)
    try:
        count = invitations.send_invitations(found, by=request.user, now=timezone.now())
    except invitations.NobodyToInvite:
        messages.error(request, _("No member has an e-mail address in the directory."))
    else:
        messages.success(request, _("Invitations on their way: %(count)d.") % {"count": count})
    return redirect(path_of(found))
