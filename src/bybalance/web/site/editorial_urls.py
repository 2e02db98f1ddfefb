"""Wagtail's own pages for editors, each with the roles it is for; its own sign-in is left out.

Every address below is behind one guard: signed in on this site (with the second step where a
person has one) and editor or administrator now. Wagtail's own check of the group comes after it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from csp.constants import SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from wagtail.admin import urls as wagtail_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from bybalance.web.shared import access
from bybalance.web.shared.roles import Role

#: Who may use Wagtail.
EDITORIAL_ROLES: Final = (Role.EDITOR, Role.ADMINISTRATOR)

#: What Wagtail's interface needs beyond the site's policy; docs/decisions/0084 says for what.
LOOSER: Final = {
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:", "blob:"],
    "media-src": [SELF],
    "frame-src": [SELF],
}

#: Wagtail's sign-in knows no second step; people and groups are the business of `accounts`.
_LEFT_OUT: Final = ("login/", "password_reset/", "account/", "failwhale/", "test404/")


def for_editors(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard a view of Wagtail, and mark it as the library's."""
    guarded = access.role(*EDITORIAL_ROLES)(view)

    @functools.wraps(guarded)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = guarded(request, *args, **kwargs)
        if not isinstance(response, HttpResponseBase):
            return response
        response._csp_update = LOOSER  # type: ignore[attr-defined]
        response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        response["X-Frame-Options"] = "SAMEORIGIN"  # its preview is a frame
        return response

    shown.is_library_view = True  # type: ignore[attr-defined]
    return shown


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    return redirect("account_login")


def _to_profile(request: HttpRequest) -> HttpResponseBase:
    return redirect("accounts:profile")


_kept = [entry for entry in wagtail_urls.urlpatterns if str(entry.pattern) not in _LEFT_OUT]

urlpatterns = decorate_urlpatterns(
    [
        path("login/", _to_sign_in, name="wagtailadmin_login"),
        path("account/", _to_profile, name="wagtailadmin_account"),
        *_kept,
    ],
    for_editors,
)
