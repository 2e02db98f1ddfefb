from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_message_id() -> str:
    """An address for one message, the same at every attempt to send it."""
    return f"<{uuid.uuid4()}@bybalance>"


class AuditEntry(models.Model):
    """Who did what to which thing, when. Rows are only ever added: the database refuses the rest.

    People and things are named by key, not by foreign key, so that erasing a person keeps the log.
    """

    at = models.DateTimeField(_("at"))
    action = models.SlugField(_("action"), max_length=60)
    object_kind = models.CharField(_("kind of thing"), max_length=80)
    object_key = models.CharField(_("thing"), max_length=80)
    actor_key = models.CharField(_("by"), max_length=40)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ("id",)
        indexes = [models.Index(fields=("object_kind", "object_key"), name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_kind} {self.object_key}"


class OutboxMessage(models.Model):
    """A mail that a business step has decided on; sent afterwards, at least once."""

    message_id = models.CharField(
        _("message id"), max_length=80, unique=True, default=new_message_id, editable=False
    )
    recipient = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body_text = models.TextField(_("text"))
    body_html = models.TextField(_("text as HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    written_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("due at"))
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("id",)
        indexes = [models.Index(fields=("id",), condition=Q(sent_at=None), name="outbox_unsent")]

    def __str__(self) -> str:
        return self.subject


class OutboxAttachment(models.Model):
    """A small file that goes with a message, such as an invitation for a calendar."""

    message = models.ForeignKey(
        OutboxMessage,
        on_delete=models.CASCADE,
        related_name="attachments",
        verbose_name=_("message"),
    )
    file_name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(_("type of file"), max_length=100)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.file_name
