from __future__ import annotations

import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings
from tests.web import factories

from bybalance.web.shared import outbox, tasks
from bybalance.web.site import working

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _queued_work(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_the_worker_sends_the_mail_that_a_beat_has_found_due() -> None:
    factories.OutboxMessageFactory.create()
    tasks.beat(now=timezone.now())
    assert mail.outbox == []

    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)

    assert len(mail.outbox) == 1
    assert not outbox.unsent().exists()
    assert [job.status for job in DBTaskResult.objects.all()] == ["SUCCESSFUL"]


def test_a_beat_with_nothing_due_queues_nothing() -> None:
    tasks.beat(now=timezone.now())

    assert not DBTaskResult.objects.exists()


def test_a_fault_of_the_database_does_not_stop_the_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = threading.Event()
    beats: list[object] = []

    def beat(*, now: object) -> None:
        beats.append(now)
        if len(beats) == 1:
            raise OperationalError
        stopping.set()

    monkeypatch.setattr(tasks, "beat", beat)
    monkeypatch.setattr(working, "PULSE_S", 0)

    working.beat_until(stopping)

    assert len(beats) == 2
