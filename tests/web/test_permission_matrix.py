"""Every address times every role, read and sent to: what a view declared is what holds."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse
from django.urls.resolvers import RegexPattern, URLResolver
from django.utils import timezone
from tests.web import factories

from bybalance.web.accounts import services as account_services
from bybalance.web.accounts.models import User
from bybalance.web.shared import access
from bybalance.web.shared.roles import Role
from bybalance.web.site import editorial_urls, routes

ROUTES = routes.all_routes()

#: A parameter that is no number needs an example here; the thing need not exist.
EXAMPLES: dict[str, str] = {
    "uidb36": "1",
    "key": "no-such-key",
    "name": "no-such-file.png",
    "path": "no-such-page/",
}
NO_SUCH_NUMBER = 987654


def address_of(route: routes.Route) -> str:
    examples = {name: EXAMPLES.get(name, NO_SUCH_NUMBER) for name in route.parameters}
    return reverse(route.name, kwargs=examples)


@pytest.fixture
def everyone(db: None) -> list[User | None]:
    """A visitor, someone without a role, and one person for each role."""
    people: list[User | None] = [None, factories.UserFactory.create(name="no role")]
    for role in Role:
        person = factories.UserFactory.create(name=role)
        factories.RoleAssignmentFactory.create(user=person, role=role)
        people.append(person)
    return people


def test_every_route_declares_who_may_see_it() -> None:
    undeclared = [route.name or route.pattern for route in ROUTES if route.policy is None]

    assert undeclared == []


def test_a_view_that_declares_nothing_is_noticed() -> None:
    def forgetful(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    resolver = URLResolver(RegexPattern(r"^/"), [path("forgotten/", forgetful, name="forgotten")])

    [found] = routes.routes_under(resolver)

    assert (found.name, found.policy) == ("forgotten", None)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_lets_in_those_it_declares_and_nobody_else(
    route: routes.Route, method: str, everyone: list[User | None]
) -> None:
    address = address_of(route)

    for person in everyone:
        client = Client()
        if person is not None:
            client.force_login(person)
        answer = getattr(client, method)(address)
        outcome = outcome_of(answer)
        assert outcome == expected(route.policy, person), (str(person), answer.status_code)


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_the_editors_lets_in_editors_and_administrators_only(
    method: str, everyone: list[User | None]
) -> None:
    """A library's routes by the hundred, all behind one guard: asked directly, so it is quick."""
    found = routes.library_routes()
    editorial = set(editorial_urls.EDITORIAL_ROLES)

    assert len(found) > 150
    assert {route.policy for route in found} == {access.Policy("role", frozenset(editorial))}
    for person in everyone:
        if person is not None and editorial & person.current_roles():
            continue
        request = getattr(RequestFactory(), method)("/redaktion/")
        request.user = person or AnonymousUser()
        for route in found:
            assert is_kept_out(route, request), (str(person), route.pattern)


def is_kept_out(route: routes.Route, request: HttpRequest) -> bool:
    examples = dict.fromkeys(route.parameters, NO_SUCH_NUMBER)
    try:
        answer = route.view(request, **examples)
    except PermissionDenied:
        return True
    return answer.status_code == 302 and "/konto/log-ind/" in answer["Location"]


@pytest.mark.parametrize("role", editorial_urls.EDITORIAL_ROLES)
@pytest.mark.usefixtures("templates_of_a_library", "editorial_pages")
def test_editors_and_administrators_come_in(role: Role, client: Client) -> None:
    person = factories.UserFactory.create()
    factories.RoleAssignmentFactory.create(user=person, role=role)
    account_services.keep_groups(person, at=timezone.now())
    client.force_login(person)

    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse("wagtailadmin_explore_root")).status_code == 200


def outcome_of(answer: HttpResponse) -> str:
    if answer.status_code == 302 and answer["Location"].startswith(f"{reverse('account_login')}?"):
        return "sent to sign in"
    return "refused" if answer.status_code == 403 else "let in"


def expected(policy: access.Policy | None, person: User | None) -> str:
    assert policy is not None
    if policy.kind == "public":
        return "let in"
    if person is None:
        return "sent to sign in"
    return "let in" if policy.decide(person) else "refused"
