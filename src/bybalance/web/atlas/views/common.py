"""What the views share."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control

from bybalance.web.accounts.models import User
from bybalance.web.atlas.queries.shown import ShownBuild, shown_build

#: A file of a published run never changes, but only the reader's own browser keeps it: what is
#: withdrawn must not live on in a cache that others share.
_FOR_GOOD_S = 365 * 24 * 60 * 60


class SignedInRequest(HttpRequest):
    """What ``access.role`` guarantees: someone has signed in."""

    user: User


def asked_build(request: HttpRequest, city_key: str) -> ShownBuild:
    """The public build of a city, or the one in the address for those who may see it."""
    return shown_build(city_key, request.GET.get("run", "")[:16], viewer=request.user)


def keep_for_good(response: HttpResponseBase, *, is_public: bool) -> None:
    """Let the reader's browser keep what cannot change; nobody keeps what is not public."""
    if is_public:
        patch_cache_control(response, private=True, max_age=_FOR_GOOD_S, immutable=True)
    else:
        add_never_cache_headers(response)
