"""Server time and queries of every public page, beside the health page in the same run."""

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

REPEATS = 40
LIMIT_MS = 100
MAX_QUERIES = 12
HEALTH = "/sundhed/"
WHAT_IF = "/lister/hvad-nu-hvis/?area=parkvej&list_date=2023-12-01"
PAGES = (
    "/", "/en/", "/lister/", "/lister/2019-12-01/", "/lister/2023-12-01/?sort=municipality",
    "/lister/sammenlign/", "/lister/omraader/", "/lister/omraader/vollsmose/",
    "/lister/omraader/parkvej/", "/lister/hvad-nu-hvis/", WHAT_IF, "/lister/klassificer/",
    "/lister/regler/", "/lister/regler/2018/", "/lister/regler/sammenlign/", "/om/",
    "/om/kilder/", "/om/tilgaengelighed/", "/om/privatliv/", "/konto/log-ind/",
    "/lister/2023-12-01/download.csv", "/lister/2023-12-01/download.xlsx",
    "/api/lists", "/api/lists/2023-12-01", "/api/areas", "/api/areas/vollsmose", "/api/rules/2021",
)  # fmt: skip


@dataclass(frozen=True)
class Visits:
    """What many visits to one page took."""

    p95_ms: float
    query_count: int


def run() -> Iterator[Measurement]:
    with TemporaryDirectory(prefix="bybalance-bench-") as folder:
        client = demo_site(Path(folder))
        health = visits(client, HEALTH)
        yield measurement(f"{HEALTH} p95", health.p95_ms, "ms")
        for page in PAGES:
            seen = visits(client, page)
            yield measurement(f"{page} p95", seen.p95_ms, "ms", LIMIT_MS)
            yield measurement(f"{page} queries", seen.query_count, "", MAX_QUERIES)
            yield measurement(f"{page} to health", seen.p95_ms / health.p95_ms, "×")


def demo_site(folder: Path) -> Client:
    """Start the site on a new database with the areas of the demo, and make a visitor."""
    os.environ["BYBALANCE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bybalance.web.site.settings.dev"
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.core.management import call_command
    from django.test import Client

    from bybalance.web.lists import services
    from bybalance.web.site import start

    start.migrate()
    call_command("collectstatic", interactive=False, verbosity=0)
    services.load_published_lists()
    return Client(headers={"host": "localhost"})


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
    assert answer.status_code == 200, (page, answer.status_code)
    query_count = len(default) + len(operations)
    times_ms = [timed_ms(client, page, visitor) for visitor in range(REPEATS)]
    return Visits(p95_ms=statistics.quantiles(times_ms, n=20)[-1], query_count=query_count)


def timed_ms(client: Client, page: str, visitor: int) -> float:
    with stopwatch() as watch:
        client.get(page, REMOTE_ADDR=f"10.0.1.{visitor}")
    return watch.wall_s * 1000


def measurement(name: str, value: float, unit: str, limit: float | None = None) -> Measurement:
    return Measurement(benchmark="pages", name=name, value=value, unit=unit, limit=limit)
