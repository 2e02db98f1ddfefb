from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.accounts.models import User
from bybalance.web.areas import forms, permissions, queries, services
from bybalance.web.areas.models import Area, AreaBoundary, AreaName, AreaPart
from bybalance.web.shared import access, row_pages


class SignedInRequest(HttpRequest):
    """What ``access.role`` guarantees: someone has signed in."""

    user: User


@dataclass(frozen=True)
class FactKind:
    """A kind of row that hangs on an area: its form, and the field that names the area."""

    form: type[Any]
    model: type[Any]
    owner: str
    add_heading: str | Promise
    edit_heading: str | Promise
    submit_label: str | Promise


FACTS = {
    "names": FactKind(
        forms.AreaNameForm,
        AreaName,
        "area",
        gettext_lazy("Add a name"),
        gettext_lazy("Change a name"),
        gettext_lazy("Save the name"),
    ),
    "parts": FactKind(
        forms.AreaPartForm,
        AreaPart,
        "whole",
        gettext_lazy("Add a part"),
        gettext_lazy("Change a part"),
        gettext_lazy("Save the part"),
    ),
    "boundaries": FactKind(
        forms.AreaBoundaryForm,
        AreaBoundary,
        "area",
        gettext_lazy("Add a boundary"),
        gettext_lazy("Change a boundary"),
        gettext_lazy("Save the boundary"),
    ),
}
editors = access.role(*permissions.EDITING_ROLES)
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@access.public
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Every housing area that the site knows, on a list or not."""
    form = forms.AreaSearchForm(request.GET)
    page = queries.areas_page(
        viewer=request.user, **form.chosen(), page_number=request.GET.get("page", "")
    )
    return render(request, "areas/areas.html", {"form": form, "page": page})


@editors
@form_methods
def add_area(request: SignedInRequest) -> HttpResponse:
    """Add an area."""
    form = forms.AreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.save_area(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The area has been added."))
        return redirect("areas:work", form.instance.area_id)
    return row_pages.edit_page(
        request,
        form,
        heading=_("Add a housing area"),
        submit_label=_("Add area"),
        back_url=reverse("areas:areas"),
    )


@editors
@form_methods
def edit_area(request: SignedInRequest, area_id: str) -> HttpResponse:
    """Change an area's name, kind and place."""
    area = permissions.areas.get(request.user, area_id=area_id)
    name = area.name
    form = forms.AreaForm(request.POST or None, instance=area)
    if request.method == "POST" and form.is_valid():
        services.save_area(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The area has been saved."))
        return redirect("areas:work", area_id)
    return row_pages.edit_page(
        request,
        form,
        heading=_("Change %(name)s") % {"name": name},
        submit_label=_("Save area"),
        back_url=reverse("areas:work", args=[area_id]),
    )


@editors
@require_safe
def work(request: SignedInRequest, area_id: str) -> HttpResponse:
    """What is known of an area, to be worked on."""
    area = permissions.areas.get(request.user, area_id=area_id)
    return render(request, "areas/work.html", {"area": area, "groups": queries.fact_groups(area)})


@editors
@form_methods
def add_fact(request: SignedInRequest, area_id: str, kind: str) -> HttpResponse:
    """Add a name, a part or a boundary."""
    area, known = _area_and_kind(request, area_id, kind)
    row = known.model(**{known.owner: area})
    return _fact_page(request, area, known, row, heading=str(known.add_heading))


@editors
@form_methods
def edit_fact(request: SignedInRequest, area_id: str, kind: str, fact_id: int) -> HttpResponse:
    """Change a name, a part or a boundary."""
    area, known = _area_and_kind(request, area_id, kind)
    row = get_object_or_404(known.model.objects, **{known.owner: area, "pk": fact_id})
    remove_url = reverse("areas:remove_fact", args=[area_id, kind, fact_id])
    return _fact_page(
        request, area, known, row, heading=str(known.edit_heading), remove_url=remove_url
    )


@editors
@form_methods
def remove_fact(request: SignedInRequest, area_id: str, kind: str, fact_id: int) -> HttpResponse:
    """Ask, and then remove a name, a part or a boundary."""
    area, known = _area_and_kind(request, area_id, kind)
    row = get_object_or_404(known.model.objects, **{known.owner: area, "pk": fact_id})
    back_url = reverse("areas:work", args=[area_id])
    if request.method == "POST":
        services.remove_fact(row, by=request.user, now=timezone.now())
        messages.success(request, _("Removed. You can bring it back at the foot of its list."))
        return redirect(back_url)
    return row_pages.remove_page(
        request, name=str(getattr(row, "part", row)), kicker=area.name, back_url=back_url
    )


@editors
@require_POST
def restore_fact(request: SignedInRequest, area_id: str, kind: str, fact_id: int) -> HttpResponse:
    """Bring a removed name, part or boundary back."""
    area, known = _area_and_kind(request, area_id, kind)
    row = get_object_or_404(known.model.with_removed, **{known.owner: area, "pk": fact_id})
    services.restore_fact(row, by=request.user, now=timezone.now())
    messages.success(request, _("It is back."))
    return redirect("areas:work", area_id)


def _area_and_kind(request: SignedInRequest, area_id: str, kind: str) -> tuple[Area, FactKind]:
    if kind not in FACTS:
        raise Http404
    return permissions.areas.get(request.user, area_id=area_id), FACTS[kind]


def _fact_page(
    request: SignedInRequest,
    area: Area,
    known: FactKind,
    row: Any,
    *,
    heading: str,
    remove_url: str = "",
) -> HttpResponse:
    form = known.form(request.POST or None, request.FILES or None, instance=row)
    back_url = reverse("areas:work", args=[area.area_id])
    if request.method == "POST" and form.is_valid():
        if isinstance(form, forms.AreaBoundaryForm):
            services.save_boundary(row, form.read, by=request.user, now=timezone.now())
            if form.read and form.read.mended:
                messages.warning(request, form.read.mended)
        else:
            services.save_fact(row, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(back_url)
    return row_pages.edit_page(
        request,
        form,
        heading=heading,
        lead=area.name,
        submit_label=str(known.submit_label),
        back_url=back_url,
        remove_url=remove_url,
        has_file=known.model is AreaBoundary,
    )
