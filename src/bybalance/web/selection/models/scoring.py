from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bybalance.web.selection.models.question import Candidate, Selection, SelectionCriterion


class Assessor(models.Model):
    """A person who scores the candidates of one selection."""

    selection = models.ForeignKey(
        Selection, on_delete=models.CASCADE, related_name="assessors", verbose_name=_("selection")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="assessments",
        verbose_name=_("person"),
    )
    appointed_at = models.DateTimeField(_("appointed"))
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessor")
        verbose_name_plural = _("assessors")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("selection", "user"), name="assessor_once"),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user is not None else gettext("A former assessor")


class Conflict(models.Model):
    """That an assessor may not judge a candidate, and why."""

    assessor = models.ForeignKey(
        Assessor, on_delete=models.CASCADE, related_name="conflicts", verbose_name=_("assessor")
    )
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="conflicts", verbose_name=_("candidate")
    )
    reason = models.CharField(_("reason"), max_length=300)
    declared_at = models.DateTimeField(_("declared"))

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("assessor", "candidate"), name="conflict_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} · {self.candidate}"


class Score(models.Model):
    """One assessor's level for one candidate on one criterion, and what it rests on."""

    assessor = models.ForeignKey(
        Assessor, on_delete=models.CASCADE, related_name="scores", verbose_name=_("assessor")
    )
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="scores", verbose_name=_("candidate")
    )
    criterion = models.ForeignKey(
        SelectionCriterion,
        on_delete=models.CASCADE,
        related_name="scores",
        verbose_name=_("criterion"),
    )
    level = models.PositiveSmallIntegerField(_("level"))
    evidence_note = models.TextField(_("what the level rests on"), max_length=2000)
    scored_at = models.DateTimeField(_("scored"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ("assessor", "candidate", "criterion")
        constraints = [
            models.UniqueConstraint(
                fields=("assessor", "candidate", "criterion"), name="score_given_once"
            ),
            models.CheckConstraint(condition=Q(level__range=(0, 4)), name="score_level_0_to_4"),
            models.CheckConstraint(condition=~Q(evidence_note=""), name="score_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} · {self.criterion}: {self.level}"
