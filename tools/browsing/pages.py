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
    "plan_key": "udviklingsplan-balby-nord",
    "indicator_key": "balby-besoeg-udefra",
    "part_word": "measure",
    "part_id": "1",
    "selection_id": "1",
    "number": "1",
    "candidate_id": "1",
    "city_key": "balby",
    "atlas_area_id": "balby-nord",
    "release_id": "1",
}

COMPOSITE_AREA: Final = "taastrupgaard-gadehavegaard-charlottekvarteret"
#: Other things for the routes whose names begin so; the longest beginning counts.
EXAMPLES_OF: Final[dict[str, dict[str, str]]] = {
    "committees:": {
        "key": "balbyudvalget",
        "meeting_id": "8",
        "item_id": "2",
        "talk_id": "17",
        "membership_id": "29",
        "version_number": "1",
        "follow_up_id": "1",
    },
    "committees:change_series": {"key": "forandringsudvalget", "series_id": "1"},
    "areas:": {"area_id": COMPOSITE_AREA, "kind": "parts", "fact_id": "1"},
    "directory:": {"key": "vibeke-jensen", "post_id": "1", "kind": "people"},
    "directory:edit_organisation": {"key": "kab"},
    "directory:remove_organisation": {"key": "kab"},
    "newsletter:": {"issue_id": "2"},
    "node": {"key": "by-i-balance"},
    "organisation": {"key": "kab"},
    "partnership": {"key": "by-i-balance"},
    "programme:": {"key": "by-i-balance", "part": "sentences", "part_id": "1"},
    # The demo's selections stand at different steps; some pages exist only at some of them.
    "selection:candidate_cost": {"selection_id": "2", "candidate_id": "6"},
    "selection:assessors": {"selection_id": "2"},
    "selection:candidates": {"selection_id": "3"},
    "selection:change": {"selection_id": "2"},
    "selection:criterion": {"selection_id": "3", "criterion_id": "9"},
    "selection:new_criterion": {"selection_id": "3"},
    "selection:weights": {"selection_id": "2"},
}

