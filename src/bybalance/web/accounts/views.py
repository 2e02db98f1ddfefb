from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.accounts import forms, permissions, queries, services
from bybalance.web.accounts.models import User
from bybalance.web.shared import access
from bybalance.web.shared.roles import Role


class SignedInRequest(HttpRequest):
    """What ``access.signed_in`` and ``access.role`` guarantee: someone has signed in."""

    user: User


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """One's own name, language and roles."""
    person = request.user
    form = forms.ProfileForm(
        request.POST or None, initial={"name": person.name, "language": person.language}
    )
    if request.method == "POST" and form.is_valid():
        services.change_profile(person, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Your profile has been saved."))
        return redirect("accounts:profile")
    return render(
        request,
        "accounts/profile.html",
        {
            "form": form,
            "roles_held": queries.role_lines(person.current_assignments),
            "can_administer": permissions.people.may_administer(person).allowed,
        },
        status=400 if form.errors else 200,
    )


@access.role(Role.ADMINISTRATOR)
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Everyone with an account, and the roles they hold now."""
    form = forms.PeopleSearchForm(request.GET)
    search = form.cleaned_data["search"] if form.is_valid() else ""
    found = queries.people_page(
        seen_by=request.user,
        search=search,
        page_number=request.GET.get("page", ""),
        at=timezone.now(),
    )
    return render(request, "accounts/people.html", {"form": form, "found": found})


@access.role(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite a person by mail."""
    form = forms.InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.invite_person(
                **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except services.AlreadyKnown:
            form.add_error("email", _("Someone with this e-mail address has an account already."))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:person", person.pk)
    return render(
        request, "accounts/invite.html", {"form": form}, status=400 if form.errors else 200
    )


@access.role(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedInRequest, person_id: int) -> HttpResponse:
    """A person's roles, now and before; give them another."""
    chosen = permissions.people.get(request.user, pk=person_id)
    form = forms.RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_role(chosen, **form.cleaned_data, by=request.user, now=timezone.now())
        except services.AlreadyGiven:
            form.add_error("role", _("The person holds this role for this place already."))
        else:
            messages.success(request, _("The role has been given."))
            return redirect("accounts:person", chosen.pk)
    return render(
        request,
        "accounts/person.html",
        {
            "person": chosen,
            "form": form,
            "roles": queries.role_lines(queries.role_history(chosen)),
            "now": timezone.now(),
        },
        status=400 if form.errors else 200,
    )


@access.role(Role.ADMINISTRATOR)
@require_POST
def end_role(request: SignedInRequest, person_id: int, assignment_id: int) -> HttpResponse:
    """End one of a person's roles."""
    chosen = permissions.people.get(request.user, pk=person_id)
    assignment = get_object_or_404(queries.role_history(chosen), pk=assignment_id)
    services.end_role(assignment, by=request.user, now=timezone.now())
    messages.success(request, _("The role has ended."))
    return redirect("accounts:person", chosen.pk)
