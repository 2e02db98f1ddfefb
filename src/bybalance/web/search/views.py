from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bybalance.web.search import forms
from bybalance.web.search.queries import search_page
from bybalance.web.shared import access


@access.public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search everything the reader may see."""
    form = forms.SearchForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    found = search_page.search_page(
        request.user,
        text=given.get("text", ""),
        kind=given.get("kind", ""),
        page_number=request.GET.get("page", ""),
    )
    response = render(request, "search/search.html", {"form": form, "found": found})
    response["X-Robots-Tag"] = "noindex"
    return response
