from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedClassification(models.Model):
    """A table of figures that its owner asked to keep; the verdicts are computed when shown.

    Without the owner's asking, nothing of an uploaded file is stored.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="saved_classifications",
    )
    title = models.CharField(_("title"), max_length=120)
    figures_csv = models.TextField(_("figures as CSV"))
    input_sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    options = models.JSONField(_("rules applied"), default=dict)
    saved_at = models.DateTimeField(_("saved"))
    page_key = models.UUIDField(_("page it was saved from"), null=True, editable=False)

    class Meta:
        verbose_name = _("saved classification")
        verbose_name_plural = _("saved classifications")
        ordering = ("-saved_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("owner", "page_key"), name="classification_saved_once"),
        ]

    def __str__(self) -> str:
        return self.title
