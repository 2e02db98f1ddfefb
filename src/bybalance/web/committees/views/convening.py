from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.committees import permissions
from bybalance.web.committees.forms import convening as forms
from bybalance.web.committees.models import Convening, ConveningInvitation
from bybalance.web.committees.queries import convening as queries
from bybalance.web.committees.services import convening as services
from bybalance.web.committees.services import invitations
from bybalance.web.committees.services.meetings import NotPossible
from bybalance.web.committees.views.common import (
    SignedInRequest,
    editors,
    path_of,
    the_committee,
)
from bybalance.web.shared import access

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@editors
@GET_AND_POST
def convene(request: SignedInRequest, key: str) -> HttpResponse:
    """Propose times to the members."""
    found = the_committee(request, key)
    now = timezone.now()
    form = forms.ConveningForm(request.POST or None, today=timezone.localdate())
    times = forms.proposed_times(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid() and times.is_valid():
        try:
            made = services.convene(found, form.values(), times.times(), by=request.user, now=now)
        except invitations.NobodyToInvite:
            form.add_error(None, _("No member has an e-mail address in the directory."))
        else:
            messages.success(request, _("The members have been asked."))
            return redirect("committees:convening", made.pk)
    has_errors = request.method == "POST"
    return render(
        request,
        "committees/convene.html",
        {"form": form, "times": times, "committee": found},
        status=400 if has_errors else 200,
    )


@editors
@require_safe
def convening(request: SignedInRequest, convening_id: int) -> HttpResponse:
    """The answers so far."""
    page = queries.convening_page(_the_convening(request, convening_id))
    return render(request, "committees/convening.html", {"page": page, "convening": page.convening})


@editors
@require_POST
def choose_time(request: SignedInRequest, convening_id: int, time_id: int) -> HttpResponse:
    """Choose a time: make the meeting and invite the members."""
    found = _the_convening(request, convening_id)
    time = get_object_or_404(found.times, pk=time_id)
    try:
        meeting = services.choose_time(found, time, by=request.user, now=timezone.now())
    except NotPossible:
        messages.error(request, _("This search for a time has ended."))
        return redirect("committees:convening", found.pk)
    messages.success(request, _("The meeting is set, and the invitations are on their way."))
    return redirect(path_of(meeting))


@editors
@require_POST
def remind_unanswered(request: SignedInRequest, convening_id: int) -> HttpResponse:
    """Ask those who have not answered once more."""
    found = _the_convening(request, convening_id)
    try:
        count = services.remind_unanswered(found, by=request.user, now=timezone.now())
    except NotPossible:
        messages.error(request, _("This search for a time has ended."))
    else:
        messages.success(request, _("Reminders on their way: %(count)d.") % {"count": count})
    return redirect("committees:convening", found.pk)


@editors
@require_POST
def renew_link(request: SignedInRequest, convening_id: int, invitation_id: int) -> HttpResponse:
    """End a member's own link and mail a new one."""
    found = _the_convening(request, convening_id)
    invitation = get_object_or_404(found.invitations, pk=invitation_id)
    try:
        services.renew_link(invitation, by=request.user, now=timezone.now())
    except NotPossible:
        messages.error(request, _("This search for a time has ended."))
    except invitations.NobodyToInvite:
        messages.error(request, _("The member has no e-mail address in the directory."))
    else:
        told = {"name": invitation.person.name}
        messages.success(request, _("%(name)s gets a new link. The old one is closed.") % told)
    return redirect("committees:convening", found.pk)


@editors
@require_POST
def withdraw_convening(request: SignedInRequest, convening_id: int) -> HttpResponse:
    """End a search without a meeting."""
    found = _the_convening(request, convening_id)
    try:
        services.withdraw_convening(found, by=request.user, now=timezone.now())
    except NotPossible:
        messages.error(request, _("This search for a time has ended."))
    else:
        messages.success(request, _("The search has been withdrawn."))
    return redirect(path_of(found.committee))


@access.public
@GET_AND_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """A member answers by their own link."""
    invitation = services.invitation_of(token, now=timezone.now())
    if invitation is None:
        raise Http404
    return _answer(request, invitation, done_url=request.path)


@access.signed_in
@GET_AND_POST
def answer_signed_in(request: SignedInRequest, convening_id: int) -> HttpResponse:
    """A member answers after signing in."""
    found = permissions.convenings.get(request.user, pk=convening_id)
    invitation = get_object_or_404(
        found.invitations.select_related("convening__committee", "person"),
        person__user=request.user,
    )
    done_url = reverse("committees:answer_signed_in", kwargs={"convening_id": found.pk})
    return _answer(request, invitation, done_url=done_url)


def _answer(
    request: HttpRequest, invitation: ConveningInvitation, *, done_url: str
) -> HttpResponse:
    times = list(invitation.convening.times.all())
    given = {one.time_id: one.answer for one in invitation.answers.all()}
    form = forms.AnswerForm(
        request.POST or None, times=times, answers=given, initial={"remark": invitation.remark}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_convening(
                invitation,
                form.answers(),
                remark=form.cleaned_data["remark"],
                now=timezone.now(),
            )
        except NotPossible:
            form.add_error(None, _("This search for a time has ended."))
        else:
            messages.success(request, _("Thank you. Your answer has been saved."))
            return redirect(done_url)
    response = render(
        request,
        "committees/answer.html",
        {"form": form, "invitation": invitation, "convening": invitation.convening},
        status=400 if form.errors else 200,
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _the_convening(request: SignedInRequest, convening_id: int) -> Convening:
    found = permissions.convenings.get(request.user, pk=convening_id)
    return Convening.objects.select_related("committee", "meeting__committee").get(pk=found.pk)
