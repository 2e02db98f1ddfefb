from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.selection import exports, forms, permissions, queries, services
from bybalance.web.selection.models import RunRequest, SelectionRun
from bybalance.web.selection.views.common import SignedInRequest, done, refused
from bybalance.web.selection.views.setup import READ_AND_SEND, managers
from bybalance.web.shared import access


@managers
@require_POST
def new_run(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Ask for ranks and how sure they are; the numbers are worked out in the background."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    form = forms.RunForm(request.POST)
    if not form.is_valid():
        why = services.Refused(_("The seed must be a whole number of 0 or more, or empty."))
        return refused(request, selection, why)
    try:
        asked = services.request_run(
            selection, seed=form.cleaned_data["seed"], by=request.user, now=timezone.now()
        )
    except services.Refused as why:
        return refused(request, selection, why)
    return redirect("selection:run_request", selection.pk, asked.pk)


@managers
@require_safe
def run_request(request: SignedInRequest, selection_id: int, request_id: int) -> HttpResponse:
    """How far a run is that was asked for; leads on to the run when it is made."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    asked = get_object_or_404(
        RunRequest.objects.filter(selection=selection).select_related("run"), pk=request_id
    )
    if asked.run is not None:
        return redirect("selection:run", selection.pk, asked.run.number)
    page = queries.run_request_page(asked, now=timezone.now())
    return render(request, "selection/run_request.html", {"page": page, "selection": selection})


@access.signed_in
@require_safe
def run(request: SignedInRequest, selection_id: int, number: int) -> HttpResponse:
    """One run in full, for those who take part."""
    kept = _run(request, selection_id, number)
    return render(
        request,
        "selection/run.html",
        {
            "page": queries.run_page(kept),
            "selection": kept.selection,
            "downloads": exports.downloads(
                "selection:download_run", selection_id, number, formats=exports.RUN_FORMATS
            ),
        },
    )


@access.signed_in
@require_safe
def download_run(
    request: SignedInRequest, selection_id: int, number: int, file_format: str
) -> HttpResponse:
    """One run as a file; JSON holds all of it, the others the ranks."""
    kept = _run(request, selection_id, number)
    return exports.run_file(kept, file_format=file_format, now=timezone.now())


@access.signed_in
@require_safe
def candidate_scores(
    request: SignedInRequest, selection_id: int, candidate_id: int
) -> HttpResponse:
    """Everybody's scores of one candidate, when all are in."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    permissions.may_see_scores(request.user, selection).require()
    candidates = selection.candidates.select_related("area", "selection")
    candidate = get_object_or_404(candidates, pk=candidate_id)
    return render(
        request,
        "selection/candidate_scores.html",
        {
            "selection": selection,
            "candidate": candidate,
            "table": queries.scores_table(candidate),
        },
    )


@access.signed_in
@require_safe
def download_scores(request: SignedInRequest, selection_id: int, file_format: str) -> HttpResponse:
    """Everybody's scores as a file, when all are in."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    permissions.may_see_scores(request.user, selection).require()
    return exports.scores_file(selection, file_format=file_format, now=timezone.now())


@access.signed_in
@require_POST
def comment(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Say something to the others who take part."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    form = forms.CommentForm(request.POST)
    if not form.is_valid():
        why = services.Refused(_("Write a comment of at most 4,000 characters."))
        return refused(request, selection, why)
    services.comment(selection, **form.cleaned_data, by=request.user, now=timezone.now())
    return done(request, selection, _("Your comment has been added."))


@managers
@require_http_methods(READ_AND_SEND)
def publish(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Make the outcome and its reasons public."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    form = forms.PublishForm(
        request.POST or None, selection=selection, initial=queries.publish_initial(selection)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.publish(
                selection,
                data["run"],
                chosen=list(data["chosen"]),
                reasons_da=data["reasons_da"],
                reasons_en=data["reasons_en"],
                by=request.user,
                now=timezone.now(),
            )
        except services.Refused as why:
            form.add_error(None, str(why))
        else:
            return done(request, selection, _("The outcome is public."))
    return render(
        request,
        "selection/publish.html",
        {"form": form, "selection": selection, "has_runs": selection.runs.exists()},
        status=400 if form.errors else 200,
    )


@managers
@require_POST
def withdraw(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Take the outcome off the public pages."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    try:
        services.withdraw(selection, by=request.user, now=timezone.now())
    except services.Refused as why:
        return refused(request, selection, why)
    return done(request, selection, _("The outcome is no longer public."))


def _run(request: SignedInRequest, selection_id: int, number: int) -> SelectionRun:
    """A run of a selection that one takes part in and whose scores are in."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    permissions.may_see_scores(request.user, selection).require()
    return get_object_or_404(selection.runs.select_related("selection"), number=number)
