"""The plans of the campaign's areas: the facts that sources state, and nothing more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from bybalance.pipelines.campaign import plans as facts
from bybalance.web.areas.models import Area
from bybalance.web.plans.models import DevelopmentPlan, PlanFact
from bybalance.web.plans.services.plans import PlanDetails, add_plan, publish_version
from bybalance.web.programme.models import Node


@transaction.atomic
def load_campaign_plans(*, now: datetime) -> int:
    """Add the plans that are missing, each public as its first version; returns how many.

    A plan that is here stays as it is, also when someone has changed or removed it.
    """
    added = 0
    for plan in facts.plan_facts():
        if Node.with_removed.filter(key=plan["key"]).exists():
            continue
        _add(plan, now=now)
        added += 1
    return added


def _add(plan: dict[str, Any], *, now: datetime) -> DevelopmentPlan:
    details = PlanDetails(
        name_da=plan["name_da"],
        name_en=plan["name_en"],
        summary_da="",
        summary_en="",
        kind=plan["kind"],
        vision_da="",
        vision_en="",
        horizon_year=plan.get("horizon_year"),
        from_on=None,
        until_on=None,
    )
    made = add_plan(
        details,
        key=plan["key"],
        areas=list(Area.objects.filter(area_id__in=plan["areas"])),
        parent=Node.objects.filter(key=plan.get("effort", "")).first(),
        is_invented=False,
        now=now,
    )
    PlanFact.objects.bulk_create(
        PlanFact(plan=made, position=position, **fact)
        for position, fact in enumerate(plan["facts"], start=1)
    )
    publish_version(
        made,
        note_da="Det, som offentlige kilder siger om planen.",
        note_en="What public sources say of the plan.",
        by=None,
        now=now,
    )
    return made
