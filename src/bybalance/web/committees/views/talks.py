from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.committees import permissions
from bybalance.web.committees.forms import talks as forms
from bybalance.web.committees.models import Meeting, Talk
from bybalance.web.committees.queries import experts as expert_queries
from bybalance.web.committees.queries import talks as queries
from bybalance.web.committees.queries import words
from bybalance.web.committees.services import talks as services
from bybalance.web.committees.views.common import (
    SignedInRequest,
    editors,
    form_page,
    path_of,
    the_meeting,
)
from bybalance.web.shared import access

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@access.public
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """The collection of talks."""
    form = forms.TalkSearchForm(request.GET)
    form.full_clean()
    page = queries.talks_page(
        request.user,
        search=form.cleaned_data.get("search", ""),
        topic=form.cleaned_data.get("topic"),
        page_number=request.GET.get("page", ""),
    )
    return render(request, "committees/talks.html", {"form": form, "found": page})


@access.public
@require_safe
def talk(request: HttpRequest, talk_id: int) -> HttpResponse:
    """One talk: who gave it, when, on what, and what is left of it."""
    page = queries.talk_page(_the_talk(request, talk_id), request.user)
    return render(request, "committees/talk.html", {"page": page, "talk": page.talk})


@access.public
@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    """Who can be asked about an area's question."""
    form = forms.ExpertQuestionForm(request.GET or None)
    is_asked = form.is_valid() and any(form.cleaned_data.values())
    found = (
        expert_queries.experts_for(
            request.user,
            topics=list(form.cleaned_data["topics"]),
            area=form.cleaned_data["area"],
            today=timezone.localdate(),
        )
        if is_asked
        else []
    )
    return render(
        request,
        "committees/experts.html",
        {"form": form, "found": found, "is_asked": is_asked},
        status=400 if form.is_bound and form.errors else 200,
    )


@editors
@GET_AND_POST
def add_talk(request: SignedInRequest) -> HttpResponse:
    """Add a talk that was given outside a meeting."""
    return _save_talk(request, talk=None, meeting=None, back_url=reverse("committees:talks"))


@editors
@GET_AND_POST
def add_meeting_talk(request: SignedInRequest, key: str, meeting_id: int) -> HttpResponse:
    """Add a talk at a meeting."""
    meeting = the_meeting(request, key, meeting_id)
    return _save_talk(request, talk=None, meeting=meeting, back_url=path_of(meeting))


@editors
@GET_AND_POST
def change_talk(request: SignedInRequest, talk_id: int) -> HttpResponse:
    """Change a talk."""
    found = _the_talk(request, talk_id)
    back_url = reverse("committees:talk", kwargs={"talk_id": found.pk})
    return _save_talk(request, talk=found, meeting=found.meeting, back_url=back_url)


@editors
@require_POST
def remove_talk(request: SignedInRequest, talk_id: int) -> HttpResponse:
    """Delete a talk."""
    found = _the_talk(request, talk_id)
    services.remove_talk(found, by=request.user, now=timezone.now())
    messages.success(request, _("The talk has been deleted."))
    return redirect("committees:talks")


def _the_talk(request: HttpRequest, talk_id: int) -> Talk:
    seen = permissions.talks.get(request.user, pk=talk_id)
    rows = Talk.objects.select_related("committee", "meeting__committee", "item")
    return rows.prefetch_related(words.SPEAKER_ROWS, "topics", "areas").get(pk=seen.pk)


def _save_talk(
    request: SignedInRequest, *, talk: Talk | None, meeting: Meeting | None, back_url: str
) -> HttpResponse:
    form = forms.TalkForm(request.POST or None, instance=talk, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        speakers = list(form.cleaned_data["speakers"])
        values = {**form.values(), "meeting": meeting} if meeting else form.values()
        now = timezone.now()
        if talk is None:
            talk = services.add_talk(values, speakers, by=request.user, now=now)
        else:
            services.change_talk(talk, values, speakers, by=request.user, now=now)
        messages.success(request, _("The talk has been saved."))
        return redirect("committees:talk", talk.pk)
    return form_page(
        request,
        form,
        heading=_("Change the talk") if talk else _("Add a talk"),
        kicker=meeting.full_name if meeting else _("Talks"),
        submit_label=_("Save the talk"),
        back_url=back_url,
    )
