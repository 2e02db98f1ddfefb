"""What the plan is to change for people, and how it is measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from bybalance.web.plans import permissions
from bybalance.web.plans.models import DevelopmentPlan, Indicator, IndicatorUse, PlanVersion
from bybalance.web.plans.queries import words
from bybalance.web.plans.queries.content import MeasurementContent, OutcomeContent, UseContent
from bybalance.web.plans.queries.plan_pages import Action, add_action, change_url, with_change
from bybalance.web.plans.queries.shown import ShownPlan
from bybalance.web.programme import permissions as programme
from bybalance.web.shared.access import Viewer
from bybalance.web.shared.charts import svg, trend
from bybalance.web.shared.tables import Cell, Column, Table


@dataclass(frozen=True)
class ShownUse:
    """An indicator in the plan: definition, baseline, target, and what was measured."""

    use: UseContent
    indicator_url: str
    direction: str
    baseline: str
    target: str
    sentence: str
    drawing: svg.Drawing | None
    table: Table
    change_url: str


@dataclass(frozen=True)
class ShownOutcome:
    """An outcome with its indicators."""

    outcome: OutcomeContent
    goal: str
    uses: tuple[ShownUse, ...]
    change_url: str


@dataclass(frozen=True)
class EffectsPage:
    """Every outcome of a plan."""

    outcomes: tuple[ShownOutcome, ...]
    actions: tuple[Action | None, ...]


def effects_page(shown: ShownPlan) -> EffectsPage:
    """Outcomes, their indicators and measurements."""
    content = shown.content
    goals = {goal.id: goal.title for goal in content.goals}
    return EffectsPage(
        outcomes=tuple(
            ShownOutcome(
                outcome=one,
                goal=goals[one.goal_id] if one.goal_id else "",
                uses=tuple(
                    _shown_use(shown, use) for use in content.uses if use.outcome_id == one.id
                ),
                change_url=change_url(shown, "outcome", one.id),
            )
            for one in content.outcomes
        ),
        actions=(
            add_action(shown, "outcome", _("Add an outcome")),
            # A form with an empty list leads nowhere: each way opens after the one before.
            add_action(shown, "indicator-use", _("Measure an outcome"))
            if content.outcomes
            else None,
            add_action(shown, "measurement", _("Add a measurement")) if content.uses else None,
            _define_action(shown),
        ),
    )


def _define_action(shown: ShownPlan) -> Action | None:
    if not shown.may_change:
        return None
    return Action(label=_("Define an indicator"), url=reverse("plans:add_indicator"))


def _shown_use(shown: ShownPlan, use: UseContent) -> ShownUse:
    measured = sorted(
        (one for one in shown.content.measurements if one.use_id == use.id),
        key=lambda one: one.measured_on,
    )
    return ShownUse(
        use=use,
        indicator_url=reverse("plans:indicator", args=[use.indicator_key]),
        direction=words.direction(use.direction),
        baseline=_level(use.baseline_number, use.unit, words.day(use.baseline_on)),
        target=_level(use.target_number, use.unit, words.day(use.target_on)),
        sentence=_sentence(use, measured),
        drawing=_drawing(use, measured),
        table=_measurement_table(shown, use, measured),
        change_url=change_url(shown, "indicator-use", use.id),
    )


def _level(number: Decimal | None, unit: str, day: str) -> str:
    if number is None:
        return _("not set")
    return _("%(number)s on %(day)s") % {"number": words.number(number, unit), "day": day}


def _sentence(use: UseContent, measured: list[MeasurementContent]) -> str:
    """How far the last measurement is from baseline and target."""
    if not measured:
        return _("Not measured yet.")
    last = measured[-1]
    told = _("Last measured on %(day)s: %(number)s.") % {
        "day": words.day(last.measured_on),
        "number": words.number(last.number, use.unit),
    }
    if use.target_number is None:
        return told
    is_reached = (
        last.number >= use.target_number
        if use.direction == Indicator.Direction.HIGHER
        else last.number <= use.target_number
    )
    verdict = _("The target is reached.") if is_reached else _("The target is not reached yet.")
    return f"{told} {verdict}"


def _drawing(use: UseContent, measured: list[MeasurementContent]) -> svg.Drawing | None:
    """Measurements over time with the target as a line; none where two days are not known."""
    points = {one.measured_on: one.number for one in measured}
    if use.baseline_on and use.baseline_number is not None:
        points.setdefault(use.baseline_on, use.baseline_number)
    if len(points) < 2 or min(points.values()) < 0:
        return None
    days = sorted(points)
    threshold = None
    if use.target_number is not None and use.target_number >= 0:
        threshold = trend.Threshold(
            level=use.target_number,
            label=_("target %(number)s") % {"number": words.number(use.target_number, use.unit)},
        )
    return trend.draw(
        trend.Trend(
            caption=svg.Caption(
                key=f"use-{use.id}",
                title=use.name,
                description=_(
                    "A line through the measurements, with the target as a level. The same "
                    "numbers are in the table below."
                ),
            ),
            dates=tuple(days),
            series=(trend.Series(label=use.unit, counts=tuple(points[day] for day in days)),),
            language=words.language(),
            threshold=threshold,
            decimals=1 if any(number % 1 for number in points.values()) else 0,
        )
    )


def _measurement_table(
    shown: ShownPlan, use: UseContent, measured: list[MeasurementContent]
) -> Table:
    table = Table(
        caption=_("Measurements of %(name)s") % {"name": use.name},
        columns=(
            Column(_("Measured on")),
            Column(_("Measured value"), is_figure=True),
            Column(_("Source")),
        ),
        rows=tuple(
            (
                Cell(words.day(one.measured_on)),
                Cell(words.number(one.number, use.unit)),
                Cell(one.source_title, url=one.source_url),
            )
            for one in measured
        ),
    )
    return with_change(shown, "measurement", table, [one.id for one in measured])


# --- indicators that plans share ------------------------------------------------------------


@dataclass(frozen=True)
class IndicatorPage:
    """What an indicator means, and which plans that the reader may see measure by it."""

    indicator: Indicator
    direction: str
    plans: tuple[tuple[str, str], ...]


def indicators_table(indicators: Iterable[Indicator]) -> Table:
    """Every indicator and what it means."""
    return Table(
        caption=_("Indicators"),
        columns=(
            Column(_("Indicator")),
            Column(_("Definition")),
            Column(_("Unit")),
            Column(_("Direction")),
            Column(_("Owner")),
        ),
        rows=tuple(
            (
                Cell(
                    one.name,
                    url=reverse("plans:indicator", args=[one.key]),
                    note=_("invented") if one.is_invented else "",
                ),
                Cell(one.definition or words.NONE),
                Cell(one.unit or words.NONE),
                Cell(words.direction(one.direction)),
                Cell(one.organisation.name if one.organisation else words.NONE),
            )
            for one in indicators
        ),
    )


def indicator_page(indicator: Indicator, viewer: Viewer) -> IndicatorPage:
    """An indicator, and the plans that measure by it as far as ``viewer`` may know.

    What a working copy measures by is known only to those who work with the plan.
    """
    used = IndicatorUse.with_removed.filter(indicator=indicator).values("plan")
    visible = permissions.plans.visible_to(viewer).filter(pk__in=used)
    own = set(
        IndicatorUse.objects.filter(
            indicator=indicator,
            outcome__removed_at=None,
            plan__node__in=programme.nodes_worked_with(viewer).values("pk"),
        ).values_list("plan_id", flat=True)
    )
    plans = visible.prefetch_related(
        Prefetch("versions", queryset=PlanVersion.objects.order_by("-number"))
    )
    return IndicatorPage(
        indicator=indicator,
        direction=words.direction(indicator.direction),
        plans=tuple(
            (str(plan), reverse("plans:effects", args=[plan.key]))
            for plan in plans
            if plan.pk in own or indicator.key in _published_indicators(plan)
        ),
    )


def _published_indicators(plan: DevelopmentPlan) -> set[str]:
    versions = list(plan.versions.all())
    if not versions or not plan.node.is_published:
        return set()
    return {use["indicator_key"] for use in versions[0].content["uses"]}
