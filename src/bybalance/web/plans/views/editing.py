from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.model.errors import DependencyCycle
from bybalance.pipelines.wording import Wording
from bybalance.web.accounts.models import User
from bybalance.web.plans import forms, permissions, queries, services
from bybalance.web.plans.models import DevelopmentPlan, Indicator, PlanPart
from bybalance.web.plans.queries import words
from bybalance.web.plans.views.reading import crumbs
from bybalance.web.shared import access


class EditorRequest(HttpRequest):
    """What ``access.role`` guarantees: someone has signed in."""

    user: User


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was sent with, also when all of it is empty."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _to_change(request: EditorRequest, plan_key: str) -> DevelopmentPlan:
    """The plan, for who may change it: 404 where it is hidden, 403 where it is not theirs."""
    plan = permissions.plans.get(request.user, node__key=plan_key)
    permissions.plans.may_edit(request.user, plan).require()
    return plan


def _way(plan: DevelopmentPlan) -> list[tuple[str, str]]:
    return [*crumbs(), (str(plan), plan.get_absolute_url())]


def _form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    return render(
        request, "plans/form.html", {"form": form, **context}, status=400 if form.errors else 200
    )


@access.role(*permissions.EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def add_plan(request: EditorRequest) -> HttpResponse:
    """Make a plan for an area of one's own."""
    form = forms.PlanDetailsForm(_sent(request)[0], viewer=request.user, plan=None)
    if request.method == "POST" and form.is_valid():
        plan = services.make_plan(
            form.details(),
            areas=[form.cleaned_data["area"]],
            parent=form.cleaned_data["parent"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("The plan has been made. Nobody else sees it yet."))
        return redirect(plan)
    return _form_page(
        request,
        form,
        heading=_("Make a plan"),
        lead=_("Only those who work with the area see it until you publish it."),
        submit=_("Make the plan"),
        back_url=reverse("plans:plans"),
        crumbs=crumbs(),
        part=None,
        plan=None,
    )


@access.role(*permissions.EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def change_plan(request: EditorRequest, plan_key: str) -> HttpResponse:
    """Change what a plan says of itself."""
    plan = _to_change(request, plan_key)
    form = forms.PlanDetailsForm(_sent(request)[0], viewer=request.user, plan=plan)
    if request.method == "POST" and form.is_valid():
        services.change_plan(plan, form.details(), by=request.user, now=timezone.now())
        messages.success(request, _("The plan has been saved. Publish it to show what is new."))
        return redirect(plan)
    return _form_page(
        request,
        form,
        heading=_("Change name, vision and period"),
        lead="",
        submit=_("Save"),
        back_url=plan.get_absolute_url(),
        crumbs=_way(plan),
        part=None,
        plan=plan,
    )


@access.role(*permissions.EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: EditorRequest, plan_key: str) -> HttpResponse:
    """Publish the working copy as a version that never changes."""
    plan = _to_change(request, plan_key)
    form = forms.PublishForm(_sent(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            version = services.publish_version(
                plan, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except services.NothingNew:
            form.add_error(None, _("Nothing has changed since the last version."))
        else:
            messages.success(
                request, _("Version %(number)s is public.") % {"number": version.number}
            )
            return redirect("plans:versions", plan.key)
    page = queries.publish_page(plan)
    context = {"form": form, "plan": plan, "page": page, "crumbs": _way(plan)}
    return render(request, "plans/publish.html", context, status=400 if form.errors else 200)


@access.role(*permissions.EDITING_ROLES)
@require_POST
def withdraw(request: EditorRequest, plan_key: str) -> HttpResponse:
    """Show a plan only to those who work with it."""
    plan = _to_change(request, plan_key)
    services.withdraw_plan(plan, by=request.user, now=timezone.now())
    messages.success(request, _("The plan is no longer public. Publish it to show it again."))
    return redirect("plans:versions", plan.key)


# --- parts ----------------------------------------------------------------------------------


def _kind_or_404(part_word: str) -> forms.PartKind:
    kind = forms.part_kind(part_word)
    if kind is None:
        raise Http404
    return kind


def _part_or_404(plan: DevelopmentPlan, kind: forms.PartKind, part_id: int) -> PlanPart:
    part = kind.model.with_removed.filter(plan=plan, pk=part_id).first()
    if part is None:
        raise Http404
    return part


@access.role(*permissions.EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def add_part(request: EditorRequest, plan_key: str, part_word: str) -> HttpResponse:
    """Add a part to a plan."""
    plan, kind = _to_change(request, plan_key), _kind_or_404(part_word)
    return _edit_part(request, plan, kind, None)


@access.role(*permissions.EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def change_part(
    request: EditorRequest, plan_key: str, part_word: str, part_id: int
) -> HttpResponse:
    """Change a part of a plan."""
    plan, kind = _to_change(request, plan_key), _kind_or_404(part_word)
    part = _part_or_404(plan, kind, part_id)
    if part.removed_at is not None:
        raise Http404
    return _edit_part(request, plan, kind, part)


def _edit_part(
    request: EditorRequest, plan: DevelopmentPlan, kind: forms.PartKind, part: PlanPart | None
) -> HttpResponse:
    form = kind.form(*_sent(request), instance=part, plan=plan)
    back_url = reverse(f"plans:{kind.page}", args=[plan.key])
    if request.method == "POST" and form.is_valid():
        try:
            services.save_part(form.instance, by=request.user, now=timezone.now())
        except DependencyCycle as error:
            form.add_error(None, Wording(words.language()).refusal(error))
        else:
            messages.success(request, _("Saved. Publish the plan to show what is new."))
            return redirect(back_url)
    return _form_page(
        request,
        form,
        heading=kind.add_title if part is None else kind.change_title,
        lead="",
        submit=_("Save"),
        back_url=back_url,
        crumbs=_way(plan),
        part=part,
        remove_url="" if part is None else _part_url("remove_part", plan, kind, part),
        plan=plan,
    )


def _part_url(route: str, plan: DevelopmentPlan, kind: forms.PartKind, part: PlanPart) -> str:
    return reverse(f"plans:{route}", args=[plan.key, words.part_word(kind.word), part.pk])


@access.role(*permissions.EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_part(
    request: EditorRequest, plan_key: str, part_word: str, part_id: int
) -> HttpResponse:
    """Ask, and then take a part out of a plan."""
    plan, kind = _to_change(request, plan_key), _kind_or_404(part_word)
    part = _part_or_404(plan, kind, part_id)
    if request.method == "POST":
        services.remove_part(part, by=request.user, now=timezone.now())
        messages.success(
            request, _("“%(part)s” has been removed. You can bring it back here.") % {"part": part}
        )
        return redirect("plans:removed", plan.key)
    context = {
        "plan": plan,
        "part": part,
        "kind_name": part._meta.verbose_name,
        "back_url": _part_url("change_part", plan, kind, part),
        "crumbs": _way(plan),
    }
    return render(request, "plans/remove.html", context)


@access.role(*permissions.EDITING_ROLES)
@require_safe
def removed(request: EditorRequest, plan_key: str) -> HttpResponse:
    """What was removed from a plan and can be brought back."""
    plan = _to_change(request, plan_key)
    found = queries.removed_parts(plan, {one.word: one.model for one in forms.PARTS})
    return render(
        request, "plans/removed.html", {"plan": plan, "removed": found, "crumbs": _way(plan)}
    )


@access.role(*permissions.EDITING_ROLES)
@require_POST
def restore_part(
    request: EditorRequest, plan_key: str, part_word: str, part_id: int
) -> HttpResponse:
    """Bring back a part that was removed."""
    plan, kind = _to_change(request, plan_key), _kind_or_404(part_word)
    part = _part_or_404(plan, kind, part_id)
    try:
        services.restore_part(part, by=request.user, now=timezone.now())
    except DependencyCycle as error:
        messages.error(request, Wording(words.language()).refusal(error))
    except services.NotRestored as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(part)s” is back in the plan.") % {"part": part})
    return redirect("plans:removed", plan.key)


# --- indicators -----------------------------------------------------------------------------


@access.role(*permissions.EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def add_indicator(request: EditorRequest) -> HttpResponse:
    """Define an indicator that plans can measure by."""
    return _edit_indicator(request, None)


@access.role(*permissions.EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def change_indicator(request: EditorRequest, indicator_key: str) -> HttpResponse:
    """Change what an indicator means."""
    found = permissions.indicators.get(request.user, key=indicator_key)
    permissions.indicators.may_edit(request.user, found).require()
    return _edit_indicator(request, found)


def _edit_indicator(request: EditorRequest, found: Indicator | None) -> HttpResponse:
    form = forms.IndicatorForm(_sent(request)[0], instance=found)
    if request.method == "POST" and form.is_valid():
        services.save_indicator(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The indicator has been saved."))
        return redirect("plans:indicator", form.instance.key)
    back = reverse("plans:indicator", args=[found.key]) if found else reverse("plans:indicators")
    return _form_page(
        request,
        form,
        heading=_("Change the indicator") if found else _("Define an indicator"),
        lead=_("Every plan that measures by it measures the same."),
        submit=_("Save"),
        back_url=back,
        crumbs=[*crumbs(), (_("Indicators"), reverse("plans:indicators"))],
        part=None,
        plan=None,
    )
