"""A run is asked for, worked out in the background, and told of while one waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web import factories
from tests.web.lists.pages import text_of
from tests.web.selection.panels import Panel, panel

from bybalance.selection import analysis
from bybalance.web.selection import services
from bybalance.web.selection.models import RunRequest, Selection, SelectionRun
from bybalance.web.selection.services import runs
from bybalance.web.shared import tasks
from bybalance.web.shared.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Panel:
    closed = panel()
    closed.close()
    return closed


@pytest.fixture
def queued(settings: Any) -> None:
    """Work waits in a queue, as on a real site; no worker takes it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def ask(client: Client, case: Panel) -> RunRequest:
    client.force_login(case.officer)
    client.post(reverse("selection:new_run", args=[case.selection.pk]), {"seed": "7"})
    return RunRequest.objects.latest("pk")


def page_of(client: Client, asked: RunRequest, *, language: str = "da") -> str:
    address = reverse("selection:run_request", args=[asked.selection_id, asked.pk])
    return text_of(client.get(address))


def test_the_browser_does_not_wait(client: Client, case: Panel, queued: None) -> None:
    asked = ask(client, case)

    assert not SelectionRun.objects.exists()
    assert asked.state == "waiting"
    assert "Kørslen venter på sin tur." in page_of(client, asked)


def test_the_worker_makes_it_and_the_page_leads_on(
    client: Client, case: Panel, queued: None
) -> None:
    asked = ask(client, case)

    services.make_run.func(asked.pk)

    address = reverse("selection:run_request", args=[case.selection.pk, asked.pk])
    made = SelectionRun.objects.get()
    assert client.get(address)["Location"] == reverse("selection:run", args=[case.selection.pk, 1])
    assert (made.seed, made.made_by_key) == (7, case.officer.audit_key)


def test_asking_twice_gives_one_run(client: Client, case: Panel, queued: None) -> None:
    first, second = ask(client, case), ask(client, case)
    for _ in range(2):  # the work is in the queue twice
        services.make_run.func(first.pk)

    assert first == second
    assert SelectionRun.objects.count() == 1


def test_the_database_holds_one_open_request(client: Client, case: Panel, queued: None) -> None:
    asked = ask(client, case)

    with pytest.raises(IntegrityError), transaction.atomic():
        RunRequest.objects.create(
            selection=asked.selection, seed=1, asked_at=asked.asked_at, moved_at=asked.moved_at
        )


def test_progress_is_told_in_numbers(client: Client, case: Panel, queued: None) -> None:
    asked = ask(client, case)
    RunRequest.objects.filter(pk=asked.pk).update(
        state="working", done_count=1200, total_count=5002, moved_at=timezone.now()
    )

    assert "1.200 af 5.002 dele er færdige" in page_of(client, asked)


def test_the_work_writes_down_how_far_it_is(client: Client, case: Panel, queued: None) -> None:
    asked = ask(client, case)
    seen = []

    def slowly(
        given: analysis.SelectionCase, *, seed: int, on_progress: Callable[[int, int], None]
    ) -> analysis.SelectionAnalysis:
        on_progress(1, 3)
        asked.refresh_from_db()
        seen.append((asked.state, asked.done_count, asked.total_count))
        return analysis.analyse(given, seed=seed)

    with patch.object(runs, "analyse", slowly):
        services.make_run.func(asked.pk)

    assert seen == [("working", 1, 3)]


def test_what_went_wrong_is_said_in_words(client: Client, case: Panel, queued: None) -> None:
    asked = ask(client, case)
    case.selection.criteria.update(knock_out_level=4)

    services.make_run.func(asked.pk)

    assert "Alle kandidater er under et mindsteniveau" in page_of(client, asked)
    asked.refresh_from_db()
    assert asked.problem_en.startswith("Every candidate is below a knock-out level")
    assert not SelectionRun.objects.exists()


def test_a_fault_is_told_without_its_details(client: Client, case: Panel, queued: None) -> None:
    asked = ask(client, case)

    with (
        patch.object(runs, "analyse", side_effect=ZeroDivisionError("kanariefugl")),
        pytest.raises(ZeroDivisionError),
    ):
        services.make_run.func(asked.pk)

    page = page_of(client, asked)
    assert "Noget gik galt på sitet" in page
    assert "kanariefugl" not in page
    assert ask(client, case) != asked  # and one may ask again


