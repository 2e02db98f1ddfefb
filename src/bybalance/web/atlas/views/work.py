from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.atlas import permissions, services, tasks
from bybalance.web.atlas.forms import OrderForm, WithdrawForm
from bybalance.web.atlas.models import Release
from bybalance.web.atlas.queries import work
from bybalance.web.atlas.views.common import SignedInRequest
from bybalance.web.shared import access


@access.role(*permissions.MANAGING_ROLES)
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Builds, releases and orders."""
    return render(
        request, "atlas/work.html", {"page": work.work_page(request.user), "form": OrderForm()}
    )


@access.role(*permissions.MANAGING_ROLES)
@require_POST
def order(request: SignedInRequest) -> HttpResponse:
    """Ask for a build."""
    form = OrderForm(request.POST)
    if not form.is_valid():
        page = work.work_page(request.user)
        return render(request, "atlas/work.html", {"page": page, "form": form}, status=400)
    try:
        services.order_build(
            form.cleaned_data["source"], by=request.user, now=timezone.now(),
            enqueue=tasks.build_city.enqueue,
        )  # fmt: skip
    except services.Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("The build is ordered. It goes on without you."))
    return redirect("atlas:work")


@access.role(*permissions.MANAGING_ROLES)
@require_safe
def release(request: SignedInRequest, release_id: int) -> HttpResponse:
    """One release with its steps."""
    found = permissions.releases.get(request.user, pk=release_id)
    context = {"page": work.release_page(found, request.user)}
    return render(request, "atlas/release.html", context)


@access.role(*permissions.MANAGING_ROLES)
@require_POST
def approve(request: SignedInRequest, release_id: int) -> HttpResponse:
    """Approve a release that somebody else registered."""
    found = permissions.releases.get(request.user, pk=release_id)
    try:
        services.approve_release(found, by=request.user, now=timezone.now())
    except services.Refused as why:
        return _refused(request, found, why)
    return _done(request, found, _("The release is approved."))


@access.role(*permissions.MANAGING_ROLES)
@require_POST
def publish(request: SignedInRequest, release_id: int) -> HttpResponse:
    """Publish an approved release."""
    found = permissions.releases.get(request.user, pk=release_id)
    try:
        services.publish_release(found, by=request.user, now=timezone.now())
    except services.Refused as why:
        return _refused(request, found, why)
    return _done(request, found, _("The release is published."))


@access.role(*permissions.MANAGING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, release_id: int) -> HttpResponse:
    """Take a release back, with a reason."""
    found = permissions.releases.get(request.user, pk=release_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.withdraw_release(
            found, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
        return _done(request, found, _("The release is withdrawn."))
    context = {"form": form, "release": found}
    return render(request, "atlas/withdraw.html", context, status=400 if form.errors else 200)


def _done(request: SignedInRequest, found: Release, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("atlas:release", found.pk)


def _refused(request: SignedInRequest, found: Release, why: services.Refused) -> HttpResponse:
    messages.error(request, str(why))
    return redirect("atlas:release", found.pk)
