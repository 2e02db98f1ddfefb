"""What surrounds every request: its reference, its headers, its limits, its session's age."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from bybalance.web.shared import access
from bybalance.web.shared.roles import STAFF
from bybalance.web.site import views

GetResponse = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("bybalance.request")

#: Without letters and digits that are easily taken for one another when read aloud.
_REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)


class RequestReference:
    """Give each request a reference: in its log lines, its response and its error page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reference = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(8))
        request.reference = reference  # type: ignore[attr-defined]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(reference=reference):
            response = self.get_response(request)
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                route=match.route if match else None,
                status=response.status_code,
                duration_ms=round((time.perf_counter() - started) * 1000),
            )
        response["X-Request-Reference"] = reference
        return response


class PermissionsPolicy:
    """Tell the browser that no page of ours needs its sensors."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = _PERMISSIONS_POLICY
        return response


class BodyLimit:
    """Refuse a request larger than any upload may be, before a byte of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if not stated.isdigit():
            return views.refusal(request, status=400)
        if int(stated) > settings.REQUEST_MAX_BYTES:
            return views.refusal(request, status=413)
        return self.get_response(request)


class SessionLifetime:
    """End a session after 8 hours without use, and 7 days after signing in."""

    #: The time of last use is written at most this often: a read is then not a write.
    WRITE_EVERY_S = 300

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._check(request, now_s=int(timezone.now().timestamp()))
        return self.get_response(request)

    def _check(self, request: HttpRequest, *, now_s: int) -> None:
        session = request.session
        signed_in_s = session.setdefault("signed_in_s", now_s)
        used_s = session.get("used_s", now_s)
        is_idle = now_s - used_s > settings.SESSION_IDLE_S
        is_old = now_s - signed_in_s > settings.SESSION_COOKIE_AGE
        if is_idle or is_old:
            auth.logout(request)
        elif "used_s" not in session or now_s - used_s >= self.WRITE_EVERY_S:
            session["used_s"] = now_s


class StaffTwoStep:
    """Lead people with a staff role to set up two-step sign-in before they do their work.

    What anyone may see stays open, and so does what is needed for setting it up.
    """

    #: Pages about one's own account, by the beginning of the route's name.
    OWN_ACCOUNT = ("account_", "mfa_", "accounts:profile")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        policy = access.policy_of(view)
        is_open = policy is None or policy.kind == "public" or self._is_own_account(request)
        user = request.user
        if not settings.STAFF_TWO_STEP or is_open or isinstance(user, AnonymousUser):
            return None
        if not user.current_roles() & STAFF or is_mfa_enabled(user):
            return None
        messages.warning(
            request, _("Your role needs two-step sign-in. Set it up here before you go on.")
        )
        return redirect("mfa_activate_totp")

    def _is_own_account(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        return match is not None and match.view_name.startswith(self.OWN_ACCOUNT)
