"""A person's own calendar address."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from bybalance.web.accounts.models import User
from bybalance.web.committees.models import CalendarSubscription
from bybalance.web.committees.services import changes
from bybalance.web.shared import locks, secret_links

#: What the secret address of a calendar opens.
PURPOSE = "calendar"


def make_address(user: User, *, now: datetime) -> CalendarSubscription:
    """Give ``user`` an address; making it again ends the one before."""
    with locks.locked(user) as current:
        row, _is_new = CalendarSubscription.objects.update_or_create(
            user=current, defaults={"nonce": uuid4(), "created_at": now}
        )
        changes.log("calendar_address_made", row, by=current, now=now)
    return row


def revoke_address(user: User, *, now: datetime) -> None:
    """End the address of ``user`` without a new one."""
    with locks.locked(user) as current:
        row = CalendarSubscription.objects.filter(user=current).first()
        if row is not None:
            changes.log("calendar_address_revoked", row, by=current, now=now)
            row.delete()


def token_of(subscription: CalendarSubscription) -> str:
    """The secret part of a calendar address."""
    return secret_links.token(PURPOSE, pk=subscription.pk, nonce=subscription.nonce)


def owner_of(token: str) -> User | None:
    """Whose calendar an address opens; nobody's when it has been ended or was not made here."""
    opened = secret_links.read(PURPOSE, token)
    if opened is None:
        return None
    row = (
        CalendarSubscription.objects.filter(pk=opened.pk, nonce=opened.nonce, user__is_active=True)
        .select_related("user")
        .first()
    )
    return row.user if row else None
