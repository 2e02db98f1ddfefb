"""A development plan and what it is made of."""

from __future__ import annotations

from bybalance.web.plans.models.effects import (
    Evidence,
    Indicator,
    IndicatorUse,
    Measurement,
    Outcome,
)
from bybalance.web.plans.models.follow_up import BudgetLine, Risk, StatusReport
from bybalance.web.plans.models.measures import Goal, Measure, MeasureDependency, Milestone
from bybalance.web.plans.models.plan import DevelopmentPlan, PlanFact, PlanPart, PlanVersion

__all__ = [
    "BudgetLine",
    "DevelopmentPlan",
    "Evidence",
    "Goal",
    "Indicator",
    "IndicatorUse",
    "Measure",
    "MeasureDependency",
    "Measurement",
    "Milestone",
    "Outcome",
    "PlanFact",
    "PlanPart",
    "PlanVersion",
    "Risk",
    "StatusReport",
]
