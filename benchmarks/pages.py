"""Server time and queries of every page, beside the health page in the same run.

The site holds the demo and a large programme (``programme_town``): 10 campaigns, 500 areas, 2,000
meetings, 20,000 registrations. Pages come from the site's own routes, so that a new one is measured
too; those of the heaviest things in the town are added, and what a programme officer sees of them
and at work. Server time is processor time: the database
works in the same process, and other programs on the machine do not count.
"""

from __future__ import annotations

import logging
import os
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.measurement import Measurement, stopwatch

if TYPE_CHECKING:
    from django.test import Client

    from benchmarks.programme_town import Town

REPEATS = 60
LIMIT_MS = 100
MAX_QUERIES = 12
HEALTH = "/sundhed/"
OFFICER = "programleder@demo.bybalance.example"
WHAT_IF = "/lister/hvad-nu-hvis/?area=parkvej&list_date=2023-12-01"
FILES = (
    "/lister/2023-12-01/download.csv", "/lister/2023-12-01/download.xlsx",
    "/arrangementer/arrangementer.ics", "/programarkiv/tabel/events.event/download.csv",
    "/api/lists", "/api/lists/2023-12-01", "/api/areas", "/api/areas/vollsmose", "/api/rules/2021",
)  # fmt: skip


@dataclass(frozen=True)
class Visits:
    """What many visits to one page took."""

    p50_ms: float
    p95_ms: float
    query_count: int


def run() -> Iterator[Measurement]:
    with TemporaryDirectory(prefix="bybalance-bench-") as folder:
        client, town = demo_site(Path(folder))
        health = visits(client, HEALTH)
        yield measurement(f"{HEALTH} p95", health.p95_ms, "ms")
        for page in dict.fromkeys([*public_pages(), *town_pages(town), WHAT_IF, *FILES]):
            seen = visits(client, page)
            limit_ms = None if page in FILES else LIMIT_MS  # a file is as long as it is
            yield from measured(page, seen, limit_ms)
            yield measurement(f"{page} to health", seen.p95_ms / health.p95_ms, "×")
        sign_in(client, OFFICER)
        for page in dict.fromkeys([*work_pages(), *town_pages(town)]):
            yield from measured(f"{page} (officer)", visits(client, page), LIMIT_MS)


def measured(name: str, seen: Visits, limit_ms: float | None) -> Iterator[Measurement]:
    """What visits to one page took, as lines of the result."""
    yield measurement(f"{name} p50", seen.p50_ms, "ms")
    yield measurement(f"{name} p95", seen.p95_ms, "ms", limit_ms)
    yield measurement(f"{name} queries", seen.query_count, "", MAX_QUERIES)


def sign_in(client: Client, email: str) -> None:
    """Sign the visitor in as one of the demo's people."""
    from bybalance.web.accounts.models import User

    client.force_login(User.objects.get(email=email))


def work_pages() -> list[str]:
    """Pages of the programme's daily work, for the heaviest that the demo has of each kind."""
    from django.urls import reverse

    return [
        reverse("programme:work", args=["by-i-balance"]),
        reverse("plans:versions", args=["udviklingsplan-balby-nord"]),
        reverse("selection:index"),
        reverse("committees:committee", args=["forandringsudvalget"]),
    ]


def public_pages() -> list[str]:
    """Every page that needs no sign-in, in Danish, with an example from the demo."""
    from tools.browsing import pages

    return [
        page.path
        for page in pages.all_pages()
        if page.language == "da" and page.status == 200 and not page.needs_sign_in
    ]


def town_pages(town: Town) -> list[str]:
    """Pages of the heaviest things in the town, where the site has such pages."""
    from django.urls import NoReverseMatch, reverse

    wanted: tuple[tuple[str, list[object], str], ...] = (
        ("area", [town.area_id], ""),
        ("node", [town.campaign_key], ""),
        ("organisation", [town.organisation_key], ""),
        ("directory:person", [town.person_key], ""),
        ("committees:committee", [town.committee_key], ""),
        ("committees:meeting", [town.committee_key, town.meeting_id], ""),
        ("committees:talk", [town.talk_id], ""),
        ("events:event", [town.event_key], ""),
        ("events:register", [town.event_key], ""),
        ("events:events", [], "?page=3"),
        ("search:search", [], "?text=torv"),
        ("search:search", [], "?text=balby+skole"),
        ("search:search", [], "?text=balby&kind=area"),
        ("search:search", [], "?text=findes-ikke"),
    )
    found = []
    for route, arguments, query in wanted:
        try:
            found.append(reverse(route, args=arguments) + query)
        except NoReverseMatch:
            continue
    return found


def demo_site(folder: Path) -> tuple[Client, Town]:
    """Start the site on a new database with the demo and a large town, and make a visitor."""
    os.environ["BYBALANCE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bybalance.web.site.settings.dev"
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.core.management import call_command
    from django.test import Client

    from benchmarks import programme_town
    from bybalance.cli import demo_jobs

    demo_jobs.prepare()
    call_command("collectstatic", interactive=False, verbosity=0)
    town = programme_town.build()
    return Client(headers={"host": "localhost"}), town


def visits(client: Client, page: str) -> Visits:
    """Visit a page once for its queries and to warm it, then many times by the clock.

    Each visit comes from another address, so that none is refused for asking too often.
    """
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["operations"]) as operations,
    ):
        answer = client.get(page, REMOTE_ADDR="10.0.0.0")
    assert answer.status_code < 400, (page, answer.status_code)  # some pages send on
    query_count = len(default) + len(operations)  # with those for session and cache
    times_ms = [timed_ms(client, page, visitor) for visitor in range(REPEATS)]
    return Visits(
        p50_ms=statistics.median(times_ms),
        p95_ms=statistics.quantiles(times_ms, n=20)[-1],
        query_count=query_count,
    )


def timed_ms(client: Client, page: str, visitor: int) -> float:
    with stopwatch() as watch:
        client.get(page, REMOTE_ADDR=f"10.0.1.{visitor}")
    return watch.cpu_s * 1000


def measurement(name: str, value: float, unit: str, limit: float | None = None) -> Measurement:
    return Measurement(benchmark="pages", name=name, value=value, unit=unit, limit=limit)
