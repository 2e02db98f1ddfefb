"""Seats are never given twice, however many processes ask at once; without the lock they are."""

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
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
TIME_LIMIT_S = 600


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


def all_at_once(people: list[dict[str, Any]], *, is_locked: bool = True) -> list[dict[str, int]]:
    """Let one process carry out each order, all starting together; what each saw."""
    databases = {alias: str(connections[alias].settings_dict["NAME"]) for alias in connections}
    orders = {
        "people": people,
        "databases": databases,
        "is_locked": is_locked,
        "time_limit_s": TIME_LIMIT_S,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.events.crowd", json.dumps(orders)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: list[dict[str, int]] = json.loads(done.stdout)
    return seen


def comers(event: Event, crowd: Crowd, *, work: str = "come") -> list[dict[str, Any]]:
    return [
        {
            "work": work,
            "event": event.pk,
            "name": f"{number}",
            "seats": crowd.seats,
            "count": crowd.attempts // crowd.process_count,
        }
        for number in range(crowd.process_count)
    ]


@pytest.mark.parametrize("crowd", CROWDS)
def test_a_crowd_gets_the_seats_there_are_and_the_rest_wait_in_order(crowd: Crowd) -> None:
    event = factories.EventFactory.create(capacity=crowd.seats, hold_minutes=60)

    seen = all_at_once(comers(event, crowd))

    rows = list(event.registrations.order_by("id").values_list("id", "state"))
    assert sum(one["attempts"] for one in seen) == crowd.attempts
    assert max(one["most_taken"] for one in seen) == crowd.seats  # never one too many
    assert [one["refused"] for one in seen] == [0] * crowd.process_count  # nobody had to try again
    # In the order in which they came: first all the seats, then the queue.
    states = [state for _, state in rows]
    assert states == ["held"] * crowd.seats + ["waiting"] * (crowd.attempts - crowd.seats)

    held = [pk for pk, state in rows if state == "held"]
    leaving = held[: crowd.seats // 2]
    seen = all_at_once(
        [
            {
                "work": "leave_and_come",
                "event": event.pk,
                "name": f"late-{number}",
                "leaving": leaving[number :: crowd.process_count],
            }
            for number in range(crowd.process_count)
        ]
    )

    let_in = AuditEntry.objects.filter(action="registration_promoted").order_by("id")
    queue = [pk for pk, state in rows if state == "waiting"]
    latecomers = event.registrations.filter(id__gt=rows[-1][0])
    assert max(one["most_taken"] for one in seen) <= crowd.seats
    assert event.occupancy().taken == crowd.seats
    # First come, first served, one by one; and nobody who came meanwhile was let past.
    assert [int(key) for key in let_in.values_list("object_key", flat=True)] == queue[
        : len(leaving)
    ]
    assert list(latecomers.values_list("state", flat=True)) == ["waiting"] * len(leaving)


@pytest.mark.parametrize("crowd", CROWDS)
def test_without_the_lock_the_same_crowd_gets_seats_that_are_not_there(crowd: Crowd) -> None:
    event = factories.EventFactory.create(capacity=crowd.seats, hold_minutes=60)
    factories.RegistrationFactory.create(event=event)  # or the crowd would fit in whole rows

    all_at_once(comers(event, crowd, work="come_until_one_too_many"), is_locked=False)

    assert event.occupancy().taken > crowd.seats
    assert event.registrations.seated().count() > crowd.seats
