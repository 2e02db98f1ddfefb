from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.selection import exports, forms, permissions, queries, services
from bybalance.web.selection.models import Selection, SelectionCriterion
from bybalance.web.selection.views.common import SignedInRequest, done, refused
from bybalance.web.shared import access

READ_AND_SEND = ["GET", "HEAD", "POST"]
managers = access.role(*permissions.MANAGING_ROLES)


@managers
@require_http_methods(READ_AND_SEND)
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a selection."""
    form = forms.NewSelectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        selection = services.create_selection(
            form.cleaned_data["node"], form.given(), by=request.user, now=timezone.now()
        )
        return done(request, selection, _("The selection has been created."))
    return render(
        request,
        "selection/form.html",
        {"form": form, "selection": None, "heading": _("New selection"), "kicker": ""},
        status=400 if form.errors else 200,
    )


@access.signed_in
@require_safe
def work(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Where a selection stands, for those who take part."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    return render(
        request,
        "selection/work.html",
        {
            "page": queries.work_page(selection, request.user),
            "run_form": forms.RunForm(),
            "comment_form": forms.CommentForm(),
            "score_downloads": exports.downloads("selection:download_scores", selection.pk),
        },
    )


@managers
@require_http_methods(READ_AND_SEND)
def change(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Change the question and its limits."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    permissions.may_change_weights(request.user, selection).require()
    form = forms.SelectionForm(request.POST or None, initial=queries.settings_initial(selection))
    if request.method == "POST" and form.is_valid():
        services.change_settings(selection, form.given(), by=request.user, now=timezone.now())
        return done(request, selection, _("The selection has been saved."))
    return render(
        request,
        "selection/form.html",
        {
            "form": form,
            "selection": selection,
            "heading": _("Question and limits"),
            "kicker": selection.title,
        },
        status=400 if form.errors else 200,
    )


@managers
@require_http_methods(READ_AND_SEND)
def new_criterion(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Add a criterion."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    return _criterion_page(request, selection, None)


@managers
@require_http_methods(READ_AND_SEND)
def criterion(request: SignedInRequest, selection_id: int, criterion_id: int) -> HttpResponse:
    """Change a criterion and its levels."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    chosen = get_object_or_404(selection.criteria, pk=criterion_id)
    return _criterion_page(request, selection, chosen)


def _criterion_page(
    request: SignedInRequest, selection: Selection, chosen: SelectionCriterion | None
) -> HttpResponse:
    permissions.may_change_setup(request.user, selection).require()
    initial = forms.CriterionForm.initial_of(chosen) if chosen else None
    form = forms.CriterionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_criterion(
                selection, form.draft(), criterion=chosen, by=request.user, now=timezone.now()
            )
        except services.Refused as why:
            return refused(request, selection, why)
        return done(request, selection, _("The criterion has been saved."))
    return render(
        request,
        "selection/criterion.html",
        {"form": form, "selection": selection, "criterion": chosen},
        status=400 if form.errors else 200,
    )


@managers
@require_POST
def remove_criterion(
    request: SignedInRequest, selection_id: int, criterion_id: int
) -> HttpResponse:
    """Take a criterion out."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    chosen = get_object_or_404(selection.criteria, pk=criterion_id)
    try:
        services.remove_criterion(chosen, by=request.user, now=timezone.now())
    except services.Refused as why:
        return refused(request, selection, why)
    return done(request, selection, _("The criterion has been taken out."))


@managers
@require_http_methods(READ_AND_SEND)
def candidates(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """The candidates; add one."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    form = forms.CandidateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_candidate(
                selection, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except services.Refused as why:
            form.add_error(None, str(why))
        else:
            return redirect("selection:candidates", selection.pk)
    return render(
        request,
        "selection/candidates.html",
        {
            "form": form,
            "selection": selection,
            "candidates": selection.candidates.select_related("area", "selection"),
            "may_change": permissions.may_change_setup(request.user, selection),
            "may_change_costs": permissions.may_change_weights(request.user, selection),
        },
        status=400 if form.errors else 200,
    )


