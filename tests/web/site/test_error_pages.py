from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from bybalance.web.shared import access
from bybalance.web.site import urls as site_urls


def failing(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def refusing(request: HttpRequest) -> HttpResponse:
    access.Decision(allowed=False, reason="Fordi <b>reglen</b> siger det.").require()
    return HttpResponse()


urlpatterns = [
    path("fails/", failing),
    path("refuses/", refusing),
    *site_urls.urlpatterns,
]
handler403 = "bybalance.web.site.views.permission_denied"
handler404 = "bybalance.web.site.views.page_not_found"
handler500 = "bybalance.web.site.views.server_error"


@pytest.fixture
def faulty_client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.usefixtures("errors_are_logged")
def test_a_fault_shows_a_page_with_the_reference_and_needs_no_database(
    faulty_client: Client,
) -> None:
    page = faulty_client.get("/fails/")

    assert page.status_code == 500
    assert page["X-Request-Reference"] in page.content.decode()


@pytest.mark.django_db
def test_a_refusal_says_why_and_escapes_it(faulty_client: Client) -> None:
    page = faulty_client.get("/refuses/")

    assert page.status_code == 403
    assert "Fordi &lt;b&gt;reglen&lt;/b&gt; siger det." in page.content.decode()
    assert page["X-Request-Reference"] in page.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_shows_a_page_in_danish_with_a_reference(resident: Client) -> None:
    page = resident.get("/findes/ikke/")

    assert page.status_code == 404
    assert '<html lang="da">' in page.content.decode()
    assert page["X-Request-Reference"] in page.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words() -> None:
    page = Client(enforce_csrf_checks=True).post("/konto/log-ind/", {"login": "a"})

    assert page.status_code == 403
    assert "Siden" in page.content.decode() or "siden" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "status"), [(str(26 * 2**20), 413), ("many", 400)])
def test_a_body_over_the_limit_is_refused_before_it_is_read(
    resident: Client, length: str, status: int
) -> None:
    page = resident.post("/konto/log-ind/", {"login": "a"}, CONTENT_LENGTH=length)

    assert page.status_code == status
