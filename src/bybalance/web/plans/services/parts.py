"""Add, change, remove and bring back parts of a plan."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction

from bybalance.model import keys
from bybalance.model.errors import DependencyCycle
from bybalance.model.messages import Message
from bybalance.scheduling.links import Link, LinkKind, find_cycle
from bybalance.web.accounts.models import User
from bybalance.web.plans import permissions
from bybalance.web.plans.models import (
    DevelopmentPlan,
    Indicator,
    Measure,
    MeasureDependency,
    PlanPart,
)
from bybalance.web.shared import audit, locks


class NotRestored(ValueError):
    """A part cannot come back because another has taken its place; the text says which rule."""


def save_part(part: PlanPart, *, by: User, now: datetime) -> None:
    """Write a part that a form has filled in and checked.

    Raises
    ------
    DependencyCycle
        If measures would wait for each other in a circle; the message names them.
    """
    permissions.plans.may_edit(by, part.plan).require()
    with locks.locked(part.plan) as plan:
        before = type(part).with_removed.filter(pk=part.pk).first() if part.pk else None
        part.save()
        _refuse_cycle(plan)
        _touch(plan, now)
        audit.record(
            "plan_part_added" if before is None else "plan_part_changed",
            part,
            by=by,
            at=now,
            after={"plan": plan.key, "fields": _changed(before, part)},
        )


def remove_part(part: PlanPart, *, by: User, now: datetime) -> None:
    """Take a part out of the plan; it can be brought back, and old versions still have it."""
    permissions.plans.may_edit(by, part.plan).require()
    with locks.locked(part) as current:
        if current.removed_at is not None:
            return
        current.removed_at = now
        current.save(update_fields=("removed_at",))
        _touch(current.plan, now)
        audit.record("plan_part_removed", current, by=by, at=now, after={"plan": current.plan.key})


def restore_part(part: PlanPart, *, by: User, now: datetime) -> None:
    """Bring back a part that was removed.

    Raises
    ------
    NotRestored
        If another part has taken its place since.
    DependencyCycle
        If measures would wait for each other in a circle again.
    """
    permissions.plans.may_edit(by, part.plan).require()
    with locks.locked(part) as current:
        current.removed_at = None
        try:
            current.validate_constraints()
        except ValidationError as error:
            raise NotRestored(" ".join(error.messages)) from error
        current.save(update_fields=("removed_at",))
        _refuse_cycle(current.plan)
        _touch(current.plan, now)
        audit.record("plan_part_restored", current, by=by, at=now, after={"plan": current.plan.key})


def save_indicator(indicator: Indicator, *, by: User, now: datetime) -> None:
    """Write what an indicator means, for every plan that measures by it.

    What an account of the demo defines is invented, and is labelled so wherever it is shown.
    """
    permissions.indicators.may_edit(by, indicator).require()
    if indicator.pk:
        with locks.locked(indicator):
            indicator.save()
            audit.record("indicator_changed", indicator, by=by, at=now)
        return
    indicator.key = _free_indicator_key(indicator.name_da or indicator.name_en)
    indicator.is_invented = by.is_demo
    with transaction.atomic():
        indicator.save()
        audit.record("indicator_made", indicator, by=by, at=now, after={"key": indicator.key})


def _free_indicator_key(name: str) -> str:
    stem = keys.key_of(name, max_length=70) or "indicator"
    taken = set(Indicator.objects.filter(key__startswith=stem).values_list("key", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (stem, *numbered) if key not in taken)


def _refuse_cycle(plan: DevelopmentPlan) -> None:
    """Undo the step where measures now wait for each other in a circle."""
    kept = MeasureDependency.objects.filter(
        plan=plan, before__removed_at=None, after__removed_at=None
    )
    links = [
        Link(
            before=str(one.before_id),
            after=str(one.after_id),
            kind=LinkKind(one.kind),
            lag_days=one.lag_days,
        )
        for one in kept
    ]
    cycle = find_cycle(links)
    if cycle is None:
        return
    titles = {str(one.pk): one.title for one in Measure.objects.filter(plan=plan)}
    named = tuple(titles[key] for key in cycle)
    shown = " → ".join((*named, named[0]))
    raise DependencyCycle(
        f"These wait for each other in a circle: {shown}. Remove one of the dependencies.",
        cycle=named,
        message=Message("schedule.cycle", {"cycle": shown}),
    )


def _touch(plan: DevelopmentPlan, now: datetime) -> None:
    plan.updated_at = now
    plan.save(update_fields=("updated_at",))


def _changed(before: PlanPart | None, part: PlanPart) -> list[str]:
    """Names of the fields that differ; the values are in the versions, not in the log."""
    fields: list[models.Field[object, object]] = list(part._meta.concrete_fields)
    names = [field.attname for field in fields if field.attname != "id"]
    if before is None:
        return []
    return [name for name in names if getattr(before, name) != getattr(part, name)]
