"""Plans for Balby and their parts."""

from __future__ import annotations

from datetime import date

import factory
from tests.web.factories.people import LONG_AGO

from bybalance.web.plans.models import (
    BudgetLine,
    DevelopmentPlan,
    Goal,
    Indicator,
    IndicatorUse,
    Measure,
    MeasureDependency,
    Measurement,
    Milestone,
    Outcome,
    PlanFact,
    Risk,
    StatusReport,
)
from bybalance.web.programme.models import Node


class PlanFactory(factory.django.DjangoModelFactory[DevelopmentPlan]):
    """A draft for an area of Balby; publish it with the service."""

    class Meta:
        model = DevelopmentPlan

    node = factory.SubFactory(
        "tests.web.factories.programme.NodeFactory",
        kind=Node.Kind.PLAN,
        is_published=False,
        key=factory.Sequence(lambda n: f"plan-{n}"),
        name_da=factory.Sequence(lambda n: f"Plan {n}"),
    )
    created_at = LONG_AGO
    updated_at = LONG_AGO


class GoalFactory(factory.django.DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    plan = factory.SubFactory(PlanFactory)
    title_da = factory.Sequence(lambda n: f"Mål {n}")


class MeasureFactory(factory.django.DjangoModelFactory[Measure]):
    class Meta:
        model = Measure

    plan = factory.SubFactory(PlanFactory)
    kind = Measure.Kind.PHYSICAL
    title_da = factory.Sequence(lambda n: f"Virkemiddel {n}")
    from_on = date(2030, 1, 1)
    until_on = date(2030, 7, 1)


class MilestoneFactory(factory.django.DjangoModelFactory[Milestone]):
    class Meta:
        model = Milestone

    plan = factory.SelfAttribute("measure.plan")
    measure = factory.SubFactory(MeasureFactory)
    title_da = factory.Sequence(lambda n: f"Milepæl {n}")
    due_on = date(2030, 3, 1)


class MeasureDependencyFactory(factory.django.DjangoModelFactory[MeasureDependency]):
    class Meta:
        model = MeasureDependency

    plan = factory.SelfAttribute("before.plan")
    before = factory.SubFactory(MeasureFactory)
    after = factory.SubFactory(MeasureFactory, plan=factory.SelfAttribute("..before.plan"))


class BudgetLineFactory(factory.django.DjangoModelFactory[BudgetLine]):
    class Meta:
        model = BudgetLine

    plan = factory.SubFactory(PlanFactory)
    organisation = factory.SubFactory("tests.web.factories.directory.OrganisationFactory")
    year = 2030
    planned_oere = 100_000


class RiskFactory(factory.django.DjangoModelFactory[Risk]):
    class Meta:
        model = Risk

    plan = factory.SubFactory(PlanFactory)
    title_da = factory.Sequence(lambda n: f"Risiko {n}")
    probability = 2
    consequence = 3


class StatusReportFactory(factory.django.DjangoModelFactory[StatusReport]):
    class Meta:
        model = StatusReport

    plan = factory.SubFactory(PlanFactory)
    reported_on = date(2030, 2, 1)
    light = StatusReport.Light.AMBER
    reason_da = "Udbuddet trækker ud."


class IndicatorFactory(factory.django.DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    key = factory.Sequence(lambda n: f"indikator-{n}")
    name_da = factory.Sequence(lambda n: f"Indikator {n}")
    definition_da = "Talt en hverdag i Balby."
    unit_da = "personer"
    direction = Indicator.Direction.HIGHER
    is_invented = True


class OutcomeFactory(factory.django.DjangoModelFactory[Outcome]):
    class Meta:
        model = Outcome

    plan = factory.SubFactory(PlanFactory)
    title_da = factory.Sequence(lambda n: f"Virkning {n}")


class IndicatorUseFactory(factory.django.DjangoModelFactory[IndicatorUse]):
    class Meta:
        model = IndicatorUse

    plan = factory.SelfAttribute("outcome.plan")
    outcome = factory.SubFactory(OutcomeFactory)
    indicator = factory.SubFactory(IndicatorFactory)


class MeasurementFactory(factory.django.DjangoModelFactory[Measurement]):
    class Meta:
        model = Measurement

    plan = factory.SelfAttribute("use.plan")
    use = factory.SubFactory(IndicatorUseFactory)
    measured_on = date(2030, 1, 1)
    number = 100
    source_title = "Talt af beboerne"


class PlanFactFactory(factory.django.DjangoModelFactory[PlanFact]):
    class Meta:
        model = PlanFact

    plan = factory.SubFactory(PlanFactory)
    label_da = factory.Sequence(lambda n: f"Faktum {n}")
    text_da = "Et hold blev valgt."
    source_title = "Balby Avis"
