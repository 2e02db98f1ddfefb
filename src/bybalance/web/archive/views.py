from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bybalance.pipelines import programme_archive
from bybalance.pipelines.programme_archive import BadArchive
from bybalance.web.accounts.models import User
from bybalance.web.archive import exports, forms, permissions, services
from bybalance.web.archive.permissions import EDITING_ROLES
from bybalance.web.archive.queries import listing, words
from bybalance.web.shared import access
from bybalance.web.shared.roles import Role


class OfficerRequest(HttpRequest):
    """What ``access.role`` guarantees: a programme officer or administrator has signed in."""

    user: User


@access.public
@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """Every table that the reader may have as a file."""
    context = {
        "tables": [(one, _downloads(one)) for one in listing.listed_tables(request.user)],
        "can_export": permissions.sees_every_table(request.user),
        "can_import": permissions.may_import(request.user).allowed,
    }
    return render(request, "archive/tables.html", context)


@access.public
@require_safe
def download(request: HttpRequest, table: str, file_format: str) -> HttpResponse:
    """One table as a file; with personal data only when an administrator asks for it."""
    form = forms.TableFileForm(request.GET)
    asked = form.is_valid() and form.cleaned_data["personal"]
    return exports.table_file(
        request.user,
        table,
        file_format=file_format,
        with_personal_data=asked and permissions.is_administrator(request.user),
        now=timezone.now(),
    )


@access.role(*EDITING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: OfficerRequest) -> HttpResponse:
    """A part of the programme and all below it, as one zip."""
    form = forms.ExportForm(
        request.POST or None,
        may_choose_personal_data=permissions.is_administrator(request.user),
    )
    if request.method == "POST" and form.is_valid():
        root = form.cleaned_data["root"]
        content = services.export_programme(
            root,
            with_personal_data=form.cleaned_data.get("with_personal_data", False),
            by=request.user,
            now=timezone.now(),
        )
        return exports.zip_response(content, key=root.key)
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "archive/take_out.html", context, status=400 if form.errors else 200)


@access.role(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: OfficerRequest) -> HttpResponse:
    """Look through an archive before anything is written."""
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        now = timezone.now()
        try:
            archive = programme_archive.read_archive(content)
            outcome = services.preview_programme(archive, by=request.user, now=now)
        except BadArchive as bad:
            form.add_error("file", words.refusal(bad))
        else:
            waiting = services.keep_waiting(content, by=request.user, now=now)
            context = {
                "outcome": outcome,
                "rows": _outcome_rows(outcome),
                "form": forms.ConfirmForm(initial={"key": waiting.key}),
                "waiting": waiting,
                "crumbs": _crumbs(),
            }
            return render(request, "archive/preview.html", context)
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "archive/bring_in.html", context, status=400 if form.errors else 200)


@access.role(Role.ADMINISTRATOR)
@require_POST
def confirm(request: OfficerRequest) -> HttpResponse:
    """Take in the archive that was looked through."""
    form = forms.ConfirmForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else ""
    content = services.take_waiting(key, by=request.user)
    if content is None:
        messages.error(request, words.nothing_waiting())
        return redirect("archive:bring_in")
    try:
        archive = programme_archive.read_archive(content)
        services.import_programme(archive, by=request.user, now=timezone.now())
    except BadArchive as bad:
        messages.error(request, words.refusal(bad))
        return redirect("archive:bring_in")
    messages.success(request, _("The programme has been taken in."))
    return redirect("archive:tables")


def _downloads(listed: listing.Listed) -> list[tuple[str, str]]:
    asked = "?personal=on" if listed.is_personal else ""
    labels = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}
    return [
        (label, reverse("archive:download", args=[listed.name, name]) + asked)
        for name, label in labels.items()
    ]


def _outcome_rows(outcome: services.Outcome) -> list[tuple[str, int, int, tuple[str, ...]]]:
    """A row for each table: its name, how many are new, how many known, which of these differ."""
    return [
        (words.label(one.name), one.new_count, one.known_count, one.differing)
        for one in outcome.tables
    ]


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("Front page"), reverse("front")),
        (_("Programme archive"), reverse("archive:tables")),
    ]
