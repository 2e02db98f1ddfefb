from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.model.errors import BadInput
from bybalance.sources.directory_table import DirectoryRow
from bybalance.web.accounts.models import User
from bybalance.web.directory import exports, forms, permissions, queries, services
from bybalance.web.directory.models import Affiliation, Organisation, Person
from bybalance.web.shared import access, row_pages


class SignedInRequest(HttpRequest):
    """What ``access.role`` guarantees: someone has signed in."""

    user: User


editors = access.role(*permissions.EDITING_ROLES)
form_methods = require_http_methods(["GET", "HEAD", "POST"])
REMOVABLE: dict[str, type[Organisation] | type[Person]] = {
    "organisation": Organisation,
    "person": Person,
}


@access.public
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation that takes part."""
    form = forms.OrganisationSearchForm(request.GET)
    page = queries.organisations_page(
        viewer=request.user, **form.chosen(), page_number=request.GET.get("page", "")
    )
    return render(request, "directory/organisations.html", {"form": form, "page": page})


@editors
@form_methods
def add_organisation(request: SignedInRequest) -> HttpResponse:
    """Add an organisation."""
    form = forms.OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.save_row(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The organisation has been added."))
        return redirect(form.instance)
    return row_pages.edit_page(
        request,
        form,
        heading=_("Add an organisation"),
        submit_label=_("Add organisation"),
        back_url=reverse("directory:organisations"),
    )


@editors
@form_methods
def edit_organisation(request: SignedInRequest, key: str) -> HttpResponse:
    """Change an organisation."""
    chosen = permissions.organisations.get(request.user, key=key)
    form = forms.OrganisationForm(request.POST or None, instance=chosen)
    if request.method == "POST" and form.is_valid():
        services.save_row(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The organisation has been saved."))
        return redirect(form.instance)
    return row_pages.edit_page(
        request,
        form,
        heading=_("Change %(name)s") % {"name": Organisation.objects.get(pk=chosen.pk).name},
        submit_label=_("Save organisation"),
        back_url=chosen.get_absolute_url(),
        remove_url=reverse("directory:remove_organisation", args=[key]),
    )


@editors
@form_methods
def remove_organisation(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, and then remove an organisation that nothing refers to."""
    chosen = permissions.organisations.get(request.user, key=key)
    return _remove(
        request,
        chosen,
        back_url=chosen.get_absolute_url(),
        next_url=reverse("directory:organisations"),
    )


