"""Put an issue together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.accounts.models import User
from bybalance.web.newsletter import forms, permissions, services
from bybalance.web.newsletter.models import Issue
from bybalance.web.newsletter.permissions import EDITING_ROLES
from bybalance.web.newsletter.queries import composing
from bybalance.web.shared import access, row_pages


class EditorRequest(HttpRequest):
    """What ``access.role`` guarantees: an editor or administrator has signed in."""

    user: User


@access.role(*EDITING_ROLES)
@require_safe
def issues(request: EditorRequest) -> HttpResponse:
    """Every issue, also those that are not sent yet."""
    context = {"issues": permissions.issues.visible_to(request.user), "crumbs": crumbs()[:2]}
    return render(request, "newsletter/issues.html", context)


@access.role(*EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: EditorRequest) -> HttpResponse:
    """Begin an issue."""
    form = forms.IssueForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = services.make_issue(form.cleaned_data, by=request.user, now=timezone.now())
        return redirect("newsletter:compose", made.pk)
    return row_pages.edit_page(
        request,
        form,
        heading=_("New issue of the newsletter"),
        lead=_("Text in English may be left out."),
        submit_label=_("Save and choose what is in it"),
        back_url=reverse("newsletter:issues"),
    )


@access.role(*EDITING_ROLES)
@require_safe
def compose(request: EditorRequest, issue_id: int) -> HttpResponse:
    """One issue: its words, what is in it, what could be, and how far it is."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    form = forms.SinceForm(request.GET or None)
    since = form.cleaned_data["since"] if form.is_bound and form.is_valid() else None
    page = composing.compose_page(chosen, since=since, now=timezone.now())
    context = {
        "page": page,
        "issue": chosen,
        "form": forms.SinceForm(initial={"since": page.since}),
        "crumbs": crumbs(),
    }
    return render(request, "newsletter/compose.html", context)


@access.role(*EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: EditorRequest, issue_id: int) -> HttpResponse:
    """Change the words of an issue."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    form = forms.IssueForm(
        request.POST if request.method == "POST" else None,
        instance=permissions.issues.get(request.user, pk=issue_id),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_issue(chosen, form.cleaned_data, by=request.user, now=timezone.now())
        except services.NotADraft:
            return too_late(request, chosen)
        messages.success(request, _("The issue has been saved."))
        return redirect("newsletter:compose", issue_id)
    return row_pages.edit_page(
        request,
        form,
        heading=_("Words of the issue"),
        lead=_("Text in English may be left out."),
        submit_label=_("Save the issue"),
        back_url=reverse("newsletter:compose", args=[issue_id]),
    )


@access.role(*EDITING_ROLES)
@require_POST
def add(request: EditorRequest, issue_id: int) -> HttpResponse:
    """Add what was ticked."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    form = forms.AddItemsForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Tick what is to be in the issue."))
        return redirect("newsletter:compose", issue_id)
    try:
        count = services.add_items(chosen, form.keys(), by=request.user, now=timezone.now())
    except services.NotADraft:
        return too_late(request, chosen)
    messages.success(
        request, ngettext("%(count)d was added.", "%(count)d were added.", count) % {"count": count}
    )
    return redirect("newsletter:compose", issue_id)


@access.role(*EDITING_ROLES)
@require_POST
def move(request: EditorRequest, issue_id: int, item_id: int) -> HttpResponse:
    """Move an item one place up or down."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    item = chosen.items.filter(pk=item_id).first()
    form = forms.MoveForm(request.POST)
    if item is not None and form.is_valid():
        steps = form.cleaned_data["steps"]
        try:
            services.move_item(chosen, item, steps=steps, by=request.user, now=timezone.now())
        except services.NotADraft:
            return too_late(request, chosen)
    return redirect(f"{reverse('newsletter:compose', args=[issue_id])}#content")


@access.role(*EDITING_ROLES)
@require_POST
def remove(request: EditorRequest, issue_id: int, item_id: int) -> HttpResponse:
    """Leave an item out."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    item = chosen.items.filter(pk=item_id).first()
    if item is not None:
        try:
            services.remove_item(chosen, item, by=request.user, now=timezone.now())
        except services.NotADraft:
            return too_late(request, chosen)
    return redirect(f"{reverse('newsletter:compose', args=[issue_id])}#content")


@access.role(*EDITING_ROLES)
@require_POST
def delete(request: EditorRequest, issue_id: int) -> HttpResponse:
    """Throw a draft away."""
    chosen = permissions.issues.get(request.user, pk=issue_id)
    try:
        services.delete_issue(chosen, by=request.user, now=timezone.now())
    except services.NotADraft:
        return too_late(request, chosen)
    messages.success(request, _("The draft has been deleted."))
    return redirect("newsletter:issues")


def too_late(request: EditorRequest, issue: Issue) -> HttpResponse:
    """Say that nothing was changed, since the issue is no draft any more."""
    messages.warning(
        request,
        _("Nothing was changed: the issue waits to be sent, or has been sent."),
    )
    return redirect("newsletter:compose", issue.pk)


def crumbs() -> list[tuple[str, str]]:
    return [
        (_("Front page"), reverse("front")),
        (_("Newsletter"), reverse("newsletter:sign_up")),
        (_("Issues"), reverse("newsletter:issues")),
    ]
