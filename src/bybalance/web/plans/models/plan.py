from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bybalance.web.programme.models import Node
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import KeptManager, Removable, Sourced

FIRST_YEAR, LAST_YEAR = 1990, 2100


class DevelopmentPlan(models.Model):
    """A plan for an area: the node says its name, period, areas and whether it is public.

    What its parts say is a working copy. Others than those who work with the plan see the version
    that was published last.
    """

    class Kind(models.TextChoices):
        STRATEGIC = "strategic", _("Strategic plan (voluntary)")
        STATUTORY = "statutory", _("Statutory plan (required by law)")

    node = models.OneToOneField(
        Node,
        on_delete=models.PROTECT,
        related_name="development_plan",
        limit_choices_to={"kind": Node.Kind.PLAN},
        verbose_name=_("part of the programme"),
    )
    kind = models.CharField(
        _("kind of plan"), max_length=15, choices=Kind.choices, default=Kind.STRATEGIC
    )
    vision_da = models.TextField(_("vision in Danish"), blank=True)
    vision_en = models.TextField(_("vision in English"), blank=True)
    vision = Bilingual("vision")
    horizon_year = models.PositiveSmallIntegerField(_("horizon, year"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("development plan")
        verbose_name_plural = _("development plans")
        ordering = ("node__name_da", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(horizon_year=None) | Q(horizon_year__range=(FIRST_YEAR, LAST_YEAR)),
                name="plan_horizon_is_a_year",
            )
        ]

    def __str__(self) -> str:
        return self.node.name

    @property
    def key(self) -> str:
        """How addresses name the plan."""
        return self.node.key

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.key])


class PlanPart(Removable):
    """A row that belongs to one plan; it can be removed and brought back."""

    plan: models.ForeignKey[Any, Any] = models.ForeignKey(
        DevelopmentPlan, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("plan")
    )

    objects = KeptManager()
    with_removed = models.Manager()

    class Meta:
        abstract = True


class PlanFact(PlanPart, Sourced):
    """Something a source says of a plan, with its day; what is inferred is marked as such."""

    class Confidence(models.TextChoices):
        SOURCED = "sourced", _("sourced")
        INFERRED = "inferred", _("inferred, not verified")
        CALCULATED = "calculated", _("calculated here from sourced figures")

    position = models.PositiveSmallIntegerField(_("order"), default=0)
    happened_on = models.DateField(_("date"), null=True, blank=True)
    period_da = models.CharField(_("when, in Danish"), max_length=60, blank=True)
    period_en = models.CharField(_("when, in English"), max_length=60, blank=True)
    period = Bilingual("period")
    label_da = models.CharField(_("heading in Danish"), max_length=120, blank=True)
    label_en = models.CharField(_("heading in English"), max_length=120, blank=True)
    label = Bilingual("label")
    text_da = models.TextField(_("text in Danish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text = Bilingual("text")
    confidence = models.CharField(
        _("how it is known"), max_length=12, choices=Confidence.choices, default=Confidence.SOURCED
    )

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ("position", F("happened_on").asc(nulls_last=True), "id")

    def __str__(self) -> str:
        return self.label


class PlanVersion(models.Model):
    """A plan as it was published on a day; never changed, which the database sees to."""

    plan = models.ForeignKey(
        DevelopmentPlan, on_delete=models.PROTECT, related_name="versions", verbose_name=_("plan")
    )
    number = models.PositiveIntegerField(_("number"))
    published_at = models.DateTimeField(_("published"))
    note_da = models.CharField(_("what is new, in Danish"), max_length=300, blank=True)
    note_en = models.CharField(_("what is new, in English"), max_length=300, blank=True)
    note = Bilingual("note")
    content = models.JSONField(_("content"))
    content_sha256 = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering = ("plan", "-number")
        constraints = [
            models.UniqueConstraint(fields=("plan", "number"), name="plan_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plan_version_from_one"),
        ]

    def __str__(self) -> str:
        return str(self.number)
