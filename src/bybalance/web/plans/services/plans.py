"""Make a plan, change what it says of itself, publish versions of it and withdraw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from bybalance.model import keys
from bybalance.web.accounts.models import User
from bybalance.web.areas.models import Area
from bybalance.web.plans import permissions
from bybalance.web.plans.models import DevelopmentPlan, PlanVersion
from bybalance.web.plans.queries import content as contents
from bybalance.web.programme.models import Node
from bybalance.web.shared import audit, locks

#: Words that stand where a plan's key does in addresses.
RESERVED_KEYS = {"ny", "new", "omraader", "areas", "indikatorer", "indicators"}


class NothingNew(ValueError):
    """The working copy is the same as the version that was published last."""


@dataclass(frozen=True)
class PlanDetails:
    """What a plan says of itself, as a form gives it."""

    name_da: str
    name_en: str
    summary_da: str
    summary_en: str
    kind: str
    vision_da: str
    vision_en: str
    horizon_year: int | None
    from_on: date | None
    until_on: date | None


_OF_NODE = ("name_da", "name_en", "summary_da", "summary_en", "from_on", "until_on")
_OF_PLAN = ("kind", "vision_da", "vision_en", "horizon_year")


def make_plan(
    details: PlanDetails,
    *,
    areas: Sequence[Area],
    parent: Node | None,
    by: User,
    now: datetime,
) -> DevelopmentPlan:
    """Make a plan for areas that ``by`` works with; nobody else sees it yet."""
    for area in areas:
        permissions.plans.may_add_for(by, area).require()
    with transaction.atomic():
        plan = add_plan(
            details,
            key=free_key(details.name_da or details.name_en),
            areas=areas,
            parent=parent,
            is_invented=any(area.is_invented for area in areas),
            now=now,
        )
        audit.record("plan_made", plan, by=by, at=now, after={"key": plan.key})
    return plan


def add_plan(
    details: PlanDetails,
    *,
    key: str,
    areas: Sequence[Area],
    parent: Node | None,
    is_invented: bool,
    now: datetime,
) -> DevelopmentPlan:
    """Write the node and the plan; for :func:`make_plan` and the loaders of the demo."""
    node = Node.objects.create(
        key=key,
        kind=Node.Kind.PLAN,
        parent=parent,
        is_invented=is_invented,
        created_at=now,
        updated_at=now,
        **{name: getattr(details, name) for name in _OF_NODE},
    )
    node.areas.set(areas)
    return DevelopmentPlan.objects.create(
        node=node,
        created_at=now,
        updated_at=now,
        **{name: getattr(details, name) for name in _OF_PLAN},
    )


def free_key(name: str) -> str:
    """A key made of the name that no node has, removed ones included."""
    stem = keys.key_of(name, max_length=70) or "plan"
    taken = set(Node.with_removed.filter(key__startswith=stem).values_list("key", flat=True))
    taken |= RESERVED_KEYS & {stem}
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (stem, *numbered) if key not in taken)


def change_plan(
    plan: DevelopmentPlan, details: PlanDetails, *, by: User, now: datetime
) -> list[str]:
    """Change what the plan says of itself; returns the names of what changed."""
    permissions.plans.may_edit(by, plan).require()
    with locks.locked(plan) as current:
        node = current.node
        changed = [
            name
            for name, value in asdict(details).items()
            if getattr(node if name in _OF_NODE else current, name) != value
        ]
        for name in changed:
            setattr(node if name in _OF_NODE else current, name, getattr(details, name))
        if changed:
            node.updated_at = now
            node.save(update_fields=(*_OF_NODE, "updated_at"))
            current.updated_at = now
            current.save(update_fields=(*_OF_PLAN, "updated_at"))
            audit.record("plan_changed", current, by=by, at=now, after={"fields": changed})
    return changed


def publish_version(
    plan: DevelopmentPlan, *, note_da: str = "", note_en: str = "", by: User | None, now: datetime
) -> PlanVersion:
    """Keep the working copy as a version that never changes, and show it to everybody.

    Raises
    ------
    NothingNew
        If the plan is public already and the working copy equals its last version.
    """
    if by is not None:
        permissions.plans.may_edit(by, plan).require()
    with locks.locked(plan) as current:
        kept = contents.as_json(contents.working_copy(current))
        fingerprint = contents.fingerprint(kept)
        last = current.versions.order_by("-number").first()
        is_same = last is not None and last.content_sha256 == fingerprint
        if is_same and current.node.is_published:
            raise NothingNew(current.key)
        node = current.node
        node.is_published = True
        node.updated_at = now
        node.save(update_fields=("is_published", "updated_at"))
        if is_same and last is not None:  # a plan that was withdrawn is shown again as it was
            audit.record("plan_shown_again", current, by=by, at=now, after={"number": last.number})
            return last
        number = (current.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        version = PlanVersion.objects.create(
            plan=current,
            number=number,
            published_at=now,
            note_da=note_da,
            note_en=note_en,
            content=kept,
            content_sha256=fingerprint,
        )
        audit.record(
            "plan_version_published",
            version,
            by=by,
            at=now,
            after={"plan": current.key, "number": number, "sha256": fingerprint},
        )
    return version


def withdraw_plan(plan: DevelopmentPlan, *, by: User, now: datetime) -> None:
    """Show the plan only to those who work with it; its versions stay as they are."""
    permissions.plans.may_edit(by, plan).require()
    with locks.locked(plan) as current:
        node = current.node
        if not node.is_published:
            return
        node.is_published = False
        node.updated_at = now
        node.save(update_fields=("is_published", "updated_at"))
        audit.record("plan_withdrawn", current, by=by, at=now)
