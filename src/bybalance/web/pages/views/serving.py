"""Published pages at their addresses."""

from __future__ import annotations

from django.db.models import Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_page

from bybalance.web.shared import access


@access.public
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a published page as Wagtail does, found by its whole address at once.

    Wagtail asks twice for each word of the address. What is not found here it looks for itself.
    """
    site = Site.find_for_request(request)
    page = _published_page(site, path) if site else None
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    answer: HttpResponseBase = serve_page(request, path)
    return answer


def _published_page(site: Site, path: str) -> Page | None:
    language = get_language()
    front = Page.objects.filter(
        translation_key=site.root_page.translation_key, locale__language_code=language
    )
    address = Concat(Subquery(front.values("url_path")[:1]), Value(path))
    found = Page.objects.live().filter(locale__language_code=language, url_path=address).first()
    return found.specific if found else None
