"""Seats are never given twice, however many processes ask at once; without the lock they are.

``make test`` runs the small crowd on SQLite; ``make check`` the full one on both databases.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.web import factories

from bybalance.web.events.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
TIME_LIMIT_S = 900


@dataclass(frozen=True)
class Crowd:
    seats: int
    process_count: int
    attempts: int


SMALL = Crowd(seats=20, process_count=4, attempts=120)
FULL = Crowd(seats=200, process_count=8, attempts=5_000)
CROWDS = [
    pytest.param(SMALL, id="small"),
    pytest.param(FULL, id="full", marks=pytest.mark.slow),
]


def all_at_once(orders: list[dict[str, Any]], *, is_locked: bool = True) -> list[dict[str, Any]]:
    """Let one process carry out each order, all starting together; what each saw."""
    databases = {alias: str(connections[alias].settings_dict["NAME"]) for alias in connections}
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.web.events.crowd",
                json.dumps({**order, "databases": databases, "is_locked": is_locked}),
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for order in orders
    ]
    try:
        _in_step(processes, "ready")
        for _ in range(0 if is_locked else orders[0]["count"]):
            _in_step(processes, "decided")
        return [_report(process) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _in_step(processes: list[subprocess.Popen[str]], word: str) -> None:
    """Wait until every process has said ``word``, then let all of them go on."""
    for process in processes:
        assert process.stdout is not None
        if process.stdout.readline() != f"{word}\n":
            pytest.fail(process.communicate()[1])
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()


def _report(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=TIME_LIMIT_S)
    assert process.returncode == 0, err
    seen: dict[str, Any] = json.loads(out)
    return seen


def comers(event: Event, crowd: Crowd) -> list[dict[str, Any]]:
    return [
        {
            "work": "come",
            "event": event.pk,
            "process": number,
            "count": crowd.attempts // crowd.process_count,
        }
        for number in range(crowd.process_count)
    ]


@pytest.mark.parametrize("crowd", CROWDS)
def test_a_crowd_gets_the_seats_there_are_and_the_rest_wait_in_order(crowd: Crowd) -> None:
    event = factories.EventFactory.create(capacity=crowd.seats, hold_minutes=60)

    seen = all_at_once(comers(event, crowd))

    rows = event.registrations.order_by("id").values_list("id", "state")
    states = [state for _, state in rows]
    assert max(one["most_taken"] for one in seen) == crowd.seats  # never one too many
    # In the order in which they came: first all the seats, then the queue.
    assert states == ["held"] * crowd.seats + ["waiting"] * (crowd.attempts - crowd.seats)

    leaving = [pk for pk, state in rows if state == "held"]
    shares = [leaving[number :: crowd.process_count] for number in range(crowd.process_count)]
    seen = all_at_once([{"work": "leave", "leaving": share[: len(share) // 2]} for share in shares])

    left_count = sum(len(share) // 2 for share in shares)
    promoted = event.registrations.exclude(promoted_at=None).values_list("id", flat=True)
    queue = [pk for pk, state in rows if state == "waiting"]
    assert max(one["most_taken"] for one in seen) <= crowd.seats
    assert event.occupancy().taken == crowd.seats
    assert sorted(promoted) == queue[:left_count]  # first come, first served


@pytest.mark.parametrize("crowd", CROWDS)
def test_without_the_lock_the_same_crowd_gets_seats_that_are_not_there(crowd: Crowd) -> None:
    event = factories.EventFactory.create(capacity=crowd.seats, hold_minutes=60)
    factories.RegistrationFactory.create(event=event)  # or the crowd would fit in whole rows

    all_at_once(comers(event, crowd), is_locked=False)

    assert event.occupancy().taken > crowd.seats
    assert event.registrations.seated().count() > crowd.seats
