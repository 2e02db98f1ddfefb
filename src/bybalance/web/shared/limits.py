"""How often one visitor may send a public form, counted in the cache that all workers share.

The cache holds fingerprints, never an address: neither that of a machine nor an e-mail address.
"""

from __future__ import annotations

import math
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR_S = 60 * 60


def allows(who: str, *, scope: str, per_hour: int, now: datetime) -> bool:
    """Count one more of ``scope`` for ``who``, unless this hour's share is used up."""
    hour = math.floor(now.timestamp() / HOUR_S)
    fingerprint = salted_hmac(f"limit {scope}", f"{who} {hour}").hexdigest()
    key = f"limit:{scope}:{fingerprint}"
    count = cache.get(key, 0)
    if count >= per_hour:
        return False
    cache.set(key, count + 1, HOUR_S)
    return True


def address_of(request: HttpRequest) -> str:
    """The address a request came from, past as many proxies as the site is told to trust."""
    forwarded = request.headers.get("x-forwarded-for", "").split(",")
    trusted_count: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if trusted_count and len(forwarded) >= trusted_count:
        return forwarded[-trusted_count].strip()
    address: str = request.META.get("REMOTE_ADDR", "")
    return address
