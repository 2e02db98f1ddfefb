"""Error pages and the health page: the pages that belong to no app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bybalance.web.shared import access
from bybalance.web.site import health as health_checks


@access.public
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site can do its work: 200 when every part can, otherwise 503."""
    report = health_checks.report(now=timezone.now())
    return JsonResponse(report.as_dict(), status=200 if report.is_ok else 503)


def refusal(request: HttpRequest, *, status: int, reason: str = "") -> HttpResponse:
    """The error page for a refused request; too large a request is shown as a bad one."""
    page = status if status in {400, 403, 404} else 400
    return render(
        request,
        f"errors/{page}.html",
        {"reason": reason, "reference": getattr(request, "reference", "")},
        status=status,
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, status=403, reason=str(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refusal(request, status=403, reason="csrf")


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a request context, so that neither the database nor a session is needed."""
    template = loader.get_template("errors/500.html")
    body = template.render({"reference": getattr(request, "reference", "")})
    return HttpResponse(body, status=500)
