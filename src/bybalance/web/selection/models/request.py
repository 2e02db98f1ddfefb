from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bybalance.web.selection.models.question import Selection
from bybalance.web.selection.models.run import SelectionRun
from bybalance.web.shared.bilingual import Bilingual

#: A run that has given no sign of life for so long was left by a worker that stopped.
LOST_AFTER = timedelta(minutes=5)


class RunRequest(models.Model):
    """That somebody has asked for a run, and how far it is; at most one is open at a time."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Being worked out")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not made")

    OPEN = (State.WAITING, State.WORKING)

    selection = models.ForeignKey(
        Selection,
        on_delete=models.CASCADE,
        related_name="run_requests",
        verbose_name=_("selection"),
    )
    seed = models.BigIntegerField(_("seed"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"))
    moved_at = models.DateTimeField(_("last sign of life"))
    done_count = models.PositiveIntegerField(_("parts done"), default=0)
    total_count = models.PositiveIntegerField(_("parts in all"), default=0)
    problem_da = models.TextField(_("why it was not made, in Danish"), blank=True)
    problem_en = models.TextField(_("why it was not made, in English"), blank=True)
    problem = Bilingual("problem")
    run = models.OneToOneField(
        SelectionRun,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="request",
        verbose_name=_("run"),
    )

    class Meta:
        verbose_name = _("request for a run")
        verbose_name_plural = _("requests for runs")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("selection",),
                condition=Q(state__in=("waiting", "working")),
                name="one_open_run_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.selection} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being worked out."""
        return self.state in self.OPEN

    def is_lost(self, *, now: datetime) -> bool:
        """Whether the worker that took the request has stopped."""
        return self.state == self.State.WORKING and now - self.moved_at > LOST_AFTER
