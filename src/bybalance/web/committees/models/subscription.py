from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bybalance.web.accounts.models import User


class CalendarSubscription(models.Model):
    """A person's own calendar address; a new ``nonce`` makes a new address and ends the old one."""

    user = models.OneToOneField(
        User,
        on_delete=models.CASCADE,
        related_name="calendar_subscription",
        verbose_name=_("account"),
    )
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")

    def __str__(self) -> str:
        return f"{self.user.audit_key}"
