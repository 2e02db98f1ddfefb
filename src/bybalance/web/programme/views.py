from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.web.accounts.models import User
from bybalance.web.programme import forms, permissions, queries, services
from bybalance.web.programme.models import Node, PartnerRole, Partnership
from bybalance.web.shared import access, private_files, row_pages


class SignedInRequest(HttpRequest):
    """What ``access.role`` guarantees: someone has signed in."""

    user: User


editors = access.role(*permissions.EDITING_ROLES)
form_methods = require_http_methods(["GET", "HEAD", "POST"])
PART_FORMS: dict[str, type[Any]] = {
    "partners": forms.PartnerRoleForm,
    "sentences": forms.StatementForm,
    "figures": forms.KeyFigureForm,
    "documents": forms.DocumentForm,
    "references": forms.ReferenceForm,
    "funds": forms.FundForm,
    "terms": forms.FundTermForm,
    "commitments": forms.CommitmentForm,
    "communication": forms.CommunicationEntryForm,
}


@access.public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Initiatives, campaigns, and what else the programme holds."""
    page = queries.front_page(viewer=request.user)
    return render(request, "programme/front.html", {"page": page})


@access.public
@require_safe
def document(request: HttpRequest, document_id: int) -> FileResponse:
    """A document's file, for those who may see what it belongs to."""
    found = permissions.documents.get(request.user, pk=document_id)
    if not found.file:
        raise Http404
    return private_files.download(
        found.file, file_name=found.file_name, content_type=found.content_type
    )


@editors
@form_methods
def create(request: SignedInRequest) -> HttpResponse:
    """Add a part to the programme, as a draft."""
    form = forms.NodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _save_node(request, form)
        messages.success(request, _("It has been added as a draft. Publish it when it is ready."))
        return redirect("programme:work", form.instance.key)
    return row_pages.edit_page(
        request,
        form,
        heading=_("Add to the programme"),
        lead=_("It is a draft until you publish it."),
        submit_label=_("Add as a draft"),
        back_url=reverse("programme:front"),
    )


@editors
@form_methods
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a part of the programme."""
    node = permissions.nodes.get(request.user, key=key)
    name = node.name
    form = forms.NodeForm(request.POST or None, instance=node)
    if request.method == "POST" and form.is_valid():
        _save_node(request, form)
        messages.success(request, _("Saved."))
        return redirect("programme:work", key)
    return row_pages.edit_page(
        request,
        form,
        heading=_("Change %(name)s") % {"name": name},
        submit_label=_("Save"),
        back_url=reverse("programme:work", args=[key]),
        remove_url=reverse("programme:remove", args=[key]),
    )


@editors
@require_POST
def publish(request: SignedInRequest, key: str) -> HttpResponse:
    """Show a part of the programme to everyone."""
    node = permissions.nodes.get(request.user, key=key)
    services.publish_node(node, by=request.user, now=timezone.now())
    messages.success(request, _("It has been published. Everyone can see it now."))
    return redirect("programme:work", key)


@editors
@require_POST
def unpublish(request: SignedInRequest, key: str) -> HttpResponse:
    """Make a part of the programme a draft again."""
    node = permissions.nodes.get(request.user, key=key)
    services.unpublish_node(node, by=request.user, now=timezone.now())
    messages.success(request, _("It is a draft again. Only those who work with it can see it."))
    return redirect("programme:work", key)


@editors
@form_methods
def remove(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, and then remove a part of the programme that holds no others."""
    node = permissions.nodes.get(request.user, key=key)
    work_url = reverse("programme:work", args=[key])
    if request.method != "POST":
        return row_pages.remove_page(request, name=node.name, back_url=work_url)
    try:
        services.remove_node(node, by=request.user, now=timezone.now())
    except services.HasChildren:
        messages.error(request, _("Others belong to it. Move or remove them first."))
        return redirect(work_url)
    messages.success(request, _("It has been removed. You can bring it back here."))
    return redirect("programme:removed")


@editors
@require_safe
def removed(request: SignedInRequest) -> HttpResponse:
    """What has been removed from the programme and can be brought back."""
    return render(request, "programme/removed.html", {"nodes": queries.removed_nodes()})


