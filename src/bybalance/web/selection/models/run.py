from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bybalance.web.selection.models.question import Selection


class SelectionRun(models.Model):
    """One answer, kept as it was found; the database refuses to change it.

    Who made it is kept by the key of the audit log, so that the row need not change when a person
    is erased.
    """

    selection = models.ForeignKey(
        Selection, on_delete=models.PROTECT, related_name="runs", verbose_name=_("selection")
    )
    number = models.PositiveIntegerField(_("number of the run"))
    seed = models.BigIntegerField(_("seed"))
    input_hash = models.CharField(_("fingerprint of the input"), max_length=64)
    code_version = models.CharField(_("version of Bybalance"), max_length=40)
    case = models.JSONField(_("input"))
    labels = models.JSONField(_("names at the time"))
    result = models.JSONField(_("result"))
    are_weights_later = models.BooleanField(_("weights changed after the scores were in"))
    made_by_key = models.CharField(_("key of who made it"), max_length=64)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("selection", "number"), name="run_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.selection} {self.number}"


class SelectionComment(models.Model):
    """What somebody who takes part says of the scores or a run; never public."""

    selection = models.ForeignKey(
        Selection, on_delete=models.CASCADE, related_name="comments", verbose_name=_("selection")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(_("comment"), max_length=4000)
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("written_at", "id")

    def __str__(self) -> str:
        return self.text[:60]
