from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings
from tests.web.test_permission_matrix import address_of

from bybalance.web.site import routes
from bybalance.web.site import urls as site_urls

HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "X-Request-Reference": "",
}


def failing(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("fails/", failing), *site_urls.urlpatterns]
handler500 = "bybalance.web.site.views.server_error"


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


def missing_headers(answer: HttpResponse) -> list[str]:
    return [name for name, part in HEADERS.items() if part not in answer.get(name, "absent")]


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("route", routes.all_routes(), ids=lambda route: route.name)
def test_every_route_has_every_header(route: routes.Route, resident: Client) -> None:
    answer = resident.get(address_of(route), secure=True)

    assert missing_headers(answer) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_an_unknown_address_has_every_header(resident: Client) -> None:
    answer = resident.get("/findes/ikke/", secure=True)

    assert answer.status_code == 404
    assert missing_headers(answer) == []


@pytest.mark.usefixtures("strict", "errors_are_logged")
def test_a_fault_has_every_header(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__

    answer = Client(raise_request_exception=False).get("/fails/", secure=True)

    assert answer.status_code == 500
    assert missing_headers(answer) == []


def test_the_policy_allows_nothing_inline_and_no_other_host(settings: Settings) -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert {part for parts in directives.values() for part in parts} == {"'none'", "'self'"}
