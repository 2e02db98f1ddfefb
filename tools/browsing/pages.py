"""Every page that can be reached by its address alone, made from the site's own routes.

A new route is a page, unless it stands in ``NO_PAGES``; a new parameter needs an example here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import translation

from bybalance.web.site import routes

LANGUAGES: Final = ("da", "en")

#: A thing that exists in the demo, for each parameter of an address.
EXAMPLES: Final = {
    "area_id": "vollsmose",
    "list_date": "2019-12-01",
    "version_id": "2018",
    "person_id": "2",
    "uidb36": "1",
    "key": "no-such-key",
    "event_key": "aabent-hus-i-balby",
}

#: Routes that lead to no page of their own.
NO_PAGES: Final = {
    "set_language": "an action",
    "health": "JSON",
    "lists:download_area": "a file",
    "lists:download_list": "a file",
    "lists:example": "a file",
    "lists:download_result": "an action",
    "lists:save": "an action",
    "lists:saved": "exists only when someone has saved; the analyst's journey visits it",
    "lists:download_saved": "a file",
    "lists:delete_saved": "an action",
    "accounts:end_role": "an action",
    "events:feed": "a calendar",
    "events:calendar": "a calendar",
    "events:own_calendar": "a calendar",
    "events:registration": "its address is in a mail; the guest's journey visits it",
    "events:confirm": "an action",
    "events:leave": "an action",
    "events:reinstate": "an action",
    "events:download_attendance": "a file",
    "events:cancel_participant": "an action",
    "account_set_password": "sends on, as every account of the demo has a password",
    "account_inactive": "shown to closed accounts only",
    "mfa_authenticate": "sends on, unless a sign-in waits for its second step",
    "mfa_reauthenticate": "sends on, as the demo's accounts have no second step",
    "mfa_deactivate_totp": "as above",
    "mfa_view_recovery_codes": "as above",
    "mfa_generate_recovery_codes": "as above",
    "mfa_download_recovery_codes": "a file",
}

#: Answers of the interface for programs, which are no pages either.
API: Final = "api:"

#: Pages that look different when the address asks for something: (name, route, query).
ASKED: Final = (
    ("events-past", "events:events", "period=past"),
    ("list-sorted", "lists:list", "sort=municipality&order=descending&search=a"),
    ("list-empty", "lists:list", "search=zzz"),
    ("compare-refused", "lists:compare", "earlier=2020-12-01&later=2019-12-01"),
    (
        "what-if-answered",
        "lists:what_if",
        "list_date=2023-12-01&resident_count=1200&outside_labour_market_pct=41"
        "&non_western_pct=52&convicted_pct=2&basic_education_pct=61&income_pct=54"
        "&aged_18_64_count=700",
    ),
    ("what-if-refused", "lists:what_if", "list_date=1999-01-01&resident_count=-3"),
)


@dataclass(frozen=True)
class Page:
    """One page in one language; ``needs_sign_in`` also where only some roles may see it."""

    name: str
    language: str
    path: str
    needs_sign_in: bool
    status: int = 200

    def __str__(self) -> str:
        return f"{self.name}-{self.language}"


def all_pages() -> list[Page]:
    """Every page in every language."""
    return [page for language in LANGUAGES for page in _pages_in(language)]


def _pages_in(language: str) -> list[Page]:
    with translation.override(language):
        return [*_pages_of_routes(language), *_asked_pages(language), _lost_page(language)]


def _pages_of_routes(language: str) -> list[Page]:
    return [
        Page(
            name=route.name.replace(":", "-").replace("_", "-"),
            language=language,
            path=_address(route),
            needs_sign_in=route.policy is None or route.policy.kind != "public",
        )
        for route in routes.all_routes()
        if route.name not in NO_PAGES and not route.name.startswith(API)
    ]


def _asked_pages(language: str) -> list[Page]:
    by_name = {route.name: route for route in routes.all_routes()}
    return [
        Page(
            name=name,
            language=language,
            path=f"{_address(by_name[route_name])}?{query}",
            needs_sign_in=False,
            status=400 if name.endswith("-refused") else 200,
        )
        for name, route_name, query in ASKED
    ]


def _lost_page(language: str) -> Page:
    return Page(
        name="not-found",
        language=language,
        path=f"{reverse('lists:areas')}no-such-area/",
        needs_sign_in=False,
        status=404,
    )


def _address(route: routes.Route) -> str:
    return reverse(route.name, kwargs={name: EXAMPLES[name] for name in route.parameters})