@editors
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Everyone who takes part, for those who keep the directory."""
    form = forms.PeopleSearchForm(request.GET)
    page = queries.people_page(
        viewer=request.user, **form.chosen(), page_number=request.GET.get("page", "")
    )
    return render(request, "directory/people.html", {"form": form, "page": page})


@editors
@form_methods
def add_person(request: SignedInRequest) -> HttpResponse:
    """Add a person."""
    form = forms.PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.save_row(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The person has been added."))
        return redirect("directory:person", form.instance.key)
    return row_pages.edit_page(
        request,
        form,
        heading=_("Add a person"),
        submit_label=_("Add person"),
        back_url=reverse("directory:people"),
    )


@editors
@require_safe
def person(request: SignedInRequest, key: str) -> HttpResponse:
    """A person and where they work and worked."""
    chosen = permissions.people.get(request.user, key=key)
    return render(request, "directory/person.html", {"page": queries.person_page(chosen)})


@editors
@form_methods
def edit_person(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a person."""
    chosen = permissions.people.get(request.user, key=key)
    name = chosen.name
    form = forms.PersonForm(request.POST or None, instance=chosen)
    if request.method == "POST" and form.is_valid():
        services.save_row(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The person has been saved."))
        return redirect("directory:person", key)
    return row_pages.edit_page(
        request,
        form,
        heading=_("Change %(name)s") % {"name": name},
        submit_label=_("Save person"),
        back_url=reverse("directory:person", args=[key]),
        remove_url=reverse("directory:remove_person", args=[key]),
    )


@editors
@form_methods
def remove_person(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, and then remove a person who takes part in nothing."""
    chosen = permissions.people.get(request.user, key=key)
    return _remove(
        request,
        chosen,
        back_url=reverse("directory:person", args=[key]),
        next_url=reverse("directory:people"),
    )


@editors
@form_methods
def add_post(request: SignedInRequest, key: str) -> HttpResponse:
    """Add a post that a person has or had."""
    chosen = permissions.people.get(request.user, key=key)
    form = forms.AffiliationForm(request.POST or None, instance=Affiliation(person=chosen))
    return _post_page(request, chosen, form, heading=_("Add a post"), submit_label=_("Add post"))


@editors
@form_methods
def edit_post(request: SignedInRequest, key: str, post_id: int) -> HttpResponse:
    """Change a post."""
    chosen = permissions.people.get(request.user, key=key)
    post = permissions.affiliations.get(request.user, person=chosen, pk=post_id)
    form = forms.AffiliationForm(request.POST or None, instance=post)
    return _post_page(
        request,
        chosen,
        form,
        heading=_("Change a post"),
        submit_label=_("Save post"),
        remove_url=reverse("directory:remove_post", args=[key, post_id]),
    )


@editors
@form_methods
def remove_post(request: SignedInRequest, key: str, post_id: int) -> HttpResponse:
    """Ask, and then remove a post that nothing refers to."""
    chosen = permissions.people.get(request.user, key=key)
    post = permissions.affiliations.get(request.user, person=chosen, pk=post_id)
    url = reverse("directory:person", args=[key])
    return _remove(request, post, back_url=url, next_url=url)


@editors
@require_POST
def restore_post(request: SignedInRequest, key: str, post_id: int) -> HttpResponse:
    """Bring a removed post back."""
    chosen = permissions.people.get(request.user, key=key)
    post = get_object_or_404(Affiliation.with_removed, person=chosen, pk=post_id)
    services.restore_row(post, by=request.user, now=timezone.now())
    messages.success(request, _("The post is back."))
    return redirect("directory:person", key)


@editors
@form_methods
def import_table(request: SignedInRequest, kind: str) -> HttpResponse:
    """Send in a table, and see what it would change; nothing is written yet."""
    if kind not in services.COLUMNS:
        raise Http404
    is_sent = request.method == "POST"
    form = forms.ImportForm(request.POST, request.FILES) if is_sent else forms.ImportForm()
    problems: list[str] = []
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            rows = queries.rows_of_upload(upload.read(), name=upload.name, kind=kind)
        except BadInput as refusal:
            problems = queries.problem_sentences(refusal)
        else:
            return _preview(request, kind, rows)
    context = {"form": form, "problems": problems, "page": queries.import_page(kind)}
    is_refused = bool(problems or form.errors)
    return render(request, "directory/import.html", context, status=400 if is_refused else 200)


@editors
@require_POST
def apply_import(request: SignedInRequest, kind: str) -> HttpResponse:
    """Write what the preview showed; show it anew if the directory has changed since."""
    form = forms.KeptImportForm(request.POST)
    if not form.is_valid() or form.cleaned_data["kept"]["kind"] != kind:
        messages.error(request, _("The preview is too old. Send the file again."))
        return redirect("directory:import", kind)
    kept = form.cleaned_data["kept"]
    try:
        plan = services.apply_import(
            kind, kept["rows"], digest=kept["digest"], by=request.user, now=timezone.now()
        )
    except services.NotAsShown:
        messages.warning(request, _("The directory has changed since. This is what holds now."))
        return _preview(request, kind, kept["rows"], status=409)
    except services.StillRefused:
        return _preview(request, kind, kept["rows"], status=400)
    messages.success(
        request,
        _("%(new)d added and %(changed)d changed.")
        % {"new": plan.count("new"), "changed": plan.count("changed")},
    )
    return redirect(f"directory:{kind}")


@editors
@require_safe
def export(request: SignedInRequest, kind: str, file_format: str) -> HttpResponse:
    """A table of the directory as a file that can be taken in again."""
    return exports.table_response(
        kind, file_format=file_format, by=request.user, now=timezone.now()
    )


@editors
@require_safe
def removed(request: SignedInRequest) -> HttpResponse:
    """What has been removed from the directory and can be brought back."""
    return render(request, "directory/removed.html", {"rows": queries.removed_rows()})


@editors
@require_POST
def restore(request: SignedInRequest, kind: str, key: str) -> HttpResponse:
    """Bring a removed organisation or person back."""
    if kind not in REMOVABLE:
        raise Http404
    row: Any = get_object_or_404(REMOVABLE[kind].with_removed, key=key)
    services.restore_row(row, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is back.") % {"name": row})
    return redirect("directory:removed")


def _preview(
    request: SignedInRequest, kind: str, rows: Sequence[DirectoryRow], *, status: int = 200
) -> HttpResponse:
    plan = services.plan_import(kind, rows)
    context = {
        "page": queries.import_preview(plan),
        "form": forms.KeptImportForm.carrying(kind, rows, plan.digest),
    }
    return render(request, "directory/import_preview.html", context, status=status)


def _post_page(
    request: SignedInRequest, person: Person, form: forms.AffiliationForm, **words: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        services.save_row(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The post has been saved."))
        return redirect("directory:person", person.key)
    back_url = reverse("directory:person", args=[person.key])
    return row_pages.edit_page(request, form, lead=person.name, back_url=back_url, **words)


def _remove(
    request: SignedInRequest, row: services.Row, *, back_url: str, next_url: str
) -> HttpResponse:
    if request.method == "POST":
        try:
            services.remove_row(row, by=request.user, now=timezone.now())
        except services.StillInUse:
            reason = _("%(name)s takes part in something here, so it cannot be removed.")
            messages.error(request, reason % {"name": row})
            return redirect(back_url)
        messages.success(request, _("%(name)s has been removed.") % {"name": row})
        return redirect(next_url)
    return row_pages.remove_page(request, name=str(row), back_url=back_url)
