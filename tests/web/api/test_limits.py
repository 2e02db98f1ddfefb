from __future__ import annotations

import json
import threading

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from bybalance.web.api import permissions

pytestmark = pytest.mark.django_db

NOON_S = 1_700_000_040.0


class Clock:
    """Stands for the module ``time`` and moves when told."""

    def __init__(self) -> None:
        self.now_s = NOON_S

    def time(self) -> float:
        return self.now_s


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(permissions, "time", stopped)
    return stopped


def ask(client: Client, times: int, **headers: str) -> list[int]:
    return [client.get("/api/rules", headers=headers).status_code for _ in range(times)]


class TestLimits:
    def test_the_61st_question_in_a_minute_is_refused_until_the_next(
        self, resident: Client, clock: Clock
    ) -> None:
        assert ask(resident, 60) == [200] * 60

        refused = resident.get("/api/rules")

        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 60
        assert refused.json()["problems"][0]["text"]
        clock.now_s += int(refused["Retry-After"])
        assert ask(resident, 1) == [200]

    def test_classifying_has_a_smaller_limit_of_its_own(self, resident: Client) -> None:
        body = json.dumps({"rows": [{"area": "Balby", "list_date": "2023-12-01"}]})
        sent = [
            resident.post("/api/classify", data=body, content_type="application/json").status_code
            for _ in range(11)
        ]

        assert sent == [200] * 10 + [429]
        assert ask(resident, 1) == [200]

    def test_a_new_worker_goes_on_counting(self, resident: Client) -> None:
        ask(resident, 60)
        caches.close_all()
        del caches._connections.default  # type: ignore[attr-defined]  # as in another process

        other_worker = permissions.VisitorLimit("reading", per_minute=60)

        request = resident.get("/api/rules").wsgi_request
        assert not other_worker.allow_request(request)

    def test_another_address_has_its_own_count(self, resident: Client) -> None:
        ask(resident, 60)

        assert resident.get("/api/rules", REMOTE_ADDR="203.0.113.9").status_code == 200

    def test_a_made_up_forwarding_header_does_not_help(self, resident: Client) -> None:
        ask(resident, 60)

        assert ask(resident, 1, x_forwarded_for="198.51.100.7") == [429]

    def test_behind_a_proxy_the_visitor_counts_not_the_proxy(
        self, resident: Client, settings: Settings
    ) -> None:
        settings.NINJA_NUM_PROXIES = 1
        ask(resident, 60, x_forwarded_for="10.0.0.1, 198.51.100.7")

        assert ask(resident, 1, x_forwarded_for="198.51.100.8") == [200]
        assert ask(resident, 1, x_forwarded_for="invented, 198.51.100.7") == [429]

    def test_the_cache_never_holds_an_address(self, resident: Client) -> None:
        resident.get("/api/rules", REMOTE_ADDR="203.0.113.9")

        alias = "operations" if "operations" in connections else "default"
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT cache_key, value FROM site_cache")
            rows = cursor.fetchall()
        assert len(rows) == 1
        assert "203.0.113.9" not in str(rows)

    def test_counting_takes_few_queries(
        self, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        ask(resident, 1)

        with django_assert_max_num_queries(12):
            ask(resident, 1)


@pytest.mark.django_db(transaction=True)
def test_a_burst_on_many_threads_gets_no_more_than_its_share() -> None:
    limit = permissions.VisitorLimit("burst", per_minute=20)
    allowed: list[bool] = []
    everyone_is_ready = threading.Barrier(8)

    def ask_at_once() -> None:
        everyone_is_ready.wait(timeout=30)
        for _ in range(10):
            allowed.append(limit.allow_request(RequestFactory().get("/api/rules")))
        connections.close_all()

    threads = [threading.Thread(target=ask_at_once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert (len(allowed), sum(allowed)) == (80, 20)
