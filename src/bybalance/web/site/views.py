"""Front page, about, error pages and the health page: the pages that belong to no app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bybalance.web.directory import permissions as directory_permissions
from bybalance.web.directory import queries as directory_queries
from bybalance.web.lists import exports as list_exports
from bybalance.web.lists.queries import front as front_queries
from bybalance.web.lists.queries import sources_page, trend
from bybalance.web.pages import queries as pages_queries
from bybalance.web.programme import queries as programme_queries
from bybalance.web.shared import access
from bybalance.web.site import area_page, node_page
from bybalance.web.site import health as health_checks


@access.public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, today's picture in four numbers, and ways in."""
    return render(
        request,
        "site/front.html",
        {
            "figures": front_queries.front_figures(),
            "trend": trend.trend_chart(),
            "home": pages_queries.front_text(),
        },
    )


@access.public
@require_safe
def area(request: HttpRequest, area_id: str) -> HttpResponse:
    """One housing area: everything the site knows of it."""
    context = {
        "page": area_page.composed_area(area_id, viewer=request.user),
        "downloads": list_exports.downloads("lists:download_area", area_id),
        "area_id": area_id,
        "crumbs": [(_("Housing areas"), reverse("areas:areas"))],
    }
    return render(request, "site/area.html", context)


@access.public
@require_safe
def node(request: HttpRequest, key: str) -> HttpResponse:
    """A part of the programme: an initiative, a campaign, an effort, a plan, a project."""
    composed = node_page.composed_node(key, viewer=request.user)
    context = {
        "page": composed.page,
        "sections": composed.sections,
        "crumbs": composed.crumbs,
        "work_url": composed.work_url,
    }
    return render(request, "site/node.html", context)


@access.public
@require_safe
def partnership(request: HttpRequest, key: str) -> HttpResponse:
    """How the parties of a node work together, by five conditions."""
    page = node_page.composed_partnership(key, viewer=request.user)
    node = page.partnership.node
    crumbs = [
        (_("The programme"), reverse("programme:front")),
        (node.name, node.get_absolute_url()),
    ]
    return render(request, "site/partnership.html", {"page": page, "crumbs": crumbs})


@access.public
@require_safe
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """An organisation, and what it takes part in."""
    found = directory_permissions.organisations.get(request.user, key=key)
    context = {
        "page": directory_queries.organisation_page(found, viewer=request.user),
        "section": programme_queries.organisation_section(found, request.user),
        "crumbs": [(_("Organisations"), reverse("directory:organisations"))],
    }
    return render(request, "site/organisation.html", context)


@access.public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Bybalance is and is not."""
    return render(request, "site/about.html")


@access.public
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Where the numbers come from, and how far they reach."""
    return render(request, "site/sources.html", {"page": sources_page.sources_page()})


@access.public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "site/accessibility.html")


@access.public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom."""
    return render(request, "site/privacy.html")


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
