from __future__ import annotations

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests.web import factories

from bybalance.web.shared import tasks
from bybalance.web.site import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued_work(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def parts(report: health.Report) -> dict[str, bool]:
    return {finding.part: finding.is_ok for finding in report.findings}


@pytest.mark.parametrize("address", ["/sundhed/", "/en/health/"])
def test_a_site_that_is_well_answers_200(resident: Client, address: str) -> None:
    answer = resident.get(address)

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert set(answer.json()["parts"]) == {
        "databases",
        "migrations",
        "worker",
        "queue",
        "mail",
        "disk",
    }


@pytest.mark.usefixtures("errors_are_logged")
def test_a_full_disk_answers_503(resident: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1))

    answer = resident.get("/sundhed/")

    assert answer.status_code == 503
    assert not answer.json()["parts"]["disk"]["ok"]


def test_a_database_that_does_not_answer_is_a_fault_that_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_given: object) -> None:
        raise OperationalError("password for bybalance@db.example is wrong")

    monkeypatch.setattr(health.connections, "all", lambda: [SimpleNamespace(cursor=refuse)])
    monkeypatch.setattr(health, "MigrationExecutor", refuse)

    report = health.report(now=timezone.now())

    assert not parts(report)["databases"]
    assert "password" not in str(report.as_dict())


def test_mail_that_has_waited_for_over_an_hour_is_a_fault() -> None:
    factories.OutboxMessageFactory.create()

    assert not parts(health.report(now=timezone.now()))["mail"]


@pytest.mark.usefixtures("queued_work")
class TestWorker:
    def test_a_worker_never_seen_is_a_fault(self) -> None:
        assert not parts(health.report(now=timezone.now()))["worker"]

    def test_a_worker_seen_just_now_is_well(self) -> None:
        now = timezone.now()
        tasks.beat(now=now)

        assert parts(health.report(now=now + timedelta(seconds=119)))["worker"]

    def test_a_worker_silent_for_minutes_is_a_fault(self) -> None:
        now = timezone.now()
        tasks.beat(now=now)

        assert not parts(health.report(now=now + timedelta(seconds=121)))["worker"]

    def test_work_that_waits_too_long_is_a_fault(self) -> None:
        now = timezone.now()
        factories.OutboxMessageFactory.create()
        tasks.beat(now=now)

        assert parts(health.report(now=now))["queue"]
        assert not parts(health.report(now=now + timedelta(minutes=16)))["queue"]
