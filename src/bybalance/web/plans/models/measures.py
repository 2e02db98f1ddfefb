from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bybalance.scheduling.links import LinkKind
from bybalance.web.directory.models import Organisation
from bybalance.web.plans.models.plan import PlanPart
from bybalance.web.shared.bilingual import Bilingual
from bybalance.web.shared.records import Dated

MAX_LAG_DAYS = 3650


class Goal(PlanPart):
    """What the plan wants to reach."""

    position = models.PositiveSmallIntegerField(_("order"), default=0)
    title_da = models.CharField(_("goal in Danish"), max_length=200, blank=True)
    title_en = models.CharField(_("goal in English"), max_length=200, blank=True)
    title = Bilingual("title")
    text_da = models.TextField(_("explanation in Danish"), blank=True)
    text_en = models.TextField(_("explanation in English"), blank=True)
    text = Bilingual("text")

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title


class Measure(PlanPart, Dated):
    """What is done to reach a goal: where, by whom, when, and how far it has come.

    ``geometry_wkb`` is a point, line or polygon in EPSG:25832.
    """

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("Physical")
        SOCIAL = "social", _("Social")
        EDUCATION = "education", _("Education")
        EMPLOYMENT = "employment", _("Employment")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        DECIDED = "decided", _("Decided")
        RUNNING = "running", _("Under way")
        DONE = "done", pgettext_lazy("measure", "Done")
        STOPPED = "stopped", _("Stopped")

    class Place(models.TextChoices):
        WHOLE_AREA = "whole_area", _("The whole area")
        DRAWN = "drawn", _("A place on the map")
        UNKNOWN = "unknown", _("Not decided yet")

    goal = models.ForeignKey(
        Goal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("goal"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("type"), max_length=15, choices=Kind.choices)
    state = models.CharField(
        _("state"), max_length=15, choices=State.choices, default=State.PROPOSED
    )
    title_da = models.CharField(_("measure in Danish"), max_length=200, blank=True)
    title_en = models.CharField(_("measure in English"), max_length=200, blank=True)
    title = Bilingual("title")
    text_da = models.TextField(_("description in Danish"), blank=True)
    text_en = models.TextField(_("description in English"), blank=True)
    text = Bilingual("text")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible organisation"),
    )
    place = models.CharField(
        _("place"), max_length=15, choices=Place.choices, default=Place.WHOLE_AREA
    )
    geometry_wkb = models.BinaryField(_("geometry"), null=True, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("position", F("from_on").asc(nulls_last=True), "id")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(place="drawn", geometry_wkb__isnull=False)
                | (~Q(place="drawn") & Q(geometry_wkb=None)),
                name="measure_geometry_iff_drawn",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(PlanPart):
    """A day by which something in a measure is to be reached, and when it was."""

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("measure")
    )
    title_da = models.CharField(_("milestone in Danish"), max_length=200, blank=True)
    title_en = models.CharField(_("milestone in English"), max_length=200, blank=True)
    title = Bilingual("title")
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("reached"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.title


class MeasureDependency(PlanPart):
    """That one measure waits for another; never in a circle, which the service sees to."""

    class Kind(models.TextChoices):
        FINISH_TO_START = LinkKind.FINISH_TO_START.value, _("starts when the other has ended")
        START_TO_START = LinkKind.START_TO_START.value, _("starts when the other has started")
        FINISH_TO_FINISH = LinkKind.FINISH_TO_FINISH.value, _("ends when the other has ended")
        START_TO_FINISH = LinkKind.START_TO_FINISH.value, _("ends when the other has started")

    before = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="+", verbose_name=_("waits for")
    )
    after = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="+", verbose_name=_("measure that waits")
    )
    kind = models.CharField(
        _("how it waits"), max_length=20, choices=Kind.choices, default=Kind.FINISH_TO_START
    )
    lag_days = models.SmallIntegerField(_("days between"), default=0)

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        ordering = ("after", "before", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="measure_waits_not_for_itself",
                violation_error_message=_("A measure cannot wait for itself."),
            ),
            models.CheckConstraint(
                condition=Q(lag_days__range=(-MAX_LAG_DAYS, MAX_LAG_DAYS)),
                name="dependency_lag_within_ten_years",
            ),
            models.UniqueConstraint(
                fields=("before", "after", "kind"),
                condition=Q(removed_at=None),
                name="measure_waits_once",
                violation_error_message=_("This dependency is there already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.after} ← {self.before}"
