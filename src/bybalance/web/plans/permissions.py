"""Who may see and change plans: the working copy is for those who work with the plan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from bybalance.web.accounts.models import RoleAssignment, User
from bybalance.web.areas.models import Area
from bybalance.web.plans.models import DevelopmentPlan, Indicator, IndicatorUse
from bybalance.web.programme import permissions as programme
from bybalance.web.shared.access import ALLOWED, Decision, Viewer
from bybalance.web.shared.permissions import PermissionPolicy

#: Those who may edit some plan; which ones, the policy says.
EDITING_ROLES = (*programme.EDITING_ROLES, *programme.AREA_ROLES)


class PlanPolicy(PermissionPolicy[DevelopmentPlan]):
    """A plan is public once a version of it is; before, it is for those who work with it."""

    def visible_to(self, user: Viewer) -> models.QuerySet[DevelopmentPlan]:
        plans = DevelopmentPlan.objects.select_related("node").filter(node__removed_at=None)
        if programme.edits_programme(user):
            return plans
        public = Q(node__is_published=True, versions__isnull=False)
        own = Q(node__in=programme.nodes_worked_with(user).values("pk"))
        return plans.filter(public | own).distinct()

    def may_edit(self, user: Viewer, plan: DevelopmentPlan) -> Decision:
        """Whether ``user`` may change the plan and publish versions of it."""
        if programme.works_with(user, plan.node):
            return ALLOWED
        return Decision(
            allowed=False,
            reason=_("Only those who work with the area of this plan may change it."),
        )

    def may_add_for(self, user: Viewer, area: Area) -> Decision:
        """Whether ``user`` may make a plan for ``area``."""
        if areas_to_plan_for(user).filter(pk=area.pk).exists():
            return ALLOWED
        return Decision(
            allowed=False,
            reason=_("Only those who work with the area may make a plan for it."),
        )


def areas_to_plan_for(user: Viewer) -> models.QuerySet[Area]:
    """Areas that ``user`` may make plans for."""
    areas = Area.objects.select_related("municipality")
    if programme.edits_programme(user):
        return areas
    if not isinstance(user, User):
        return areas.none()
    scope = Q(pk__in=[])
    for held in user.current_assignments:
        if held.role not in programme.AREA_ROLES:
            continue
        if held.scope_kind == RoleAssignment.ScopeKind.EVERYWHERE:
            return areas
        if held.scope_kind == RoleAssignment.ScopeKind.MUNICIPALITY:
            scope |= Q(municipality__code=held.scope_key)
        else:
            scope |= Q(area_id=held.scope_key) | Q(parts__part__area_id=held.scope_key)
    return areas.filter(scope).distinct()


class IndicatorPolicy(PermissionPolicy[Indicator]):
    """What an indicator means is public; which plans use it, their own policy says."""

    def visible_to(self, user: Viewer) -> models.QuerySet[Indicator]:
        return Indicator.objects.select_related("organisation")

    def may_edit(self, user: Viewer, indicator: Indicator) -> Decision:
        """Whether ``user`` may change what an indicator means, for every plan that uses it."""
        if programme.edits_programme(user):
            return ALLOWED
        if indicator.pk is None:
            return (
                ALLOWED
                if may_add_indicator(user)
                else Decision(
                    allowed=False,
                    reason=_("Only those who work with plans may define an indicator."),
                )
            )
        uses = IndicatorUse.objects.filter(indicator=indicator)
        foreign = uses.exclude(plan__node__in=programme.nodes_worked_with(user).values("pk"))
        if may_add_indicator(user) and not foreign.exists():
            return ALLOWED
        return Decision(
            allowed=False,
            reason=_(
                "The plans of others measure by this indicator. Ask a programme officer to "
                "change it, or make one of your own."
            ),
        )


def may_add_indicator(user: Viewer) -> bool:
    """Whether ``user`` may define an indicator."""
    return isinstance(user, User) and bool(user.current_roles() & set(EDITING_ROLES))


plans = PlanPolicy()
indicators = IndicatorPolicy()
