from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.selection import forms, permissions, queries, services
from bybalance.web.selection.models import Assessor, Candidate
from bybalance.web.selection.views.common import SignedInRequest, done, refused
from bybalance.web.selection.views.setup import READ_AND_SEND, managers
from bybalance.web.shared import access


@access.signed_in
@require_safe
def sheet(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """One's own scores: what is done and what is owed."""
    assessor = permissions.assessors.get(request.user, selection_id=selection_id)
    return render(
        request,
        "selection/sheet.html",
        {
            "page": queries.sheet_page(assessor),
            "may_score": permissions.may_score(request.user, assessor),
        },
    )


@access.signed_in
@require_http_methods(READ_AND_SEND)
def score(request: SignedInRequest, selection_id: int, candidate_id: int) -> HttpResponse:
    """Score one candidate on every criterion."""
    assessor, candidate = _own(request, selection_id, candidate_id)
    criteria = queries.criteria_of(assessor.selection)
    form = forms.ScoreForm(
        request.POST or None,
        criteria=criteria,
        initial=queries.scores_initial(assessor, candidate),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.save_scores(
                assessor, candidate, form.given(), by=request.user, now=timezone.now()
            )
        except services.Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(
                request, _("Your scores of %(name)s have been saved.") % {"name": candidate}
            )
            return redirect("selection:sheet", selection_id)
    return _score_page(request, assessor, candidate, form=form, conflict_form=forms.ConflictForm())


@access.signed_in
@require_POST
def declare_conflict(
    request: SignedInRequest, selection_id: int, candidate_id: int
) -> HttpResponse:
    """Say that one may not judge a candidate."""
    assessor, candidate = _own(request, selection_id, candidate_id)
    conflict_form = forms.ConflictForm(request.POST)
    if conflict_form.is_valid():
        try:
            services.declare_conflict(
                assessor, candidate, **conflict_form.cleaned_data, by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except services.Refused as why:
            messages.error(request, str(why))
        return redirect("selection:sheet", selection_id)
    form = forms.ScoreForm(
        criteria=queries.criteria_of(assessor.selection),
        initial=queries.scores_initial(assessor, candidate),
    )
    return _score_page(request, assessor, candidate, form=form, conflict_form=conflict_form)


@access.signed_in
@require_POST
def hand_in(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Hand in one's scores."""
    assessor = permissions.assessors.get(request.user, selection_id=selection_id)
    try:
        services.hand_in(assessor, by=request.user, now=timezone.now())
    except services.Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("Your scores have been handed in. Thank you."))
    return redirect("selection:sheet", selection_id)


@access.signed_in
@require_POST
def take_back(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Take one's scores back to change them."""
    assessor = permissions.assessors.get(request.user, selection_id=selection_id)
    try:
        services.take_back(assessor, by=request.user, now=timezone.now())
    except services.Refused as why:
        messages.error(request, str(why))
    return redirect("selection:sheet", selection_id)


@managers
@require_POST
def close_scoring(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Show the scores to all who take part."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    try:
        services.close_scoring(selection, by=request.user, now=timezone.now())
    except services.Refused as why:
        return refused(request, selection, why)
    return done(request, selection, _("The scores are in. Everybody who takes part can see them."))


@managers
@require_POST
def reopen_scoring(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Open the scoring again."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    try:
        services.reopen_scoring(selection, by=request.user, now=timezone.now())
    except services.Refused as why:
        return refused(request, selection, why)
    return done(request, selection, _("The scoring is open again. Everybody must hand in anew."))


def _own(
    request: SignedInRequest, selection_id: int, candidate_id: int
) -> tuple[Assessor, Candidate]:
    """One's own place in the panel, if one may score now, and the candidate."""
    assessor = permissions.assessors.get(request.user, selection_id=selection_id)
    permissions.may_score(request.user, assessor).require()
    candidates = assessor.selection.candidates.select_related("area", "selection")
    return assessor, get_object_or_404(candidates, pk=candidate_id)


def _score_page(
    request: SignedInRequest,
    assessor: Assessor,
    candidate: Candidate,
    *,
    form: forms.ScoreForm,
    conflict_form: forms.ConflictForm,
) -> HttpResponse:
    return render(
        request,
        "selection/score.html",
        {
            "selection": assessor.selection,
            "candidate": candidate,
            "conflict": assessor.conflicts.filter(candidate=candidate).first(),
            "form": form,
            "conflict_form": conflict_form,
        },
        status=400 if form.errors or conflict_form.errors else 200,
    )