@managers
@require_http_methods(READ_AND_SEND)
def candidate_cost(request: SignedInRequest, selection_id: int, candidate_id: int) -> HttpResponse:
    """Change what a candidate asks for."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    permissions.may_change_weights(request.user, selection).require()
    candidates = selection.candidates.select_related("area", "selection")
    candidate = get_object_or_404(candidates, pk=candidate_id)
    form = forms.CostForm(request.POST or None, initial={"cost_oere": candidate.cost_oere})
    if request.method == "POST" and form.is_valid():
        services.change_cost(candidate, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("The cost has been changed."))
        return redirect("selection:candidates", selection.pk)
    return render(
        request,
        "selection/cost.html",
        {"form": form, "selection": selection, "candidate": candidate},
        status=400 if form.errors else 200,
    )


@managers
@require_POST
def remove_candidate(
    request: SignedInRequest, selection_id: int, candidate_id: int
) -> HttpResponse:
    """Take a candidate out."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    chosen = get_object_or_404(selection.candidates, pk=candidate_id)
    services.remove_candidate(chosen, by=request.user, now=timezone.now())
    return redirect("selection:candidates", selection.pk)


@managers
@require_http_methods(READ_AND_SEND)
def assessors(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """The panel and its conflicts of interest; appoint somebody."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    form = forms.AssessorForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        try:
            services.appoint_assessor(selection, form.person, by=request.user, now=timezone.now())
        except services.Refused as why:
            form.add_error("email", str(why))
        else:
            return redirect("selection:assessors", selection.pk)
    return render(
        request,
        "selection/assessors.html",
        {
            "form": form,
            "selection": selection,
            "assessors": selection.assessors.select_related("user").prefetch_related(
                "conflicts__candidate__area"
            ),
        },
        status=400 if form.errors else 200,
    )


@managers
@require_POST
def dismiss_assessor(request: SignedInRequest, selection_id: int, assessor_id: int) -> HttpResponse:
    """Take somebody out of the panel."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    chosen = get_object_or_404(selection.assessors, pk=assessor_id)
    try:
        services.dismiss_assessor(chosen, by=request.user, now=timezone.now())
    except services.Refused as why:
        return refused(request, selection, why)
    return redirect("selection:assessors", selection.pk)


@managers
@require_POST
def lift_conflict(request: SignedInRequest, selection_id: int, conflict_id: int) -> HttpResponse:
    """Let an assessor judge a candidate after all."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    conflict = get_object_or_404(queries.conflicts_of(selection), pk=conflict_id)
    try:
        services.lift_conflict(conflict, by=request.user, now=timezone.now())
    except services.Refused as why:
        return refused(request, selection, why)
    return redirect("selection:assessors", selection.pk)


@managers
@require_http_methods(READ_AND_SEND)
def weights(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """What the group says of the criteria's importance, by one of three methods."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    permissions.may_change_weights(request.user, selection).require()
    asked = request.GET.get("method", "")
    method = asked if asked in Selection.Method.values else selection.weight_method
    criteria = queries.criteria_of(selection)
    form = forms.WeightsForm(
        request.POST or None,
        method=method,
        criteria=criteria,
        initial=queries.weights_initial(selection, criteria),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_weights(selection, form.given(), by=request.user, now=timezone.now())
        except services.Refused as why:
            form.add_error(None, str(why))
        else:
            return done(request, selection, _("The weights have been saved."))
    return render(
        request,
        "selection/weights.html",
        {
            "form": form,
            "selection": selection,
            "method": method,
            "methods": Selection.Method.choices,
        },
        status=400 if form.errors else 200,
    )


@managers
@require_POST
def open_scoring(request: SignedInRequest, selection_id: int) -> HttpResponse:
    """Begin the scoring."""
    selection = permissions.inside.get(request.user, pk=selection_id)
    try:
        services.open_scoring(selection, by=request.user, now=timezone.now())
    except services.Refused as why:
        return refused(request, selection, why)
    return done(request, selection, _("The scoring is open. The assessors have been told by mail."))
