from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bybalance.web.directory.models import Organisation
from bybalance.web.plans.models.measures import Measure
from bybalance.web.plans.models.plan import FIRST_YEAR, LAST_YEAR, PlanPart
from bybalance.web.shared.bilingual import Bilingual


class BudgetLine(PlanPart):
    """Money for a measure, or for the plan as a whole, from one organisation in one year."""

    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_lines",
        verbose_name=_("measure"),
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("source of money")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    planned_oere = models.BigIntegerField(_("planned"))
    actual_oere = models.BigIntegerField(_("spent"), null=True, blank=True)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ("year", "organisation__name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_oere__gte=0), name="budget_planned_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(actual_oere=None) | Q(actual_oere__gte=0),
                name="budget_actual_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="budget_year_is_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"


class Risk(PlanPart):
    """What may go wrong, how likely and how bad it is, and what is done about it."""

    class Level(models.IntegerChoices):
        VERY_LOW = 1, _("1, very low")
        LOW = 2, _("2, low")
        MEDIUM = 3, _("3, medium")
        HIGH = 4, _("4, high")
        VERY_HIGH = 5, _("5, very high")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        HAPPENED = "happened", _("has happened")
        CLOSED = "closed", _("closed")

    title_da = models.CharField(_("risk in Danish"), max_length=200, blank=True)
    title_en = models.CharField(_("risk in English"), max_length=200, blank=True)
    title = Bilingual("title")
    probability = models.PositiveSmallIntegerField(_("probability"), choices=Level.choices)
    consequence = models.PositiveSmallIntegerField(_("consequence"), choices=Level.choices)
    response_da = models.TextField(_("response in Danish"), blank=True)
    response_en = models.TextField(_("response in English"), blank=True)
    response = Bilingual("response")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the risk"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__range=(1, 5)) & Q(consequence__range=(1, 5)),
                name="risk_levels_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return self.title


class StatusReport(PlanPart):
    """How it goes with a measure, or with the plan as a whole, and why."""

    class Light(models.TextChoices):
        GREEN = "green", _("As planned")
        AMBER = "amber", _("Needs attention")
        RED = "red", _("Off track")

    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="status_reports",
        verbose_name=_("measure"),
    )
    reported_on = models.DateField(_("date"))
    light = models.CharField(_("how it goes"), max_length=10, choices=Light.choices)
    reason_da = models.TextField(_("reason in Danish"), blank=True)
    reason_en = models.TextField(_("reason in English"), blank=True)
    reason = Bilingual("reason")

    class Meta:
        verbose_name = _("status report")
        verbose_name_plural = _("status reports")
        ordering = ("-reported_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason_da="") | ~Q(reason_en=""), name="status_report_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_light_display()} {self.reported_on}"
