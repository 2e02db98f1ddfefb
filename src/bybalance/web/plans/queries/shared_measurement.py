"""That the parties of a node measure together: what the published plans below it measure by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.web.plans import permissions
from bybalance.web.plans.models import DevelopmentPlan, PlanVersion
from bybalance.web.plans.queries import content as contents
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.content import PlanContent, UseContent
from bybalance.web.programme.models import Node
from bybalance.web.programme.queries import Evidence
from bybalance.web.shared.access import Viewer


def indicators_as_evidence(node: Node, viewer: Viewer) -> tuple[Evidence, ...]:
    """Each indicator of the plans of ``node`` and below, as their last versions say.

    A working copy is no evidence, not even to those who may see it.
    """
    below = Q(node=node) | Q(node__parent=node) | Q(node__parent__parent=node)
    newest_first = PlanVersion.objects.order_by("-number")
    plans = (
        permissions.plans.visible_to(viewer)
        .filter(below, node__is_published=True, versions__isnull=False)
        .order_by("node__name_da", "pk")
        .distinct()
        .prefetch_related(Prefetch("versions", queryset=newest_first))
    )
    return tuple(evidence for plan in plans for evidence in _of_plan(plan))


def _of_plan(plan: DevelopmentPlan) -> Iterator[Evidence]:
    published = contents.from_json(plan.versions.all()[0].content)
    for use in published.uses:
        yield Evidence(
            _("%(indicator)s in “%(plan)s”: %(figures)s")
            % {
                "indicator": use.name,
                "plan": plan.node.name,
                "figures": ", ".join(_figures(published, use)) or _("not measured yet"),
            },
            url=reverse("plans:effects", args=[plan.key]),
            lacks=_lacks(use),
        )


def _figures(published: PlanContent, use: UseContent) -> Iterator[str]:
    """Baseline, the last measurement and the target, as far as they are given."""
    if use.baseline_on is not None and use.baseline_number is not None:
        yield _("%(number)s at the start (%(day)s)") % _words(
            use, use.baseline_number, use.baseline_on
        )
    measured = [one for one in published.measurements if one.use_id == use.id]
    if measured:
        last = max(measured, key=lambda one: (one.measured_on, one.id))
        yield _("last measured %(number)s (%(day)s)") % _words(use, last.number, last.measured_on)
    if use.target_on is not None and use.target_number is not None:
        yield _("target %(number)s (%(day)s)") % _words(use, use.target_number, use.target_on)


def _words(use: UseContent, number: Decimal, day: date) -> dict[str, str]:
    return {"number": words.number(number, use.unit), "day": words.day(day)}


def _lacks(use: UseContent) -> tuple[str, ...]:
    """What a figure that is followed needs, and this one has not."""
    lacking = (
        (use.baseline_on, _("“%(indicator)s” has no baseline.")),
        (use.target_on, _("“%(indicator)s” has no target.")),
    )
    return tuple(text % {"indicator": use.name} for day, text in lacking if day is None)
