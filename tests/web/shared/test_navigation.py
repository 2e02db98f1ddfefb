from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path

from bybalance.web.shared import navigation
from bybalance.web.shared.navigation import Entry

ENTRIES = (Entry("Lister", "town:lists"), Entry("Regler", "town:rules"), Entry("Væk", "gone:home"))


def _page(request: object) -> HttpResponse:
    return HttpResponse()


pages = [
    path("lister/", _page, name="lists"),
    path("lister/regler/", _page, name="rules"),
]
urlpatterns = [path("", include((pages, "town")))]


@pytest.fixture(autouse=True)
def _town() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_a_page_that_is_not_installed_is_left_out() -> None:
    links = navigation.links(ENTRIES, path="/")

    assert [link.label for link in links] == ["Lister", "Regler"]


@pytest.mark.parametrize(
    ("here", "marks"),
    [
        ("/", ["", ""]),
        ("/lister/", ["page", ""]),
        ("/lister/2020-12-01/", ["true", ""]),
        ("/lister/regler/", ["", "page"]),
        ("/lister/regler/2018/", ["", "true"]),
    ],
)
def test_only_the_nearest_page_above_is_current(here: str, marks: list[str]) -> None:
    assert [link.current for link in navigation.links(ENTRIES, path=here)] == marks
