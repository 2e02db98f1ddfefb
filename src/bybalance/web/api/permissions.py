"""Everyone may ask; how often is limited by address, so that one program cannot crowd out all."""

from __future__ import annotations

import math
import time

from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from ninja.throttling import BaseThrottle

from bybalance.web.shared import locks

WINDOW_S = 60


class VisitorLimit(BaseThrottle):
    """So many requests a minute from one address, counted in the cache that all workers share.

    It keeps no state of its own, since one instance serves every thread. The cache holds a
    fingerprint of the address, never the address itself.
    """

    def __init__(self, scope: str, *, per_minute: int) -> None:
        self.scope = scope
        self.per_minute = per_minute

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request, unless the minute's share is used up."""
        key = self._key(request)
        # Read and written as one step, or a burst on many threads would be counted once.
        with locks.alone(key, using=_home_of_the_cache()):
            count = cache.get(key, 0)
            if count >= self.per_minute:
                return False
            cache.set(key, count + 1, WINDOW_S)
        return True

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return WINDOW_S - time.time() % WINDOW_S

    def _key(self, request: HttpRequest) -> str:
        minute = math.floor(time.time() / WINDOW_S)
        address = self.get_ident(request) or ""
        fingerprint = salted_hmac(f"api {self.scope}", f"{address} {minute}").hexdigest()
        return f"api:{self.scope}:{fingerprint}"


def _home_of_the_cache() -> str:
    """The database that the cache lies in, as the migration of its table has it."""
    return "operations" if "operations" in connections else "default"


READING = VisitorLimit("reading", per_minute=60)
CLASSIFYING = VisitorLimit("classifying", per_minute=10)
