"""Asking for the newsletter, confirming it, and leaving it.

One of these happens at a time, so that an address has one row and a fingerprint or none.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bybalance.web.accounts.models import User
from bybalance.web.newsletter import permissions
from bybalance.web.newsletter.models import (
    Delivery,
    Issue,
    SignUp,
    Subscriber,
    Unsubscription,
    fingerprint,
)
from bybalance.web.shared import audit, locks, outbox
from bybalance.web.shared.models import OutboxMessage

#: How long one has to confirm; then the address is deleted.
CONFIRM_WITHIN: Final = timedelta(days=7)
#: How long it is kept who got an issue; the number of letters stays.
DELIVERIES_KEPT: Final = timedelta(days=90)

#: Whoever adds, deletes or writes to addresses holds this lock.
ADDRESS_LOCK: Final = "newsletter-addresses"


def ask_to_subscribe(*, email: str, language: str, now: datetime) -> None:
    """Write to the address: to confirm, or that it has the newsletter already.

    Nothing else differs between the two, so that nobody learns who reads it.
    """
    with locks.alone(ADDRESS_LOCK):
        known = Subscriber.objects.filter(email__iexact=email).first()
        if known is not None:
            _write(known, "known", now=now)
            return
        asked = SignUp.objects.filter(email__iexact=email).first() or SignUp(email=email)
        asked.language, asked.asked_at = language, now
        asked.expires_at = now + CONFIRM_WITHIN
        asked.save()
        _write(asked, "confirm", now=now)


def confirm(sign_up: SignUp, *, now: datetime) -> Subscriber | None:
    """Make a subscriber of who asked; ``None`` when it was done already, or is too late."""
    with locks.alone(ADDRESS_LOCK):
        asked = SignUp.objects.filter(pk=sign_up.pk, expires_at__gt=now).first()
        if asked is None:
            return None
        subscriber, _made = Subscriber.objects.get_or_create(
            email__iexact=asked.email,
            defaults={"email": asked.email, "language": asked.language, "confirmed_at": now},
        )
        Unsubscription.objects.filter(fingerprint=fingerprint(asked.email)).delete()
        asked.delete()
        audit.record(
            "subscriber_confirmed", subscriber, by=None, at=now, after={"language": asked.language}
        )
        return subscriber


def change_language(subscriber: Subscriber, *, language: str, now: datetime) -> None:
    """Send the next issues in another language."""
    with locks.alone(ADDRESS_LOCK):
        changed = Subscriber.objects.filter(pk=subscriber.pk).exclude(language=language)
        if changed.update(language=language):
            audit.record(
                "subscriber_changed", subscriber, by=None, at=now, after={"language": language}
            )


def unsubscribe(subscriber: Subscriber, *, by: User | None = None, now: datetime) -> None:
    """Delete the address and take back letters on their way; twice is as once.

    The letters that were kept go too, as they hold the address. A fingerprint stays.
    """
    if by is not None:
        permissions.subscribers.may_take_out(by).require()
    with locks.alone(ADDRESS_LOCK):
        current = Subscriber.objects.filter(pk=subscriber.pk).first()
        if current is None:
            return
        Unsubscription.objects.get_or_create(
            fingerprint=fingerprint(current.email),
            defaults={"left_on": timezone.localtime(now).date()},
        )
        audit.record("subscriber_left", current, by=by, at=now)
        SignUp.objects.filter(email__iexact=current.email).delete()
        letters = Delivery.objects.filter(subscriber=current).values_list("message", flat=True)
        OutboxMessage.objects.filter(pk__in=[pk for pk in letters if pk]).delete()
        current.delete()


def forget(*, now: datetime) -> int:
    """Delete what is no longer needed: old requests, and who got an old issue; count the rows."""
    old = SignUp.objects.filter(expires_at__lte=now)
    gone = Delivery.objects.filter(
        issue__state=Issue.State.SENT, issue__sent_at__lte=now - DELIVERIES_KEPT
    )
    return sum(rows.delete()[0] for rows in (old, gone) if rows.exists())


def log_export(*, by: User, count: int, file_format: str, now: datetime) -> None:
    """Write down that the addresses were taken out."""
    permissions.subscribers.may_take_out(by).require()
    with transaction.atomic():
        audit.record(
            "subscribers_exported",
            by,
            by=by,
            at=now,
            after={"count": count, "format": file_format},
        )


def _write(to: SignUp | Subscriber, letter: str, *, now: datetime) -> None:
    with translation.override(to.language):
        subject = (
            _("Confirm that you want our newsletter")
            if letter == "confirm"
            else _("You get our newsletter already")
        )
        body_text = render_to_string(
            f"newsletter/mail/{letter}.txt",
            {"own_url": settings.PUBLIC_URL + to.own_path(), "day_count": CONFIRM_WITHIN.days},
        )
    outbox.put(
        to.email,
        subject=subject,
        body_text=body_text,
        headers={"Auto-Submitted": "auto-generated"},
        at=now,
    )
