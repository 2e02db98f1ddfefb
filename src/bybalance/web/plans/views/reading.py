from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from bybalance.web.areas import permissions as area_permissions
from bybalance.web.plans import exports, forms, permissions, queries
from bybalance.web.plans.queries.shown import ShownPlan
from bybalance.web.shared import access


def crumbs(shown: ShownPlan | None = None) -> list[tuple[str, str]]:
    """The way back from a page below the list of plans, or below a plan."""
    way = [(_("Development plans"), reverse("plans:plans"))]
    return way if shown is None else [*way, (str(shown.plan), shown.url("plan"))]


def _shown(request: HttpRequest, plan_key: str, names: Iterable[str] | None = None) -> ShownPlan:
    found = permissions.plans.get(request.user, node__key=plan_key)
    options = {} if names is None else {"names": names}
    return queries.shown_plan(
        found, request.user, version=request.GET.get("version", ""), **options
    )


def _page(
    request: HttpRequest, shown: ShownPlan, route: str, page: Any, **more: Any
) -> HttpResponse:
    context = {
        "shown": shown,
        "tabs": shown.tabs(route),
        "page": page,
        "crumbs": crumbs(None if route == "plan" else shown),
        **more,
    }
    return render(request, f"plans/{route}.html", context)


@access.public
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan that the reader may see."""
    form = forms.PlansFilterForm(request.GET)
    found = queries.plans_page(
        request.user, **form.chosen(), page_number=request.GET.get("page", "")
    )
    return render(request, "plans/plans.html", {"form": form, "found": found})


@access.public
@require_safe
def compare(request: HttpRequest, area_id: str) -> HttpResponse:
    """The plans for an area side by side."""
    area = area_permissions.areas.get(request.user, area_id=area_id)
    table = queries.comparison_table(area, request.user)
    return render(request, "plans/compare.html", {"area": area, "table": table, "crumbs": crumbs()})


@access.public
@require_safe
def plan(request: HttpRequest, plan_key: str) -> HttpResponse:
    """A plan: its vision, what is known of it, its goals, and how it goes."""
    shown = _shown(request, plan_key, ("facts", "goals", "measures", "reports", "evidence"))
    return _page(request, shown, "plan", queries.overview(shown))


@access.public
@require_safe
def measures(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Every measure of a plan, with its milestones and what it waits for."""
    shown = _shown(request, plan_key, ("measures", "milestones", "dependencies"))
    downloads = exports.downloads(shown, "measures")
    return _page(request, shown, "measures", queries.measures_page(shown), downloads=downloads)


@access.public
@require_safe
def timeline(request: HttpRequest, plan_key: str) -> HttpResponse:
    """The measures in time, and the critical path."""
    shown = _shown(request, plan_key, ("measures", "milestones", "dependencies"))
    found = queries.timeline_page(shown.content, today=timezone.localdate())
    return _page(request, shown, "timeline", found)


@access.public
@require_safe
def site_map(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Where the measures are."""
    shown = _shown(request, plan_key, ("measures",))
    return _page(request, shown, "map", queries.map_page(shown, today=timezone.localdate()))


@access.public
@require_safe
def budget(request: HttpRequest, plan_key: str) -> HttpResponse:
    """The money by source, year and type, and every line."""
    shown = _shown(request, plan_key, ("measures", "budget"))
    downloads = exports.downloads(shown, "budget")
    return _page(request, shown, "budget", queries.budget_page(shown), downloads=downloads)


@access.public
@require_safe
def follow_up(request: HttpRequest, plan_key: str) -> HttpResponse:
    """How it goes, and what may go wrong."""
    shown = _shown(request, plan_key, ("measures", "risks", "reports"))
    downloads = exports.downloads(shown, "risks")
    return _page(request, shown, "follow_up", queries.follow_up_page(shown), downloads=downloads)


@access.public
@require_safe
def effects(request: HttpRequest, plan_key: str) -> HttpResponse:
    """What is to change for people, and how it is measured."""
    shown = _shown(request, plan_key, ("outcomes", "uses", "measurements"))
    downloads = exports.downloads(shown, "measurements")
    return _page(request, shown, "effects", queries.effects_page(shown), downloads=downloads)


@access.public
@require_safe
def duties(request: HttpRequest, plan_key: str) -> HttpResponse:
    """The plan against the law in force on a day."""
    shown = _shown(request, plan_key, ("goals",))
    asked = {name: value for name, value in request.GET.items() if name != "version"}
    today = timezone.localdate()
    form = forms.DutiesForm(asked or {"on": today.isoformat()})
    is_valid = form.is_valid()
    page = queries.duties_page(
        shown.content,
        on=form.cleaned_data["on"] if is_valid else today,
        dwellings=form.dwellings() if is_valid else None,
    )
    answer = _page(request, shown, "duties", page, form=form)
    answer.status_code = 200 if is_valid else 400
    return answer


@access.public
@require_safe
def versions(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Every published version of a plan, and what waits to be published."""
    shown = _shown(request, plan_key, ())
    return _page(request, shown, "versions", queries.versions_page(shown))


@access.public
@require_safe
def difference(request: HttpRequest, plan_key: str) -> HttpResponse:
    """What was added, removed and changed between two versions."""
    found = permissions.plans.get(request.user, node__key=plan_key)
    page = queries.difference_page(
        found,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        may_edit=permissions.plans.may_edit(request.user, found).allowed,
    )
    way = [*crumbs(), (str(found), found.get_absolute_url())]
    way.append((pgettext("plan", "Versions"), reverse("plans:versions", args=[found.key])))
    return render(request, "plans/difference.html", {"plan": found, "page": page, "crumbs": way})


@access.public
@require_safe
def print_plan(request: HttpRequest, plan_key: str) -> HttpResponse:
    """The whole plan as a PDF."""
    return exports.plan_pdf(_shown(request, plan_key), now=timezone.now())


@access.public
@require_safe
def download(
    request: HttpRequest, plan_key: str, table_name: str, file_format: str
) -> HttpResponse:
    """One table of a plan as a file."""
    shown = _shown(request, plan_key, exports.NEEDED.get(table_name, ()))
    return exports.table_response(shown, table_name, file_format, now=timezone.now())


@access.public
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """The indicators that plans measure by."""
    table = queries.indicators_table(permissions.indicators.visible_to(request.user))
    context = {
        "table": table,
        "may_add": permissions.may_add_indicator(request.user),
        "crumbs": crumbs(),
    }
    return render(request, "plans/indicators.html", context)


@access.public
@require_safe
def indicator(request: HttpRequest, indicator_key: str) -> HttpResponse:
    """What an indicator means, and which plans measure by it."""
    found = permissions.indicators.get(request.user, key=indicator_key)
    way = [*crumbs(), (_("Indicators"), reverse("plans:indicators"))]
    context = {
        "page": queries.indicator_page(found, request.user),
        "may_edit": permissions.indicators.may_edit(request.user, found).allowed,
        "crumbs": way,
    }
    return render(request, "plans/indicator.html", context)