@editors
@require_POST
def restore(request: SignedInRequest, key: str) -> HttpResponse:
    """Bring a removed part of the programme back."""
    node = get_object_or_404(Node.with_removed, key=key)
    services.restore_node(node, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is back.") % {"name": node.name})
    return redirect("programme:work", key)


@editors
@require_safe
def work(request: SignedInRequest, key: str) -> HttpResponse:
    """A part of the programme with everything that hangs on it, to be worked on."""
    node = permissions.nodes.get(request.user, key=key)
    return render(request, "programme/work.html", {"page": queries.work_page(node)})


@editors
@form_methods
def edit_partnership(request: SignedInRequest, key: str) -> HttpResponse:
    """Begin or change the partnership of a node."""
    node = permissions.nodes.get(request.user, key=key)
    partnership = Partnership.objects.filter(node=node).first() or Partnership(node=node)
    form = forms.PartnershipForm(request.POST or None, instance=partnership)
    if request.method == "POST" and form.is_valid():
        services.save_partnership(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("The partnership has been saved."))
        return redirect("partnership", key)
    return row_pages.edit_page(
        request,
        form,
        heading=_("The partnership"),
        lead=node.name,
        submit_label=_("Save partnership"),
        back_url=reverse("programme:work", args=[key]),
    )


@editors
@form_methods
def add_part(request: SignedInRequest, key: str, part: str) -> HttpResponse:
    """Add a row that hangs on a node."""
    node, kind = _node_and_kind(request, key, part)
    return _part_page(request, node, kind, _new_row(node, kind), heading=str(kind.add_label))


@editors
@form_methods
def edit_part(request: SignedInRequest, key: str, part: str, part_id: int) -> HttpResponse:
    """Change a row that hangs on a node."""
    node, kind = _node_and_kind(request, key, part)
    row = get_object_or_404(kind.rows_of(node), removed_at=None, pk=part_id)
    remove_url = reverse("programme:remove_part", args=[key, part, part_id])
    return _part_page(request, node, kind, row, heading=str(kind.edit_label), remove_url=remove_url)


@editors
@form_methods
def remove_part(request: SignedInRequest, key: str, part: str, part_id: int) -> HttpResponse:
    """Ask, and then remove a row that hangs on a node."""
    node, kind = _node_and_kind(request, key, part)
    row = get_object_or_404(kind.rows_of(node), removed_at=None, pk=part_id)
    work_url = reverse("programme:work", args=[key])
    if request.method == "POST":
        services.remove_part(row, by=request.user, now=timezone.now())
        messages.success(request, _("Removed. You can bring it back at the foot of its list."))
        return redirect(f"{work_url}#{part}")
    return row_pages.remove_page(request, name=str(row), back_url=work_url)


@editors
@require_POST
def restore_part(request: SignedInRequest, key: str, part: str, part_id: int) -> HttpResponse:
    """Bring a removed row back."""
    node, kind = _node_and_kind(request, key, part)
    row = get_object_or_404(kind.rows_of(node), pk=part_id)
    services.restore_part(row, by=request.user, now=timezone.now())
    messages.success(request, _("It is back."))
    return redirect(f"{reverse('programme:work', args=[key])}#{part}")


def _save_node(request: SignedInRequest, form: forms.NodeForm) -> None:
    services.save_node(
        form.instance,
        areas=form.cleaned_data["areas"],
        preceded_by=form.cleaned_data["preceded_by"],
        by=request.user,
        now=timezone.now(),
    )


def _node_and_kind(request: SignedInRequest, key: str, part: str) -> tuple[Node, queries.PartKind]:
    if part not in queries.PARTS:
        raise Http404
    return permissions.nodes.get(request.user, key=key), queries.PARTS[part]


def _new_row(node: Node, kind: queries.PartKind) -> Any:
    """An empty row that hangs on ``node``; 404 where what it must hang on is missing."""
    if kind.of_partnership:
        return kind.model(partnership=get_object_or_404(Partnership, node=node))
    if kind.model is PartnerRole or hasattr(kind.model, "node_id"):
        return kind.model(node=node)
    return kind.model()


def _part_page(
    request: SignedInRequest,
    node: Node,
    kind: queries.PartKind,
    row: Any,
    *,
    heading: str,
    remove_url: str = "",
) -> HttpResponse:
    form = PART_FORMS[kind.slug](
        request.POST or None, request.FILES or None, instance=row, node=node
    )
    work_url = reverse("programme:work", args=[node.key])
    if request.method == "POST" and form.is_valid():
        services.save_part(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(f"{work_url}#{kind.slug}")
    return row_pages.edit_page(
        request,
        form,
        heading=heading,
        lead=node.name,
        submit_label=_("Save"),
        back_url=work_url,
        remove_url=remove_url,
        has_file=kind.slug == "documents",
    )
