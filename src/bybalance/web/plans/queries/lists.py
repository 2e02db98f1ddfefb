"""Many plans at once: the list of plans, those of one area side by side, sections elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bybalance.web.areas.models import Area
from bybalance.web.plans import permissions
from bybalance.web.plans.models import DevelopmentPlan, PlanVersion
from bybalance.web.plans.queries import content as contents
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.budget import totals
from bybalance.web.plans.queries.plan_pages import measure_sentence
from bybalance.web.plans.queries.shown import LATEST, shown_plan
from bybalance.web.programme.models import Node
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.related import Awaited, RelatedLink, RelatedSection
from bybalance.web.shared.tables import Cell, Column, Table
from bybalance.web.shared.together import Questions

PLANS_ON_A_PAGE = 50
#: Plans that have room beside each other.
MOST_COMPARED = 4


@dataclass(frozen=True)
class PlansPage:
    """One page of the list of plans."""

    table: Table
    page: Page[DevelopmentPlan]
    sentence: str
    may_add: bool


def plans_page(viewer: Viewer, *, search: str, kind: str, page_number: str) -> PlansPage:
    """Plans that ``viewer`` may see, by name."""
    plans = _listed(permissions.plans.visible_to(viewer))
    if search:
        plans = plans.filter(
            Q(node__name_da__icontains=search)
            | Q(node__name_en__icontains=search)
            | Q(node__in=Node.objects.filter(areas__name__icontains=search).values("pk"))
        )
    if kind:
        plans = plans.filter(kind=kind)
    page = Paginator(plans, PLANS_ON_A_PAGE).get_page(page_number)
    count = page.paginator.count
    return PlansPage(
        table=Table(
            caption=_("Development plans"),
            columns=(
                Column(_("Plan")),
                Column(_("Kind")),
                Column(_("Area")),
                Column(_("Horizon")),
                Column(_("Version")),
            ),
            rows=tuple(_row(plan) for plan in page),
        ),
        page=page,
        sentence=ngettext("%(count)d plan.", "%(count)d plans.", count) % {"count": count},
        may_add=permissions.areas_to_plan_for(viewer).exists(),
    )


def _listed(plans: QuerySet[DevelopmentPlan]) -> QuerySet[DevelopmentPlan]:
    return plans.order_by("node__name_da", "pk").prefetch_related(
        Prefetch("node__areas", queryset=Area.objects.order_by("name")),
        Prefetch("versions", queryset=PlanVersion.objects.order_by("-number").defer("content")),
    )


def _row(plan: DevelopmentPlan) -> tuple[Cell, ...]:
    versions = list(plan.versions.all())
    shown = str(versions[0].number) if versions else _("not published")
    if versions and not plan.node.is_published:
        shown = _("withdrawn")
    return (
        Cell(
            plan.node.name,
            url=plan.get_absolute_url(),
            note=_("invented") if plan.node.is_invented else "",
        ),
        Cell(plan.get_kind_display()),
        Cell(", ".join(area.name for area in plan.node.areas.all()) or words.NONE),
        Cell(str(plan.horizon_year or words.NONE)),
        Cell(shown),
    )


# --- side by side ---------------------------------------------------------------------------


def comparison_table(area: Area, viewer: Viewer) -> Table | None:
    """The plans for an area beside each other; ``None`` where the reader may see none."""
    whole = Q(areas=area) | Q(areas__parts__part=area)
    nodes = Node.objects.filter(whole)
    plans = list(
        permissions.plans.visible_to(viewer)
        .filter(node__in=nodes.values("pk"))
        .annotate(has_version=Exists(PlanVersion.objects.filter(plan=OuterRef("pk"))))[
            :MOST_COMPARED
        ]
    )
    if not plans:
        return None
    names = ("facts", "goals", "measures", "budget", "reports")
    shown = [
        shown_plan(plan, viewer, version=LATEST if plan.has_version else "", names=names)
        for plan in plans
    ]
    found = [one.content for one in shown]
    rows: list[tuple[str, list[str]]] = [
        (_("Kind"), [words.plan_kind(one.head.kind) for one in found]),
        (_("Areas"), [", ".join(area.name for area in one.areas) for one in found]),
        (_("Horizon"), [str(one.head.horizon_year or words.NONE) for one in found]),
        (_("Vision"), [one.head.vision or words.NONE for one in found]),
        (_("Goals"), ["; ".join(goal.title for goal in one.goals) or words.NONE for one in found]),
        (_("Measures"), [measure_sentence(one) or words.NONE for one in found]),
        (_("Planned money"), [_money(one) for one in found]),
        (_("How it goes"), [_light(one) for one in found]),
        (_("Facts"), ["; ".join(_fact(fact) for fact in one.facts) or words.NONE for one in found]),
    ]
    return Table(
        caption=_("Plans for %(area)s") % {"area": area.name},
        columns=(Column(_("Subject")), *(Column(_column(one.plan)) for one in shown)),
        rows=(
            (
                Cell(_("Plan")),
                *(Cell(_("Open the plan"), url=one.plan.get_absolute_url()) for one in shown),
            ),
            *((Cell(label), *(Cell(text) for text in texts)) for label, texts in rows),
        ),
    )


def _column(plan: DevelopmentPlan) -> str:
    mark = f" ({_('invented')})" if plan.node.is_invented else ""
    return f"{plan.node.name}{mark}"


def _money(content: contents.PlanContent) -> str:
    return words.amount(totals(content).whole.planned_oere) if content.budget else words.NONE


def _light(content: contents.PlanContent) -> str:
    reports = [one for one in content.reports if one.measure_id is None]
    if not reports:
        return words.NONE
    last = max(reports, key=lambda one: (one.reported_on, one.id))
    return f"{words.light(last.light)}: {last.reason}"


def _fact(fact: contents.FactContent) -> str:
    doubt = "" if fact.confidence == "sourced" else f" ({words.confidence(fact.confidence)})"
    when = f" ({fact.period})" if fact.period else ""
    return f"{fact.label}{when}: {fact.text}{doubt}"


# --- what other pages show of plans ---------------------------------------------------------


def area_section(area: Area, viewer: Viewer, questions: Questions) -> Awaited:
    """The development plans for an area that ``viewer`` may see."""
    nodes = Node.objects.filter(Q(areas=area) | Q(areas__parts__part=area))
    plans = questions.add(permissions.plans.visible_to(viewer).filter(node__in=nodes.values("pk")))
    return lambda: _area_section(area, plans.rows)


def _area_section(area: Area, plans: list[DevelopmentPlan]) -> RelatedSection:
    links = [_link(plan) for plan in plans]
    if len(plans) > 1:
        links.append(
            RelatedLink(
                label=_("The plans side by side"), url=reverse("plans:compare", args=[area.area_id])
            )
        )
    return RelatedSection(
        key="plans",
        heading=_("Development plans"),
        links=tuple(links),
        empty_text=_("No development plan for the area is on this site."),
    )


def node_section(node: Node, viewer: Viewer, questions: Questions) -> Awaited:
    """The plan that a node is, or the plans that belong below it."""
    below = Q(node=node) | Q(node__parent=node) | Q(node__parent__parent=node)
    plans = questions.add(permissions.plans.visible_to(viewer).filter(below))
    return lambda: RelatedSection(
        key="plans", heading=_("Development plans"), links=tuple(_link(plan) for plan in plans)
    )


def _link(plan: DevelopmentPlan) -> RelatedLink:
    return RelatedLink(
        label=plan.node.name,
        url=plan.get_absolute_url(),
        note=plan.get_kind_display(),
        is_invented=plan.node.is_invented,
    )
