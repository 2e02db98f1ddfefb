from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bybalance.web.committees import permissions
from bybalance.web.committees.forms import groups as forms
from bybalance.web.committees.queries import groups as queries
from bybalance.web.committees.queries import words
from bybalance.web.committees.services import groups as services
from bybalance.web.committees.views.common import (
    SignedInRequest,
    editors,
    form_page,
    path_of,
    the_committee,
)
from bybalance.web.shared import access

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@access.public
@require_safe
def committees(request: HttpRequest) -> HttpResponse:
    """Every group that the reader may know of."""
    page = queries.committees_page(request.user, today=timezone.localdate())
    return render(request, "committees/committees.html", {"page": page})


@access.public
@require_safe
def committee(request: HttpRequest, key: str) -> HttpResponse:
    """One group: members, meetings, talks, decisions."""
    found = the_committee(request, key)
    page = queries.committee_page(found, request.user, today=timezone.localdate())
    return render(request, "committees/committee.html", {"page": page, "committee": found})


@access.public
@require_safe
def terms(request: HttpRequest, key: str, version_number: int) -> HttpResponse:
    """One version of the terms of reference."""
    found = permissions.terms.get(request.user, committee__key=key, version_number=version_number)
    period = words.period_of_days(found.from_on, found.until_on)
    return render(
        request,
        "committees/terms.html",
        {
            "terms": found,
            "period": period,
            "may_edit": permissions.edits_committees(request.user),
        },
    )


@editors
@GET_AND_POST
def create_committee(request: SignedInRequest) -> HttpResponse:
    """Set up a group."""
    form = forms.CommitteeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.create_committee(form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("The group has been set up. Now add its members."))
        return redirect(path_of(made))
    return form_page(
        request,
        form,
        heading=_("Set up a group"),
        kicker=_("Committees and expert groups"),
        submit_label=_("Set up the group"),
        back_url=_committees_path(),
    )


@editors
@GET_AND_POST
def change_committee(request: SignedInRequest, key: str) -> HttpResponse:
    """Change what is said about a group."""
    found = the_committee(request, key)
    form = forms.CommitteeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        services.change_committee(found, form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("The group has been changed."))
        return redirect(path_of(found))
    return form_page(
        request,
        form,
        heading=_("Change the group"),
        kicker=found,
        submit_label=_("Save the group"),
        back_url=path_of(found),
    )


@editors
@GET_AND_POST
def add_terms(request: SignedInRequest, key: str) -> HttpResponse:
    """Add a version of the terms of reference."""
    found = the_committee(request, key)
    last = found.terms.first()
    initial = {"title_da": last.title_da, "text_da": last.text_da} if last else {}
    form = forms.TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.add_terms(found, form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("The version has been added."))
        return redirect(path_of(found))
    return form_page(
        request,
        form,
        heading=_("New version of the terms of reference"),
        kicker=found,
        submit_label=_("Add the version"),
        back_url=path_of(found),
    )


@editors
@GET_AND_POST
def change_terms(request: SignedInRequest, key: str, version_number: int) -> HttpResponse:
    """Correct a version of the terms of reference."""
    found = permissions.terms.get(request.user, committee__key=key, version_number=version_number)
    form = forms.TermsForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        services.change_terms(found, form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("The version has been changed."))
        return redirect(path_of(found.committee))
    return form_page(
        request,
        form,
        heading=_("Correct this version"),
        kicker=found,
        lead=_("A new wording that the group has agreed is a new version."),
        submit_label=_("Save the version"),
        back_url=path_of(found.committee),
    )


@editors
@GET_AND_POST
def add_member(request: SignedInRequest, key: str) -> HttpResponse:
    """Appoint a member."""
    found = the_committee(request, key)
    form = forms.MembershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_member(found, form.values(), by=request.user, now=timezone.now())
        except services.AlreadyMember:
            form.add_error("person", _("This person is a member in that period already."))
        else:
            messages.success(request, _("The member has been added."))
            return redirect(path_of(found))
    return form_page(
        request,
        form,
        heading=_("Add a member"),
        kicker=found,
        lead=_("People are taken from the directory, with the post they hold."),
        submit_label=_("Add the member"),
        back_url=path_of(found),
    )


@editors
@GET_AND_POST
def change_membership(request: SignedInRequest, key: str, membership_id: int) -> HttpResponse:
    """Change a member's term, function or capacity."""
    found = the_committee(request, key)
    membership = get_object_or_404(found.memberships.select_related("person"), pk=membership_id)
    form = forms.MembershipChangeForm(request.POST or None, instance=membership)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_membership(
                membership, form.values(), by=request.user, now=timezone.now()
            )
        except services.AlreadyMember:
            form.add_error("from_on", _("This person is a member in that period already."))
        else:
            messages.success(request, _("The membership has been changed."))
            return redirect(path_of(found))
    return form_page(
        request,
        form,
        heading=_("Change the membership of %(person)s") % {"person": membership.person.name},
        kicker=found,
        submit_label=_("Save the membership"),
        back_url=path_of(found),
    )


@editors
@GET_AND_POST
def end_membership(request: SignedInRequest, key: str, membership_id: int) -> HttpResponse:
    """End a member's term."""
    found = the_committee(request, key)
    membership = get_object_or_404(found.memberships.select_related("person"), pk=membership_id)
    form = forms.EndMembershipForm(request.POST or None, initial={"last_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        last_on = form.cleaned_data["last_on"]
        if membership.from_on and last_on < membership.from_on:
            form.add_error("last_on", _("The last day cannot come before the first."))
        else:
            services.end_membership(
                membership, last_day=last_on, by=request.user, now=timezone.now()
            )
            messages.success(request, _("The term has been ended."))
            return redirect(path_of(found))
    return form_page(
        request,
        form,
        heading=_("End the term of %(person)s") % {"person": membership.person.name},
        kicker=found,
        lead=_("From the day after, the person sees closed meetings and papers no more."),
        submit_label=_("End the term"),
        back_url=path_of(found),
        is_warning=True,
    )


@editors
@GET_AND_POST
def save_series(request: SignedInRequest, key: str, series_id: int | None = None) -> HttpResponse:
    """Add or change a series of meetings."""
    found = the_committee(request, key)
    series = None if series_id is None else get_object_or_404(found.series, pk=series_id)
    form = forms.SeriesForm(request.POST or None, instance=series)
    if request.method == "POST" and form.is_valid():
        services.save_series(
            found, form.values(), series=series, by=request.user, now=timezone.now()
        )
        messages.success(request, _("The meeting series has been saved."))
        return redirect(path_of(found))
    return form_page(
        request,
        form,
        heading=_("Meeting series"),
        kicker=found,
        submit_label=_("Save the series"),
        back_url=path_of(found),
    )


def _committees_path() -> str:
    return reverse("committees:committees")