def test_a_worker_that_stopped_is_told_of_and_asked_again(
    client: Client, case: Panel, queued: None
) -> None:
    asked = ask(client, case)
    RunRequest.objects.filter(pk=asked.pk).update(
        state="working", moved_at=timezone.now() - timedelta(minutes=6)
    )

    assert "Arbejdet gik i stå" in page_of(client, asked)
    fresh = ask(client, case)
    asked.refresh_from_db()

    assert (asked.state, fresh.state) == ("failed", "waiting")


def test_a_worker_that_is_down_is_told_of(client: Client, case: Panel, queued: None) -> None:
    asked = ask(client, case)

    with patch.object(tasks, "need_worker", return_value=True):
        with patch.object(tasks, "heartbeat_age", return_value=timedelta(minutes=3)):
            silent = page_of(client, asked)
        with patch.object(tasks, "heartbeat_age", return_value=timedelta(seconds=20)):
            alive = page_of(client, asked)

    assert "Sitets baggrundsarbejde står stille" in silent
    assert "står stille" not in alive


def test_others_do_not_see_it(client: Client, case: Panel, queued: None) -> None:
    asked = ask(client, case)
    address = reverse("selection:run_request", args=[asked.selection_id, asked.pk])
    client.force_login(case.people[0])
    assert client.get(address).status_code == 403  # an assessor does not make runs

    other = factories.UserFactory.create()
    client.force_login(other)
    assert client.get(address).status_code == 403


def test_a_request_whose_person_was_erased_is_left(
    case: Panel, client: Client, queued: None
) -> None:
    asked = ask(client, case)
    RunRequest.objects.filter(pk=asked.pk).update(asked_by=None)

    services.make_run.func(asked.pk)

    asked.refresh_from_db()
    assert asked.state == "failed"


class TestCost:
    def test_it_is_changed_with_a_row_in_the_log(self, client: Client, case: Panel) -> None:
        candidate = case.selection.candidates.first()
        assert candidate is not None
        client.force_login(case.officer)
        address = reverse("selection:candidate_cost", args=[case.selection.pk, candidate.pk])

        client.post(address, {"cost_oere": "1.250.000"})

        candidate.refresh_from_db()
        entry = AuditEntry.objects.get(action="candidate_cost_changed")
        assert candidate.cost_oere == 125_000_000
        assert entry.after == {"candidate": candidate.pk, "cost_oere": 125_000_000}

    def test_not_when_the_outcome_is_public(self, client: Client) -> None:
        public = panel()
        public.publish()
        candidate = public.selection.candidates.first()
        assert candidate is not None
        client.force_login(public.officer)
        address = reverse("selection:candidate_cost", args=[public.selection.pk, candidate.pk])

        assert client.post(address, {"cost_oere": "1"}).status_code == 403

    def test_an_assessor_may_not(self, client: Client, case: Panel) -> None:
        candidate = case.selection.candidates.first()
        assert candidate is not None
        client.force_login(case.people[0])
        address = reverse("selection:candidate_cost", args=[case.selection.pk, candidate.pk])

        assert client.post(address, {"cost_oere": "1"}).status_code == 403


class TestSearch:
    def test_a_published_selection_is_found_and_another_is_not(self, client: Client) -> None:
        published, hidden = panel(), panel()
        published.publish()
        hidden.close()
        for one, title in ((published, "Fyrtårnsvalget"), (hidden, "Kanarievalget")):
            Selection.objects.filter(pk=one.selection.pk).update(title_da=title)

        found = text_of(client.get("/soeg/?text=fyrtårnsvalget"))
        lost = text_of(client.get("/soeg/?text=kanarievalget"))

        assert "Fyrtårnsvalget" in found
        assert (
            reverse("selection:outcome", args=[published.selection.pk])
            in client.get("/soeg/?text=fyrtårnsvalget").content.decode()
        )
        assert "Intet blev fundet" in lost or "blev ikke fundet" in lost
