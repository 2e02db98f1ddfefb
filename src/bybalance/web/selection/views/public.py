from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bybalance.web.selection import exports, permissions, queries
from bybalance.web.shared import access


@access.public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Outcomes that are public, and the selections that the reader takes part in."""
    return render(request, "selection/index.html", {"page": queries.index_page(request.user)})


@access.public
@require_safe
def outcome(request: HttpRequest, selection_id: int) -> HttpResponse:
    """The outcome of a selection and its reasons."""
    selection = permissions.outcomes.get(request.user, pk=selection_id)
    return render(
        request,
        "selection/outcome.html",
        {
            "page": queries.outcome_page(selection),
            "downloads": exports.downloads("selection:download_outcome", selection.pk),
            "is_inside": permissions.selections.insiders(request.user)
            .filter(pk=selection.pk)
            .exists(),
        },
    )


@access.public
@require_safe
def download_outcome(request: HttpRequest, selection_id: int, file_format: str) -> HttpResponse:
    """The public ranks as a file."""
    selection = permissions.outcomes.get(request.user, pk=selection_id)
    return exports.outcome_file(selection, file_format=file_format, now=timezone.now())
