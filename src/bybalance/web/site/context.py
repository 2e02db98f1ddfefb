"""What every template may use without its view having to say so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import bybalance


def site(request: HttpRequest) -> dict[str, Any]:
    """``is_demo``, ``is_signup_open``, ``version`` and the request's ``reference``."""
    return {
        "is_demo": settings.DEMO,
        "is_signup_open": settings.SIGNUP_OPEN,
        "version": bybalance.__version__,
        "reference": getattr(request, "reference", ""),
    }