#: Routes that lead to no page of their own.
NO_PAGES: Final = {
    "set_language": "an action",
    "picture": "a file",
    "pages:news_rss": "a feed",
    "pages:news_atom": "a feed",
    "pages:podcast_rss": "a feed",
    "pages:recording": "a file",
    "health": "JSON",
    "lists:area": "sends on to the page of the area",
    "lists:download_area": "a file",
    "areas:restore_fact": "an action",
    "directory:apply_import": "an action",
    "directory:export": "a file",
    "directory:restore": "an action",
    "directory:restore_post": "an action",
    "programme:document": "a file",
    "programme:publish": "an action",
    "programme:restore": "an action",
    "programme:restore_part": "an action",
    "programme:unpublish": "an action",
    "lists:download_list": "a file",
    "lists:example": "a file",
    "lists:download_result": "an action",
    "lists:save": "an action",
    "lists:saved": "exists only when someone has saved; the analyst's journey visits it",
    "lists:download_saved": "a file",
    "lists:delete_saved": "an action",
    "accounts:end_role": "an action",
    "wagtail_serve": "editorial pages, whose addresses editors choose: see EDITORIAL",
    "archive:download": "a file",
    "archive:confirm": "an action",
    "events:feed": "a calendar",
    "events:calendar": "a calendar",
    "events:own_calendar": "a calendar",
    "events:registration": "its address is in a mail; the guest's journey visits it",
    "events:confirm": "an action",
    "events:leave": "an action",
    "events:reinstate": "an action",
    "events:download_attendance": "a file",
    "events:cancel_participant": "an action",
    "committees:answer": "opens only with a member's own link; the secretary's journey visits it",
    "committees:answer_signed_in": "as above",
    "committees:convening": "exists only when times were proposed; as above",
    "committees:agenda_pdf": "a file",
    "committees:minutes_pdf": "a file",
    "committees:meeting_file": "a file",
    "committees:committee_feed": "a file",
    "committees:personal_feed": "a file",
    "committees:paper": "a file",
    **{
        f"committees:{action}": "an action"
        for action in (
            "approve_minutes",
            "choose_time",
            "renew_link",
            "hold_meeting",
            "make_address",
            "move_item",
            "publish_minutes",
            "remind_unanswered",
            "remove_decision",
            "remove_item",
            "remove_paper",
            "remove_talk",
            "reopen_meeting",
            "reopen_minutes",
            "revoke_address",
            "send_invitations",
            "show_meeting",
            "withdraw_convening",
        )
    },
    "newsletter:archive_rss": "a feed",
    "newsletter:confirm": "its address is in a mail; the newsletter's journey visits it",
    "newsletter:preferences": "as above",
    "newsletter:unsubscribe": "as above",
    "newsletter:letter": "a mail, shown in the frame of the preview",
    "newsletter:download_readers": "a file",
    **{
        f"newsletter:{action}": "an action"
        for action in (
            "add",
            "delete",
            "move",
            "remove",
            "take_back",
            "test",
            "unsubscribe_reader",
        )
    },
    "atlas:order": "an action",
    "atlas:approve": "an action",
    "atlas:publish": "an action",
    "atlas:tile": "a tile",
    "atlas:ground_tile": "a tile",
    "atlas:map_image": "a file",
    "atlas:download": "a file",
    "atlas:download_area": "a file",
    "plans:print": "a file",
    "plans:download": "a file",
    "plans:withdraw": "an action",
    "plans:restore_part": "an action",
    "plans:difference": "needs two versions; the planner's journey visits it",
    "selection:download_outcome": "a file",
    "selection:download_run": "a file",
    "selection:download_scores": "a file",
    "selection:remove_criterion": "an action",
    "selection:remove_candidate": "an action",
    "selection:dismiss_assessor": "an action",
    "selection:lift_conflict": "an action",
    "selection:open_scoring": "an action",
    "selection:sheet": "for an assessor only; the panel's journey visits it",
    "selection:score": "as above",
    "selection:declare_conflict": "an action",
    "selection:hand_in": "an action",
    "selection:take_back": "an action",
    "selection:close_scoring": "an action",
    "selection:reopen_scoring": "an action",
    "selection:new_run": "an action",
    "selection:run_request": "exists only while a run is on its way; leads on to the run",
    "selection:comment": "an action",
    "selection:withdraw": "an action",
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

#: Other things of the same kind, which look different: (name, route, parameters).
OTHERS: Final = (
    ("area-on-no-list", "area", {"area_id": "vaerebro-park"}),
    ("area-composite", "area", {"area_id": COMPOSITE_AREA}),
    ("node-initiative", "node", {"key": "udsatte-boligomraader-i-forstaden"}),
    ("node-effort", "node", {"key": "by-i-balance-stengaardsvej"}),
    ("node-project", "node", {"key": "boligliv-i-balance"}),
)

#: Pages that editors have written in the demo: their addresses below the language's front page.
EDITORIAL: Final[dict[str, dict[str, str]]] = {
    "da": {
        "news": "nyheder/",
        "news-item": "nyheder/nyt-torv-i-balby/",
        "publications": "udgivelser/",
        "publication": "udgivelser/boligliv-idea-catalogue/",
        "ideas": "ideer/",
        "podcasts": "podcast/",
        "podcast-series": "podcast/paa-tur/",
        "podcast-episode": "podcast/paa-tur/afsnit-8/",
    },
    "en": {
        "news": "news/",
        "news-item": "news/new-square-in-balby/",
        "publications": "publications/",
        "ideas": "ideas/",
        "podcasts": "podcast/",
    },
}

#: Pages that look different when the address asks for something: (name, route, query).
ASKED: Final = (
    ("search-found", "search:search", "text=balby"),
    ("search-nothing", "search:search", "text=zzz"),
    ("search-one-kind", "search:search", "text=park&kind=area"),
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
    ("atlas-map-two", "atlas:map", "group=non_western&k=400&year=2024&group_b=low_income"),
    ("atlas-map-refused", "atlas:map", "group=nobody"),
    ("atlas-compare-two", "atlas:compare", "area=balby-nord&area=midtbyen"),
    ("plan-duties-answered", "plans:duties", "on=2020-01-01&family_count=410&other_count=590"),
    ("plan-duties-refused", "plans:duties", "on=2020-01-01&family_count=410"),
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
        return [
            *_pages_of_routes(language),
            *_other_pages(language),
            *_editorial_pages(language),
            *_asked_pages(language),
            _lost_page(language),
        ]


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


def _other_pages(language: str) -> list[Page]:
    return [
        Page(
            name=name,
            language=language,
            path=reverse(route_name, kwargs=parameters),
            needs_sign_in=False,
        )
        for name, route_name, parameters in OTHERS
    ]


def _editorial_pages(language: str) -> list[Page]:
    return [
        Page(
            name=name,
            language=language,
            path=reverse("wagtail_serve", kwargs={"path": path}),
            needs_sign_in=False,
        )
        for name, path in EDITORIAL[language].items()
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
        path=f"{reverse('areas:areas')}no-such-area/",
        needs_sign_in=False,
        status=404,
    )


def _address(route: routes.Route) -> str:
    examples = {**EXAMPLES, **_examples_of(route.name)}
    return reverse(route.name, kwargs={name: examples[name] for name in route.parameters})


def _examples_of(name: str) -> dict[str, str]:
    beginnings = [beginning for beginning in EXAMPLES_OF if name.startswith(beginning)]
    return {
        parameter: example
        for beginning in sorted(beginnings, key=len)
        for parameter, example in EXAMPLES_OF[beginning].items()
    }
