"""Who may see a route: each view says so with one of these decorators, and they enforce it.

A test walks every address and fails on a view that says nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeAlias, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from bybalance.web.shared.roles import Role

P = ParamSpec("P")
RequestT = TypeVar("RequestT", bound=HttpRequest)
ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)
View = Callable[Concatenate[RequestT, P], ResponseT]


@dataclass(frozen=True)
class Decision:
    """Whether something is allowed, and why not when it is not (a sentence for the reader)."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Pass when allowed; otherwise the 403 page, with the reason on it."""
        if not self.allowed:
            raise PermissionDenied(self.reason)


ALLOWED = Decision(allowed=True)


@dataclass(frozen=True)
class Policy:
    """What a view has said about who may see it."""

    kind: Literal["public", "signed_in", "role"]
    roles: frozenset[Role] = field(default_factory=frozenset)

    def decide(self, user: Viewer) -> Decision:
        """Whether ``user`` may see the view."""
        if self.kind == "public":
            return ALLOWED
        if isinstance(user, AnonymousUser):
            return Decision(allowed=False, reason=_("You must sign in first."))
        if self.kind == "signed_in" or self.roles & user.current_roles():
            return ALLOWED
        needed = ", ".join(sorted(str(role.label) for role in self.roles))
        return Decision(
            allowed=False,
            reason=_("This page is for people with one of these roles: %(roles)s.")
            % {"roles": needed},
        )


class RoleHolder(Protocol):
    """A signed-in person."""

    def current_roles(self) -> frozenset[Role]: ...


#: Whoever looks at a page.
Viewer: TypeAlias = RoleHolder | AnonymousUser

PUBLIC = Policy("public")
SIGNED_IN = Policy("signed_in")


def public(view: Callable[P, ResponseT]) -> Callable[P, ResponseT]:
    """Everyone may see the view."""

    @functools.wraps(view)
    def declared(*args: P.args, **kwargs: P.kwargs) -> ResponseT:
        return view(*args, **kwargs)

    declared.access_policy = PUBLIC  # type: ignore[attr-defined]
    return declared


def signed_in(view: View[RequestT, P, ResponseT]) -> View[RequestT, P, HttpResponseBase]:
    """Everyone who has signed in may see the view."""
    return _guarded(view, SIGNED_IN)


def role(
    *roles: Role,
) -> Callable[[View[RequestT, P, ResponseT]], View[RequestT, P, HttpResponseBase]]:
    """Those who now have one of ``roles``, anywhere, may see the view.

    Where the role holds (a municipality, an area) is for the permission policy of the model.
    """
    policy = Policy("role", frozenset(roles))
    return lambda view: _guarded(view, policy)


def policy_of(callback: Callable[..., Any]) -> Policy | None:
    """What the view declared, or ``None`` when it declared nothing."""
    declared: Policy | None = getattr(callback, "access_policy", None)
    return declared


def _guarded(
    view: View[RequestT, P, ResponseT], policy: Policy
) -> View[RequestT, P, HttpResponseBase]:
    @functools.wraps(view)
    def guarded(request: RequestT, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        policy.decide(request.user).require()
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponse):  # "Back" after signing out must show nothing
            add_never_cache_headers(response)
        return response

    guarded.access_policy = policy  # type: ignore[attr-defined]
    return guarded
