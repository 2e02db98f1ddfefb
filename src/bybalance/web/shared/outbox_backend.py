"""Django's way to send mail, led into the outbox: for the libraries, which know no other.

Wagtail tells editors and those who approve by it. In the outbox such mail shares the fate of the
step that caused it, and is tried again where the mail server does not answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.mime.base import MIMEBase
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from bybalance.web.shared import outbox


class OutboxBackend(BaseEmailBackend):
    """Puts each message in the outbox, once for each of its recipients."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put the messages; return how many. All of them, or none."""
        with transaction.atomic():
            for message in email_messages:
                _put(message)
        return len(email_messages)


def _put(message: EmailMessage) -> None:
    headers = {
        name: str(value)
        for name, value in message.extra_headers.items()
        if name in outbox.ALLOWED_HEADERS
    }
    if message.reply_to:
        headers["Reply-To"] = ", ".join(message.reply_to)
    attachments = [_attachment(one) for one in message.attachments]
    for recipient in message.recipients():
        outbox.put(
            recipient,
            subject=str(message.subject),
            body_text=str(message.body),
            body_html=_html_of(message),
            attachments=attachments,
            headers=headers,
            at=timezone.now(),
        )


def _html_of(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    kinds = {str(one[1]): str(one[0]) for one in message.alternatives}
    return kinds.get("text/html", "")


def _attachment(given: Any) -> outbox.Attachment:
    if isinstance(given, MIMEBase):
        content = given.get_payload(decode=True)
        return outbox.Attachment(
            given.get_filename() or "attachment",
            given.get_content_type(),
            content if isinstance(content, bytes) else b"",
        )
    name, content, kind = given
    raw = content.encode() if isinstance(content, str) else bytes(content)
    return outbox.Attachment(name or "attachment", kind or "application/octet-stream", raw)
