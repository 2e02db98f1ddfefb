"""Mail that cannot be lost: written in the transaction of the step, sent after it.

Each message is sent at least once. A process that dies between sending and marking causes a
second copy, which carries the same Message-ID so that mail programs can tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import encoders
from email.mime.base import MIMEBase
from typing import Final

import structlog
from django.conf import settings
from django.core import mail
from django.db import models, transaction
from django.utils import timezone
from django_tasks import task

from bybalance.web.shared import locks
from bybalance.web.shared.models import OutboxAttachment, OutboxMessage

log = structlog.get_logger("bybalance.outbox")

#: How long one process may take to send before another may try the same message.
LEASE = timedelta(minutes=2)

#: Pause after each failed attempt; the last one repeats.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))

#: How long a message that has been sent is kept, to answer whether it was.
KEPT_AFTER_SENDING = timedelta(days=30)

#: What a message may say about itself beside sender, recipient and subject; nothing else, so that
#: no text of a user can add a recipient.
ALLOWED_HEADERS: Final = frozenset(
    {
        "Auto-Submitted",
        "Content-Language",
        "List-Archive",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Precedence",
        "Reply-To",
    }
)
#: Longer lines are cut by mail servers (RFC 5322).
MOST_HEADER_CHARACTERS: Final = 900
_HEADER_VALUE = re.compile(r"[\x20-\x7e]+")


class BadHeader(ValueError):
    """A header that may not be sent; says which and why."""


@dataclass(frozen=True)
class Attachment:
    """A small file to send along; its content is kept with the message."""

    file_name: str
    content_type: str
    content: bytes


def put(
    recipient: str,
    *,
    subject: str,
    body_text: str,
    body_html: str = "",
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
    at: datetime,
    is_announced: bool = True,
) -> OutboxMessage:
    """Decide to send a mail; only inside a transaction, so that it shares the step's fate.

    Who puts many at once says ``is_announced=False`` and calls :func:`announce` after the last.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a mail must be put in the outbox in the transaction of its step")
    message = OutboxMessage.objects.create(
        recipient=recipient,
        subject=" ".join(subject.split())[:200],
        body_text=body_text,
        body_html=body_html,
        headers=checked_headers(headers or {}),
        written_at=at,
        due_at=at,
    )
    OutboxAttachment.objects.bulk_create(
        OutboxAttachment(
            message=message,
            file_name=one.file_name,
            content_type=one.content_type,
            content=one.content,
        )
        for one in attachments
    )
    if is_announced:
        announce()
    return message


def announce() -> None:
    """Have what was put in the outbox sent as soon as this transaction is done."""
    transaction.on_commit(send_due_mail.enqueue)


def checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers as they may be sent, or :class:`BadHeader`.

    A value is one line of printable ASCII: a line break in it would begin another header.
    """
    for name, value in headers.items():
        if name not in ALLOWED_HEADERS:
            allowed = ", ".join(sorted(ALLOWED_HEADERS))
            raise BadHeader(f"header {name!r} may not be set; these may: {allowed}")
        if not _HEADER_VALUE.fullmatch(value) or len(value) > MOST_HEADER_CHARACTERS:
            raise BadHeader(
                f"header {name} is {value[:80]!r}; it must be one line of printable ASCII, "
                f"at most {MOST_HEADER_CHARACTERS} characters"
            )
    return dict(headers)


def forget_sent(*, now: datetime) -> int:
    """Delete what was sent long ago, with its addresses; count the messages."""
    old = OutboxMessage.objects.filter(sent_at__lte=now - KEPT_AFTER_SENDING)
    count = old.count()
    if count:
        old.delete()
    return count


def unsent() -> models.QuerySet[OutboxMessage]:
    """Messages still to be sent, oldest first."""
    return OutboxMessage.objects.filter(sent_at=None)


def has_due(*, now: datetime) -> bool:
    """Whether any message waits for an attempt."""
    return unsent().filter(due_at__lte=now).exists()


def send_due(*, now: datetime) -> int:
    """Try every message that is due; return how many were sent.

    To one recipient, mail keeps its order: a later message waits for an earlier one.
    """
    waiting: set[str] = set()
    sent_count = 0
    for message in unsent().iterator():
        if message.recipient in waiting:
            continue
        claimed = _claim(message, now=now)
        if claimed is not None and _attempt(claimed, now=now):
            sent_count += 1
        else:
            waiting.add(message.recipient)
    return sent_count


@task()
def send_due_mail() -> int:
    """Send what is due, in the background."""
    return send_due(now=timezone.now())


def _claim(message: OutboxMessage, *, now: datetime) -> OutboxMessage | None:
    try:
        with locks.locked(message) as current:
            if current.sent_at is not None or current.due_at > now:
                return None
            current.attempt_count += 1
            current.due_at = now + LEASE
            current.save(update_fields=("attempt_count", "due_at"))
            return current
    except OutboxMessage.DoesNotExist:  # taken back, as by somebody who wants no more letters
        return None


def _attempt(message: OutboxMessage, *, now: datetime) -> bool:
    try:
        _as_mail(message).send()
    except OSError as fault:  # smtplib's exceptions are OSErrors
        pause = PAUSES[min(message.attempt_count, len(PAUSES)) - 1]
        error = type(fault).__name__
        _note(message, due_at=now + pause, last_error=error)
        log.warning("mail_not_sent", message=message.pk, fault=error)
        return False
    _note(message, sent_at=timezone.now(), last_error="")
    return True


def _note(message: OutboxMessage, **fields: object) -> None:
    """Write how it went, unless the message has been taken back meanwhile."""
    OutboxMessage.objects.filter(pk=message.pk).update(**fields)


def _as_mail(message: OutboxMessage) -> mail.EmailMultiAlternatives:
    letter = mail.EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        to=[message.recipient],
        headers={"Message-ID": message.message_id, **message.headers},
        connection=mail.get_connection(settings.MAIL_TRANSPORT),
    )
    if message.body_html:
        letter.attach_alternative(message.body_html, "text/html")
    for attachment in message.attachments.all():
        letter.attach(_as_part(attachment))
    return letter


def _as_part(attachment: OutboxAttachment) -> MIMEBase:
    """The file as base64, so that no mail server touches its line ends."""
    main_type, _, sub_type = attachment.content_type.partition("/")
    sub_type, *parameters = [part.strip() for part in sub_type.split(";")]
    part = MIMEBase(main_type, sub_type)
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        part.set_param(name, value)
    part.set_payload(bytes(attachment.content))
    encoders.encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=attachment.file_name)
    return part
