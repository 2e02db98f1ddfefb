from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bybalance.web.directory.models import Organisation
from bybalance.web.plans.models.measures import Goal, Measure
from bybalance.web.plans.models.plan import PlanPart
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import Sourced


class Indicator(Sourced):
    """A yardstick that several plans measure by, defined once so that they mean the same."""

    class Direction(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=160, blank=True)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    name = Bilingual("name")
    definition_da = models.TextField(_("definition in Danish"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    definition = Bilingual("definition")
    unit_da = models.CharField(_("unit in Danish"), max_length=40, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=40, blank=True)
    unit = Bilingual("unit")
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the indicator"),
    )
    is_invented = models.BooleanField(_("invented"), default=False)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("name_da", "id")

    def __str__(self) -> str:
        return self.name


class Outcome(PlanPart):
    """What is to be different for people when the plan works."""

    goal = models.ForeignKey(
        Goal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("goal"),
    )
    title_da = models.CharField(_("outcome in Danish"), max_length=200, blank=True)
    title_en = models.CharField(_("outcome in English"), max_length=200, blank=True)
    title = Bilingual("title")

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title


class IndicatorUse(PlanPart):
    """That the plan measures an outcome by an indicator, from a baseline to a target."""

    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="uses", verbose_name=_("outcome")
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="uses", verbose_name=_("indicator")
    )
    baseline_on = models.DateField(_("day of the baseline"), null=True, blank=True)
    baseline_number = models.DecimalField(
        _("baseline"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    target_on = models.DateField(_("day of the target"), null=True, blank=True)
    target_number = models.DecimalField(
        _("target"), max_digits=18, decimal_places=4, null=True, blank=True
    )

    class Meta:
        verbose_name = _("indicator in the plan")
        verbose_name_plural = _("indicators in the plan")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline_on=None, baseline_number=None)
                | Q(baseline_on__isnull=False, baseline_number__isnull=False),
                name="baseline_has_day_and_number",
                violation_error_message=_("Give the baseline both a day and a number, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(target_on=None, target_number=None)
                | Q(target_on__isnull=False, target_number__isnull=False),
                name="target_has_day_and_number",
                violation_error_message=_("Give the target both a day and a number, or neither."),
            ),
            models.UniqueConstraint(
                fields=("outcome", "indicator"),
                condition=Q(removed_at=None),
                name="indicator_used_once_per_outcome",
                violation_error_message=_("The outcome is measured by this indicator already."),
            ),
        ]

    def __str__(self) -> str:
        return self.indicator.name


class Measurement(PlanPart, Sourced):
    """What the indicator was on a day, and where that is known from."""

    use = models.ForeignKey(
        IndicatorUse,
        on_delete=models.PROTECT,
        related_name="measurements",
        verbose_name=_("indicator in the plan"),
    )
    measured_on = models.DateField(_("measured on"))
    number = models.DecimalField(_("measured"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ("measured_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("use", "measured_on"),
                condition=Q(removed_at=None),
                name="measured_once_a_day",
                violation_error_message=_("There is a measurement of that day already."),
            ),
            models.CheckConstraint(condition=~Q(source_title=""), name="measurement_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.measured_on}"


class Evidence(PlanPart, Sourced):
    """A publication that the plan leans on, and what it supports."""

    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("measure"),
    )
    supports_da = models.TextField(_("what it supports, in Danish"), blank=True)
    supports_en = models.TextField(_("what it supports, in English"), blank=True)
    supports = Bilingual("supports")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("source_title", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(source_title=""), name="evidence_has_a_title")
        ]

    def __str__(self) -> str:
        return self.source_title
