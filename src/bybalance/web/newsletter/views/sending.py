"""See the letters, try them, send them."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.model.formatting import language_of
from bybalance.web.newsletter import forms, permissions, services
from bybalance.web.newsletter.permissions import EDITING_ROLES
from bybalance.web.newsletter.queries import composing, letters
from bybalance.web.newsletter.views.composing import EditorRequest, crumbs
from bybalance.web.shared import access


@access.role(*EDITING_ROLES)
@require_safe
def preview(request: EditorRequest, issue_id: int) -> HttpResponse:
    """The letter as it is mailed: in a frame where nothing can run, and as plain text."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    language = _language(request)
    context = {
        "issue": chosen,
        "letter": letters.preview(chosen, language=language),
        "language": language,
        "frame_url": f"{reverse('newsletter:letter', args=[issue_id])}?language={language}",
        "email": request.user.email,
        "crumbs": [*crumbs(), (chosen.title, reverse("newsletter:compose", args=[issue_id]))],
    }
    response = render(request, "newsletter/preview.html", context)
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return response


@access.role(*EDITING_ROLES)
@require_safe
def letter(request: EditorRequest, issue_id: int) -> HttpResponse:
    """The letter's own HTML, for the frame of the preview."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    made = letters.preview(chosen, language=_language(request))
    response = HttpResponse(made.body_html)
    response._csp_replace = {  # type: ignore[attr-defined]
        "default-src": [NONE],
        "script-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-popups"],
    }
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@access.role(*EDITING_ROLES)
@require_POST
def test(request: EditorRequest, issue_id: int) -> HttpResponse:
    """Mail the letter to oneself."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    form = forms.LetterForm(request.POST)
    if form.is_valid():
        services.send_test(
            chosen,
            language=form.cleaned_data["language"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(
            request, _("A test has been sent to %(email)s.") % {"email": request.user.email}
        )
    return redirect("newsletter:preview", issue_id)


@access.role(*EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: EditorRequest, issue_id: int) -> HttpResponse:
    """Send the issue to everyone, now or later, after having been asked."""
    now = timezone.now()
    chosen = permissions.issues.get(request.user, pk=issue_id)
    form = forms.SendForm(request.POST if request.method == "POST" else None)
    if not chosen.is_draft:
        messages.info(request, _("The issue waits to be sent, or has been sent."))
        return redirect("newsletter:compose", issue_id)
    if request.method == "POST" and form.is_valid():
        send_at = form.cleaned_data["send_at"] or now
        try:
            services.schedule_issue(chosen, send_at=send_at, by=request.user, now=now)
        except services.NothingToSend:
            form.add_error(None, _("There is nothing in the issue that everyone may see."))
        else:
            return redirect("newsletter:compose", issue_id)
    page = composing.compose_page(chosen, since=None, now=now)
    context = {
        "form": form,
        "page": page,
        "issue": chosen,
        "crumbs": [*crumbs(), (chosen.title, reverse("newsletter:compose", args=[issue_id]))],
    }
    return render(request, "newsletter/send.html", context, status=400 if form.errors else 200)


@access.role(*EDITING_ROLES)
@require_POST
def take_back(request: EditorRequest, issue_id: int) -> HttpResponse:
    """Make a draft again of an issue that waits to be sent."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    if services.cancel_sending(chosen, by=request.user, now=timezone.now()):
        messages.success(request, _("The issue is a draft again and will not be sent."))
    else:
        messages.warning(request, _("It is too late: sending has begun."))
    return redirect("newsletter:compose", issue_id)


def _language(request: EditorRequest) -> str:
    form = forms.LetterForm(request.GET)
    chosen = form.cleaned_data["language"] if form.is_valid() else get_language() or "da"
    return language_of(chosen)
